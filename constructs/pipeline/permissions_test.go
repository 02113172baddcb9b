package pipeline_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// What every build of the pipeline's own account may read.
const (
	bucketARN = "arn:aws:s3:::shop-delivery-111111111111-eu-west-1"
	here      = " if StringEquals aws:ResourceAccount 111111111111"
	artifacts = "Artifacts: s3:GetObject s3:GetObjectVersion on " + bucketARN + "/*" + here
	look      = "Bucket: s3:GetBucketAcl s3:GetBucketLocation on " + bucketARN + here
	decrypt   = "Key: kms:Decrypt on " + other
	project   = "arn:aws:codebuild:eu-west-1:111111111111:project/shop-delivery-web-"
	groups    = "arn:aws:codebuild:eu-west-1:111111111111:report-group/shop-delivery-web-"
)

func logs(name string) string {
	return "Log: logs:CreateLogStream logs:PutLogEvents on arn:aws:logs:eu-west-1:111111111111:log-group:/shop-delivery/web/" + name + ":log-stream:*"
}

func TestThePipelineStartsItsBuildsAndNothingElse(t *testing.T) {
	var builds []string
	for _, name := range []string{"test", "secrets", "image", "scan"} {
		builds = append(builds, project+name)
	}
	builds = append(builds, project+"release-*")
	same(t, may(t, synth(t, whole), "WebPipelineRole"), []string{
		"Source: codecommit:CancelUploadArchive codecommit:GetBranch codecommit:GetCommit codecommit:GetRepository " +
			"codecommit:GetUploadArchiveStatus codecommit:UploadArchive on arn:aws:codecommit:eu-west-1:111111111111:shop",
		"Bucket: s3:GetBucketAcl s3:GetBucketLocation s3:GetBucketVersioning on " + bucketARN + here,
		"Artifacts: s3:GetObject s3:GetObjectVersion s3:PutObject on " + bucketARN + "/*" + here,
		"Key: kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey on " + other,
		"Builds: codebuild:BatchGetBuilds codebuild:StartBuild on " + strings.Join(builds, " "),
		"Ask: sns:Publish on " + alerts,
		"AskKey: kms:Decrypt kms:GenerateDataKey on " + key,
		"Inspect: inspector-scan:ScanSbom on *",
		"Image: ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer on " + repository,
		"Log: logs:CreateLogStream logs:PutLogEvents on arn:aws:logs:eu-west-1:111111111111:log-group:/aws/codepipeline/shop-delivery-web:log-stream:*",
		"Enter: sts:AssumeRole on arn:aws:iam::333333333333:role/shop-eks-web-starter",
	})
}

func TestEachBuildMayDoWhatItsProgramDoes(t *testing.T) {
	got := synth(t, whole)
	for role, want := range map[string][]string{
		"WebTestRole": {
			logs("test"), artifacts, look, decrypt,
			"Reports: codebuild:BatchPutCodeCoverages codebuild:BatchPutTestCases codebuild:CreateReport codebuild:CreateReportGroup codebuild:UpdateReport on " +
				groups + "test-coverage " + groups + "test-tests",
			"Secrets: secretsmanager:GetSecretValue on " + secret,
			"Cache: s3:GetObject s3:PutObject on " + bucketARN + "/cache/web/test/*" + here,
			"CacheKey: kms:GenerateDataKey on " + other,
		},
		"WebSecretsRole": {logs("secrets"), artifacts, look, decrypt},
		"WebImageRole": {
			logs("image"), artifacts, look, "HandOn: s3:PutObject on " + bucketARN + "/shop-delivery-web/ImageOutp*/*" + here,
			"Key: kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey on " + other,
			"Login: ecr:GetAuthorizationToken on *",
			"Push: ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:CompleteLayerUpload ecr:DescribeImages ecr:GetDownloadUrlForLayer " +
				"ecr:InitiateLayerUpload ecr:PutImage ecr:UploadLayerPart on " + repository,
		},
		"WebScanRole": {
			logs("scan"), artifacts, look, decrypt,
			"Findings: ecr:BatchGetImage ecr:DescribeImageScanFindings ecr:StartImageScan on " + repository,
			"Inspector: inspector2:ListCoverage inspector2:ListFindings on *",
		},
		"WebReleaseRole": {
			logs("release"), artifacts, look, decrypt,
			"Enter: sts:AssumeRole on arn:aws:iam::222222222222:role/shop-dev-web-release arn:aws:iam::222222222222:role/shop-staging-web-release " +
				"arn:aws:iam::333333333333:role/shop-fleet-web-release",
		},
		"WebStartRole": {"Start: codepipeline:StartPipelineExecution on arn:aws:codepipeline:eu-west-1:111111111111:shop-delivery-web"},
	} {
		t.Run(role, func(t *testing.T) { same(t, may(t, got, role), want) })
	}
}

