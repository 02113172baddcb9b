#!/bin/sh
# diff.sh [SELECTION...]: how the templates of the work tree differ from those of the revision BASE. Needs no network
# and no credentials. Leaves nothing behind. With FAIL=1 a difference is exit code 1.
set -eu
cd "$(dirname "$0")/.."
sh scripts/need.sh go git
. scripts/env.sh
root=$PWD

refuse() {
	echo "$1" >&2
	exit 2
}

# base says what to compare with when nobody did: where this branch left main; on main itself the last commit, or the
# one before it when the work tree holds nothing else.
base() {
	head=$(git rev-parse HEAD)
	for trunk in origin/main main; do
		fork=$(git merge-base HEAD "$trunk" 2>/dev/null) || continue
		if [ "$fork" != "$head" ]; then
			echo "$fork"
			return
		fi
	done
	if [ -n "$(git status --porcelain)" ]; then
		echo "$head"
	else
		git rev-parse -q --verify HEAD~1 || echo "$head" # the very first commit has nothing before it
	fi
}

git rev-parse -q --verify HEAD >/dev/null 2>&1 || refuse "diff needs a commit to compare with, and there is none"
revision=${BASE:-$(base)}
commit=$(git rev-parse -q --verify "$revision^{commit}") || refuse "BASE is $revision: want a commit, a branch or a tag"
label=$(git log -1 --format='%h "%s"' "$commit")

work=$(mktemp -d)
clean() {
	git worktree remove --force "$work/tree" >/dev/null 2>&1 || true
	rm -rf "$work"
	git worktree prune
}
trap clean EXIT
trap 'exit 130' HUP INT TERM

# synth NAME DIRECTORY WHAT SELECTION...: the program's assembly in $work/NAME. Findings (exit code 3) leave whole
# templates.
synth() {
	name=$1 directory=$2 what=$3
	shift 3
	code=0
	(cd "$directory" && CDK_OUTDIR="$work/$name" CDK_VALIDATION=false "$directory/bin/app" "$@") >"$work/log" 2>&1 ||
		code=$?
	case $code in
	0 | 3) ;;
	*)
		cat "$work/log" >&2
		refuse "diff stopped: $what does not synthesize; its reason is above"
		;;
	esac
	sh scripts/stacks.sh "$work/$name" | LC_ALL=C sort >"$work/$name.stacks"
}

git worktree add --quiet --detach "$work/tree" "$commit"
(cd "$work/tree" && go build -trimpath -buildvcs=false -ldflags="-s -w" -o bin/app .) >"$work/log" 2>&1 || {
	cat "$work/log" >&2
	refuse "diff stopped: $label does not build; the reason is above"
}
synth old "$work/tree" "$label" "$@"
synth new "$root" "the work tree" "$@"

# changes TEMPLATE ID: what the CLI has to say about one stack. It runs where there is no cdk.json, since it would build
# and rewrite cdk.context.json, and finds no credentials, since it would ask AWS whose they are.
changes() {
	code=0
	(
		unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
		unset AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_WEB_IDENTITY_TOKEN_FILE
		export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_REGION=us-east-1
		cd "$work" && exec cdk diff --app "$work/new" --template "$work/old/$1" --exclusively --no-notices "$2"
	) </dev/null >"$work/log" 2>&1 || code=$?
	sed '/Number of stacks with differences/d; /^$/d' "$work/log"
	[ $code -eq 0 ] || refuse "diff stopped: the CDK CLI could not compare $2; its reason is above"
}

tab=$(printf '\t')
changed=0 added=0 removed=0 same=0
while IFS=$tab read -r template id _; do
	if [ ! -e "$work/old/$template" ]; then
		added=$((added + 1))
		echo "Stack $id is new"
	elif cmp -s "$work/old/$template" "$work/new/$template"; then
		same=$((same + 1))
	else
		changed=$((changed + 1))
		changes "$template" "$id"
	fi
done <"$work/new.stacks"
while IFS=$tab read -r template id _; do
	if [ ! -e "$work/new/$template" ]; then
		removed=$((removed + 1))
		echo "Stack $id is gone"
	fi
done <"$work/old.stacks"

echo "against $label: $changed changed, $added new, $removed gone, $same unchanged"
[ -z "${FAIL:-}" ] || [ $((changed + added + removed)) -eq 0 ]
