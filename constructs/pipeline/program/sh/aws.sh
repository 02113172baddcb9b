# How programs call AWS. The CLI's own retries come first; what is still throttled then waits and tries again.
LC_ALL=C AWS_PAGER='' AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=5
export LC_ALL AWS_PAGER AWS_RETRY_MODE AWS_MAX_ATTEMPTS
expires=0

# reason is the last line of what the last call complained of.
reason() { sed '/^[[:space:]]*$/d' "$work/error" | tail -n 1; }

# retry calls a command again while AWS throttles it.
retry() {
	pause=2
	until "$@" 2>"$work/error"; do
		grep -Eqi 'throttl|rate exceeded|too ?many ?requests|requestlimitexceeded|slow ?down|could not connect|unable to connect' "$work/error" || return 1
		[ "$pause" -le 32 ] || return 1
		sleep "$pause"
		pause=$((pause * 2))
	done
}

# take takes the role of the environment, and again before it expires: a role that a role takes lasts for an hour.
take() {
	[ -n "${ROLE-}" ] && [ "$(now)" -ge "$expires" ] || return 0
	set -- --role-arn "$ROLE" --role-session-name "release-$(printf '%s' "${EXECUTION-}" | tr -cd 'A-Za-z0-9-' | cut -c 1-50)" --duration-seconds 3600
	[ -z "${EXTERNAL_ID-}" ] || set -- "$@" --external-id "$EXTERNAL_ID"
	granted=$(retry aws sts assume-role --region "$REGION" --output json "$@") || fail "cannot take the role $ROLE: $(reason)"
	key=$(printf '%s' "$granted" | jq -er .Credentials.AccessKeyId) || fail "cannot take the role $ROLE"
	secret=$(printf '%s' "$granted" | jq -er .Credentials.SecretAccessKey) || fail "cannot take the role $ROLE"
	session=$(printf '%s' "$granted" | jq -er .Credentials.SessionToken) || fail "cannot take the role $ROLE"
	expires=$(($(now) + 2400))
}

# as runs a command in the environment.
as() {
	if [ -n "${ROLE-}" ]; then
		AWS_ACCESS_KEY_ID=$key AWS_SECRET_ACCESS_KEY=$secret AWS_SESSION_TOKEN=$session "$@"
	else
		"$@"
	fi
}

# act calls AWS in the environment, in exactly its region.
act() {
	take
	retry as aws --region "$REGION" --output json "$@"
}

# place refuses to begin without a region, or with a role that is none.
place() {
	need REGION "${REGION-}"
	word ROLE "${ROLE-}"
	word EXTERNAL_ID "${EXTERNAL_ID-}"
	plain EXECUTION "${EXECUTION-}"
	case $REGION in
	-* | *[!a-z0-9-]*) fail "REGION is $REGION: want a region, such as eu-west-1" ;;
	esac
	case ${ROLE-} in
	'' | arn:*:iam::*:role/*) ;;
	*) fail "ROLE is $ROLE: want the ARN of a role" ;;
	esac
}

# digest refuses the value $2 of variable $1 unless it is an image in ECR by its digest.
digest() {
	need "$1" "$2"
	printf '%s\n' "$2" | grep -Eqx '[0-9]{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/[a-z0-9][a-z0-9._/-]*@sha256:[0-9a-f]{64}' ||
		fail "$1 is $2: want an image in ECR by its digest"
}
