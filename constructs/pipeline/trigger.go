package pipeline

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/jsii-runtime-go"
)

// push is the trigger as CodePipeline takes it, for pushes.
func (t *trigger) push() *awscodepipeline.CfnPipeline_GitPushFilterProperty {
	if len(t.tags) > 0 {
		return &awscodepipeline.CfnPipeline_GitPushFilterProperty{
			Tags: &awscodepipeline.CfnPipeline_GitTagFilterCriteriaProperty{Includes: jsii.Strings(t.tags...)},
		}
	}
	return &awscodepipeline.CfnPipeline_GitPushFilterProperty{Branches: t.into(), FilePaths: t.files()}
}

// asked is the trigger for pull requests, opened and changed.
func (t *trigger) asked() *awscodepipeline.CfnPipeline_GitPullRequestFilterProperty {
	return &awscodepipeline.CfnPipeline_GitPullRequestFilterProperty{
		Events: jsii.Strings("OPEN", "UPDATED"), Branches: t.into(), FilePaths: t.files(),
	}
}

func (t *trigger) into() *awscodepipeline.CfnPipeline_GitBranchFilterCriteriaProperty {
	return &awscodepipeline.CfnPipeline_GitBranchFilterCriteriaProperty{Includes: jsii.Strings(t.branches...)}
}

// files are the paths that count; nil: all do. Excluding some from all takes a pattern for all.
func (t *trigger) files() any {
	if len(t.paths)+len(t.notPaths) == 0 {
		return nil
	}
	files := &awscodepipeline.CfnPipeline_GitFilePathFilterCriteriaProperty{Includes: jsii.Strings("**")}
	if len(t.paths) > 0 {
		files.Includes = jsii.Strings(t.paths...)
	}
	if len(t.notPaths) > 0 {
		files.Excludes = jsii.Strings(t.notPaths...)
	}
	return files
}

// triggers is what starts a pipeline whose repository is connected.
func triggers(git *awscodepipeline.CfnPipeline_GitConfigurationProperty) []any {
	git.SourceActionName = jsii.String(sourceStage)
	return []any{&awscodepipeline.CfnPipeline_PipelineTriggerDeclarationProperty{
		ProviderType: jsii.String("CodeStarSourceConnection"), GitConfiguration: git,
	}}
}
