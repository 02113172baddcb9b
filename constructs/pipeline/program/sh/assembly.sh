# What a cloud assembly may be: data. The CDK CLI runs nothing of it but what publishes its assets, so an asset that is made
# by a command or by Docker is refused, and with it every file that is somewhere else.

# data refuses the assembly in directory $1 when it is more than that.
data() {
	[ -f "$1/manifest.json" ] || fail "there is no cloud assembly: want manifest.json in $(basename -- "$1")"
	[ -z "$(find "$1" -type l -exec printf x \;)" ] || fail 'the assembly holds links'
	find "$1" -name manifest.json -type f -exec jq -rn '
		def name: type == "string" and test("^[A-Za-z0-9][A-Za-z0-9._-]*$");
		inputs | .artifacts // empty | to_entries[] | .key as $id | .value | .properties as $p
			| if .type == "cdk:asset-manifest" then $p.file | select((name and endswith(".assets.json")) | not) | "its manifest \($id) is not beside it"
			elif .type == "cdk:cloud-assembly" then $p.directoryName | select(name | not) | "its assembly \($id) is not below it"
			elif .type == "aws:cloudformation:stack" then $p.templateFile | select(name | not) | "its template \($id) is not beside it"
			else empty end' {} + >"$work/more" 2>"$work/error" || fail "the assembly cannot be read: $(tail -n 1 "$work/error")"
	find "$1" -name '*.assets.json' -type f -exec jq -rn --arg root "$1/" '
		def below($depth): type == "string" and (startswith("/") | not) and (split("/")
			| reduce .[] as $part ($depth; if . < 0 or $part == "" or $part == "." then . elif $part == ".." then . - 1 else . + 1 end)) >= 0;
		inputs | (input_filename | ltrimstr($root) | split("/") | length - 1) as $depth
			| ((.dockerImages // empty) | keys[] | "it builds the image \(.)"),
			((.files // empty) | to_entries[] | .key as $id | .value.source
				| if .executable then "a command makes its asset \($id)"
				elif .path | below($depth) | not then "its asset \($id) is somewhere else"
				else empty end)' {} + >>"$work/more" 2>"$work/error" || fail "the assembly cannot be read: $(tail -n 1 "$work/error")"
	[ ! -s "$work/more" ] || fail "the assembly is more than data: $(tr '\n' ';' <"$work/more")"
}

# stage refuses the value $2 of variable $1 unless it names a stage of the CDK app.
stage() {
	need "$1" "$2"
	case $2 in
	-* | *[!A-Za-z0-9_-]*) fail "$1 is $2: want the name of a stage" ;;
	esac
}

# seal is the digest of everything in the current directory, names and contents.
seal() { find . -type f -exec sha512sum {} + | LC_ALL=C sort | sha512sum | cut -d ' ' -f 1; }
