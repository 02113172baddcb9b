package pipeline_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// golden is all of a pipeline with everything, in order.
const golden = `Source: 1 Source CodeCommit -> SourceOutput
Test: 1 Test shop-delivery-web-test <- SourceOutput
Test: 1 Secrets shop-delivery-web-secrets <- SourceOutput
Image: 1 Image shop-delivery-web-image <- SourceOutput -> ImageOutput TAG=#{Source.CommitId} COMMIT=#{Source.CommitId} EXECUTION=#{codepipeline.PipelineExecutionId}
Image: 2 Scan shop-delivery-web-scan <- ImageOutput IMAGE=#{Image.IMAGE}
Image: 2 Inspector InspectorScan -> FindingsOutput
dev: OnFailure {"Result":"RETRY","RetryConfiguration":{"RetryMode":"FAILED_ACTIONS"}}
dev: 1 Ready-dev shop-delivery-web-release-dev-ready <- ImageOutput EXECUTION=#{codepipeline.PipelineExecutionId}
dev: 2 Release-dev shop-delivery-web-release-dev-release <- ImageOutput EXECUTION=#{codepipeline.PipelineExecutionId} IMAGE=#{Image.IMAGE}
dev: 3 Verify-dev shop-delivery-web-release-dev-verify <- ImageOutput EXECUTION=#{codepipeline.PipelineExecutionId} IMAGE=#{Image.IMAGE} PREVIOUS=#{Release-dev.PREVIOUS}
staging: 1 Ready-staging shop-delivery-web-release-staging-ready <- ImageOutput EXECUTION=#{codepipeline.PipelineExecutionId} DRIFT=on
staging: 2 Release-staging shop-delivery-web-release-staging-release <- ImageOutput EXECUTION=#{codepipeline.PipelineExecutionId} IMAGE=#{Image.IMAGE}
staging: 3 Verify-staging shop-delivery-web-release-staging-verify <- ImageOutput EXECUTION=#{codepipeline.PipelineExecutionId} IMAGE=#{Image.IMAGE} PREVIOUS=#{Release-staging.PREVIOUS}
Approve-prod: 1 Approve Manual
prod: BeforeEntry {"Conditions":[{"Result":"FAIL","Rules":[{"Configuration":{"Cron":"* * 9-16 ? * MON,TUE,WED,THU,FRI *","TimeZone":"Europe/Berlin"},"Name":"Window","Region":"eu-west-1","RuleTypeId":{"Category":"Rule","Owner":"AWS","Provider":"DeploymentWindow","Version":"1"}}]}]}
prod: OnFailure {"Result":"ROLLBACK"}
prod: 1 Ready-fleet shop-delivery-web-release-fleet-ready <- ImageOutput EXECUTION=#{codepipeline.PipelineExecutionId}
prod: 2 Release-fleet shop-delivery-web-release-fleet-release <- ImageOutput EXECUTION=#{codepipeline.PipelineExecutionId} IMAGE=#{Image.IMAGE} LATER=on
prod: 3 Verify-fleet shop-delivery-web-release-fleet-verify <- ImageOutput EXECUTION=#{codepipeline.PipelineExecutionId} IMAGE=#{Image.IMAGE} PREVIOUS=#{Release-fleet.PREVIOUS}
prod: 1 Ready-eks shop-eks-web-release-ready <- ImageOutput EXECUTION=#{codepipeline.PipelineExecutionId}
prod: 2 Release-eks shop-eks-web-release-release <- ImageOutput EXECUTION=#{codepipeline.PipelineExecutionId} IMAGE=#{Image.IMAGE} LATER=on
prod: 3 Verify-eks shop-eks-web-release-verify <- ImageOutput EXECUTION=#{codepipeline.PipelineExecutionId} IMAGE=#{Image.IMAGE} PREVIOUS=#{Release-eks.PREVIOUS}
`

