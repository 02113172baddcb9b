# What every program begins with. Outside values are only ever data: they are quoted, or handed to jq by name.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { printf '%s\n' "$*"; }

# fail says in one line why, and ends the program.
fail() {
	printf '%s' "$*" | tr -s '[:cntrl:]' ' ' | cut -c 1-1000 >&2
	exit 1
}

# plain refuses the value $2 of variable $1 when it holds control characters, such as line ends.
plain() {
	case $2 in
	*[[:cntrl:]]*) fail "$1 holds control characters" ;;
	esac
}

# need refuses to begin without variable $1, whose value is $2.
need() {
	[ -n "$2" ] || fail "$1 is not set"
	plain "$1" "$2"
}

# word refuses the value $2 of variable $1 unless it is nothing, or a name as AWS has them.
word() {
	case $2 in
	-* | *[!A-Za-z0-9._/:=+,@#-]*) fail "$1 is $2: want letters, digits and . _ / : = + , @ # -" ;;
	esac
}

# number refuses the value $2 of variable $1 unless it is a whole number of at most 9 digits.
number() {
	case $2 in
	'' | *[!0-9]* | 0?* | ??????????*) fail "$1 is no whole number" ;;
	esac
}

now() { date +%s; }

# tell exports the value $2 as $1.
tell() {
	plain "$1" "$2"
	say "$1=$2"
	[ -z "${EXPORTS-}" ] || printf '%s' "$2" >"$EXPORTS/$1"
}
