package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscodecommit"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/signal"
)

// Pipeline brings a service from a commit to production: it tests the source, builds the image once, looks at what is in
// it, and releases exactly that image, by digest, to one wave of environments after the other. A release goes back by
// itself when it does not hold, and then the run fails.
//
// Use one per service. It is not for the infrastructure: a release changes one parameter of the service's stack, and
// nothing else of it. A deployment of the pipeline itself stops the run that is under way (CodePipeline user guide, "Set
// or change the pipeline execution mode"), so deploy it while none is.
//
// With an approval, runs queue: each waits for its turn, and a person answers for each. Without one a newer run overtakes
// an older one that waits for a stage.
//
// A run of a service with three environments that bake for 10 minutes each has about 60 minutes of actions: 0.12 USD, after
// 100 free minutes a month for all pipelines of the account, and approvals cost nothing (AWS CodePipeline pricing). The
// builds take as many minutes of a small machine, 0.30 USD (AWS CodeBuild pricing, us-east-1). A month without a run costs
// what the logs and artifacts of the last ones take up, and the share of the keys: cents (Amazon CloudWatch pricing,
// Amazon S3 pricing). Check the pages: they change.
type Pipeline struct {
	constructs.Construct
	props      PipelineProps
	roles      map[string]awsiam.CfnRole
	pipeline   awscodepipeline.CfnPipeline
	reviews    awscodepipeline.CfnPipeline
	repository awscodecommit.CfnRepository
	failed     awsevents.CfnRule
	reversed   awsevents.CfnRule
}

var _ signal.Source = (*Pipeline)(nil)

// NewPipeline defines a pipeline under scope. It panics with a *check.Error that names every bad prop; call
// props.Validate first to get it as a value.
func NewPipeline(scope constructs.Construct, id string, props *PipelineProps) *Pipeline {
	given := check.Given(props)
	check.Must(id, given.Validate())

	p := &Pipeline{props: given.withDefaults(), roles: map[string]awsiam.CfnRole{}}
	constructs.NewConstruct_Override(p, scope, &id)
	p.build()
	p.release()
	p.try()
	p.run(course{stages: p.props.stages(), statements: p.props.running()})
	p.review(untrusted(p.props.Build.Tests))
	return p
}

// course is what a pipeline does: its stages, what its role may do, and whether it begins anew when it was changed.
type course struct {
	stages     []stage
	statements []policy.Object
	restart    bool
}

// run defines the pipeline itself, the role it acts as, what starts it and who is told.
func (p *Pipeline) run(way course) {
	props := p.props
	p.keep()
	p.roles["Pipeline"] = may{
		id: "PipelineRole", name: runner(props.App, props.Service), boundary: props.Boundary,
		description: "Runs the pipeline of " + props.App + " " + props.Service,
		trust:       p.trusted("codepipeline.amazonaws.com"),
		statements:  way.statements,
		wildcards:   "Artifacts have no names before they are made, each environment has builds of its own, and Amazon Inspector's scan has no resource type.",
	}.grant(p)
	declared := make([]any, len(way.stages))
	for i, one := range way.stages {
		declared[i] = one.declare(props.Region)
	}
	definition := &awscodepipeline.CfnPipelineProps{
		Name: jsii.String(props.name()), PipelineType: jsii.String("V2"), ExecutionMode: jsii.String(mode(way.stages)),
		RoleArn: p.roles["Pipeline"].AttrArn(), Stages: declared, RestartExecutionOnUpdate: way.restart,
	}
	hold(definition, props.Artifacts...)
	if trigger := originOf(props.Source, props.place()).trigger; trigger != nil {
		definition.Triggers = triggers(&awscodepipeline.CfnPipeline_GitConfigurationProperty{Push: []any{trigger.push()}})
	}
	p.pipeline = awscodepipeline.NewCfnPipeline(p, jsii.String("Pipeline"), definition)
	if p.repository != nil {
		p.pipeline.AddResourceDependency(p.repository, nil)
	}
	p.start()
	p.tell(len(topics(way.stages)) > 0)
}

// trusted lets service act as a role for this account only: CodePipeline does not say for which pipeline it comes.
func (p *Pipeline) trusted(service string) policy.Object {
	return policy.Document(policy.Object{
		"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": policy.Service(service),
		"Condition": policy.Object{"StringEquals": policy.Object{"aws:SourceAccount": p.props.Account}},
	})
}

// name is what the pipeline is called.
func (p PipelineProps) name() string { return prefix(p.App, p.Service) }

// arn is the pipeline's ARN.
func (p PipelineProps) arn() string { return p.place().ARN("codepipeline", p.name()) }

// mode is what happens to a run while another one is under way.
func mode(stages []stage) string {
	if len(topics(stages)) > 0 {
		return "QUEUED"
	}
	return "SUPERSEDED"
}

