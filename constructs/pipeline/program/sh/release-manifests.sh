# The plan says the rest.
prepare() { enter; }
forward() {
	early
	manifests
}
recover() { undo "$previous"; }

