# CodeDeploy does the rest.
prepare() {
	target
	bundle
	[ -z "$previous" ] || idle
}
forward() {
	early
	hosts "$IMAGE" '{}'
}
recover() { restore "$previous"; }

