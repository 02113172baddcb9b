# tasks deploys image $1, as the stack's output AppSpec says, with the options $2.
tasks() {
	look
	[ "$running" = "$1" ] || fail "superseded: the stack $STACK has ${running:-no image}"
	revision=$(jq -ec '[.Stacks[0].Outputs[]? | select(.OutputKey == "AppSpec").OutputValue][0] // empty
		| {revisionType: "AppSpecContent", appSpecContent: {content: .}}' "$work/stacks") || fail "the stack $STACK has no output AppSpec"
	deploy "$revision" "$2"
}
