package pipeline_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func reviewed(p *pipeline.PipelineProps) {
	p.Source, p.Build.Tests.Command = delivery.CodeCommit{Repository: "shop", PullRequests: true}, "make test"
}

func TestPullRequestsAreTestedWhenTheyAreOpenedAndChanged(t *testing.T) {
	got := synth(t, reviewed)
	got.Has(rules, synthtest.Props{
		"Name": "shop-delivery-web-opened",
		"EventPattern": object{
			"source": []any{"aws.codecommit"}, "detail-type": []any{"CodeCommit Pull Request State Change"}, "resources": []any{"arn:aws:codecommit:eu-west-1:111111111111:shop"},
			"detail": object{"event": []any{"pullRequestCreated", "pullRequestSourceBranchUpdated"}, "destinationReference": []any{"refs/heads/main"}},
		},
		"Targets": []any{
			synthtest.Props{"Arn": project + "pullrequest", "InputTransformer": synthtest.Props{
				"InputPathsMap": object{"request": "$.detail.pullRequestId", "revision": "$.detail.revisionId", "source": "$.detail.sourceCommit", "destination": "$.detail.destinationCommit"},
				"InputTemplate": `{"environmentVariablesOverride":[{"name":"PULL_REQUEST","type":"PLAINTEXT","value":"<request>"},{"name":"REVISION","type":"PLAINTEXT","value":"<revision>"},` +
					`{"name":"SOURCE","type":"PLAINTEXT","value":"<source>"},{"name":"DESTINATION","type":"PLAINTEXT","value":"<destination>"}],"sourceVersion":"<source>"}`,
			}},
			synthtest.Props{"Arn": project + "judge", "InputTransformer": synthtest.Props{
				"InputPathsMap": object{"request": "$.detail.pullRequestId"},
				"InputTemplate": `{"environmentVariablesOverride":[{"name":"PULL_REQUEST","type":"PLAINTEXT","value":"<request>"}]}`,
			}},
		},
	})
	got.Has(rules, synthtest.Props{
		"Name": "shop-delivery-web-tested",
		"EventPattern": object{"source": []any{"aws.codebuild"}, "detail-type": []any{"CodeBuild Build State Change"}, "detail": object{
			"project-name": []any{"shop-delivery-web-pullrequest"}, "build-status": []any{"FAILED", "FAULT", "STOPPED", "SUCCEEDED", "TIMED_OUT"},
		}},
		"Targets": []any{synthtest.Props{"Arn": project + "judge", "InputTransformer": synthtest.Props{
			"InputTemplate": `{"environmentVariablesOverride":[{"name":"BUILD","type":"PLAINTEXT","value":"<build>"}]}`,
		}}},
	})
}

func TestThePullRequestsOwnCodeCanNeitherApproveNorReadSecrets(t *testing.T) {
	got := synth(t, whole)
	same(t, may(t, got, "WebPullRequestRole"), []string{
		logs("pullrequest"), "Source: codecommit:GitPull on arn:aws:codecommit:eu-west-1:111111111111:shop",
		"Reports: codebuild:BatchPutCodeCoverages codebuild:BatchPutTestCases codebuild:CreateReport codebuild:CreateReportGroup codebuild:UpdateReport on " +
			groups + "pullrequest-coverage " + groups + "pullrequest-tests",
	})
	one := built(t, got, "pullrequest")
	if one["Cache"] != nil || one["Source"].(object)["Type"] != "CODECOMMIT" || one["Source"].(object)["Location"] != "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop" {
		t.Errorf("got %v, %v", one["Cache"], one["Source"].(object)["Type"])
	}
	same(t, may(t, got, "WebJudgeRole"), []string{
		logs("judge"),
		"Approve: codecommit:CreatePullRequestApprovalRule codecommit:GetPullRequest codecommit:PostCommentForPullRequest codecommit:UpdatePullRequestApprovalState on arn:aws:codecommit:eu-west-1:111111111111:shop",
		"Verdict: codebuild:BatchGetBuilds on " + project + "pullrequest",
	})
	same(t, may(t, got, "WebReviewRole"), []string{"Start: codebuild:StartBuild on " + project + "pullrequest " + project + "judge"})
}

