# later ends a release that has failed as if it had not, and exports so: what comes after it is then told, and fails. A
# release that fails itself would keep the proofs of those beside it from beginning.
later() {
	ended=$?
	rm -rf "$work"
	[ "$ended" -eq 0 ] || printf failed >"$EXPORTS/PREVIOUS" || exit 1
	exit 0
}

case ${LATER:-off} in
off) ;;
on)
	need EXPORTS "${EXPORTS-}"
	trap later EXIT
	;;
*) fail "LATER is $LATER: want on or off" ;;
esac
