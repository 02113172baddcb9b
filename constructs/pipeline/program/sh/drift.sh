# drifted fails when somebody has changed what the stack $STACK made, whose name or id is stack.
drifted() {
	act cloudformation detect-stack-drift --stack-name "$stack" >"$work/drift" || fail "cannot look for drift of $STACK: $(reason)"
	drift=$(jq -er .StackDriftDetectionId "$work/drift") || fail "cannot look for drift of $STACK"
	while :; do
		act cloudformation describe-stack-drift-detection-status --stack-drift-detection-id "$drift" >"$work/drift" ||
			fail "cannot look for drift of $STACK: $(reason)"
		found=$(jq -r '.DetectionStatus + " " + (.StackDriftStatus // "")' "$work/drift")
		case $found in
		'DETECTION_COMPLETE IN_SYNC') return 0 ;;
		'DETECTION_COMPLETE DRIFTED') fail "$(jq -r '"\(.DriftedStackResourceCount) resources of the stack"' "$work/drift") $STACK are not as its template says: somebody has changed them" ;;
		DETECTION_IN_PROGRESS*) ! late || fail "looking for drift of $STACK took longer than $TIMEOUT seconds" ;;
		*) fail "cannot look for drift of $STACK: $(jq -r '.DetectionStatusReason // "nobody says why"' "$work/drift")" ;;
		esac
		sleep 10
	done
}
