package stacks

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline"
)

// Infrastructure brings the application itself, with this stack, from a commit to every environment.
type Infrastructure struct {
	awscdk.Stack
	pipeline *pipeline.Pipeline
}

// NewInfrastructure defines the pipeline of t itself in stage, with what all pipelines share.
func NewInfrastructure(stage constructs.Construct, t tools, shared *Artifacts) *Infrastructure {
	i := &Infrastructure{}
	awscdk.NewStack_Override(i, stage, jsii.String("Infrastructure"), deliveryProps(t.file, "infrastructure", "the pipeline of the application itself"))
	i.pipeline = pipeline.NewInfrastructure(i, "Pipeline", t.itself(shared.store, *shared.alerts.Key().KeyArn()))
	output(i, "PipelineName", "The pipeline, for aws codepipeline start-pipeline-execution", i.pipeline.Name())
	return i
}

// Pipeline is the application's own pipeline.
func (i *Infrastructure) Pipeline() *pipeline.Pipeline { return i.pipeline }

// itself is the pipeline of t itself, which keeps artifacts in store and encrypts its logs with key.
func (t tools) itself(store pipeline.Store, key string) *pipeline.InfrastructureProps {
	props := &pipeline.InfrastructureProps{
		App: t.file.App, Account: t.Account, Region: t.Region, Partition: t.Partition, Source: made(t.InfrastructureSource), Synth: *t.Infrastructure,
		Own:       pipeline.InfrastructureWave{Stages: []pipeline.CDKStage{{Name: toolsStage, Account: t.Account, Region: t.Region}}},
		Artifacts: store, Key: key, Retain: true, Alerts: t.told(), AlertsKeys: []string{key}, Chats: t.Chats,
	}
	for _, e := range t.file.Environments {
		if last := len(props.Waves) - 1; last < 0 || props.Waves[last].Name != e.Wave {
			props.Waves = append(props.Waves, pipeline.InfrastructureWave{Name: e.Wave, Approval: e.Approval, Window: e.Window, OnFailure: e.OnFailure})
		}
		wave := &props.Waves[len(props.Waves)-1]
		wave.Stages = append(wave.Stages, pipeline.CDKStage{Name: e.Name, Account: e.Account, Region: e.Region, Alarms: t.alarms(e)})
		if e.Approval != nil { // whoever changes this pipeline could leave that out
			props.Own.Approval = &delivery.Approval{}
		}
	}
	return props
}

// alarms are the alarms of the environment's services, each once.
func (t tools) alarms(e config.Environment) (all []string) {
	for _, s := range e.Services {
		all = append(all, released{deployment{file: t.file, Environment: e}, s}.target().Deploy().Home.Alarms...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
