# inside refuses the path $2 of variable $1 unless it leads to something in the source, links included.
inside() {
	need "$1" "$2"
	case $2 in
	/* | -*) fail "$1 is $2: want a path below the source" ;;
	esac
	[ -e "$2" ] || fail "$1 is $2: there is no such file"
	case $(realpath -- "$2")/ in
	"$(pwd -P)"/*) ;;
	*) fail "$1 is $2: it leads out of the source" ;;
	esac
}
