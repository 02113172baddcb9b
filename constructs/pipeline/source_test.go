package pipeline_test

import (
	"testing"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const (
	pipelines = "AWS::CodePipeline::Pipeline"
	rules     = "AWS::Events::Rule"
)

func from(source delivery.Source) func(*pipeline.PipelineProps) {
	return func(p *pipeline.PipelineProps) { p.Source = source }
}

// pushed is an image that somebody else builds.
func pushed(p *pipeline.PipelineProps) {
	p.Source, p.Build = delivery.Registry{Repository: "shop/web"}, delivery.Build{}
}

func TestAPushStartsARunOfExactlyWhatWasPushed(t *testing.T) {
	for name, row := range map[string]struct {
		change               func(*pipeline.PipelineProps)
		kind, path           string
		pattern, settings    object
		provider, permission string
	}{
		"CodeCommit": {
			from(delivery.CodeCommit{Repository: "shop", Branch: "trunk"}), "COMMIT_ID", "$.detail.commitId",
			object{
				"source": []any{"aws.codecommit"}, "detail-type": []any{"CodeCommit Repository State Change"}, "resources": []any{"arn:aws:codecommit:eu-west-1:111111111111:shop"},
				"detail": object{"event": []any{"referenceCreated", "referenceUpdated"}, "referenceType": []any{"branch"}, "referenceName": []any{"trunk"}},
			},
			object{"RepositoryName": "shop", "BranchName": "trunk", "PollForSourceChanges": "false"}, "CodeCommit",
			"Source: codecommit:CancelUploadArchive codecommit:GetBranch codecommit:GetCommit codecommit:GetRepository " +
				"codecommit:GetUploadArchiveStatus codecommit:UploadArchive on arn:aws:codecommit:eu-west-1:111111111111:shop",
		},
		"Registry": {
			pushed, "IMAGE_DIGEST", "$.detail.image-digest",
			object{"source": []any{"aws.ecr"}, "detail-type": []any{"ECR Image Action"}, "detail": object{
				"action-type": []any{"PUSH"}, "result": []any{"SUCCESS"}, "repository-name": []any{"shop/web"}, "image-tag": []any{"release"},
			}},
			object{"RepositoryName": "shop/web", "ImageTag": "release"}, "ECR", "Source: ecr:DescribeImages on " + repository,
		},
		"Bucket": {
			from(delivery.Bucket{Name: "drop", Key: "web/source.zip", Encryption: key}), "S3_OBJECT_VERSION_ID", "$.detail.object.version-id",
			object{"source": []any{"aws.s3"}, "detail-type": []any{"Object Created"}, "detail": object{"bucket": object{"name": []any{"drop"}}, "object": object{"key": []any{"web/source.zip"}}}},
			object{"S3Bucket": "drop", "S3ObjectKey": "web/source.zip", "PollForSourceChanges": "false"}, "S3",
			"Archive: s3:GetObject s3:GetObjectTagging s3:GetObjectVersion s3:GetObjectVersionTagging on arn:aws:s3:::drop/web/source.zip" + here,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := synth(t, row.change)
			got.Has(rules, synthtest.Props{"Name": "shop-delivery-web-start", "EventPattern": row.pattern, "Targets": []any{synthtest.Props{
				"Arn": "arn:aws:codepipeline:eu-west-1:111111111111:shop-delivery-web",
				"InputTransformer": synthtest.Props{
					"InputPathsMap": synthtest.Props{"revision": row.path},
					"InputTemplate": `{"sourceRevisions":[{"actionName":"Source","revisionType":"` + row.kind + `","revisionValue":"<revision>"}]}`,
				},
			}}})
			action := actions(got.One(pipelines))[0]
			if diff := synthtest.Diff(synthtest.Props{"Configuration": row.settings, "ActionTypeId": synthtest.Props{"Provider": row.provider}}, action); len(diff) > 0 {
				t.Error(diff)
			}
			if len(action["Configuration"].(object)) != len(row.settings) {
				t.Errorf("configured by %v", action["Configuration"])
			}
			for _, said := range may(t, got, "WebPipelineRole") {
				if said == row.permission {
					return
				}
			}
			t.Errorf("no permission %s", row.permission)
		})
	}
}

