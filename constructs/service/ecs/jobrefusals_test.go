package ecs_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestBadJobsAreRefusedWithOneLineEach(t *testing.T) {
	cluster := minimalCluster(synthtest.Stack(t))
	for want, mutate := range map[string]func(p *ecs.JobProps){
		`Name is "Report!": want 1 to 32 lower case letters, digits and dashes, starting with a letter [SVC-001]`:                                 func(p *ecs.JobProps) { p.Name = "Report!" },
		`Cluster is missing: give the cluster it runs in [API-001]`:                                                                               func(p *ecs.JobProps) { p.Cluster = nil },
		`Image is missing: give the image to run: image.Released or image.Fixed [IMG-001]`:                                                        func(p *ecs.JobProps) { p.Image = image.Image{} },
		`Image is "nginx:latest": want a digest, or a tag other than latest [IMG-002]`:                                                            func(p *ecs.JobProps) { p.Image = image.Fixed("nginx:latest", "") },
		`Schedule.Cron is missing: give when the job starts: Cron or Every [SVC-027]`:                                                             func(p *ecs.JobProps) { p.Schedule = service.Schedule{} },
		`Schedule.Cron is "0 3 * * *": want six fields with one space between: minute, hour, day of month, month, day of week and year [SVC-027]`: func(p *ecs.JobProps) { p.Schedule.Cron = "0 3 * * *" },
		`Schedule.GiveUp is 1s: want whole seconds from 1m0s to 24h0m0s [SVC-027]`:                                                                func(p *ecs.JobProps) { p.Schedule.GiveUp = time.Second },
		`Within is 30m0s: want whole hours from 1h0m0s to 168h0m0s [SVC-027]`:                                                                     func(p *ecs.JobProps) { p.Within = 30 * time.Minute },
		`Within is 1h30m0s: want whole hours from 1h0m0s to 168h0m0s [SVC-027]`:                                                                   func(p *ecs.JobProps) { p.Within = 90 * time.Minute },
		`Within is 169h0m0s: want whole hours from 1h0m0s to 168h0m0s [SVC-027]`:                                                                  func(p *ecs.JobProps) { p.Within = 169 * time.Hour },
		`Within is 1h0m0s: want at least Schedule.Every, 2h0m0s, or it rings between two starts [SVC-027]`: func(p *ecs.JobProps) {
			p.Schedule, p.Within = service.Schedule{Every: 2 * time.Hour}, time.Hour
		},
		`Size.CPU is 300: want a Fargate size: 256, 512, 1024, 2048, 4096, 8192 or 16384 CPU units [SVC-010]`: func(p *ecs.JobProps) { p.Size.CPU = 300 },
		`Capacity.Spot.Share is 50: want 0 or 100: a job is one task [SVC-016]`:                               func(p *ecs.JobProps) { p.Capacity = ecs.Fargate{Spot: service.Spot{Share: 50}} },
		`Capacity.Spot.Floor is 1: want none: a job is one task [SVC-016]`:                                    func(p *ecs.JobProps) { p.Capacity = ecs.Fargate{Spot: service.Spot{Share: 100, Floor: 1}} },
		`Capacity is ec2: want a cluster that has instances: give its ClusterProps Instances [SVC-016]`:       func(p *ecs.JobProps) { p.Capacity = ecs.EC2{} },
		`Storage is 20: want 21 to 200, or leave it out for 20 [SVC-029]`:                                     func(p *ecs.JobProps) { p.Storage = 20 },
		`User is "0": want a numeric user other than root, such as "65532" or "1000:1000" [SEC-003]`:          func(p *ecs.JobProps) { p.User = "0" },
		`Writable[0] is "tmp": want an absolute path below / [SVC-023]`:                                       func(p *ecs.JobProps) { p.Writable = []string{"tmp"} },
		`Config.BAD NAME= is "BAD NAME=": want a name of letters, digits and underscores that does not start with a digit [SVC-020]`: func(p *ecs.JobProps) {
			p.Config = map[string]string{"BAD NAME=": "x"}
		},
		`Secrets.A is "arn:aws:ssm:us-east-1:111111111111:parameter/a": want a reference in the service's region, eu-west-1 [SEC-002]`: func(p *ecs.JobProps) {
			p.Secrets = map[string]string{"A": "arn:aws:ssm:us-east-1:111111111111:parameter/a"}
		},
		`Sidecars[0].Name is "report": want a name that no other container of the task has [SVC-017]`: func(p *ecs.JobProps) {
			p.Sidecars = []service.Sidecar{{Name: "report", Image: "nginx:1.29"}}
		},
		`Volumes[0].Path is missing: give the directory where the container sees it [SVC-028]`: func(p *ecs.JobProps) {
			p.Volumes = []ecs.Volume{uploads}
			p.Volumes[0].Path = ""
		},
		`StopWithin is 3m0s: want whole seconds from 2s to 2m0s, Fargate's limit [DEP-011]`:                                                                      func(p *ecs.JobProps) { p.StopWithin = 3 * time.Minute },
		`LogDays is 13: want one of CloudWatch's values: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731 or more whole years up to 3653 [OBS-001]`: func(p *ecs.JobProps) { p.LogDays = 13 },
		`Alerts is missing: give the ARN of a topic that hears of tasks that fail [OBS-005]`:                                                                     func(p *ecs.JobProps) { p.Alerts = nil },
		`Alerts is 6: want at most 5 topics [OBS-005]`:                                                                                                           func(p *ecs.JobProps) { p.Alerts = slices.Repeat([]string{alerts}, 6) },
		`Runbook is "http://wiki": want an https address of at most 500 characters [OBS-005]`:                                                                    func(p *ecs.JobProps) { p.Runbook = "http://wiki" },
	} {
		props := minimalJob(cluster)
		mutate(props)
		err := props.Validate()
		if err == nil {
			t.Errorf("accepted, want: %s", want)
			continue
		}
		if lines := strings.Split(err.Error(), "\n"); len(lines) != 2 || strings.TrimSpace(lines[1]) != want {
			t.Errorf("got:\n%s\nwant:\n  %s", err, want)
		}
	}
}

