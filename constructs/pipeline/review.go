package pipeline

import (
	_ "embed"
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

//go:embed judge.sh
var judgeText string

// judge is what gives the approval.
var judge = program.Program{Name: "judge", Text: judgeText, Tools: []string{"aws", "jq"}}

// review defines what tests pull requests by the build tests, where the source asks for it.
func (p *Pipeline) review(tests build) {
	one := job{name: "pullrequest", does: "Tests pull requests", build: tests, statements: p.reporting("pullrequest", p.props.Build.Tests)}
	switch from := p.props.Source.(type) {
	case delivery.CodeCommit:
		if from.PullRequests {
			p.reviewIn(from, one)
		}
	case delivery.Connection:
		if from.PullRequests {
			p.reviewOf(from, one)
		}
	}
}

// untrusted is the build that runs tests of code that nobody has read yet.
func untrusted(tests delivery.Tests) build {
	return build{spec: specOf(tests, false), variables: testing(tests), machine: tests.Machine}
}

// reviewIn tests pull requests of a repository in CodeCommit, each by itself. The rule that asks for the approval is called after
// the service: services that share a repository test each pull request, and it waits for all of them.
func (p *Pipeline) reviewIn(from delivery.CodeCommit, tests job) {
	place := p.props.place()
	tests.build.repository = cloneURL(from, place)
	if !p.props.Build.NoSecretsScan {
		tests.build.spec.Build = append(tests.build.spec.Build, buildspec.Execute(program.Secrets()))
	}
	tests.statements = append(tests.statements, policy.Allow("Source", repositoryARN(from, place), "codecommit:GitPull"))
	p.set(tests)
	name := named(roleLimit, p.props.name(), "judge")
	p.set(job{
		name: "judge", does: "Approves pull requests", role: name,
		build: build{
			bare: true, spec: buildspec.Spec{Build: []buildspec.Command{buildspec.Execute(judge)}}, machine: buildspec.Machine{Timeout: 5 * time.Minute},
			variables: map[string]string{
				"REPOSITORY": from.Repository, "RULE": "The tests of " + p.props.App + " " + p.props.Service + " pass",
				"JUDGE": fmt.Sprintf("arn:%s:sts::%s:assumed-role/%s/*", place.Partition, place.Account, name),
			},
		},
		statements: []policy.Object{
			policy.Allow("Approve", repositoryARN(from, place), "codecommit:CreatePullRequestApprovalRule", "codecommit:GetPullRequest",
				"codecommit:PostCommentForPullRequest", "codecommit:UpdatePullRequestApprovalState"),
			policy.Allow("Verdict", place.ARN("codebuild", "project/"+p.props.project("pullrequest")), "codebuild:BatchGetBuilds"),
		},
	})
	p.hear(from)
}

// hear defines the rules that start the tests of a pull request, and the judgement when they have ended.
func (p *Pipeline) hear(from delivery.CodeCommit) {
	place, opened, ended := p.props.place(), p.props.rule("opened"), p.props.rule("tested")
	tests, judgement := place.ARN("codebuild", "project/"+p.props.project("pullrequest")), place.ARN("codebuild", "project/"+p.props.project("judge"))
	p.roles["Review"] = may{
		id: "ReviewRole", boundary: p.props.Boundary, description: "Starts the tests of pull requests to " + from.Repository,
		trust:      acted("events.amazonaws.com", place.Account, place.ARN("events", "rule/"+opened), place.ARN("events", "rule/"+ended)),
		statements: []policy.Object{policy.Allow("Start", []string{tests, judgement}, "codebuild:StartBuild")},
	}.grant(p)
	request := map[string]string{
		"request": "$.detail.pullRequestId", "revision": "$.detail.revisionId", "source": "$.detail.sourceCommit", "destination": "$.detail.destinationCommit",
	}
	told := [][2]string{{"PULL_REQUEST", "<request>"}, {"REVISION", "<revision>"}, {"SOURCE", "<source>"}, {"DESTINATION", "<destination>"}}
	p.rule("Opened", opened, "Tests pull requests to "+from.Repository, policy.Object{
		"source": []string{"aws.codecommit"}, "detail-type": []string{"CodeCommit Pull Request State Change"}, "resources": []string{repositoryARN(from, place)},
		"detail": policy.Object{
			"event":                []string{"pullRequestCreated", "pullRequestSourceBranchUpdated"},
			"destinationReference": []string{"refs/heads/" + from.WithDefaults().Branch},
		},
	}, p.starts("Tests", tests, request, "<source>", told...), p.starts("Judge", judgement, request, "", told[0]))
	p.rule("Tested", ended, "Judges pull requests to "+from.Repository, policy.Object{
		"source": []string{"aws.codebuild"}, "detail-type": []string{"CodeBuild Build State Change"},
		"detail": policy.Object{
			"project-name": []string{p.props.project("pullrequest")}, "build-status": []string{"FAILED", "FAULT", "STOPPED", "SUCCEEDED", "TIMED_OUT"},
		},
	}, p.starts("Judge", judgement, map[string]string{"build": "$.detail.build-id"}, "", [2]string{"BUILD", "<build>"}))
}

func (p *Pipeline) rule(id, name, why string, pattern policy.Object, targets ...any) {
	awsevents.NewCfnRule(p, &id, &awsevents.CfnRuleProps{Name: &name, Description: &why, EventPattern: pattern, Targets: targets})
}

// starts is the target that starts a build of a commit, with what the event says.
func (p *Pipeline) starts(id, project string, paths map[string]string, commit string, told ...[2]string) any {
	variables := make([]any, len(told))
	for i, one := range told {
		variables[i] = map[string]string{"name": one[0], "value": one[1], "type": "PLAINTEXT"}
	}
	input := map[string]any{"environmentVariablesOverride": variables}
	if commit != "" {
		input["sourceVersion"] = commit
	}
	used := map[string]string{}
	for name, path := range paths {
		for _, one := range told {
			if one[1] == "<"+name+">" {
				used[name] = path
			}
		}
	}
	return &awsevents.CfnRule_TargetProperty{
		Id: &id, Arn: &project, RoleArn: p.roles["Review"].AttrArn(),
		InputTransformer: &awsevents.CfnRule_InputTransformerProperty{InputPathsMap: used, InputTemplate: jsii.String(compact(input))},
	}
}

// reviewOf tests pull requests of a connected repository, by a pipeline that ends where the release would begin.
func (p *Pipeline) reviewOf(from delivery.Connection, tests job) {
	tests.statements = append(tests.statements, p.input()...)
	p.set(tests)
	stages := []stage{p.props.sourceStage(), {name: testStage, actions: []action{building("Test", p.props.project("pullrequest"), sourceArtifact, 1)}}}
	if !p.props.Build.NoSecretsScan {
		stages[1].actions = append(stages[1].actions, building("Secrets", p.props.project("secrets"), sourceArtifact, 1))
	}
	p.roles["Review"] = may{
		id: "ReviewRole", boundary: p.props.Boundary, description: "Tests pull requests to " + from.Repository,
		trust: p.trusted("codepipeline.amazonaws.com"), statements: p.props.serving(stages, p.props.home()),
		wildcards: "Artifacts have no names before they are made.",
	}.grant(p)
	asked := trigger{branches: []string{from.WithDefaults().Branch}, paths: from.Paths, notPaths: from.NotPaths}
	definition := &awscodepipeline.CfnPipelineProps{
		Name: jsii.String(p.props.name() + "-reviews"), PipelineType: jsii.String("V2"), ExecutionMode: jsii.String("PARALLEL"),
		RoleArn: p.roles["Review"].AttrArn(), Stages: []any{stages[0].declare(p.props.Region), stages[1].declare(p.props.Region)}, RestartExecutionOnUpdate: false,
		Triggers: triggers(&awscodepipeline.CfnPipeline_GitConfigurationProperty{PullRequest: []any{asked.asked()}}),
	}
	hold(definition, p.props.home())
	p.reviews = awscodepipeline.NewCfnPipeline(p, jsii.String("Reviews"), definition)
}
