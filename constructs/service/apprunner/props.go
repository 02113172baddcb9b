package apprunner

import (
	"cmp"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// Environment is where services belong together, as plain values: App Runner has no cluster to say so.
type Environment struct {
	// Name names the environment, such as "shop-dev", 1 to 64 letters, digits and dashes. Required: services, log groups
	// and alarms begin with it.
	Name string
	// Account is the 12-digit AWS account. Required: trust policies name it.
	Account string
	// Region is the AWS region, one of [Regions]. Required.
	Region string
	// Partition is the AWS partition; App Runner is in "aws" only. Default: "aws".
	Partition string
	// Key is the ARN of the KMS key that encrypts App Runner's copy of the image and its logs, and the log groups
	// "/<name>/*". Not a multi-region key. Its policy must let CloudWatch Logs use it for them, and the deployer create
	// grants on it. It cannot be changed later. Required.
	Key string
}

// ServiceProps describes one service. Name, Environment and Image are required; every other zero value means the default
// written beside it.
type ServiceProps struct {
	// Name names the service in its environment, 1 to 32 lower case letters, digits and dashes. Required: the App Runner
	// service "<environment>-<name>", at most 40 characters, the log group "/<environment>/<name>" and the alarms carry it.
	Name string
	// Environment is where the service runs. Required.
	Environment Environment
	// Image is what runs: from ECR, with its repository, or from ECR Public, and built for x86_64. App Runner runs no
	// other. Required: image.Released or image.Fixed.
	Image image.Image
	// Port is the TCP port the container listens on, 1 to 65535. Default: 8080.
	Port int
	// Size is the CPU and memory of one instance. Default: 256 CPU units and 512 MiB.
	Size service.Size
	// Scaling bounds the number of instances: Min from 1 to 25, Max from Min. App Runner follows Concurrency and no other
	// number. Default: 2 to 4 instances with 100 requests at a time each.
	Scaling service.Scaling
	// Health is how App Runner learns over HTTP that an instance can take requests: a path, and whole seconds and numbers
	// from 1 to 20. Default: "/" every 15 s, 5 s to answer, 2 good or 3 bad answers in a row.
	Health service.Health
	// Command replaces the image's command, in words of letters, digits and @%+=:,./_-. Default: the image's own.
	Command []string
	// Config is plain configuration by environment variable. It is readable by everybody who may read the template.
	// Default: none.
	Config map[string]string
	// Secrets are ARNs of Secrets Manager secrets or SSM parameters by environment variable; App Runner reads them when a
	// deployment starts, as the service itself. Default: none.
	Secrets map[string]string
	// SecretKeys are ARNs of customer-managed KMS keys that Secrets are encrypted with. Default: none.
	SecretKeys []string
	// Vpc is the id of the network that Subnets and Endpoint belong to. Required with one of them.
	Vpc string
	// Subnets are the ids of subnets, one in each zone: what the container calls, it calls from there, also the internet.
	// Default: it calls the internet from App Runner's own network, and nothing private.
	Subnets []string
	// Endpoint is the id of an interface VPC endpoint for com.amazonaws.<region>.apprunner.requests: the service then
	// answers who can reach the endpoint, and nobody else. Default: it answers the internet.
	Endpoint string
	// Tracing sends traces to AWS X-Ray, from containers that have the OpenTelemetry SDK. Default: false.
	Tracing bool
	// Strategy is how a new version takes over: App Runner's own rolling deployment, without anything changed.
	// Default: release.Rolling{}, which doubles the instances, waits until the new ones are healthy, and stops the old.
	Strategy release.Strategy
	// LogDays is how long the log group "/<environment>/<name>" keeps logs, one of CloudWatch's retention values.
	// Default: 30 days.
	LogDays int
	// Retain keeps that log group when the stack is deleted. Default: false.
	Retain bool
	// Alerts are ARNs of SNS topics that the service's alarms notify. Required: an alarm nobody hears is no alarm.
	Alerts []string
	// Runbook is the https address that alarms point to. Default: Shipway's runbook, docs/runbook.md.
	Runbook string
}

func (p ServiceProps) withDefaults() ServiceProps {
	p.Environment.Partition = cmp.Or(p.Environment.Partition, "aws")
	p.Port = cmp.Or(p.Port, 8080)
	p.Size = p.Size.WithDefaults()
	p.Scaling.Min = cmp.Or(p.Scaling.Min, 2)
	p.Scaling.Max = cmp.Or(p.Scaling.Max, 2*p.Scaling.Min)
	p.Scaling.Concurrency = cmp.Or(p.Scaling.Concurrency, 100)
	p.Health.Path = cmp.Or(p.Health.Path, "/")
	p.Health.Interval = cmp.Or(p.Health.Interval, 15*time.Second)
	p.Health.Timeout = cmp.Or(p.Health.Timeout, 5*time.Second)
	p.Health.Healthy = cmp.Or(p.Health.Healthy, 2)
	p.Health.Unhealthy = cmp.Or(p.Health.Unhealthy, 3)
	if p.Strategy == nil {
		p.Strategy = release.Rolling{}
	}
	p.LogDays = cmp.Or(p.LogDays, 30)
	p.Runbook = cmp.Or(p.Runbook, symptom.DefaultRunbook)
	return p
}

func (e Environment) place() policy.Place {
	return policy.Place{Partition: e.Partition, Account: e.Account, Region: e.Region}
}

// Validate reports every prop that NewService would refuse, all at once.
func (p ServiceProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("apprunner.ServiceProps")
	p.checkName(c)
	c.Within("Environment", p.Environment.validate())
	p.checkImage(c)
	c.Between("SVC-003", "Port", p.Port, 1, 65535)
	c.Within("Size", p.Size.ValidateOn(service.AppRunner))
	p.checkScaling(c)
	p.checkHealth(c)
	p.checkContainer(c)
	p.checkNetwork(c)
	p.checkStrategy(c)
	c.Days("LogDays", p.LogDays)
	c.Alerts(p.Alerts, p.Runbook)
	return c.Err()
}
