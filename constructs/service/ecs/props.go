package ecs

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// ServiceProps describes one service. Name, Cluster and Image are required; every other zero value means the default
// written beside it.
type ServiceProps struct {
	// Name names the service in its cluster, 1 to 32 lower case letters, digits and dashes. Required: the ECS service,
	// the log group "/<cluster>/<name>", the task family and the alarms carry it.
	Name string
	// Cluster is where the service runs. Required.
	Cluster *Cluster
	// Image is what runs. Required: image.Released or image.Fixed.
	Image image.Image
	// Port is the TCP port the container listens on, 1 to 65535. Default: 8080 with an Ingress, none without.
	Port int
	// Capacity is where tasks run: [Fargate], [EC2] or [Managed]. Default: Fargate{}.
	Capacity Capacity
	// Size is the CPU and memory of one task, one of the pairs that Fargate sells, or any on instances. Default: 256 CPU
	// units and 512 MiB.
	Size service.Size
	// ARM runs tasks on Graviton processors, about 20 % cheaper (Fargate pricing); the image must be built for arm64, and
	// so must be the cluster's instances. Default: x86_64.
	ARM bool
	// Scaling bounds the number of tasks. Default: 2 to 4 tasks at 60 % CPU.
	Scaling service.Scaling
	// Ingress is how requests reach the service: [LoadBalanced] or [Connected]. Default: none, a worker.
	Ingress Ingress
	// Command replaces the image's command. Default: the image's own.
	Command []string
	// User is the numeric user, and group, the container runs as; never root. Default: "65532:65532", the "nonroot"
	// user of distroless images.
	User string
	// Writable are absolute paths that are writable although the root file system is not, each on the task's own
	// storage. Default: "/tmp". A path must be a VOLUME of the image that User may write to.
	Writable []string
	// Config is plain configuration by environment variable. It is readable by everybody who may read the template.
	// Default: none.
	Config map[string]string
	// Secrets are ARNs of Secrets Manager secrets or SSM parameters by environment variable; ECS reads them when a
	// task starts. Default: none.
	Secrets map[string]string
	// SecretKeys are ARNs of customer-managed KMS keys that Secrets are encrypted with. Default: none.
	SecretKeys []string
	// Peer lets the service call the Connected services of its cluster by name. A Connected service always can.
	// Service Connect's proxy takes a share of the task's CPU and memory. Default: false.
	Peer bool
	// Exec lets people who are allowed to open a shell in a task; the cluster logs each session. Default: false.
	Exec bool
	// StopWithin is how long a task may take to finish its work after SIGTERM, whole seconds from 2 s to 120 s on Fargate
	// and on Spot, to 1 h on other instances. Default: 30 s.
	StopWithin time.Duration
	// Strategy is how a new version takes over. Default: release.Rolling{}.
	Strategy release.Strategy
	// LogDays is how long logs are kept, one of CloudWatch's retention values. Default: 30 days.
	LogDays int
	// Retain keeps the logs when the stack is deleted. Default: false.
	Retain bool
	// Alerts are ARNs of SNS topics that the service's alarms and failed deployments notify, 1 to 5; EventBridge must be
	// allowed to publish to them. Required: an alarm nobody hears is no alarm.
	Alerts []string
	// Runbook is the https address that alarms point to. Default: Shipway's runbook, docs/runbook.md.
	Runbook string
}

func (p ServiceProps) withDefaults() ServiceProps {
	if p.Ingress != nil {
		p.Port = cmp.Or(p.Port, 8080)
		p.Ingress = p.Ingress.withDefaults()
	}
	if p.Capacity == nil {
		p.Capacity = Fargate{}
	}
	p.Size = p.Size.WithDefaults()
	p.Scaling = p.Scaling.WithDefaults()
	p.User = cmp.Or(p.User, "65532:65532")
	if p.Writable == nil {
		p.Writable = []string{"/tmp"}
	}
	p.StopWithin = cmp.Or(p.StopWithin, 30*time.Second)
	if p.Strategy == nil {
		p.Strategy = release.Rolling{}
	}
	p.LogDays = cmp.Or(p.LogDays, 30)
	p.Runbook = cmp.Or(p.Runbook, symptom.DefaultRunbook)
	return p
}