func TestTheJudgeRunsNoneOfThePullRequestsCode(t *testing.T) {
	judge := built(t, synth(t, reviewed), "judge")
	if source := judge["Source"].(object); source["Type"] != "NO_SOURCE" || source["Location"] != nil {
		t.Error(source)
	}
	if told := toldBy(judge); told["JUDGE"] != "arn:aws:sts::111111111111:assumed-role/shop-delivery-web-judge/*" || told["REPOSITORY"] != "shop" || told["RULE"] != "The tests of shop web pass" {
		t.Error(told)
	}
}

func TestPullRequestsOfAConnectedRepositoryHaveAPipelineOfTheirOwn(t *testing.T) {
	stack := synthtest.Stack(t)
	one := pipeline.NewPipeline(stack, "Web", minimalProps(reviewed, from(delivery.Connection{
		ARN: connected, Repository: "acme/shop", PullRequests: true, Tags: []string{"v*"},
	})))
	got := synthtest.Of(t, stack)
	got.Has(pipelines, synthtest.Props{"Name": "shop-delivery-web-reviews", "ExecutionMode": "PARALLEL", "PipelineType": "V2", "Triggers": []any{synthtest.Props{
		"GitConfiguration": synthtest.Props{"SourceActionName": "Source", "Push": synthtest.Absent(), "PullRequest": []any{
			object{"Events": []any{"OPEN", "UPDATED"}, "Branches": object{"Includes": []any{"main"}}},
		}},
	}}})
	var b strings.Builder
	for id, resource := range got.Resources(pipelines) {
		if trim(id) == "WebReviews" {
			describe(&b, resource)
		}
	}
	if want := "Source: 1 Source CodeStarSourceConnection -> SourceOutput\nTest: 1 Test shop-delivery-web-pullrequest <- SourceOutput\nTest: 1 Secrets shop-delivery-web-secrets <- SourceOutput\n"; b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
	same(t, may(t, got, "WebReviewRole"), []string{
		"Source: codeconnections:UseConnection codestar-connections:UseConnection on " + connected,
		"Bucket: s3:GetBucketAcl s3:GetBucketLocation s3:GetBucketVersioning on " + bucketARN + here,
		"Artifacts: s3:GetObject s3:GetObjectVersion s3:PutObject on " + bucketARN + "/*" + here,
		"Key: kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey on " + other,
		"Builds: codebuild:BatchGetBuilds codebuild:StartBuild on " + project + "pullrequest " + project + "secrets",
	})
	if *one.CfnReviews().Name() != "shop-delivery-web-reviews" || one.CfnRole("Judge") != nil {
		t.Error("the views are others")
	}
}