func TestAConnectedRepositoryStartsARunByBranchTagOrPath(t *testing.T) {
	connection := delivery.Connection{ARN: connected, Repository: "acme/shop"}
	for name, row := range map[string]struct {
		change func(*delivery.Connection)
		want   object
	}{
		"branch": {func(*delivery.Connection) {}, object{"Branches": object{"Includes": []any{"main"}}}},
		"paths": {func(c *delivery.Connection) {
			c.Branch, c.Paths, c.NotPaths = "trunk", []string{"web/**"}, []string{"**/*.md"}
		}, object{
			"Branches": object{"Includes": []any{"trunk"}}, "FilePaths": object{"Includes": []any{"web/**"}, "Excludes": []any{"**/*.md"}},
		}},
		"all but some": {func(c *delivery.Connection) { c.NotPaths = []string{"docs/**"} }, object{
			"Branches": object{"Includes": []any{"main"}}, "FilePaths": object{"Includes": []any{"**"}, "Excludes": []any{"docs/**"}},
		}},
		"tags": {func(c *delivery.Connection) { c.Tags = []string{"v*"} }, object{"Tags": object{"Includes": []any{"v*"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			one := connection
			row.change(&one)
			got := synth(t, from(one))
			triggers := got.One(pipelines).Properties["Triggers"].([]any)
			if len(triggers) != 1 {
				t.Fatalf("%d triggers", len(triggers))
			}
			git := triggers[0].(object)["GitConfiguration"].(object)
			if diff := synthtest.Diff([]any{row.want}, git["Push"]); len(diff) > 0 || git["PullRequest"] != nil || git["SourceActionName"] != "Source" {
				t.Error(diff, git)
			}
			for _, rule := range got.Resources(rules) {
				if rule.Properties["Name"] == "shop-delivery-web-start" {
					t.Error("an event starts it, too")
				}
			}
		})
	}
}

func TestAConnectionIsUsedUnderBothOfItsNames(t *testing.T) {
	said := may(t, synth(t, from(delivery.Connection{ARN: connected, Repository: "acme/shop"})), "WebPipelineRole")
	if want := "Source: codeconnections:UseConnection codestar-connections:UseConnection on " + connected; said[0] != want {
		t.Errorf("got %s, want %s", said[0], want)
	}
}

func TestARepositoryThatIsMadeOutlivesItsPipeline(t *testing.T) {
	got := synth(t, from(delivery.CodeCommit{Repository: "shop", Create: true}))
	made := got.One("AWS::CodeCommit::Repository")
	if made.DeletionPolicy != "RetainExceptOnCreate" || made.UpdateReplacePolicy != "Retain" || made.Properties["RepositoryName"] != "shop" {
		t.Errorf("got %+v", made)
	}
	if after := got.One(pipelines).DependsOn; len(after) != 1 || after[0] != made.ID {
		t.Errorf("the pipeline comes after %v", after)
	}
	synth(t).HasNo("AWS::CodeCommit::Repository")
}

func TestAnImageThatIsBuiltAlreadyIsOnlyScannedAndReleased(t *testing.T) {
	got := synth(t, pushed)
	if said, want := described(got), `Source: 1 Source ECR -> SourceOutput
Image: 1 Scan shop-delivery-web-scan <- SourceOutput IMAGE=111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/web@#{Source.ImageDigest}
dev: 1 Ready-dev shop-delivery-web-release-dev-ready <- SourceOutput EXECUTION=#{codepipeline.PipelineExecutionId}
dev: 2 Release-dev shop-delivery-web-release-dev-release <- SourceOutput EXECUTION=#{codepipeline.PipelineExecutionId} IMAGE=111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/web@#{Source.ImageDigest}
dev: 3 Verify-dev shop-delivery-web-release-dev-verify <- SourceOutput EXECUTION=#{codepipeline.PipelineExecutionId} IMAGE=111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/web@#{Source.ImageDigest} PREVIOUS=#{Release-dev.PREVIOUS}
`; said != want {
		t.Errorf("got\n%s\nwant\n%s", said, want)
	}
}

func TestAnArchiveIsBuiltUnderItsVersion(t *testing.T) {
	got := synth(t, from(delivery.Bucket{Name: "drop", Key: "web.zip"}))
	if action := actions(got.One(pipelines))[2]; !contains(action["Configuration"].(object)["EnvironmentVariables"].(string), `"value":"source-#{Source.VersionId}"`) {
		t.Error(action)
	}
}
