# synth runs the tests and the checks of a CDK app and makes its cloud assembly, with exactly this Go and this Node.js.

# line runs the line $2 of shell, which is called $1.
line() {
	need "$1" "$2"
	say "$1: $2"
	sh -c "$2" || fail "$1 failed: $2"
}

need GO "${GO-}"
case $GO in
*[!0-9.]* | .* | *.) fail "GO is $GO: want a version such as 1.26.8" ;;
esac
# The go command fetches the toolchain of this version, and takes it only with the checksum that Go's database has.
GOTOOLCHAIN=go$GO
export GOTOOLCHAIN
line TEST "${TEST-}"
line VERIFY "${VERIFY-}"
line SYNTH "${SYNTH-}"
inside OUTPUT "${OUTPUT-}"
data "$OUTPUT"
say "$(find "$OUTPUT" -name '*.template.json' | wc -l) templates in $OUTPUT"