// hold says where artifacts are kept: in the pipeline's region, and in each where a build needs them.
func hold(definition *awscodepipeline.CfnPipelineProps, stores ...Store) {
	kept, all := &awscodepipeline.CfnPipeline_ArtifactStoreProperty{}, []any{}
	for _, s := range stores {
		kept = &awscodepipeline.CfnPipeline_ArtifactStoreProperty{
			Type: jsii.String("S3"), Location: &s.Bucket,
			EncryptionKey: &awscodepipeline.CfnPipeline_EncryptionKeyProperty{Id: &s.Key, Type: jsii.String("KMS")},
		}
		all = append(all, &awscodepipeline.CfnPipeline_ArtifactStoreMapProperty{Region: &s.Region, ArtifactStore: kept})
	}
	if len(all) == 1 {
		definition.ArtifactStore = kept
		return
	}
	definition.ArtifactStores = all
}

// home is the store of the pipeline's own region.
func (p PipelineProps) home() Store {
	for _, s := range p.Artifacts {
		if s.Region == p.Region {
			return s
		}
	}
	return Store{}
}

// running are the permissions of the pipeline's role.
func (p PipelineProps) running() []policy.Object {
	stages := p.stages()
	all := append(p.serving(stages, p.Artifacts...), p.asking(stages)...)
	if p.Scan.Inspector {
		all = append(all, p.inspecting()...)
	}
	var starters []string
	for _, d := range p.insides() {
		starters = append(starters, d.Home.starterARN())
	}
	if len(starters) > 0 {
		all = append(all, policy.Allow("Enter", starters, "sts:AssumeRole"))
	}
	return all
}

// serving lets a pipeline's role fetch the source, keep artifacts in stores, and start the builds of stages.
func (p PipelineProps) serving(stages []stage, stores ...Store) []policy.Object {
	all := slices.Clone(originOf(p.Source, p.place()).statements)
	for i, s := range stores {
		bucket := s.reading(p.Partition)
		all = append(all, numbered(i, bucket[1], "s3:GetBucketVersioning"), numbered(i, bucket[0], "s3:PutObject"), numbered(i, s.use(true)))
	}
	return append(all, policy.Allow("Builds", p.builders(stages), "codebuild:BatchGetBuilds", "codebuild:StartBuild"))
}

// numbered is the statement for the i-th store, which may do more, too.
func numbered(i int, statement policy.Object, more ...string) policy.Object {
	statement["Action"] = slices.Sorted(slices.Values(append(slices.Clone(statement["Action"].([]string)), more...)))
	if i > 0 {
		statement["Sid"] = fmt.Sprintf("%s%d", statement["Sid"], i+1)
	}
	return statement
}

// perEnvironment are what the names of builds begin with of which every environment has its own.
var perEnvironment = []string{"release-", "try-", "deploy-", "verify-"}

// builders are the ARNs of the projects that stages start in the pipeline's own account, each once. Those that every
// environment has are one pattern: a list of them would not fit into the policies of one role.
func (p PipelineProps) builders(stages []stage) (all []string) {
	for _, s := range stages {
		for _, a := range s.actions {
			name := a.settings["ProjectName"]
			for _, start := range perEnvironment {
				if start = p.project(start); strings.HasPrefix(name, start) {
					name = start + "*"
				}
			}
			arn := p.place().ARN("codebuild", "project/"+name)
			if a.provider == "CodeBuild" && a.role == "" && !slices.Contains(all, arn) {
				all = append(all, arn)
			}
		}
	}
	return all
}

// asking lets a pipeline's role ask for the approvals in stages.
func (p PipelineProps) asking(stages []stage) (all []policy.Object) {
	if asked := topics(stages); len(asked) > 0 {
		all = append(all, policy.Allow("Ask", asked, "sns:Publish"))
		if len(p.AlertsKeys) > 0 {
			all = append(all, policy.Allow("AskKey", p.AlertsKeys, "kms:Decrypt", "kms:GenerateDataKey"))
		}
	}
	return all
}

// topics are those that approvals in stages are told by.
func topics(stages []stage) (all []string) {
	for _, s := range stages {
		for _, a := range s.actions {
			if topic := a.settings["NotificationArn"]; topic != "" && !slices.Contains(all, topic) {
				all = append(all, topic)
			}
		}
	}
	return all
}

// inspecting is what CodePipeline's own Inspector action needs, which runs as the pipeline (CodePipeline user guide,
// "Amazon Inspector InspectorScan invoke action reference").
func (p PipelineProps) inspecting() []policy.Object {
	return []policy.Object{
		policy.Allow("Inspect", "*", "inspector-scan:ScanSbom"),
		policy.Allow("Image", p.place().ARN("ecr", "repository/"+p.repositoryName()), "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
		policy.Allow("Log", p.place().ARN("logs", "log-group:/aws/codepipeline/"+p.name()+":log-stream:*"), "logs:CreateLogStream", "logs:PutLogEvents"),
	}
}
