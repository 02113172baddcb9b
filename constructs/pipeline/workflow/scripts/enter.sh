#!/bin/sh
# enter.sh: says whether this job may release here, and fails when it may not.
#
# JOB           the name of this job, as GitHub shows it
# ENVIRONMENT   the environment that the job is of
# APPROVE       yes: somebody must have approved the job
# GH_TOKEN      a token that may read the repository's runs and environments
#
# GitHub makes an environment that is not there, without reviewers and open to every branch. And it keeps jobs of one
# concurrency group apart, but not in order: a run that was slow, or approved late, would put an older version over a newer
# one. The rest GitHub says of every run: GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_REF_NAME, GITHUB_RUN_NUMBER and
# GITHUB_WORKFLOW_REF.
set -eu

fail() {
	printf 'enter.sh: %s\n' "$*" >&2
	exit 1
}

# ask asks GitHub. The token is no argument, which other processes could read.
ask() {
	printf 'header = "Authorization: Bearer %s"\n' "$GH_TOKEN" |
		curl -q --config - --silent --show-error --fail --retry 3 --max-time 30 --get \
			--header 'Accept: application/vnd.github+json' --header 'X-GitHub-Api-Version: 2022-11-28' "$@"
}

# guarded fails when the environment is not what it is trusted for.
guarded() {
	found=$(ask "$base/environments/$ENVIRONMENT") || fail "cannot read the environment $ENVIRONMENT"
	branches=$(printf '%s' "$found" | jq '.deployment_branch_policy != null')
	[ "$branches" = true ] || fail "every branch may enter the environment $ENVIRONMENT: let only $GITHUB_REF_NAME in, in the repository's settings"
	[ "$APPROVE" = yes ] || return 0
	reviewers=$(printf '%s' "$found" | jq '[.protection_rules[]? | select(.type == "required_reviewers").reviewers[]?] | length')
	[ "$reviewers" != 0 ] || fail "nobody approves what enters the environment $ENVIRONMENT: give it reviewers, in the repository's settings"
}

# newest fails when a newer run has released already.
newest() {
	file=${GITHUB_WORKFLOW_REF%%@*}
	runs=$(ask --data-urlencode "branch=$GITHUB_REF_NAME" --data per_page=100 "$base/actions/workflows/${file##*/}/runs")
	newer=$(printf '%s' "$runs" | jq --raw-output --argjson here "$GITHUB_RUN_NUMBER" \
		'.workflow_runs[] | select(.run_number > $here) | .id')
	for run in $newer; do
		jobs=$(ask --data per_page=100 "$base/actions/runs/$run/jobs")
		released=$(printf '%s' "$jobs" | jq --arg job "$JOB" '[.jobs[] | select(.name == $job and .conclusion == "success")] | length')
		[ "$released" = 0 ] || fail "run $run has released a newer version here. To go back to this one, revert what came after it"
	done
}

base=$GITHUB_API_URL/repos/$GITHUB_REPOSITORY
guarded
newest