func TestTheBoundsOfAJobAreAllowed(t *testing.T) {
	cluster := minimalCluster(synthtest.Stack(t))
	for _, mutate := range []func(p *ecs.JobProps){
		func(p *ecs.JobProps) { p.Within = time.Hour },
		func(p *ecs.JobProps) { p.Within = 168 * time.Hour },
		func(p *ecs.JobProps) { p.Schedule, p.Within = service.Schedule{Every: 2 * time.Hour}, 2*time.Hour },
		func(p *ecs.JobProps) { p.Storage = 200 },
		func(p *ecs.JobProps) { p.Alerts = slices.Repeat([]string{alerts}, 5) },
	} {
		props := minimalJob(cluster)
		mutate(props)
		if err := props.Validate(); err != nil {
			t.Error(err)
		}
	}
}

func TestNamesThatAQueueOrAScheduleGroupCannotHaveAreRefused(t *testing.T) {
	stack := synthtest.Stack(t)
	long := ecs.NewCluster(stack, "Cluster", &ecs.ClusterProps{
		Name: strings.Repeat("c", 40), Account: account, Region: region, Vpc: vpc(stack), Key: key(stack),
	})
	for n, allowed := range map[int]bool{23: true, 24: false} {
		job := minimalJob(long)
		job.Name = strings.Repeat("j", n)
		if err := job.Validate(); (err == nil) != allowed {
			t.Errorf("a job whose schedule group has %d characters: %v", 41+n, err)
		}
	}
	for n, allowed := range map[int]bool{21: true, 22: false} {
		props := minimalProps(long)
		props.Name, props.Queue = strings.Repeat("s", n), &service.Queue{FIFO: true}
		if err := props.Validate(); (err == nil) != allowed {
			t.Errorf("a worker whose dead-letter queue has %d characters: %v", 59+n, err)
		}
	}
}

func TestNilPropsOfAJobAreZeroProps(t *testing.T) {
	refusal := synthtest.Panics(t, func() { ecs.NewJob(synthtest.Stack(t), "Report", nil) })
	if refusal.ID != "Report" || len(refusal.Problems) < 4 {
		t.Errorf("got %v, want every required prop named", refusal)
	}
}