func TestEachRoleIsActedAsForItsOwnOnly(t *testing.T) {
	got := synth(t, whole)
	const ours = " and StringEquals aws:SourceAccount 111111111111"
	for role, want := range map[string]string{
		"WebPipelineRole":    "codepipeline.amazonaws.com if StringEquals aws:SourceAccount 111111111111",
		"WebTestRole":        "codebuild.amazonaws.com if ArnEquals aws:SourceArn " + project + "test" + ours,
		"WebSecretsRole":     "codebuild.amazonaws.com if ArnEquals aws:SourceArn " + project + "secrets" + ours,
		"WebImageRole":       "codebuild.amazonaws.com if ArnEquals aws:SourceArn " + project + "image" + ours,
		"WebScanRole":        "codebuild.amazonaws.com if ArnEquals aws:SourceArn " + project + "scan" + ours,
		"WebReleaseRole":     "codebuild.amazonaws.com if ArnLike aws:SourceArn " + project + "release-*" + ours,
		"WebPullRequestRole": "codebuild.amazonaws.com if ArnEquals aws:SourceArn " + project + "pullrequest" + ours,
		"WebJudgeRole":       "codebuild.amazonaws.com if ArnEquals aws:SourceArn " + project + "judge" + ours,
		"WebStartRole":       "events.amazonaws.com if ArnEquals aws:SourceArn arn:aws:events:eu-west-1:111111111111:rule/shop-delivery-web-start" + ours,
		"WebReviewRole": "events.amazonaws.com if ArnEquals aws:SourceArn arn:aws:events:eu-west-1:111111111111:rule/shop-delivery-web-opened " +
			"arn:aws:events:eu-west-1:111111111111:rule/shop-delivery-web-tested" + ours,
	} {
		if said := trust(t, got, role); said != want {
			t.Errorf("%s: got %s, want %s", role, said, want)
		}
	}
}

func TestABoundaryIsOnEveryRole(t *testing.T) {
	const limit = "arn:aws:iam::111111111111:policy/limit"
	got := synth(t, whole, func(p *pipeline.PipelineProps) { p.Boundary = limit })
	for id, role := range got.Resources("AWS::IAM::Role") {
		if role.Properties["PermissionsBoundary"] != limit {
			t.Errorf("%s has the boundary %v", id, role.Properties["PermissionsBoundary"])
		}
	}
}

func TestTestsOfABuildWithoutWishesMayOnlyReadAndLog(t *testing.T) {
	got := synth(t, func(p *pipeline.PipelineProps) { p.Build.Tests.Command = "make test" })
	same(t, may(t, got, "WebTestRole"), []string{logs("test"), artifacts, look, decrypt})
}

func TestAnImageIsBuiltFromTheRepositoriesNamed(t *testing.T) {
	base := "arn:aws:ecr:eu-west-1:111111111111:repository/base"
	for _, said := range may(t, synth(t, func(p *pipeline.PipelineProps) { p.Build.Bases = []string{base} }), "WebImageRole") {
		if strings.HasPrefix(said, "Pull: ") && said == "Pull: ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer on "+base {
			return
		}
	}
	t.Error("the base image cannot be pulled")
}

func TestABuildSignsByItsOwnProfileWhereTheRegistryDoes(t *testing.T) {
	const profile = "arn:aws:signer:eu-west-1:111111111111:/signing-profiles/shop"
	got := synth(t, func(p *pipeline.PipelineProps) { p.Build.Signer = profile })
	if said := may(t, got, "WebImageRole"); !slices.Contains(said, "Sign: signer:SignPayload on "+profile) {
		t.Errorf("it may only %q", said)
	}
}

