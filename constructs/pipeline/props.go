package pipeline

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// PipelineProps describes how one service gets from a commit to production. App, Service, Account, Region, Source, Build
// unless the source is a Registry, Waves, Artifacts, Key and Alerts are required.
type PipelineProps struct {
	// App names the application, 1 to 20 lower case letters, digits and dashes. Required: everything is called
	// "<app>-delivery-<service>".
	App string
	// Service names the service, 1 to 32 lower case letters, digits and dashes. Required.
	Service string
	// Account is the 12-digit AWS account of the pipeline. Required.
	Account string
	// Region is the AWS region of the pipeline, and of its source and its images. Required.
	Region string
	// Partition is the AWS partition. Default: "aws".
	Partition string
	// Source is where a version comes from, and what starts a run. Required.
	Source delivery.Source
	// Build is how it becomes an image. Required, but with a Registry as the source, which leaves it out.
	Build delivery.Build
	// Scan is what may be found in the image. Default: nothing critical and nothing high.
	Scan delivery.Scan
	// Waves are where the image is released to, one after the other: the next one begins when the one before holds. At
	// least one, and at most delivery.MostEnvironments environments in all. Required.
	Waves []Wave
	// Artifacts are where steps hand on what they made: [Artifacts.Store] of the pipeline's region, and of every other
	// region in which a ClusterReleaser works. Required.
	Artifacts []Store
	// Key is the ARN of the KMS key that encrypts the log groups "/<app>-delivery/<service>/*"; its policy must let
	// CloudWatch Logs use it for them. Required.
	Key string
	// LogDays is how long builds' logs are kept, one of CloudWatch's values. Default: 90.
	LogDays int
	// Retain keeps the logs when the stack is deleted. Default: false.
	Retain bool
	// Alerts are the ARNs of SNS topics that are told of failures and of versions that were taken back; their policies
	// must let EventBridge publish. The first is told of approvals, too. Required.
	Alerts []string
	// Chats are the ARNs of SNS topics that Amazon Q Developer in chat applications reads for channels of Slack, Microsoft
	// Teams or Amazon Chime: they are told the same in its own form, and that a person is waited for. Their policies must let
	// EventBridge publish. At most 5 with Alerts, as a rule of EventBridge has no more targets (Amazon EventBridge quotas).
	// Default: none.
	Chats []string
	// AlertsKeys are the ARNs of the KMS keys that encrypt topics of approvals. Default: none are encrypted so.
	AlertsKeys []string
	// Runbook is the page that messages point to. Default: Shipway's own.
	Runbook string
	// Boundary is the ARN of the permissions boundary of every role. Default: none.
	Boundary string
}

func (p PipelineProps) withDefaults() PipelineProps {
	p.Partition = cmp.Or(p.Partition, "aws")
	p.LogDays = cmp.Or(p.LogDays, 90)
	p.Runbook = cmp.Or(p.Runbook, symptom.DefaultRunbook)
	p.Scan = p.Scan.WithDefaults()
	if p.builds() {
		p.Build = p.Build.WithDefaults()
	}
	return p
}

func (p PipelineProps) place() policy.Place {
	return policy.Place{Partition: p.Partition, Account: p.Account, Region: p.Region}
}

// Validate reports every prop that NewPipeline would refuse, all at once.
func (p PipelineProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("pipeline.PipelineProps")
	names(c, p.App, p.Service)
	c.Place(p.Account, p.Region, p.Partition)
	p.checkSource(c)
	p.checkWaves(c)
	p.checkArtifacts(c)
	p.checkCommon(c)
	if c.Err() == nil {
		p.checkStructure(c)
	}
	return c.Err()
}

// checkCommon reports what no pipeline can have, whatever it delivers.
func (p PipelineProps) checkCommon(c *check.Checks) {
	c.Key("Key", p.Key)
	c.Days("LogDays", p.LogDays)
	c.Alerts(p.Alerts, p.Runbook)
	c.Topics("Chats", p.Chats)
	c.That("OBS-005", "Alerts", len(p.Alerts)+len(p.Chats), len(p.Alerts)+len(p.Chats) <= mostTopics, fmt.Sprintf("want at most %d topics with Chats", mostTopics))
	for i, arn := range p.AlertsKeys {
		c.Key(fmt.Sprintf("AlertsKeys[%d]", i), arn)
	}
	boundary(c, p.Boundary)
}

// checkSource reports a source, and a build of it, that do not go together with each other or with the pipeline.
func (p PipelineProps) checkSource(c *check.Checks) {
	c.Require("PIPE-002", "Source", p.Source != nil, "give where the version comes from: CodeCommit, Connection, Registry or Bucket")
	if p.Source == nil {
		return
	}
	c.Within("Source", p.Source.Validate())
	if from, is := p.Source.(delivery.Connection); is {
		from.In(c, p.Region)
	}
	c.Within("Scan", p.Scan.Validate())
	c.That("PIPE-002", "Scan.Inspector", p.Scan.Inspector, !p.Scan.Inspector || p.builds(),
		"want none with a Registry: Amazon Inspector's action takes a tag, and its tag may name another image by then")
	if !p.builds() {
		c.That("PIPE-002", "Build", "given", reflect.ValueOf(p.Build).IsZero(), "want none: a Registry's image is built already")
		return
	}
	c.Within("Build", p.Build.Validate())
	tests := check.Of("delivery.Tests")
	p.Build.Tests.In(tests, p.Region)
	c.Within("Build.Tests", tests.Err())
	c.Require("PIPE-003", "Build.Tests.Command", !reviewed(p.Source) || p.Build.Tests.Command != "", "give the line that tests pull requests")
	if p.Build.Validate() == nil {
		place, _ := p.Build.Registry()
		c.That("IMG-003", "Build.Repository", p.Build.Repository, place == p.place(), "want a repository in the pipeline's own account and region")
	}
}

