package pipeline

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// InfrastructureProps describes how a CDK app itself gets from a commit to its environments. App, Account, Region, Source,
// Own, Artifacts, Key and Alerts are required.
type InfrastructureProps struct {
	// App names the application, 1 to 20 lower case letters, digits and dashes. Required: everything is called
	// "<app>-delivery-infrastructure".
	App string
	// Account is the 12-digit AWS account of the pipeline. Required.
	Account string
	// Region is the AWS region of the pipeline, and of its source. Required.
	Region string
	// Partition is the AWS partition. Default: "aws".
	Partition string
	// Source is where the app's own source comes from, and what starts a run: CodeCommit, Connection or Bucket. Required.
	Source delivery.Source
	// Synth is how it becomes a cloud assembly. Default: make test, make verify and make synth, with Go 1.26.8.
	Synth delivery.Synth
	// Own are the stages of the app in the pipeline's own account and region, this pipeline's among them. They are
	// deployed first. Required.
	Own InfrastructureWave
	// Waves are the other stages of the app, wave after wave. Default: none.
	Waves []InfrastructureWave
	// Artifacts is where steps hand on what they made: [Artifacts.Store]. Required.
	Artifacts Store
	// Key is the ARN of the KMS key that encrypts the log groups "/<app>-delivery/infrastructure/*"; its policy must let
	// CloudWatch Logs use it for them. Required.
	Key string
	// LogDays is how long builds' logs are kept, one of CloudWatch's values. Default: 90.
	LogDays int
	// Retain keeps the logs when the stack is deleted. Default: false.
	Retain bool
	// Alerts are the ARNs of SNS topics that are told of failures; their policies must let EventBridge publish. The first
	// is told of approvals, too. Required.
	Alerts []string
	// Chats are the ARNs of SNS topics that Amazon Q Developer in chat applications reads: see PipelineProps. At most 5 with
	// Alerts. Default: none.
	Chats []string
	// AlertsKeys are the ARNs of the KMS keys that encrypt topics of approvals. Default: none are encrypted so.
	AlertsKeys []string
	// Runbook is the page that messages point to. Default: Shipway's own.
	Runbook string
	// Boundary is the ARN of the permissions boundary of every role. Default: none.
	Boundary string
	// Qualifier is the qualifier of cdk bootstrap, up to 10 lower case letters and digits. Default: "hnb659fds", CDK's own.
	Qualifier string
}

// InfrastructureWave is stages of a CDK app that are deployed side by side. Stages is required.
type InfrastructureWave struct {
	// Name names the wave, 1 to 40 letters, digits and _ -. Default: the name of the only stage; required with several.
	Name string
	// Stages are deployed at the same time. 1 to 10. Required.
	Stages []CDKStage
	// Approval asks a person first, who is told how much changes and linked to what. When nothing does, nobody is asked.
	// Default: nobody is asked.
	Approval *delivery.Approval
	// Window is when a deployment may begin. Default: at any time.
	Window *delivery.Window
	// OnFailure is what CodePipeline does by itself when the stage fails. Default: Stop. RollBack deploys the assembly that
	// went through the stage before. CloudFormation has taken back the stack that failed by then, whatever is chosen.
	OnFailure delivery.OnFailure
}

// CDKStage is one stage of a CDK app, in one account and region. Name, Account and Region are required.
type CDKStage struct {
	// Name names the stage as the app does, 1 to 40 letters, digits and _ -, unique in the pipeline. Required.
	Name string
	// Account is the 12-digit AWS account of its stacks. Required.
	Account string
	// Region is the AWS region of its stacks. Required.
	Region string
	// Alarms are the names of the alarms that must be quiet before and after a deployment, where they are there. Default: none.
	Alarms []string
	// Drift has CloudFormation compare each stack with its template first, and deploys nothing where somebody has changed
	// what a stack made. Default: false.
	Drift bool
	// Bake is how long the alarms must stay quiet afterwards, up to 24 h, in whole seconds. Default: 0, they are looked at once.
	Bake time.Duration
	// Within is how long a deployment may take, 5 m to 35 h in whole seconds. Default: 2 h. A build that takes longer is
	// stopped; CloudFormation then goes on, and the next run waits for it.
	Within time.Duration
}

func (p InfrastructureProps) withDefaults() InfrastructureProps {
	p.Partition = cmp.Or(p.Partition, "aws")
	p.Qualifier = cmp.Or(p.Qualifier, "hnb659fds")
	p.Synth = p.Synth.WithDefaults()
	p.Own = p.Own.withDefaults()
	p.Waves = slices.Clone(p.Waves)
	for i, w := range p.Waves {
		p.Waves[i] = w.withDefaults()
	}
	return p
}

func (w InfrastructureWave) withDefaults() InfrastructureWave {
	if w.Name == "" && len(w.Stages) == 1 {
		w.Name = w.Stages[0].Name
	}
	return w
}

// mostWaves keeps a pipeline below CodePipeline's 50 stages: a wave has up to three (CodePipeline quotas).
const mostWaves = 20

// mostDeployment is how long a deployment of stacks may take: an hour less than the longest build (CodeBuild quotas, "Build
// timeout in minutes").
const mostDeployment = 35 * time.Hour

func (s CDKStage) withDefaults() CDKStage {
	s.Within = cmp.Or(s.Within, 2*time.Hour)
	return s
}

