# release brings IMAGE to the stack, and goes back when what comes after the stack fails.

# move is the release itself.
move() {
	update "$IMAGE" "$alarms"
	others='[]'
	[ "$alarms" = '[]' ] || others=$(jq -cn --argjson alarms "$alarms" '$alarms[5:]')
	follow "$IMAGE" "$others"
	forward
}

digest IMAGE "${IMAGE-}"
begin
steady
previous=$running
# The first release makes the alarms with what they watch; later ones need all of them.
if [ -z "$previous" ]; then
	alarms=$(known "$alarms")
else
	quiet "$alarms"
fi
prepare
say "$STACK: ${previous:-nothing} -> $IMAGE"
attempt move
if [ "$code" -ne 0 ]; then
	first=$because
	turn
	attempt recover
	[ "$code" -eq 0 ] || fail "the release failed: $first; $STACK could not go back: $because"
	look
	fail "the release failed: $first; $STACK has ${running:-no image}"
fi
tell PREVIOUS "${previous:-none}"
