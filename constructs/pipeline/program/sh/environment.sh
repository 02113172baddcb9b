# What is where a stage of the CDK app is deployed.

# enter refuses to begin without the stage and its place, and reads the names of its stacks: one line each, with the region.
enter() {
	place
	stage STAGE "${STAGE-}"
	word ALARMS "$(printf '%s' "${ALARMS-}" | tr ' ' _)"
	TIMEOUT=${TIMEOUT:-3600}
	number TIMEOUT "$TIMEOUT"
	due=$(($(now) + TIMEOUT))
	directory=$(jq -er --arg stage "$STAGE" '[.artifacts[] | select(.type == "cdk:cloud-assembly").properties | select(.displayName == $stage).directoryName][0] // empty' manifest.json) ||
		fail "the assembly has no stage $STAGE"
	jq -er '[.artifacts | to_entries[] | select(.value.type == "aws:cloudformation:stack")
		| "\(.value.properties.stackName // .key) \(.value.environment | split("/") | last)"] | if . == [] then empty else .[] end' "$directory/manifest.json" >"$work/stacks" ||
		fail "the stage $STAGE has no stack"
	! grep -Evqx '[A-Za-z][A-Za-z0-9-]* [a-z0-9-]+' "$work/stacks" || fail "a stack of $STAGE has no name, or no place"
	# Alarms that a deployment adds are not there before it, those that it takes away not after it.
	alarms=$(known "$(names "${ALARMS-}")")
}

# each runs a command for each stack of STAGE: $STACK in its own REGION. Whatever comes after it is where it was before.
each() {
	here=$REGION
	while read -r STACK there; do
		REGION=$there
		"$@"
	done <"$work/stacks"
	REGION=$here
}

# late says whether the time is over that began with the program.
late() { [ "$(now)" -ge "$due" ]; }

# state is what the stack $STACK is, and - when it is not there.
state() {
	if act cloudformation describe-stacks --stack-name "$STACK" >"$work/stack"; then
		status=$(jq -er '.Stacks[0].StackStatus' "$work/stack") || fail "cannot read the stack $STACK"
		return 0
	fi
	case $(reason) in
	*'does not exist'*) status=- ;;
	*) fail "cannot read the stack $STACK: $(reason)" ;;
	esac
}