// common are the props that this pipeline shares with those of services: it is that of the service called infrastructure.
func (p InfrastructureProps) common() PipelineProps {
	return PipelineProps{
		App: p.App, Service: infrastructure, Account: p.Account, Region: p.Region, Partition: p.Partition, Source: p.Source,
		Artifacts: []Store{p.Artifacts}, Key: p.Key, LogDays: p.LogDays, Retain: p.Retain,
		Alerts: p.Alerts, Chats: p.Chats, AlertsKeys: p.AlertsKeys, Runbook: p.Runbook, Boundary: p.Boundary,
	}.withDefaults()
}

// waves are all waves, the pipeline's own first.
func (p InfrastructureProps) waves() []InfrastructureWave {
	return append([]InfrastructureWave{p.Own}, p.Waves...)
}

var (
	bootstrapQualifier = regexp.MustCompile(`^[a-z0-9]{1,10}$`)
	cdkStageName       = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,39}$`)
)

// Validate reports every prop that NewInfrastructure would refuse, all at once.
func (p InfrastructureProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("pipeline.InfrastructureProps")
	c.That("INJ-003", "App", p.App, appName.MatchString(p.App), "want 1 to 20 lower case letters, digits and dashes, starting with a letter")
	c.Place(p.Account, p.Region, p.Partition)
	p.checkSource(c)
	c.Within("Synth", p.Synth.Validate())
	p.checkWaves(c)
	p.Artifacts.check(c, "Artifacts", p.Account)
	c.That("PIPE-003", "Artifacts.Region", p.Artifacts.Region, p.Artifacts.Region == p.Region, "want the pipeline's own region")
	p.common().checkCommon(c)
	c.That("INJ-003", "Qualifier", p.Qualifier, bootstrapQualifier.MatchString(p.Qualifier), "want up to 10 lower case letters and digits, as cdk bootstrap was given")
	if c.Err() == nil {
		checkStages(c, p.stages(), "the pipeline has Source and Synth, and Diff-<wave> for each wave and Approve-<wave> for each approval")
		fits(c, "Waves", []policy.Object{p.looking()})
		fits(c, "Waves", p.running())
	}
	return c.Err()
}

// checkSource reports a source that no CDK app comes from.
func (p InfrastructureProps) checkSource(c *check.Checks) {
	_, pushed := p.Source.(delivery.Registry)
	c.Require("PIPE-002", "Source", p.Source != nil && !pushed, "give where the app's source comes from: CodeCommit, Connection or Bucket")
	if p.Source == nil || pushed {
		return
	}
	c.Within("Source", p.Source.Validate())
	if from, is := p.Source.(delivery.Connection); is {
		from.In(c, p.Region)
	}
}

// checkWaves reports waves that no pipeline can have, and stages of Own that are elsewhere.
func (p InfrastructureProps) checkWaves(c *check.Checks) {
	c.That("PIPE-003", "Waves", len(p.Waves), len(p.Waves) <= mostWaves, fmt.Sprintf("want at most %d", mostWaves))
	var seen []string
	for i, wave := range p.waves() {
		at := "Own"
		if i > 0 {
			at = fmt.Sprintf("Waves[%d]", i-1)
		}
		c.Within(at, wave.Validate())
		if wave.Approval != nil {
			c.Require("OBS-005", at+".Approval.Topic", p.common().asked(*wave.Approval) != "", "give the topic that is told, or Alerts")
		}
		for j, s := range wave.Stages {
			at := fmt.Sprintf("%s.Stages[%d]", at, j)
			// Names of roles are the same whatever the case of their letters.
			name := strings.ToLower(s.Name)
			c.That("PIPE-003", at+".Name", s.Name, !slices.Contains(seen, name), "want each stage once")
			seen = append(seen, name)
			if i == 0 {
				c.That("PIPE-003", at+".Account", s.Account, s.Account == p.Account, "want the pipeline's own account: give others in Waves")
				c.That("PIPE-003", at+".Region", s.Region, s.Region == p.Region, "want the pipeline's own region: give others in Waves")
			}
		}
	}
}

// Validate reports everything wrong with the wave, all at once.
func (w InfrastructureWave) Validate() error {
	w = w.withDefaults()
	c := check.Of("pipeline.InfrastructureWave")
	c.That("PIPE-003", "Name", w.Name, environmentPattern.MatchString(w.Name), "want 1 to 40 letters, digits and _ -")
	c.Require("PIPE-003", "Stages", len(w.Stages) > 0, "give the stages of the app that are deployed")
	c.That("PIPE-003", "Stages", len(w.Stages), len(w.Stages) <= 10, "want at most 10")
	for i, one := range w.Stages {
		c.Within(fmt.Sprintf("Stages[%d]", i), one.Validate())
	}
	if w.Approval != nil {
		c.Within("Approval", w.Approval.Validate())
	}
	if w.Window != nil {
		c.Within("Window", w.Window.Validate())
	}
	c.Between("PIPE-003", "OnFailure", int(w.OnFailure), int(delivery.Stop), int(delivery.RollBack))
	return c.Err()
}

// Validate reports everything wrong with the stage, all at once.
func (s CDKStage) Validate() error {
	s = s.withDefaults()
	c := check.Of("pipeline.CDKStage")
	c.That("PIPE-003", "Name", s.Name, cdkStageName.MatchString(s.Name), "want 1 to 40 letters, digits and _ -, starting with a letter")
	c.Account("Account", s.Account)
	c.Region("Region", s.Region)
	alarms(c, s.Alarms)
	c.That("PIPE-004", "Within", s.Within, leastWithin <= s.Within && s.Within <= mostDeployment && s.Within%time.Second == 0, "want 5 m to 35 h, in whole seconds")
	c.That("PIPE-003", "Bake", s.Bake, 0 <= s.Bake && s.Bake <= 24*time.Hour && s.Bake%time.Second == 0, "want 0 to 24 h, in whole seconds")
	return c.Err()
}
