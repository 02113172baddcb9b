# turn begins the way back, once: it has as long as the way there, from then on.
turn() {
	[ -e "$work/turned" ] || printf '%s\n' "$(($(now) + TIMEOUT))" >"$work/turned"
	read -r due <"$work/turned"
}

# turned says whether the way back has begun.
turned() { [ -e "$work/turned" ]; }

# early refuses to go on when the update alone has taken all the time there was.
early() { ! turned || fail "the update took longer than $TIMEOUT seconds"; }

# attempt runs a function in a shell of its own, and sets code and because to how and why it ended. Call it as a
# statement: in a condition the shell would overlook failures.
attempt() {
	set +e
	(
		set -e
		"$@"
	) 2>"$work/because"
	code=$?
	set -e
	because=$(cat "$work/because")
}
