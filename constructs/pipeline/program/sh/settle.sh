# settle says whether a deployment of STAGE holds. It takes nothing back: what its stacks were before is the source's to say.

# settled waits until the stack $STACK is not being changed, and refuses one that must be repaired.
settled() {
	while :; do
		state
		case $status in
		CREATE_COMPLETE | UPDATE_COMPLETE | UPDATE_ROLLBACK_COMPLETE | IMPORT_COMPLETE | IMPORT_ROLLBACK_COMPLETE) return 0 ;;
		*_IN_PROGRESS) ! late || fail "the stack $STACK is still $status after $TIMEOUT seconds" ;;
		-) fail "the stack $STACK is not there" ;;
		*) fail "the stack $STACK is $status: repair it first" ;;
		esac
		sleep 10
	done
}

data .
enter
each settled
BAKE=${BAKE:-0}
number BAKE "$BAKE"
end=$(($(now) + BAKE))
while quiet "$alarms" && [ "$(now)" -lt "$end" ]; do
	sleep 10
done
say "$STAGE is settled"
