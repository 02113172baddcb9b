package ecs

import (
	"cmp"
	"fmt"
	"regexp"
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
	// Storage is the task's own storage in GiB, 21 to 200, beyond 20 for a price (AWS Fargate pricing). Default: 20, which
	// Fargate gives every task (ECS developer guide, "Fargate task ephemeral storage"); tasks on instances share the disk
	// of their host.
	Storage int
	// Scaling bounds the number of tasks. Default: 2 to 4 tasks at 60 % CPU; with a Queue at its backlog, and CPU moves
	// the number of tasks only when it is given.
	Scaling service.Scaling
	// Ingress is how requests reach the service: [LoadBalanced] or [Connected]. Default: none, a worker.
	Ingress Ingress
	// Queue gives a worker an SQS queue and a queue for messages that fail; the variable QUEUE_URL says where it is.
	// Default: none.
	Queue *service.Queue
	// Sidecars are containers that run beside the service's own in every task. Default: none.
	Sidecars []service.Sidecar
	// Volumes are directories of EFS file systems that all tasks see. Default: none.
	Volumes []Volume
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
	// SecretKeys are ARNs of customer-managed KMS keys that Secrets, and those of Sidecars, are encrypted with.
	// Default: none.
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
	// Controller hands deployments to AWS CodeDeploy. It takes a [LoadBalanced] ingress and release.Linear, release.Canary
	// or release.BlueGreen, and refuses what CodeDeploy cannot do. It is chosen when the service is made: ECS hands no
	// service over to CodeDeploy later. Leaving it out again gives the service to ECS (docs/moving.md). Default: none, ECS
	// deploys.
	Controller *release.CodeDeploy
	// LogDays is how long logs are kept, one of CloudWatch's retention values. Default: 30 days.
	LogDays int
	// Retain keeps the logs and the queues when the stack is deleted. Default: false.
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
	cpu := p.Scaling.CPU
	p.Scaling = p.Scaling.WithDefaults()
	if p.Queue != nil {
		queue := p.Queue.WithDefaults()
		p.Queue, p.Scaling.CPU = &queue, cpu
	}
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

var topicARN = regexp.MustCompile(`^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$`)

// task is what runs.
func (p ServiceProps) task() *task {
	return &task{
		name: p.Name, cluster: p.Cluster, image: p.Image, port: p.Port, capacity: p.Capacity, size: p.Size, arm: p.ARM, storage: p.Storage,
		command: p.Command, user: p.User, writable: p.Writable, config: p.Config, secrets: p.Secrets, secretKeys: p.SecretKeys,
		sidecars: p.Sidecars, volumes: p.Volumes, exec: p.Exec, stopWithin: p.StopWithin, logDays: p.LogDays, retain: p.Retain,
	}
}

// Validate reports every prop that NewService would refuse, all at once.
func (p ServiceProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("ecs.ServiceProps")
	p.task().check(c, p.Queue != nil)
	if p.Ingress != nil {
		c.Between("SVC-003", "Port", p.Port, 1, 65535)
		c.Within("Ingress", p.Ingress.validate())
	}
	c.That("SVC-003", "Port", p.Port, p.Ingress != nil || 0 <= p.Port && p.Port <= 65535, "want 1 to 65535")
	c.Within("Scaling", p.Scaling.Validate())
	_, balanced := p.Ingress.(LoadBalanced)
	c.That("SVC-022", "Scaling.Requests", p.Scaling.Requests, p.Scaling.Requests == 0 || balanced, "want none: only a LoadBalanced service counts requests")
	c.That("SVC-021", "Scaling.Concurrency", p.Scaling.Concurrency, p.Scaling.Concurrency == 0, "want none: only App Runner counts requests at a time")
	p.checkDiscovery(c)
	p.checkQueue(c)
	p.checkRelease(c)
	c.Require("OBS-005", "Alerts", len(p.Alerts) > 0, "give the ARN of a topic that alarms notify")
	checkAlerts(c, p.Alerts, p.Runbook)
	return c.Err()
}

// mostAlerts is how many targets an EventBridge rule has (Amazon EventBridge quotas, "Targets per rule"), and how many
// actions an alarm has.
const mostAlerts = 5

// checkAlerts reports topics that cannot be told and a runbook that cannot be read.
func checkAlerts(c *check.Checks, topics []string, runbook string) {
	c.That("OBS-005", "Alerts", len(topics), len(topics) <= mostAlerts, fmt.Sprintf("want at most %d topics", mostAlerts))
	for i, arn := range topics {
		c.That("OBS-005", fmt.Sprintf("Alerts[%d]", i), arn, topicARN.MatchString(arn), "want the ARN of an SNS topic")
	}
	c.That("OBS-005", "Runbook", runbook, strings.HasPrefix(runbook, "https://") && len(runbook) <= 500, "want an https address of at most 500 characters")
}
