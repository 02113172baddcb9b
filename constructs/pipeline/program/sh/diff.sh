# diff says what deploying STAGES would change. It only reads: with the role that may look.

# count exports as $1 how many lines of the differences match $2.
count() { tell "$1" "$(grep -Ec "$2" diff.txt || :)"; }

need STAGES "${STAGES-}"
set -f
# shellcheck disable=SC2086 # these are words
set -- $STAGES
for one do
	stage STAGES "$one"
	shift
	set -- "$@" "$one/**"
done
tell ASSEMBLY "$(seal)"
code=0
cdk diff "$@" --method template >"$work/diff" 2>&1 || code=$?
cat "$work/diff"
[ "$code" = 0 ] || fail "cannot compare $STAGES with what is deployed: $(sed '/^[[:space:]]*$/d' "$work/diff" | tail -n 1)"
cp "$work/diff" diff.txt
stacks=$(sed -n 's/.*Number of stacks with differences: \([0-9]*\).*/\1/p' diff.txt | tail -n 1)
number 'the count of stacks that differ' "$stacks"
# The CLI itself knows which changes let somebody do more; what it cannot say counts as more.
widens=no
cdk diff "$@" --method template --fail-on broadening --quiet >/dev/null 2>&1 || widens=yes
changes=$(grep -Ec '^\[[^]]+\] ' diff.txt || :)
[ "$changes" -ge "$stacks" ] || changes=$stacks
tell CHANGES "$changes"
count ADDED '^\[\+\] [A-Za-z0-9]+::'
count CHANGED '^\[~\] [A-Za-z0-9]+::'
count REMOVED '^\[-\] [A-Za-z0-9]+::'
count REPLACED '^\[~\] [A-Za-z0-9]+::.* (replace|may be replaced)$'
tell WIDENS "$widens"
tell BUILD "$(printf '%s' "${CODEBUILD_BUILD_ID:-none}" | sed 's/:/%3A/g')"
