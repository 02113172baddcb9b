package express_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/express"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const (
	ownHealth = `want none: Express Mode wants code 200 every 30s, 5 in a row, and forgives the first 5m; use runtime fargate to choose [SVC-021]`
	ownCanary = `want none: Express Mode always moves 5 %, watches for 3m, moves the rest and watches for 3m; use runtime fargate to choose [DEP-005]`
	onlyOwn   = `Express Mode always deploys its own canary: use canary, or runtime fargate [DEP-005]`
)

func TestBadPropsAreRefusedWithOneLineEach(t *testing.T) {
	minute := time.Minute
	for want, mutate := range map[string]func(p *express.ServiceProps){
		`Name is "Api!": want 1 to 32 lower case letters, digits and dashes, starting with a letter [SVC-001]`:              func(p *express.ServiceProps) { p.Name = "Api!" },
		`Cluster.Name is "shop dev": want 1 to 64 letters, digits and dashes, starting with a letter [SVC-001]`:             func(p *express.ServiceProps) { p.Cluster.Name = "shop dev" },
		`Cluster.Account is "1": want a 12-digit AWS account [ENV-005]`:                                                     func(p *express.ServiceProps) { p.Cluster.Account = "1" },
		`Cluster.Region is "moon": want an AWS region, such as eu-west-1 [ENV-008]`:                                         func(p *express.ServiceProps) { p.Cluster.Region = "moon" },
		`Cluster.Partition is "mars": want one of aws, aws-cn, aws-us-gov [ENV-010]`:                                        func(p *express.ServiceProps) { p.Cluster.Partition = "mars" },
		`Cluster.Partition is "aws-us-gov": want aws: Express Mode is in no other partition; use runtime fargate [ENV-009]`: func(p *express.ServiceProps) { p.Cluster.Partition = "aws-us-gov" },
		`Cluster.Key is "alias/logs": want the ARN of a KMS key [SEC-004]`:                                                  func(p *express.ServiceProps) { p.Cluster.Key = "alias/logs" },
		`Vpc is "vpc": want the id of the network, such as vpc-0123456789abcdef0 [NET-011]`:                                 func(p *express.ServiceProps) { p.Vpc = "vpc" },
		`Subnets is 1: want 2 to 16 subnets, one in each zone [NET-011]`:                                                    func(p *express.ServiceProps) { p.Subnets = p.Subnets[:1] },
		`Subnets is 17: want 2 to 16 subnets, one in each zone [NET-011]`:                                                   func(p *express.ServiceProps) { p.Subnets = subnets(17) },
		`Subnets[1] is "subnet": want the id of a subnet, such as subnet-0123456789abcdef0 [NET-011]`:                       func(p *express.ServiceProps) { p.Subnets[1] = "subnet" },
		`Subnets[1] is "subnet-0aaaaaaaaaaaaaaaa": want each subnet once [NET-011]`:                                         func(p *express.ServiceProps) { p.Subnets[1] = p.Subnets[0] },
		`Image is missing: give the image to run: image.Released or image.Fixed [IMG-001]`:                                  func(p *express.ServiceProps) { p.Image = image.Image{} },
		`Image is "nginx:latest": want a digest, or a tag other than latest [IMG-002]`:                                      func(p *express.ServiceProps) { p.Image = image.Fixed("nginx:latest", "") },
		`Port is -5: want 1 to 65535 [SVC-003]`:                                                                             func(p *express.ServiceProps) { p.Port = -5 },
		`Port is 65536: want 1 to 65535 [SVC-003]`:                                                                          func(p *express.ServiceProps) { p.Port = 65536 },
		`Size.CPU is 300: want a Fargate size: 256, 512, 1024, 2048, 4096, 8192 or 16384 CPU units [SVC-010]`:               func(p *express.ServiceProps) { p.Size.CPU = 300 },
		`Size.Memory is 4096: with 256 CPU units want 512, 1024 or 2048 MiB [SVC-010]`:                                      func(p *express.ServiceProps) { p.Size = service.Size{CPU: 256, Memory: 4096} },
		`Scaling.Max is 1: want Min to 5000: 3 to 5000 [SVC-015]`:                                                           func(p *express.ServiceProps) { p.Scaling = service.Scaling{Min: 3, Max: 1} },
		`Scaling.CPU is 101: want 1 to 100 [SVC-022]`:                                                                       func(p *express.ServiceProps) { p.Scaling.CPU = 101 },
		`Scaling.Requests is 65537: want at most 65536 [SVC-022]`:                                                           func(p *express.ServiceProps) { p.Scaling.Requests = 65537 },
		`Scaling.Concurrency is 10: want none: only App Runner scales on it [SVC-021]`:                                      func(p *express.ServiceProps) { p.Scaling.Concurrency = 10 },
		`Scaling.Rest is 1m0s: want none: Express Mode sets it itself; use runtime fargate to choose it [SVC-021]`:          func(p *express.ServiceProps) { p.Scaling.Rest = minute },
		`Health.Path is "ok": want a path that starts with a slash, without spaces, at most 1024 characters [SVC-019]`:      func(p *express.ServiceProps) { p.Health.Path = "ok" },
		`Health.Codes is "200-299": ` + ownHealth:                                                                           func(p *express.ServiceProps) { p.Health.Codes = "200-299" },
		`Health.Interval is 10s: ` + ownHealth:                                                                              func(p *express.ServiceProps) { p.Health.Interval = 10 * time.Second },
		`Health.Timeout is 5s: ` + ownHealth:                                                                                func(p *express.ServiceProps) { p.Health.Timeout = 5 * time.Second },
		`Health.Healthy is 2: ` + ownHealth:                                                                                 func(p *express.ServiceProps) { p.Health.Healthy = 2 },
		`Health.Unhealthy is 3: ` + ownHealth:                                                                               func(p *express.ServiceProps) { p.Health.Unhealthy = 3 },
		`Health.Grace is 1m0s: ` + ownHealth:                                                                                func(p *express.ServiceProps) { p.Health.Grace = minute },
		`User is "root": want a numeric user other than root, such as "65532" or "1000:1000" [SEC-003]`:                     func(p *express.ServiceProps) { p.User = "root" },
		`Writable[0] is "tmp": want an absolute path below / [SVC-023]`:                                                     func(p *express.ServiceProps) { p.Writable = []string{"tmp"} },
		`Writable[1] is "/tmp": want each path once [SVC-023]`:                                                              func(p *express.ServiceProps) { p.Writable = []string{"/tmp", "/tmp"} },
		`Config.AWS_REGION is "AWS_REGION": ECS sets this variable itself; choose another name [SVC-020]`:                   func(p *express.ServiceProps) { p.Config = map[string]string{"AWS_REGION": "x"} },
		`Secrets.A is set (value not shown): want the ARN of a Secrets Manager secret or an SSM parameter [SEC-002]`:        func(p *express.ServiceProps) { p.Secrets = map[string]string{"A": "hunter2"} },
		`SecretKeys[0] is "alias/a": want the ARN of a KMS key [SEC-004]`:                                                   func(p *express.ServiceProps) { p.SecretKeys = []string{"alias/a"} },
		`StopWithin is 1s: want whole seconds from 2s to 2m0s, Fargate's limit [DEP-011]`:                                   func(p *express.ServiceProps) { p.StopWithin = time.Second },
		`Strategy is "rolling": ` + onlyOwn:                                                                                 func(p *express.ServiceProps) { p.Strategy = release.Rolling{} },
		`Strategy is "linear": ` + onlyOwn:                                                                                  func(p *express.ServiceProps) { p.Strategy = release.Linear{} },
		`Strategy is "blue-green": ` + onlyOwn:                                                                              func(p *express.ServiceProps) { p.Strategy = release.BlueGreen{} },
		`Strategy.Percent is 10: ` + ownCanary:                                                                              func(p *express.ServiceProps) { p.Strategy = release.Canary{Percent: 10} },
		`Strategy.CanaryBake is 1m0s: ` + ownCanary:                                                                         func(p *express.ServiceProps) { p.Strategy = release.Canary{CanaryBake: &minute} },
		`Strategy.Bake is 1m0s: ` + ownCanary:                                                                               func(p *express.ServiceProps) { p.Strategy = release.Canary{Bake: &minute} },
		`Strategy.Alarms is 1: ` + ownCanary:                                                                                func(p *express.ServiceProps) { p.Strategy = release.Canary{Alarms: []string{"a"}} },
		`Strategy.Hooks is 1: ` + ownCanary:                                                                                 func(p *express.ServiceProps) { p.Strategy = release.Canary{Hooks: []release.Hook{{}}} },
		`Strategy.Test is {X-Test 1 0}: ` + ownCanary: func(p *express.ServiceProps) {
			p.Strategy = release.Canary{Test: release.Test{Header: "X-Test", Value: "1"}}
		},
		`LogDays is 13: want one of CloudWatch's values: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731 or more whole years up to 3653 [OBS-001]`: func(p *express.ServiceProps) { p.LogDays = 13 },
		`Alerts is missing: give the ARN of a topic that alarms notify [OBS-005]`:                                                                                func(p *express.ServiceProps) { p.Alerts = nil },
		`Runbook is "http://wiki": want an https address of at most 500 characters [OBS-005]`:                                                                    func(p *express.ServiceProps) { p.Runbook = "http://wiki" },
		`Scaling.Memory is 70: want none beside CPU: Express Mode follows one number; use runtime fargate for more [SVC-022]`:                                    func(p *express.ServiceProps) { p.Scaling = service.Scaling{CPU: 60, Memory: 70} },
		`Scaling.Requests is 100: want none beside Memory: Express Mode follows one number; use runtime fargate for more [SVC-022]`:                              func(p *express.ServiceProps) { p.Scaling = service.Scaling{Memory: 60, Requests: 100} },
	} {
		props := minimalProps()
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

// subnets are the ids of n subnets.
func subnets(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("subnet-%017x", i)
	}
	return all
}

func TestTheEdgesOfWhatIsAllowedAreAllowed(t *testing.T) {
	three := 3 * time.Minute
	for name, mutate := range map[string]func(p *express.ServiceProps){
		"ports":      func(p *express.ServiceProps) { p.Port = 65535 },
		"16 subnets": func(p *express.ServiceProps) { p.Subnets = subnets(16) },
		"tokens": func(p *express.ServiceProps) {
			p.Vpc, p.Subnets = "${Token[A]}", []string{"${Token[B]}", "${Token[C]}"}
			p.Cluster.Key = "${Token[D]}"
		},
		"requests": func(p *express.ServiceProps) { p.Scaling.Requests = 65536 },
		"as it is anyway": func(p *express.ServiceProps) {
			p.Strategy = release.Canary{Percent: 5, CanaryBake: &three, Bake: &three}
		},
		"stop": func(p *express.ServiceProps) { p.StopWithin = 2 * time.Minute },
	} {
		props := minimalProps()
		mutate(props)
		if err := props.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMoreSecretsThanAPolicyHoldsAreRefused(t *testing.T) {
	props := minimalProps()
	props.Secrets = map[string]string{}
	for i := range 100 {
		props.Secrets[fmt.Sprintf("S%d", i)] = fmt.Sprintf("arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/a-long-name/%04d-AbCdEf", i)
	}
	if err := props.Validate(); err == nil || !strings.Contains(err.Error(), "LIM-001") {
		t.Errorf("got %v, want LIM-001", err)
	}
}

func TestAllMistakesAreToldAtOnce(t *testing.T) {
	stack := synthtest.Stack(t)
	refusal := synthtest.Panics(t, func() {
		props := minimalProps()
		props.Name, props.Size.CPU, props.Port, props.Strategy = "A", 300, 70000, release.Rolling{}
		express.NewService(stack, "Api", props)
	})
	if refusal.ID != "Api" || len(refusal.Problems) != 4 {
		t.Errorf("got %v, want four problems of Api", refusal)
	}
}

func TestNilPropsAreZeroProps(t *testing.T) {
	stack := synthtest.Stack(t)
	if refusal := synthtest.Panics(t, func() { express.NewService(stack, "Api", nil) }); len(refusal.Problems) < 7 {
		t.Errorf("got %v, want every required prop named", refusal)
	}
}
