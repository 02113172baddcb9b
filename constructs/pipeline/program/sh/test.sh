# test runs the tests, and believes their reports more than their end.

# found lists the files that the path or pattern $1 names, where * is any text.
found() {
	find . -path "./$1" -type f >"$work/files"
	[ -s "$work/files" ] || fail "$2 is $1: the tests have written no such file"
}

# each runs a command once for every file that was found, and fails when it fails.
each() {
	while read -r file <&3; do
		"$@" "$file" || fail "cannot read $file"
	done 3<"$work/files"
}

# tags counts the tests of a report and those that went wrong; text between tags may hold anything.
tags() {
	LC_ALL=C awk 'BEGIN { RS = "<" }
		inside == "" && /^!\[CDATA\[/ { inside = "]]>" }
		inside == "" && /^!--/ { inside = "-->" }
		inside != "" { if (index($0, inside)) inside = ""; next }
		/^testcase[ \t\r\n\/>]/ { tests++ }
		/^(failure|error)[ \t\r\n\/>]/ { bad++ }
		END { print tests + 0, bad + 0 }' "$1"
}

scenarios() {
	jq -r '[.[].elements[]? | select(.type != "background") | [.steps[]?.result.status]] | "\(length) \(map(select(any(IN("passed", "skipped") | not))) | length)"' "$1"
}

# junit writes what go test -json says as JUnit. A test without an end is one that went wrong, and so is a package that does
# not build.
junit() {
	jq -Rrn 'def text: explode | map(select(. > 31 or . == 9 or . == 10)) | implode | @html;
		def last(f): [.[] | f] | .[-1];
		["<testsuites>", ([inputs | fromjson? | objects | select(.Package)] | group_by(.Package)[] | .[0].Package as $package
			| ([.[] | select(.Test)] | group_by(.Test) | map({name: .[0].Test, is: (last(.Action | select(IN("pass", "fail", "skip"))) // "fail"),
				time: (last(.Elapsed // empty) // 0), said: (map(.Output // "") | join(""))})) as $tests
			| (if (last(.Action | select(IN("pass", "fail", "skip"))) // "fail") == "fail" and ($tests | all(.is != "fail"))
				then [{name: "package", is: "fail", time: 0, said: (map(.Output // "") | join(""))}] else [] end) as $own
			| "<testsuite name=\"\($package | text)\">", ($tests + $own | .[] | "<testcase classname=\"\($package | text)\" name=\"\(.name | text)\" time=\"\(.time)\">"
				+ (if .is == "fail" then "<failure message=\"failed\">\(.said | text)</failure>" elif .is == "skip" then "<skipped/>" else "" end) + "</testcase>"), "</testsuite>"), "</testsuites>"] | .[]' "$1" >"$REPORTS/junit.xml"
}

# cobertura writes a cover profile of Go as Cobertura. A block that several packages ran counts once.
cobertura() {
	LC_ALL=C awk '/:[0-9]+\.[0-9]+,[0-9]+\.[0-9]+ [0-9]+ [0-9]+$/ {
			if (!($1 in size)) { order[++blocks] = $1; size[$1] = $2 }
			if ($3 > hits[$1]) hits[$1] = $3
		}
		END {
			for (b = 1; b <= blocks; b++) {
				at = order[b]; all += size[at]; if (hits[at] > 0) ran += size[at]
				place = at; sub(/^.*:/, "", place); file = substr(at, 1, length(at) - length(place) - 1)
				split(place, ends, /[.,]/)
				if (!(file in lines)) { files[++count] = file; lines[file] = "" }
				for (n = ends[1] + 0; n <= ends[3] + 0; n++) {
					if (!((file, n) in seen)) lines[file] = lines[file] " " n
					if (!((file, n) in seen) || hits[at] > seen[file, n]) seen[file, n] = hits[at] + 0
				}
			}
			rate = all ? ran / all : 0
			printf "<?xml version=\"1.0\"?>\n<coverage version=\"1\" timestamp=\"0\" branch-rate=\"0\" line-rate=\"%.4f\"><packages><package name=\"go\" line-rate=\"%.4f\" branch-rate=\"0\"><classes>\n", rate, rate
			for (f = 1; f <= count; f++) {
				file = files[f]; shown = file
				gsub(/&/, "\\&amp;", shown); gsub(/</, "\\&lt;", shown); gsub(/"/, "\\&quot;", shown)
				printf "<class name=\"%s\" filename=\"%s\" line-rate=\"0\" branch-rate=\"0\"><methods/><lines>", shown, shown
				total = split(lines[file], own, " ")
				for (n = 1; n <= total; n++) printf "<line number=\"%d\" hits=\"%d\"/>", own[n], seen[file, own[n]]
				print "</lines></class>"
			}
			print "</classes></package></packages></coverage>"
			if (!blocks) exit 1
		}' "$1" >"$REPORTS/cobertura.xml"
}

# share prints how many of how much the report $1 says was covered. Reports that hold sums name the largest last or first.
share() {
	case $COVERAGE_FORMAT in
	GO) cobertura "$1" && COVERAGE_FORMAT=COBERTURAXML share "$REPORTS/cobertura.xml" ;;
	SIMPLECOV) jq -r '[.[].coverage[] | if type == "object" then .lines else . end | .[] | numbers] | "\(map(select(. > 0)) | length) \(length)"' "$1" ;;
	*) LC_ALL=C awk -v format="$COVERAGE_FORMAT" 'BEGIN { RS = "<"; all = -1 }
		function value(name) { return match($0, "[ \t\r\n]" name "=\"[0-9.]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : -1 }
		format == "COBERTURAXML" && /^coverage[ \t\r\n]/ && all < 0 { all = 1; ran = value("line-rate") }
		format == "JACOCOXML" && /^counter[ \t\r\n]/ && /type="LINE"/ { ran = value("covered"); all = ran + value("missed") }
		format == "CLOVERXML" && /^metrics[ \t\r\n]/ && value("statements") + 0 > all { all = value("statements") + 0; ran = value("coveredstatements") }
		END { if (all < 0 || ran < 0) exit 1; print ran, all }' "$1" ;;
	esac
}

need TEST_COMMAND "${TEST_COMMAND-}"
REPORTS=${REPORTS:-reports}
plain REPORTS "$REPORTS"
case /$REPORTS/ in
//* | */../*) fail "REPORTS is $REPORTS: want a path below the source" ;;
esac
for part in "$REPORTS" "$(dirname -- "$REPORTS")" "${REPORTS%%/*}"; do
	[ ! -L "$part" ] || inside REPORTS "$part"
done
mkdir -p -- "$REPORTS"
inside REPORTS "$REPORTS"
plain TEST_REPORT "${TEST_REPORT-}"
plain COVERAGE_REPORT "${COVERAGE_REPORT-}"
case ${TEST_REPORT:+given}${TEST_FORMAT-} in
'' | givenJUNITXML | givenCUCUMBERJSON | givenGOJSON) ;;
*) fail "TEST_FORMAT is ${TEST_FORMAT-}: want JUNITXML, CUCUMBERJSON or GOJSON, together with TEST_REPORT" ;;
esac
case ${COVERAGE_REPORT:+given}${COVERAGE_FORMAT-} in
'' | givenGO | givenCOBERTURAXML | givenJACOCOXML | givenCLOVERXML | givenSIMPLECOV) ;;
*) fail "COVERAGE_FORMAT is ${COVERAGE_FORMAT-}: want GO, COBERTURAXML, JACOCOXML, CLOVERXML or SIMPLECOV, together with COVERAGE_REPORT" ;;
esac
least=${TESTS_MIN:-1}
number TESTS_MIN "$least"
printf '%s\n' "${COVERAGE_MIN:-0}" | grep -Eqx '(100|[0-9]{1,2})(\.[0-9]+)?' || fail "COVERAGE_MIN is $COVERAGE_MIN: want 0 to 100 percent"
[ -z "${COVERAGE_MIN-}" ] || [ -n "${COVERAGE_REPORT-}" ] || fail "COVERAGE_MIN is $COVERAGE_MIN: want a COVERAGE_REPORT to read it from"

code=0
sh -c "$TEST_COMMAND" || code=$?
wrong=''
[ "$code" -eq 0 ] || wrong="the command ended with $code"

if [ -n "${TEST_REPORT-}" ]; then
	found "$TEST_REPORT" TEST_REPORT
	case $TEST_FORMAT in
	JUNITXML) each tags >"$work/counts" ;;
	CUCUMBERJSON) each scenarios >"$work/counts" ;;
	GOJSON)
		tr '\n' '\0' <"$work/files" | xargs -0 cat -- >"$work/events"
		junit "$work/events"
		tags "$REPORTS/junit.xml" >"$work/counts"
		;;
	esac
	awk '{ tests += $1; bad += $2 } END { print tests + 0, bad + 0 }' "$work/counts" >"$work/sums"
	read -r tests bad <"$work/sums"
	say "$tests tests, $bad of them failed"
	[ "$bad" -eq 0 ] || wrong="${wrong:+$wrong; }$bad of $tests tests failed"
	[ "$tests" -ge "$least" ] || wrong="${wrong:+$wrong; }$tests tests ran, want at least $least"
fi
if [ -n "${COVERAGE_REPORT-}" ]; then
	found "$COVERAGE_REPORT" COVERAGE_REPORT
	each share >"$work/counts"
	covered=$(LC_ALL=C awk '{ ran += $1; all += $2 } END { printf "%.2f", all ? 100 * ran / all : 0 }' "$work/counts")
	say "$covered % covered"
	LC_ALL=C awk -v is="$covered" -v least="${COVERAGE_MIN:-0}" 'BEGIN { exit is + 0 < least + 0 }' || wrong="${wrong:+$wrong; }$covered % is covered, want at least $COVERAGE_MIN %"
fi
[ -z "$wrong" ] || fail "the tests failed: $wrong"
