# ready says whether a release may begin now.

begin
steady
# Before the first release there is nothing that could ring.
[ -z "$running" ] || quiet "$alarms"
case ${DRIFT:-off} in
on) drifted ;;
off) ;;
*) fail "DRIFT is $DRIFT: want on or off" ;;
esac
say "$STACK is ready"
