package ecs

import (
	"cmp"
	"fmt"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// JobProps describes one job. Name, Cluster, Image, Schedule and Alerts are required; every other zero value means the
// default written beside it. What a job shares with a service means the same as in [ServiceProps].
type JobProps struct {
	// Name names the job in its cluster, 1 to 32 lower case letters, digits and dashes, unlike every service and job
	// there. Required: the log group "/<cluster>/<name>", the task family, the schedule and the alarms carry it.
	Name string
	// Cluster is where the job runs. Required.
	Cluster *Cluster
	// Image is what runs. Required: image.Released or image.Fixed.
	Image image.Image
	// Schedule is when a task starts. Required.
	Schedule service.Schedule
	// Within is the longest time between two tasks that end well, whole hours from 1 h to 168 h; when it is over, an
	// alarm rings. It is how a task that never ends, or a schedule that somebody turned off, is noticed. Leave a start
	// room for its retries: 25 hours for a job of each night. It also rings until the first task has ended well.
	// Default: none, nobody waits for the job.
	Within time.Duration
	// Capacity is where the task runs: [Fargate], [EC2] or [Managed]. A job is one task, so a Spot share is all of it or
	// nothing, without a floor; a task that Spot takes back has failed. Default: Fargate{}.
	Capacity Capacity
	// Size is the CPU and memory of one task. Default: 256 CPU units and 512 MiB.
	Size service.Size
	// ARM runs tasks on Graviton processors; the image must be built for arm64. Default: x86_64.
	ARM bool
	// Storage is the task's own storage on Fargate in GiB, 21 to 200. Default: 20, which Fargate gives every task (ECS
	// developer guide, "Fargate task ephemeral storage").
	Storage int
	// Command replaces the image's command. Default: the image's own.
	Command []string
	// User is the numeric user, and group, the container runs as; never root. Default: "65532:65532".
	User string
	// Writable are absolute paths that are writable, each on the task's own storage. Default: "/tmp". A path must be a
	// VOLUME of the image that User may write to.
	Writable []string
	// Config is plain configuration by environment variable. Default: none.
	Config map[string]string
	// Secrets are ARNs of Secrets Manager secrets or SSM parameters by environment variable. Default: none.
	Secrets map[string]string
	// SecretKeys are ARNs of customer-managed KMS keys that Secrets, and those of Sidecars, are encrypted with.
	// Default: none.
	SecretKeys []string
	// Sidecars are containers that run beside the job's own, and end with it. Default: none.
	Sidecars []service.Sidecar
	// Volumes are directories of EFS file systems. Default: none.
	Volumes []Volume
	// Exec lets people who are allowed to open a shell in a task; the cluster logs each session. Default: false.
	Exec bool
	// StopWithin is how long a task that is stopped may take to end, whole seconds from 2 s to 120 s. Default: 30 s.
	StopWithin time.Duration
	// LogDays is how long logs are kept, one of CloudWatch's retention values. Default: 30 days.
	LogDays int
	// Retain keeps the logs, and the starts that failed, when the stack is deleted. Default: false.
	Retain bool
	// Alerts are the ARNs of 1 to 5 SNS topics that hear of tasks that fail (Amazon EventBridge quotas, "Targets per
	// rule"); their policies must let EventBridge publish. Required: a job nobody watches fails in silence.
	Alerts []string
	// Runbook is the https address that messages point to. Default: Shipway's runbook, docs/runbook.md.
	Runbook string
}

func (p JobProps) withDefaults() JobProps {
	p.Schedule = p.Schedule.WithDefaults()
	if p.Capacity == nil {
		p.Capacity = Fargate{}
	}
	p.Size = p.Size.WithDefaults()
	p.User = cmp.Or(p.User, "65532:65532")
	if p.Writable == nil {
		p.Writable = []string{"/tmp"}
	}
	p.StopWithin = cmp.Or(p.StopWithin, 30*time.Second)
	p.LogDays = cmp.Or(p.LogDays, 30)
	p.Runbook = cmp.Or(p.Runbook, symptom.DefaultRunbook)
	return p
}

// task is what runs.
func (p JobProps) task() *task {
	return &task{
		name: p.Name, cluster: p.Cluster, image: p.Image, capacity: p.Capacity, size: p.Size, arm: p.ARM, storage: p.Storage,
		command: p.Command, user: p.User, writable: p.Writable, config: p.Config, secrets: p.Secrets, secretKeys: p.SecretKeys,
		sidecars: p.Sidecars, volumes: p.Volumes, exec: p.Exec, stopWithin: p.StopWithin, logDays: p.LogDays, retain: p.Retain,
	}
}

// Limits: the name of a schedule group (EventBridge Scheduler API, "CreateScheduleGroup"), and the longest time that an
// alarm looks back (CloudWatch API, "PutMetricAlarm").
const (
	mostGroupName = 64
	longestWait   = 7 * 24 * time.Hour
)

// Validate reports every prop that NewJob would refuse, all at once.
func (p JobProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("ecs.JobProps")
	p.task().check(c, false)
	if p.Cluster != nil {
		group := p.Cluster.place.name + "-" + p.Name
		c.That("SVC-001", "Name", p.Name, len(group) <= mostGroupName,
			fmt.Sprintf("want a shorter name: its schedule group would be %s, of at most %d characters", group, mostGroupName))
	}
	if f, is := p.Capacity.(Fargate); is {
		c.That("SVC-016", "Capacity.Spot.Share", f.Spot.Share, f.Spot.Share <= 0 || f.Spot.Share >= 100, "want 0 or 100: a job is one task")
		c.That("SVC-016", "Capacity.Spot.Floor", f.Spot.Floor, f.Spot.Share <= 0 || f.Spot.Floor == 0, "want none: a job is one task")
	}
	c.Within("Schedule", p.Schedule.Validate())
	if p.Within != 0 {
		c.That("SVC-027", "Within", p.Within, time.Hour <= p.Within && p.Within <= longestWait && p.Within%time.Hour == 0,
			fmt.Sprintf("want whole hours from 1h0m0s to %s", longestWait))
		c.That("SVC-027", "Within", p.Within, p.Within >= p.Schedule.Every,
			fmt.Sprintf("want at least Schedule.Every, %s, or it rings between two starts", p.Schedule.Every))
	}
	c.Require("OBS-005", "Alerts", len(p.Alerts) > 0, "give the ARN of a topic that hears of tasks that fail")
	checkAlerts(c, p.Alerts, p.Runbook)
	return c.Err()
}
