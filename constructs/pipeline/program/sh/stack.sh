# What a stack is.

# look reads the stack: its id, its status, and the image it has.
look() {
	act cloudformation describe-stacks --stack-name "$stack" >"$work/stacks" || fail "cannot read the stack $STACK: $(reason)"
	jq -er '.Stacks[0] | (.StackId // error), (.StackStatus // error), ([.Parameters[]? | select(.ParameterKey == "Image").ParameterValue][0] // "-")' \
		"$work/stacks" >"$work/look" || fail "cannot read the stack $STACK"
	{ read -r stack && read -r status && read -r running; } <"$work/look"
}

# late says whether the time is over that began with the program, or with the way back.
late() { [ "$(now)" -ge "$due" ]; }

# begin reads the stack for the first time, and refuses what cannot be updated now.
begin() {
	place
	STACK=${STACK-}
	need STACK "$STACK"
	case $STACK in
	-* | *[!A-Za-z0-9-]*) fail "STACK is $STACK: want the name of a stack" ;;
	esac
	word ALARMS "$(printf '%s' "${ALARMS-}" | tr ' ' _)"
	TIMEOUT=${TIMEOUT:-3600}
	number TIMEOUT "$TIMEOUT"
	alarms=$(names "${ALARMS-}")
	due=$(($(now) + TIMEOUT))
	stack=$STACK
	look
	[ "$running" != - ] || fail "the stack $STACK has no parameter Image: it is no service's"
}

# steady refuses a stack that is being changed or must be repaired.
steady() {
	case $status in
	CREATE_COMPLETE | UPDATE_COMPLETE | UPDATE_ROLLBACK_COMPLETE | IMPORT_COMPLETE | IMPORT_ROLLBACK_COMPLETE) ;;
	*_IN_PROGRESS) fail "the stack $STACK is $status: release again when that has ended" ;;
	UPDATE_ROLLBACK_FAILED) fail "the stack $STACK is $status: continue its rollback first" ;;
	*) fail "the stack $STACK is $status: repair it first" ;;
	esac
}
