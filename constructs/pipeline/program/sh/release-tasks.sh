# CodeDeploy does the rest, but for the first tasks, which the stack itself starts.
prepare() {
	target
	[ -z "$previous" ] || idle
}
forward() {
	[ -n "$previous" ] || return 0
	early
	tasks "$IMAGE" '{}'
}
recover() { restore "$previous"; }

