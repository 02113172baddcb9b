# How the version's own tests end: they are another action of the same run of the pipeline, which knows no way back.

# judges refuses to begin with tests that cannot be found.
judges() {
	TRIED=${TRIED-} PIPELINE=${PIPELINE-} WATCH=${WATCH-}
	plain TRIED "$TRIED"
	plain PIPELINE "$PIPELINE"
	word WATCH "$WATCH"
	[ -n "$TRIED" ] || return 0
	printf '%s\n' "$TRIED" | grep -Eqx '[A-Za-z0-9.@_-]{1,100} [A-Za-z0-9.@_-]{1,100}' || fail "TRIED is $TRIED: want the names of two actions"
	need PIPELINE "$PIPELINE"
	printf '%s\n' "$PIPELINE" | grep -Eqx 'arn:aws[a-z-]*:codepipeline:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9.@_-]+' || fail "PIPELINE is $PIPELINE: want the ARN of a pipeline"
	need EXECUTION "${EXECUTION-}"
	word EXECUTION "$EXECUTION"
}

# peek calls AWS where the pipeline is: as WATCH, or with what the build may do itself.
peek() (
	set -- --output json "$@"
	set -- aws --region "$(printf '%s' "$PIPELINE" | cut -d : -f 4)" "$@"
	if [ -n "$WATCH" ]; then
		lent=$(retry "$1" "$2" "$3" "$4" "$5" sts assume-role --role-arn "$WATCH" --role-session-name verify --duration-seconds 900) || exit 1
		AWS_ACCESS_KEY_ID=$(printf '%s' "$lent" | jq -er .Credentials.AccessKeyId) || exit 1
		AWS_SECRET_ACCESS_KEY=$(printf '%s' "$lent" | jq -er .Credentials.SecretAccessKey) || exit 1
		AWS_SESSION_TOKEN=$(printf '%s' "$lent" | jq -er .Credentials.SessionToken) || exit 1
		export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
	fi
	retry "$@"
)

# tried sets trial to yes when the tests have passed, and fails when they have not. Those of an earlier attempt, before the
# release that this is about, do not count.
tried() {
	trial=yes
	[ -n "$TRIED" ] || return 0
	peek codepipeline list-action-executions --pipeline-name "${PIPELINE##*:}" --filter "pipelineExecutionId=$EXECUTION" >"$work/actions" ||
		fail "cannot read how the tests of the version end: $(reason)"
	state=$(jq -r --arg tried "$TRIED" '($tried | split(" ")) as [$release, $test]
		| (.actionExecutionDetails // []) as $all
		| def newest($name): [$all[] | select(.actionName == $name)] | max_by(.startTime);
		newest($release) as $from | newest($test)
		| if . and .startTime >= ($from.startTime // "") then .status else "InProgress" end' "$work/actions" 2>/dev/null) ||
		fail 'cannot read how the tests of the version end'
	case $state in
	Succeeded) ;;
	InProgress) trial='' ;;
	*) fail "the tests of the version ended as $state: see the action ${TRIED#* }" ;;
	esac
}

# outlast waits until the tests have ended, and watches the alarms.
outlast() {
	until [ -n "$trial" ]; do
		[ "$(now)" -lt "$((due + BAKE))" ] || fail "the tests of the version had not ended after $(($(now) - start)) seconds: see the action ${TRIED#* }"
		sleep 15
		quiet "$alarms"
		tried
	done
}