func TestARoleInAnEnvironmentChangesOneStack(t *testing.T) {
	stack := synthtest.Stack(t, synthtest.In(prod, region))
	for name, target := range map[string]pipeline.Target{
		"Stack": pipeline.Stack{Home: home("prod", prod)},
		"Tasks": pipeline.Tasks{Home: home("tasks", prod), Application: "shop-web", Group: "web"},
		"Hosts": hosts("fleet", prod),
	} {
		pipeline.NewReleaseRole(stack, name, &pipeline.ReleaseRoleProps{Target: target, Tools: tools})
	}
	got := synthtest.Of(t, stack)
	updating := func(name string) []string {
		arn := "arn:aws:cloudformation:eu-west-1:333333333333:stack/shop-" + name + "-web/*"
		return []string{
			"Update: cloudformation:UpdateStack on " + arn +
				" if Null cloudformation:RoleArn true and Null cloudformation:StackPolicyUrl true and Null cloudformation:TemplateUrl true",
			"Stack: cloudformation:CancelUpdateStack cloudformation:DescribeStackEvents cloudformation:DescribeStacks on " + arn,
			"Alarms: cloudwatch:DescribeAlarms on arn:aws:cloudwatch:eu-west-1:333333333333:alarm:*",
		}
	}
	deploying := func(group string) []string {
		const of = " on arn:aws:codedeploy:eu-west-1:333333333333:"
		return []string{
			"Deployments: codedeploy:CreateDeployment codedeploy:GetDeployment codedeploy:ListDeployments codedeploy:UpdateDeploymentGroup" + of + "deploymentgroup:shop-web/" + group,
			"Revisions: codedeploy:GetApplicationRevision codedeploy:RegisterApplicationRevision" + of + "application:shop-web",
			"Pace: codedeploy:GetDeploymentConfig" + of + "deploymentconfig:*",
			"Stop: codedeploy:StopDeployment on *",
		}
	}
	revision := "Revision: s3:PutObject on arn:aws:s3:::shop-fleet-revisions/revision.zip if StringEquals aws:ResourceAccount 333333333333"
	same(t, may(t, got, "StackRole"), updating("prod"))
	same(t, may(t, got, "TasksRole"), append(updating("tasks"), deploying("web")...))
	same(t, may(t, got, "HostsRole"), append(append(updating("fleet"), revision), deploying("shop-web")...))
	for role, external := range map[string]string{"StackRole": "shop-prod-web", "TasksRole": "shop-tasks-web", "HostsRole": "shop-fleet-web"} {
		want := "arn:aws:iam::111111111111:role/shop-delivery-web-release if StringEquals sts:ExternalId " + external
		if said := trust(t, got, role); said != want {
			t.Errorf("%s: got %s, want %s", role, said, want)
		}
	}
}

func TestARoleInAnEnvironmentCountsAndComparesWhereItIsTo(t *testing.T) {
	stack := synthtest.Stack(t, synthtest.In(prod, region))
	pipeline.NewReleaseRole(stack, "Web", &pipeline.ReleaseRoleProps{
		Target: pipeline.Stack{Home: home("prod", prod)}, Tools: tools, Counts: true, Drift: []string{"logs:DescribeLogGroups", "ecs:DescribeServices"},
	})
	said := may(t, synthtest.Of(t, stack), "WebRole")
	same(t, said[3:], []string{
		"Count: cloudwatch:GetMetricStatistics on *",
		"Drift: cloudformation:DetectStackDrift cloudformation:DetectStackResourceDrift on arn:aws:cloudformation:eu-west-1:333333333333:stack/shop-prod-web/*",
		"Detection: cloudformation:BatchDescribeTypeConfigurations cloudformation:DescribeStackDriftDetectionStatus on *",
		"Read: ecs:DescribeServices logs:DescribeLogGroups on * if ForAnyValue:StringEquals aws:CalledVia cloudformation.amazonaws.com",
	})
}
