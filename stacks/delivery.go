package stacks

import (
	"fmt"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/observability"
	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// tools is the tools account of one file, with the names that follow from it.
type tools struct {
	file config.File
	config.Delivery
}

// toolsStage is the stage of the tools account.
const toolsStage = "Delivery"

// buildDelivery defines the stage of the tools account: where images live, and what brings them to the environments.
func buildDelivery(app awscdk.App, t tools) {
	images, baseline := deliveryHome(t.file, t.Delivery), t.Scan || t.Cache || t.Sign
	delivers := len(t.Services) > 0 || t.Infrastructure != nil
	if len(images.services) == 0 && !baseline && !delivers {
		return // every image is somebody else's
	}
	stage := awscdk.NewStage(app, jsii.String(toolsStage), &awscdk.StageProps{Env: &awscdk.Environment{Account: &t.Account, Region: &t.Region}})
	if len(images.services) > 0 {
		NewRegistry(stage, images)
	}
	if baseline {
		NewBaseline(stage, t)
	}
	if !delivers {
		return
	}
	shared := NewArtifacts(stage, t)
	for _, one := range t.Services {
		NewPipeline(stage, t, one, shared)
	}
	if t.Infrastructure != nil {
		NewInfrastructure(stage, t, shared)
	}
}

// Artifacts is what the pipelines of an application share: where they keep what they hand on, the key of their logs, the
// topic that tells of failures, and the repositories of source that are theirs to make.
type Artifacts struct {
	awscdk.Stack
	store  pipeline.Store
	alerts *observability.Alerts
}

// NewArtifacts defines what the pipelines of t share in stage.
func NewArtifacts(stage constructs.Construct, t tools) *Artifacts {
	a := &Artifacts{}
	awscdk.NewStack_Override(a, stage, jsii.String("Artifacts"), deliveryProps(t.file, "artifacts", "what its pipelines share"))
	a.alerts = observability.NewAlerts(a, "Alerts", t.hearing())
	a.store = pipeline.NewArtifacts(a, "Artifacts", t.keeping()).Store()
	for _, name := range t.sources() {
		pipeline.NewRepository(a, "Source-"+name, &pipeline.RepositoryProps{App: t.file.App, Name: name})
	}
	output(a, "AlertTopic", "The topic that is told of failures and asked for approvals", a.alerts.TopicARN())
	return a
}

// Alerts is where failures of pipelines are heard.
func (a *Artifacts) Alerts() *observability.Alerts { return a.alerts }

// hearing is where failures of pipelines are heard. Its key serves the logs of Amazon Inspector's action, too.
func (t tools) hearing() *observability.AlertsProps {
	props := &observability.AlertsProps{
		Name: t.file.App + "-delivery", Account: t.Account, Region: t.Region, Partition: t.Partition, Emails: t.Alerts,
	}
	if t.Limits.Inspector {
		props.LogGroups = []string{"/aws/codepipeline/" + t.file.App + "-delivery-*"}
	}
	return props
}

// keeping is where pipelines keep what they hand on. Builds inside an environment read it.
func (t tools) keeping() *pipeline.ArtifactsProps {
	props := &pipeline.ArtifactsProps{App: t.file.App, Account: t.Account, Region: t.Region, Partition: t.Partition}
	for _, one := range t.Services {
		for _, wave := range t.waves(one.Name) {
			for _, e := range wave.Environments {
				if d := e.Target.Deploy(); d.Inside {
					props.Readers = append(props.Readers, pipeline.ReaderARN(d.Home))
				}
			}
		}
	}
	return props
}

// sources are the repositories in CodeCommit that are to be made, each once: services may share one.
func (t tools) sources() (all []string) {
	from := []delivery.Source{t.InfrastructureSource}
	for _, one := range t.Services {
		from = append(from, one.Source)
	}
	for _, one := range from {
		if of, is := one.(delivery.CodeCommit); is && of.Create {
			all = append(all, of.Repository)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// made is a source whose repository is made beside what pipelines share, where it is to be made at all.
func made(source delivery.Source) delivery.Source {
	if from, is := source.(delivery.CodeCommit); is {
		from.Create = false
		return from
	}
	return source
}

// told are the topics that are told of failures and asked for approvals.
func (t tools) told() []string { return []string{t.place().ARN("sns", t.file.App+"-delivery-alerts")} }

// place is where the tools are.
func (t tools) place() policy.Place {
	return policy.Place{Partition: t.Partition, Account: t.Account, Region: t.Region}
}

// Pipeline brings one service from a commit to production.
type Pipeline struct {
	awscdk.Stack
	pipeline *pipeline.Pipeline
}

// NewPipeline defines the pipeline of the service one in stage, with what all of t share.
func NewPipeline(stage constructs.Construct, t tools, one config.Delivered, shared *Artifacts) *Pipeline {
	p := &Pipeline{}
	awscdk.NewStack_Override(p, stage, &one.Name, deliveryProps(t.file, one.Name, "the pipeline of "+one.Name))
	p.pipeline = pipeline.NewPipeline(p, "Pipeline", t.pipeline(one, shared.store, *shared.alerts.Key().KeyArn()))
	output(p, "PipelineName", "The pipeline, for aws codepipeline start-pipeline-execution", p.pipeline.Name())
	return p
}

// Pipeline is the service's pipeline.
func (p *Pipeline) Pipeline() *pipeline.Pipeline { return p.pipeline }

// pipeline is the pipeline of the service one, which keeps artifacts in store and encrypts its logs with key.
func (t tools) pipeline(one config.Delivered, store pipeline.Store, key string) *pipeline.PipelineProps {
	props := &pipeline.PipelineProps{
		App: t.file.App, Service: one.Name, Account: t.Account, Region: t.Region, Partition: t.Partition,
		Source: made(one.Source), Build: one.Build, Scan: t.Limits, Waves: t.waves(one.Name), Artifacts: []pipeline.Store{store},
		Key: key, Retain: true, Alerts: t.told(), AlertsKeys: []string{key}, Chats: t.Chats,
	}
	if _, pushed := one.Source.(delivery.Registry); !pushed {
		props.Build.Repository = deliveryHome(t.file, t.Delivery).arn(one.Name)
		if t.Sign {
			props.Build.Signer = t.signing().ProfileARN()
		}
	}
	return props
}

// waves are where the service is released, in order.
func (t tools) waves(name string) (all []pipeline.Wave) {
	for _, e := range t.file.Environments {
		d := deployment{file: t.file, Environment: e}
		for _, s := range e.Services {
			if s.Name != name || s.Image != "" {
				continue
			}
			if last := len(all) - 1; last < 0 || all[last].Name != e.Wave {
				all = append(all, pipeline.Wave{Name: e.Wave, Approval: e.Approval, Window: e.Window, OnFailure: e.OnFailure})
			}
			wave := &all[len(all)-1]
			wave.Environments = append(wave.Environments, pipeline.Environment{Name: e.Name, Target: released{d, s}.target(), Verify: s.Verify})
		}
	}
	return all
}

// deliveryProps are the props of the tools account's stack called purpose. It is always protected: every environment
// runs what it holds.
func deliveryProps(file config.File, purpose, description string) *awscdk.StackProps {
	return &awscdk.StackProps{
		StackName:             jsii.String(fmt.Sprintf("%s-delivery-%s", file.App, purpose)),
		Description:           jsii.String(fmt.Sprintf("%s delivery: %s", file.App, description)),
		TerminationProtection: jsii.Bool(true),
		Tags:                  tags(file.Tags, file, "delivery"),
	}
}
