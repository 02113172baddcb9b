#!/bin/sh
# run.sh PROGRAM: runs one program of this directory as a step of a workflow.
#
# SESSION_ROLE      the role to act as, by the token that GitHub or GitLab signs for this job; empty: no AWS session
# SESSION_NAME      how the session is called in CloudTrail; the run's number is put behind it
# SESSION_SECONDS   how long the session lasts
# SESSION_REGION    the AWS region to ask for it
# EXPORTS           the directory for what the program says; on GitHub, where each of it becomes an output of the step, one
#                   that goes with the step
#
# The session is the program's alone: other steps of the job do not have it, and the program cannot ask for another.
set -eu

fail() {
	printf 'run.sh: %s\n' "$*" >&2
	exit 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# token writes the job's token to $work/token. No secret is ever an argument, which other processes could read.
token() {
	if [ -n "${SHIPWAY_ID_TOKEN:-}" ]; then
		printf '%s' "$SHIPWAY_ID_TOKEN" >"$work/token"
		return
	fi
	[ -n "${ACTIONS_ID_TOKEN_REQUEST_URL:-}" ] || fail 'no token: the job needs "id-token: write" on GitHub, or "id_tokens" on GitLab'
	printf 'header = "Authorization: bearer %s"\n' "$ACTIONS_ID_TOKEN_REQUEST_TOKEN" |
		curl --config - --silent --show-error --fail --retry 3 --max-time 30 --output "$work/answer" \
			"$ACTIONS_ID_TOKEN_REQUEST_URL&audience=sts.amazonaws.com" || fail 'GitHub gave no token'
	jq --exit-status --join-output .value "$work/answer" >"$work/token" || fail 'GitHub gave no token'
}

# session becomes SESSION_ROLE.
session() {
	token
	name=$(printf '%s-%s' "$SESSION_NAME" "${GITHUB_RUN_ID:-${CI_JOB_ID:-0}}" | tr -c 'A-Za-z0-9=,.@_-' '-' | tail -c 64)
	unset AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
	aws sts assume-role-with-web-identity --region "$SESSION_REGION" --role-arn "$SESSION_ROLE" --role-session-name "$name" \
		--duration-seconds "$SESSION_SECONDS" --web-identity-token "file://$work/token" \
		--query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text >"$work/session" ||
		fail "cannot become $SESSION_ROLE: does it trust this repository, branch, workflow file and environment?"
	read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN <"$work/session" || fail 'STS gave no session'
	[ -n "$AWS_SESSION_TOKEN" ] || fail 'STS gave no session'
	if [ -n "${GITHUB_ACTIONS:-}" ]; then
		printf '::add-mask::%s\n' "$AWS_SECRET_ACCESS_KEY" "$AWS_SESSION_TOKEN"
	fi
	export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION="$SESSION_REGION"
}

# publish makes outputs of the step out of what the program said.
publish() {
	for file in "$EXPORTS"/*; do
		[ -f "$file" ] || continue
		name=$(printf '%s' "${file##*/}" | tr '[:upper:]' '[:lower:]')
		value=$(cat "$file")
		case $value in
		*[![:print:]]*) fail "$name is not one line of text" ;;
		esac
		printf '%s=%s\n' "$name" "$value" >>"$GITHUB_OUTPUT"
	done
}

program=${0%/*}/${1:?name a program}.sh
[ -f "$program" ] || fail "there is no program $program"
[ -z "${SESSION_ROLE:-}" ] || session
unset SHIPWAY_ID_TOKEN ACTIONS_ID_TOKEN_REQUEST_URL ACTIONS_ID_TOKEN_REQUEST_TOKEN
EXPORTS=${EXPORTS:-$work/exports}
export EXPORTS
mkdir -p -- "$EXPORTS" "${ATTESTATIONS:-.}"
sh "$program"
[ -z "${GITHUB_OUTPUT:-}" ] || publish