// judged runs the judge against a stand-in for the AWS CLI, which answers by answers, and returns what was called.
func judged(t *testing.T, answers string, environment ...string) (calls string, failed bool) {
	t.Helper()
	if _, err := exec.LookPath("jq"); err != nil {
		t.Skip("jq is not installed")
	}
	dir := t.TempDir()
	script := "#!/bin/sh\nprintf '%s\\n' \"$*\" >>'" + dir + "/calls'\ncase \"$3 $4\" in\n" + answers + "\nesac\n"
	if err := os.WriteFile(filepath.Join(dir, "aws"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	run := exec.Command("sh", "judge.sh")
	run.Env = append([]string{"PATH=" + dir + ":" + os.Getenv("PATH"), "JUDGE=arn:aws:sts::111111111111:assumed-role/judge/*", "REPOSITORY=shop", "RULE=The tests of shop web pass"}, environment...)
	said, err := run.CombinedOutput()
	if err != nil {
		t.Logf("%s", said)
	}
	text, readErr := os.ReadFile(filepath.Join(dir, "calls"))
	if readErr != nil {
		t.Fatal(readErr, string(said))
	}
	return string(text), err != nil
}

func TestTheJudgeAsksForAnApprovalOnce(t *testing.T) {
	const want = `--output json codecommit create-pull-request-approval-rule --pull-request-id 7 --approval-rule-name The tests of shop web pass --approval-rule-content ` +
		`{"Version":"2018-11-08","Statements":[{"Type":"Approvers","NumberOfApprovalsNeeded":1,"ApprovalPoolMembers":["arn:aws:sts::111111111111:assumed-role/judge/*"]}]}` + "\n"
	if got, failed := judged(t, "", "PULL_REQUEST=7"); got != want || failed {
		t.Errorf("failed %v, got %s", failed, got)
	}
	if _, failed := judged(t, `*) echo "AccessDenied" >&2; exit 254 ;;`, "PULL_REQUEST=7"); !failed {
		t.Error("what cannot be asked for is taken for granted")
	}
}

// A rule of the same name with another pool would let red tests through.
func TestTheJudgeTakesNoRuleForItsOwnThatIsAnother(t *testing.T) {
	const mine = `{"Statements":[{"Type":"Approvers","NumberOfApprovalsNeeded":1,"ApprovalPoolMembers":["arn:aws:sts::111111111111:assumed-role/judge/*"]}],"Version":"2018-11-08"}`
	named := func(name, content string) object {
		return object{"approvalRuleName": name, "approvalRuleContent": content}
	}
	const name = "The tests of shop web pass"
	for what, row := range map[string]struct {
		rules  []any
		failed bool
	}{
		"its own":         {[]any{named("The tests of shop api pass", "{}"), named(name, mine)}, false},
		"another pool":    {[]any{named(name, strings.Replace(mine, "assumed-role/judge/*", "user/mary", 1))}, true},
		"a larger pool":   {[]any{named(name, strings.Replace(mine, `"arn:aws`, `"arn:aws:iam::111111111111:user/mary","arn:aws`, 1))}, true},
		"no approval":     {[]any{named(name, strings.Replace(mine, `Needed":1`, `Needed":0`, 1))}, true},
		"no JSON":         {[]any{named(name, "{")}, true},
		"none any more":   {[]any{}, true},
		"another service": {[]any{named("The tests of shop api pass", mine)}, true},
		"an empty answer": {nil, true},
	} {
		request := asJSON(object{"pullRequest": object{"approvalRules": row.rules}})
		calls, failed := judged(t, `"codecommit get-pull-request") cat <<'END'
`+request+`
END
;;
*) echo "ApprovalRuleNameAlreadyExistsException" >&2; exit 254 ;;`, "PULL_REQUEST=7")
		if failed != row.failed || !contains(calls, "codecommit get-pull-request --pull-request-id 7") {
			t.Errorf("%s: failed %v, want %v: %s", what, failed, row.failed, calls)
		}
	}
}

func TestTheJudgeApprovesWhatHasPassedAndNothingElse(t *testing.T) {
	for verdict, want := range map[string]string{"SUCCEEDED": "APPROVE", "FAILED": "REVOKE", "TIMED_OUT": "REVOKE", "FAULT": "REVOKE", "STOPPED": "REVOKE"} {
		if !thorough && verdict != "SUCCEEDED" && verdict != "FAILED" {
			continue
		}
		t.Run(verdict, func(t *testing.T) {
			got, failed := judged(t, `"codebuild batch-get-builds") cat <<'END'
{"builds":[{"buildStatus":"`+verdict+`","logs":{"deepLink":"https://logs"},"environment":{"environmentVariables":[
{"name":"PULL_REQUEST","value":"7"},{"name":"REVISION","value":"r1"},{"name":"SOURCE","value":"c2"},{"name":"DESTINATION","value":"c1"}]}}]}
END
;;`, "BUILD=arn:aws:codebuild:eu-west-1:111111111111:build/x:1")
			state := "codecommit update-pull-request-approval-state --pull-request-id 7 --revision-id r1 --approval-state " + want + "\n"
			if failed || !contains(got, state) || !contains(got, "post-comment-for-pull-request --pull-request-id 7 --repository-name shop --before-commit-id c1 --after-commit-id c2") {
				t.Errorf("failed %v, got %s", failed, got)
			}
			if contains(got, "APPROVE\n") != (want == "APPROVE") {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestTheJudgeApprovesNothingItDoesNotKnow(t *testing.T) {
	got, failed := judged(t, `"codebuild batch-get-builds") echo '{"builds":[{"buildStatus":"SUCCEEDED"}]}' ;;`, "BUILD=x")
	if !failed || contains(got, "update-pull-request-approval-state") {
		t.Errorf("failed %v, got %s", failed, got)
	}
}

func TestTheJudgeIsGoodShell(t *testing.T) {
	tool, err := exec.LookPath("shellcheck")
	if err != nil {
		t.Skip("shellcheck is not installed")
	}
	if said, err := exec.Command(tool, "--shell=sh", "judge.sh").CombinedOutput(); err != nil {
		t.Errorf("%s", said)
	}
}