// mostReferences is how many characters the secrets' ARNs may have, so that the execution role's policy stays below the
// 10,240 characters of a role's inline policies (IAM user guide, "IAM and AWS STS quotas").
const mostReferences = 8000

var (
	serviceName = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$`)
	topicARN    = regexp.MustCompile(`^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$`)
)

// Validate reports every prop that NewService would refuse, all at once.
func (p ServiceProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("ecs.ServiceProps")
	c.That("SVC-001", "Name", p.Name, serviceName.MatchString(p.Name), "want 1 to 32 lower case letters, digits and dashes, starting with a letter")
	c.Require("API-001", "Cluster", p.Cluster != nil, "give the cluster the service runs in")
	c.Within("Image", p.Image.Validate())
	if p.Ingress != nil {
		c.Between("SVC-003", "Port", p.Port, 1, 65535)
		c.Within("Ingress", p.Ingress.validate())
	}
	c.That("SVC-003", "Port", p.Port, p.Ingress != nil || 0 <= p.Port && p.Port <= 65535, "want 1 to 65535")
	p.checkCapacity(c)
	c.Within("Scaling", p.Scaling.Validate())
	_, balanced := p.Ingress.(LoadBalanced)
	c.That("SVC-022", "Scaling.Requests", p.Scaling.Requests, p.Scaling.Requests == 0 || balanced, "want none: only a LoadBalanced service counts requests")
	p.checkContainer(c)
	c.Within("Strategy", p.Strategy.Validate())
	c.Days("LogDays", p.LogDays)
	c.Require("OBS-005", "Alerts", len(p.Alerts) > 0, "give the ARN of a topic that alarms notify")
	checkAlerts(c, p.Alerts, p.Runbook)
	return c.Err()
}

// checkContainer reports what is wrong with the container's own settings.
func (p ServiceProps) checkContainer(c *check.Checks) {
	account, region := "", ""
	if p.Cluster != nil {
		account, region = p.Cluster.place.Account, p.Cluster.place.Region
	}
	service.CheckUser(c, "User", p.User)
	service.CheckVariables(c, [2]string{"Config", "Secrets"}, p.Config, p.Secrets, account, region)
	references := 0
	for _, arn := range p.Secrets {
		references += len(arn)
	}
	c.That("LIM-001", "Secrets", fmt.Sprintf("%d characters of ARNs", references), references <= mostReferences,
		fmt.Sprintf("want at most %d together: the role that reads them has one policy; put several values into one secret", mostReferences))
	for i, arn := range p.SecretKeys {
		c.Key(fmt.Sprintf("SecretKeys[%d]", i), arn)
	}
	for i, path := range p.Writable {
		c.That("SVC-023", fmt.Sprintf("Writable[%d]", i), path,
			strings.HasPrefix(path, "/") && len(path) > 1 && !strings.Contains(path, "..") && !strings.ContainsAny(path, ": "),
			"want an absolute path below /")
		c.That("SVC-023", fmt.Sprintf("Writable[%d]", i), path, slices.Index(p.Writable, path) == i, "want each path once")
	}
}

// mostAlerts is how many targets an EventBridge rule has (Amazon EventBridge quotas, "Targets per rule"), and how many
// actions an alarm has.
const mostAlerts = 5

// checkAlerts reports topics that cannot be told and a runbook that cannot be read.
func checkAlerts(c *check.Checks, alerts []string, runbook string) {
	c.That("OBS-005", "Alerts", len(alerts), len(alerts) <= mostAlerts, fmt.Sprintf("want at most %d topics", mostAlerts))
	for i, arn := range alerts {
		c.That("OBS-005", fmt.Sprintf("Alerts[%d]", i), arn, topicARN.MatchString(arn), "want the ARN of an SNS topic")
	}
	c.That("OBS-005", "Runbook", runbook, strings.HasPrefix(runbook, "https://") && len(runbook) <= 500, "want an https address of at most 500 characters")
}
