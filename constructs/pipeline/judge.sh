#!/bin/sh
# judge has a pull request of AWS CodeCommit wait for an approval by this role when it is opened, and gives it, or takes
# it back, when the tests have ended. The tests are the pull request's own code: they hold no permission to approve.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
AWS_PAGER='' AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=5
export AWS_PAGER AWS_RETRY_MODE AWS_MAX_ATTEMPTS

fail() {
	printf '%s\n' "$*" >&2
	exit 1
}

# call calls AWS, and says why it could not.
call() {
	aws --output json "$@" 2>"$work/error" || fail "cannot $1 $2: $(tail -n 1 "$work/error")"
}

# asked makes the approval a condition of merging. A pull request that is changed has it already: under this service's name,
# which somebody else may have given to a rule of their own.
asked() {
	content=$(jq -cn --arg judge "$JUDGE" '{Version: "2018-11-08", Statements: [{Type: "Approvers", NumberOfApprovalsNeeded: 1, ApprovalPoolMembers: [$judge]}]}')
	if aws --output json codecommit create-pull-request-approval-rule --pull-request-id "$PULL_REQUEST" \
		--approval-rule-name "$RULE" --approval-rule-content "$content" >/dev/null 2>"$work/error"; then
		return 0
	fi
	grep -q ApprovalRuleNameAlreadyExists "$work/error" || fail "cannot ask for an approval of $PULL_REQUEST: $(tail -n 1 "$work/error")"
	call codecommit get-pull-request --pull-request-id "$PULL_REQUEST" >"$work/request"
	jq -e --arg name "$RULE" --argjson rule "$content" '[.pullRequest.approvalRules[]? | select(.approvalRuleName == $name).approvalRuleContent | fromjson] == [$rule]' \
		"$work/request" >/dev/null 2>&1 || fail "the approval rule '$RULE' of $PULL_REQUEST asks for something else: delete it, and change the pull request"
}

# said is the value of variable $1 with which the tests were started.
said() {
	jq -er --arg name "$1" '[.builds[0].environment.environmentVariables[]? | select(.name == $name).value][0] // empty' "$work/build" ||
		fail "the build $BUILD does not say $1"
}

# judged gives the approval for the revision that was tested, and only when its tests have passed.
judged() {
	call codebuild batch-get-builds --ids "$BUILD" >"$work/build"
	request=$(said PULL_REQUEST)
	revision=$(said REVISION)
	before=$(said DESTINATION)
	after=$(said SOURCE)
	verdict=$(jq -er '.builds[0].buildStatus' "$work/build") || fail "the build $BUILD does not say how it ended"
	state=REVOKE words='did not pass'
	if [ "$verdict" = SUCCEEDED ]; then
		state=APPROVE words='passed'
	fi
	call codecommit update-pull-request-approval-state --pull-request-id "$request" --revision-id "$revision" --approval-state "$state" >/dev/null
	link=$(jq -r '.builds[0].logs.deepLink // "its log"' "$work/build")
	call codecommit post-comment-for-pull-request --pull-request-id "$request" --repository-name "$REPOSITORY" \
		--before-commit-id "$before" --after-commit-id "$after" --content "The tests of $after $words ($verdict): $link" >/dev/null
}

case ${BUILD-} in
'') asked ;;
*) judged ;;
esac
