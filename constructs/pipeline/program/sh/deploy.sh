# deploy brings the stacks of STAGE to what their templates say. CloudFormation takes back what fails.

# compared looks for drift of the stack $STACK, where it is there.
compared() {
	state
	stack=$STACK
	[ "$status" = - ] || drifted
}

word ASSEMBLY "${ASSEMBLY-}"
[ -z "${ASSEMBLY-}" ] || [ "$(seal)" = "$ASSEMBLY" ] || fail 'the assembly is not the one that was compared: somebody has changed it since'
enter
quiet "$alarms"
case ${DRIFT:-off} in
on) each compared ;;
off) ;;
*) fail "DRIFT is $DRIFT: want on or off" ;;
esac
CONCURRENCY=${CONCURRENCY:-4}
number CONCURRENCY "$CONCURRENCY"
cdk deploy "$STAGE/**" --require-approval never --concurrency "$CONCURRENCY" --progress events || fail "$STAGE was not deployed as it should be: what went back, and why, is above"
say "$STAGE is deployed"