func TestAPipelineGoesFromACommitToProduction(t *testing.T) {
	if got := described(synth(t, whole)); got != golden {
		gotten, wanted := strings.Split(got, "\n"), strings.Split(golden, "\n")
		for i := range min(len(gotten), len(wanted)) {
			if gotten[i] != wanted[i] {
				t.Fatalf("line %d: got\n%s\nwant\n%s", i+1, gotten[i], wanted[i])
			}
		}
		t.Fatalf("got %d lines, want %d", len(gotten), len(wanted))
	}
}

func TestTheSmallestPipelineLooksForSecretsBuildsScansAndReleases(t *testing.T) {
	var names []string
	for _, action := range actions(synth(t).One(pipelines)) {
		names = append(names, action["Name"].(string))
	}
	if want := []string{"Source", "Secrets", "Image", "Scan", "Ready-dev", "Release-dev", "Verify-dev"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}

func TestEveryEnvironmentGetsTheSameImageByDigest(t *testing.T) {
	for _, action := range actions(synth(t, whole).Resource("WebPipelineF7944AB3")) {
		text, _ := action["Configuration"].(object)["EnvironmentVariables"].(string)
		for _, one := range parse("[" + strings.Trim(text, "[]") + "]") {
			if one.Name == "IMAGE" && one.Value != "#{Image.IMAGE}" {
				t.Errorf("%s gets %s", action["Name"], one.Value)
			}
		}
	}
}

func TestRunsQueueForAnApprovalAndElseOvertake(t *testing.T) {
	got := synth(t).One(pipelines)
	if got.Properties["ExecutionMode"] != "SUPERSEDED" || got.Properties["PipelineType"] != "V2" {
		t.Errorf("got %v %v", got.Properties["ExecutionMode"], got.Properties["PipelineType"])
	}
	asked := synth(t, func(p *pipeline.PipelineProps) { p.Waves[0].Approval = &delivery.Approval{} }).One(pipelines)
	if asked.Properties["ExecutionMode"] != "QUEUED" {
		t.Errorf("got %v", asked.Properties["ExecutionMode"])
	}
}

func TestWhoApprovesKnowsWhat(t *testing.T) {
	for name, row := range map[string]struct {
		change      func(*pipeline.PipelineProps)
		link, about string
		topic       string
		minutes     any
		ask         delivery.Approval
	}{
		"CodeCommit": {
			change: func(*pipeline.PipelineProps) {}, topic: alerts, minutes: 10080.0,
			link:  "https://eu-west-1.console.aws.amazon.com/codesuite/codecommit/repositories/shop/commit/#{Source.CommitId}?region=eu-west-1",
			about: "shop web to dev: image #{Image.DIGEST}, source #{Source.CommitId}, run #{codepipeline.PipelineExecutionId}.",
		},
		"a page of commits": {
			change: from(delivery.Connection{ARN: connected, Repository: "acme/shop", CommitURL: "https://github.com/acme/shop/commit/"}), topic: alerts, minutes: 10080.0,
			link:  "https://github.com/acme/shop/commit/#{Source.CommitId}",
			about: "shop web to dev: image #{Image.DIGEST}, source #{Source.CommitId}, run #{codepipeline.PipelineExecutionId}.",
		},
		"a connection": {
			change: from(delivery.Connection{ARN: connected, Repository: "acme/shop"}), topic: alerts, minutes: 10080.0,
			link: "https://eu-west-1.console.aws.amazon.com/codesuite/settings/connections/redirect?connectionArn=" + connected +
				"&referenceType=COMMIT&FullRepositoryId=acme/shop&Commit=#{Source.CommitId}",
			about: "shop web to dev: image #{Image.DIGEST}, source #{Source.CommitId}, run #{codepipeline.PipelineExecutionId}.",
		},
		"an image": {
			link:   "https://eu-west-1.console.aws.amazon.com/ecr/repositories/private/111111111111/shop/web/_/image/#{Source.ImageDigest}/details?region=eu-west-1",
			change: pushed, ask: delivery.Approval{Topic: alerts + "2", Within: time.Hour, Message: "Think."}, topic: alerts + "2", minutes: 60.0,
			about: "Think. | shop web to dev: image #{Source.ImageDigest}, source #{Source.ImageDigest}, run #{codepipeline.PipelineExecutionId}.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := synth(t, row.change, func(p *pipeline.PipelineProps) { p.Waves[0].Approval = &row.ask })
			all := actions(got.One(pipelines))
			asked := all[slices.IndexFunc(all, func(a object) bool { return a["Name"] == "Approve" })]
			settings := asked["Configuration"].(object)
			if link, _ := settings["ExternalEntityLink"].(string); link != row.link {
				t.Errorf("links to %s, want %s", link, row.link)
			}
			if settings["CustomData"] != row.about || settings["NotificationArn"] != row.topic || asked["TimeoutInMinutes"] != row.minutes {
				t.Errorf("got %v within %v", settings, asked["TimeoutInMinutes"])
			}
			if said := may(t, got, "WebPipelineRole"); !slices.Contains(said, "Ask: sns:Publish on "+row.topic) {
				t.Errorf("may only %q", said)
			}
		})
	}
}