// reviewed says whether pull requests are tested.
func reviewed(s delivery.Source) bool {
	switch from := s.(type) {
	case delivery.CodeCommit:
		return from.PullRequests
	case delivery.Connection:
		return from.PullRequests
	}
	return false
}

// Limits of CodePipeline (CodePipeline quotas).
const (
	mostStages        = 50
	mostConfiguration = 1000
)

// checkWaves reports waves that no pipeline can have, and environments that are not this service's.
func (p PipelineProps) checkWaves(c *check.Checks) {
	c.Require("PIPE-003", "Waves", len(p.Waves) > 0, "give at least one: where is the image released to?")
	var seen []string
	n := len(p.environments())
	c.That("PIPE-003", "Waves", fmt.Sprintf("%d environments", n), n <= delivery.MostEnvironments, fmt.Sprintf("want at most %d", delivery.MostEnvironments))
	for i, wave := range p.Waves {
		at := fmt.Sprintf("Waves[%d]", i)
		c.Within(at, wave.Validate())
		if wave.Approval != nil {
			c.Require("OBS-005", at+".Approval.Topic", p.asked(*wave.Approval) != "", "give the topic that is told, or Alerts")
		}
		for j, e := range wave.Environments {
			at := fmt.Sprintf("%s.Environments[%d]", at, j)
			c.That("PIPE-003", at+".Name", e.Name, !slices.Contains(seen, e.Name), "want each environment once")
			seen = append(seen, e.Name)
			c.That("PIPE-003", at+".Verify.Test", e.Verify.Test, e.Verify.Test == "" || p.builds(), "want none: a Registry has no source to run it from")
			if e.Target != nil {
				p.checkHome(c, at+".Target.Home", e.Target.Deploy())
			}
		}
	}
}

// checkHome reports a home whose roles let in another pipeline than this one.
func (p PipelineProps) checkHome(c *check.Checks, at string, d Deployment) {
	home := d.Home.withDefaults()
	c.That("PIPE-003", at+".App", home.App, home.App == p.App, "want the pipeline's own, "+check.Print(p.App))
	c.That("PIPE-003", at+".Service", home.Service, home.Service == p.Service, "want the pipeline's own, "+check.Print(p.Service))
	c.That("IAM-001", at+".Partition", home.Partition, home.Partition == p.Partition, "want the pipeline's own: no role reaches into another partition")
}

// checkArtifacts reports regions that have no store, more than one, or one of another account.
func (p PipelineProps) checkArtifacts(c *check.Checks) {
	var regions []string
	for i, s := range p.Artifacts {
		at := fmt.Sprintf("Artifacts[%d]", i)
		s.check(c, at, p.Account)
		c.That("PIPE-003", at+".Region", s.Region, !slices.Contains(regions, s.Region), "want one store for each region")
		regions = append(regions, s.Region)
	}
	c.Require("PIPE-003", "Artifacts", slices.Contains(regions, p.Region), "give the store of the pipeline's region")
	for i, wave := range p.Waves {
		for j, e := range wave.Environments {
			if e.Target == nil {
				continue
			}
			d := e.Target.Deploy()
			c.That("PIPE-003", fmt.Sprintf("Waves[%d].Environments[%d].Target.Home.Region", i, j), d.Home.Region,
				!d.Inside || slices.Contains(regions, d.Home.Region), "want a region that Artifacts has a store in: builds inside the environment read from it")
		}
	}
}

// check reports a store at a field that a pipeline in account cannot use.
func (s Store) check(c *check.Checks, at, account string) {
	c.That("PIPE-003", at+".Bucket", s.Bucket, logBucket.MatchString(s.Bucket), "want the name of a bucket")
	c.Key(at+".Key", s.Key)
	c.That("PIPE-003", at+".Account", s.Account, s.Account == account, "want the pipeline's own account")
}

// checkStructure reports what CodePipeline would refuse of the pipeline as a whole. All parts must be valid.
func (p PipelineProps) checkStructure(c *check.Checks) {
	checkStages(c, p.stages(), "the pipeline has Source, Test and Image, and Approve-<wave> for each approval")
	fits(c, "Waves", p.running())
	fits(c, "Waves", p.releasing())
}

// checkStages reports stages that no pipeline can have, and says which there are beside the waves.
func checkStages(c *check.Checks, stages []stage, beside string) {
	c.That("PIPE-003", "Waves", fmt.Sprintf("%d stages", len(stages)), len(stages) <= mostStages, fmt.Sprintf("want at most %d", mostStages))
	var seen []string
	for _, s := range stages {
		name := strings.ToLower(s.name)
		c.That("PIPE-003", "Waves", s.name, !slices.Contains(seen, name), "want each stage once, whatever the case of its letters: "+beside)
		seen = append(seen, name)
		for _, a := range s.actions {
			for name, text := range a.configuration() {
				c.That("PIPE-003", s.name+"."+a.name+"."+name, fmt.Sprintf("%d characters", len(text)), check.Token(text) || len(text) <= mostConfiguration,
					fmt.Sprintf("want at most %d for one action: say less in Verify, or in Approval.Message", mostConfiguration))
			}
		}
	}
}