func TestAStageThatFailsDoesWhatItIsTo(t *testing.T) {
	for how, want := range map[delivery.OnFailure]any{
		delivery.Stop:        nil,
		delivery.RetryFailed: object{"Result": "RETRY", "RetryConfiguration": object{"RetryMode": "FAILED_ACTIONS"}},
		delivery.RetryAll:    object{"Result": "RETRY", "RetryConfiguration": object{"RetryMode": "ALL_ACTIONS"}},
		delivery.RollBack:    object{"Result": "ROLLBACK"},
	} {
		stages := synth(t, func(p *pipeline.PipelineProps) { p.Waves[0].OnFailure = how }).One(pipelines).Properties["Stages"].([]any)
		if got := stages[len(stages)-1].(object)["OnFailure"]; asJSON(got) != asJSON(want) {
			t.Errorf("%d: got %v, want %v", how, got, want)
		}
	}
}

// A release among several leaves its failure to its proof: a retry of what failed would find the proof alone.
func TestAReleaseAmongSeveralIsRetriedAsAWhole(t *testing.T) {
	stages := synth(t, func(p *pipeline.PipelineProps) {
		p.Waves[0].Name, p.Waves[0].OnFailure = "both", delivery.RetryFailed
		p.Waves[0].Environments = append(p.Waves[0].Environments, another("b"))
	}).One(pipelines).Properties["Stages"].([]any)
	if got := asJSON(stages[len(stages)-1].(object)["OnFailure"]); !contains(got, `"RetryMode":"ALL_ACTIONS"`) {
		t.Errorf("got %s", got)
	}
}

func TestAWindowIsLookedAtAfterTheAnswer(t *testing.T) {
	got := synth(t, func(p *pipeline.PipelineProps) {
		p.Waves[0].Approval, p.Waves[0].Window = &delivery.Approval{}, &delivery.Window{Days: []time.Weekday{time.Sunday, time.Monday}, To: 6}
	})
	stages := got.One(pipelines).Properties["Stages"].([]any)
	last, before := stages[len(stages)-1].(object), stages[len(stages)-2].(object)
	if before["Name"] != "Approve-dev" || before["BeforeEntry"] != nil || !contains(asJSON(last["BeforeEntry"]), `"Cron":"* * 0-5 ? * SUN,MON *","TimeZone":"UTC"`) {
		t.Errorf("got %v, then %v", before, last["BeforeEntry"])
	}
}

func TestScanningStopsAtTheSeverityAsked(t *testing.T) {
	limits := func(got *synthtest.Template) string {
		for _, one := range got.Resources("AWS::CodeBuild::Project") {
			if one.Properties["Name"] == "shop-delivery-web-scan" {
				all := []string{}
				for _, v := range one.Properties["Environment"].(object)["EnvironmentVariables"].([]any) {
					all = append(all, words(v.(object)["Name"])+"="+words(v.(object)["Value"]))
				}
				return strings.Join(all, " ")
			}
		}
		return "no scan"
	}
	for name, row := range map[string]struct {
		scan delivery.Scan
		want string
	}{
		"default":   {delivery.Scan{}, "CRITICAL=0 HIGH=0 TIMEOUT=900"},
		"medium":    {delivery.Scan{Block: delivery.Medium, Within: time.Minute}, "CRITICAL=0 HIGH=0 MEDIUM=0 TIMEOUT=60"},
		"a limit":   {delivery.Scan{Most: map[delivery.Severity]int{delivery.High: 3, delivery.Low: 50}}, "CRITICAL=0 HIGH=3 LOW=50 TIMEOUT=900"},
		"critical":  {delivery.Scan{Block: delivery.Critical}, "CRITICAL=0 TIMEOUT=900"},
		"some only": {delivery.Scan{Block: delivery.Nothing, Most: map[delivery.Severity]int{delivery.Critical: 0}}, "CRITICAL=0 TIMEOUT=900"},
		"nothing":   {delivery.Scan{Block: delivery.Nothing}, "no scan"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := limits(synth(t, func(p *pipeline.PipelineProps) { p.Scan = row.scan })); got != row.want {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
}

func TestInspectorJudgesByTheSameLimits(t *testing.T) {
	got := synth(t, func(p *pipeline.PipelineProps) {
		p.Scan = delivery.Scan{Inspector: true, Most: map[delivery.Severity]int{delivery.Medium: 10}}
	})
	for _, action := range actions(got.One(pipelines)) {
		if action["Name"] == "Inspector" {
			want := object{"InspectorRunMode": "ECRImageScan", "ECRRepositoryName": "shop/web", "ImageTag": "#{Source.CommitId}", "CriticalThreshold": "0", "HighThreshold": "0", "MediumThreshold": "10"}
			if diff := synthtest.Diff(want, action["Configuration"]); len(diff) > 0 || action["ActionTypeId"].(object)["Category"] != "Invoke" {
				t.Error(diff, action["ActionTypeId"])
			}
			got.Has("AWS::Logs::LogGroup", synthtest.Props{"LogGroupName": "/aws/codepipeline/shop-delivery-web", "KmsKeyId": key, "RetentionInDays": 90})
			return
		}
	}
	t.Error("no Inspector")
}

func TestBuildsInAnotherRegionFindTheirArtifactsThere(t *testing.T) {
	other := pipeline.Store{Account: tools, Region: "us-east-1", Bucket: "shop-delivery-111111111111-us-east-1", Key: strings.Replace(key, "eu-west-1", "us-east-1", 1)}
	there := cluster("eks", prod)
	there.Home.Region = "us-east-1"
	got := synth(t, func(p *pipeline.PipelineProps) {
		p.Artifacts = append(p.Artifacts, other)
		p.Waves = []pipeline.Wave{{Environments: []pipeline.Environment{{Name: "eks", Target: there}}}}
	})
	one := got.One(pipelines)
	if one.Properties["ArtifactStore"] != nil {
		t.Error("both ArtifactStore and ArtifactStores")
	}
	want := []any{
		synthtest.Props{"Region": "eu-west-1", "ArtifactStore": synthtest.Props{"Location": store.Bucket}},
		synthtest.Props{"Region": "us-east-1", "ArtifactStore": synthtest.Props{"Location": other.Bucket, "EncryptionKey": synthtest.Props{"Id": other.Key, "Type": "KMS"}}},
	}
	if diff := synthtest.Diff(want, one.Properties["ArtifactStores"]); len(diff) > 0 {
		t.Error(diff)
	}
	all := actions(one)
	if last := all[len(all)-1]; last["Region"] != "us-east-1" || last["RoleArn"] != "arn:aws:iam::333333333333:role/shop-eks-web-starter" {
		t.Errorf("got %v as %v", last["Region"], last["RoleArn"])
	}
	if said := may(t, got, "WebPipelineRole"); !slices.Contains(said, "Key2: kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey on "+other.Key) {
		t.Errorf("may only %q", said)
	}
}
