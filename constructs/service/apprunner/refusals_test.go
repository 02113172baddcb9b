package apprunner_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/apprunner"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const (
	otherNumber = `want none: App Runner follows Concurrency only; use runtime fargate to choose [SVC-021]`
	seconds     = `want whole seconds from 1s to 20s [SVC-019]`
	oneRegion   = `want the ARN of a KMS key of one region; App Runner takes no multi-region key [SEC-004]`
	words       = `want letters, digits and @%+=:,./_- only: App Runner takes the command as one line and splits it at spaces [SVC-021]`
	reserved    = `App Runner keeps names that start with AWSAPPRUNNER for itself; choose another name [SVC-020]`
	elsewhere   = `want an image of ECR, with the ARN of its repository, or of public.ecr.aws: App Runner pulls from nowhere else [IMG-003]`
	ownRolling  = `want none: App Runner always doubles the instances and stops the old ones when the new are healthy; use runtime fargate to choose [DEP-005]`
	onlyRolling = `App Runner replaces instances itself and offers no other way: use rolling, or runtime fargate [DEP-005]`
)

func TestBadPropsAreRefusedWithOneLineEach(t *testing.T) {
	half := 50
	for want, mutate := range map[string]func(p *apprunner.ServiceProps){
		`Name is "Api!": want 1 to 32 lower case letters, digits and dashes, starting with a letter [SVC-001]`:                             func(p *apprunner.ServiceProps) { p.Name = "Api!" },
		`Name is "` + long(32) + `": with the environment's name in front want at most 40 characters, not 41 [SVC-001]`:                    func(p *apprunner.ServiceProps) { p.Name = long(32) },
		`Environment.Name is "shop dev": want 1 to 64 letters, digits and dashes, starting with a letter [SVC-001]`:                        func(p *apprunner.ServiceProps) { p.Environment.Name = "shop dev" },
		`Environment.Account is "1": want a 12-digit AWS account [ENV-005]`:                                                                func(p *apprunner.ServiceProps) { p.Environment.Account = "1" },
		`Environment.Region is "eu-north-1": want one of ` + strings.Join(apprunner.Regions, ", ") + ` [ENV-009]`:                          func(p *apprunner.ServiceProps) { p.Environment.Region = "eu-north-1" },
		`Environment.Region is "eu-west-11": want one of ` + strings.Join(apprunner.Regions, ", ") + `; did you mean eu-west-1? [ENV-009]`: func(p *apprunner.ServiceProps) { p.Environment.Region = "eu-west-11" },
		`Environment.Partition is "aws-cn": want one of aws [ENV-010]`:                                                                     func(p *apprunner.ServiceProps) { p.Environment.Partition = "aws-cn" },
		`Environment.Key is "alias/logs": ` + oneRegion:                                                                                    func(p *apprunner.ServiceProps) { p.Environment.Key = "alias/logs" },
		`Environment.Key is "arn:aws:kms:eu-west-1:111111111111:key/mrk-1": ` + oneRegion:                                                  func(p *apprunner.ServiceProps) { p.Environment.Key = "arn:aws:kms:eu-west-1:111111111111:key/mrk-1" },
		`Image is missing: give the image to run: image.Released or image.Fixed [IMG-001]`:                                                 func(p *apprunner.ServiceProps) { p.Image = image.Image{} },
		`Image is "ghcr.io/shop/api:v1": ` + elsewhere:                                                                                     func(p *apprunner.ServiceProps) { p.Image = image.Fixed("ghcr.io/shop/api:v1", "") },
		`Port is 65536: want 1 to 65535 [SVC-003]`:                                                                                         func(p *apprunner.ServiceProps) { p.Port = 65536 },
		`Port is -1: want 1 to 65535 [SVC-003]`:                                                                                            func(p *apprunner.ServiceProps) { p.Port = -1 },
		`Size.CPU is 3072: want an App Runner size: 256, 512, 1024, 2048 or 4096 CPU units [APR-001]`:                                      func(p *apprunner.ServiceProps) { p.Size = service.Size{CPU: 3072, Memory: 4096} },
		`Size.Memory is 2048: with 4096 CPU units want 8192, 10240 or 12288 MiB [APR-001]`:                                                 func(p *apprunner.ServiceProps) { p.Size = service.Size{CPU: 4096, Memory: 2048} },
		`Scaling.Min is 26: want 1 to 25 [APR-001]`:                                                                                        func(p *apprunner.ServiceProps) { p.Scaling.Min = 26 },
		`Scaling.Min is -1: want 1 to 25 [APR-001]`:                                                                                        func(p *apprunner.ServiceProps) { p.Scaling = service.Scaling{Min: -1, Max: 2} },
		`Scaling.Max is 1: want Min or more: 3 [APR-001]`:                                                                                  func(p *apprunner.ServiceProps) { p.Scaling = service.Scaling{Min: 3, Max: 1} },
		`Scaling.Concurrency is 5000: want 1 to 200 [APR-001]`:                                                                             func(p *apprunner.ServiceProps) { p.Scaling.Concurrency = 5000 },
		`Scaling.CPU is 60: ` + otherNumber:                                                                                                func(p *apprunner.ServiceProps) { p.Scaling.CPU = 60 },
		`Scaling.Memory is 60: ` + otherNumber:                                                                                             func(p *apprunner.ServiceProps) { p.Scaling.Memory = 60 },
		`Scaling.Requests is 60: ` + otherNumber:                                                                                           func(p *apprunner.ServiceProps) { p.Scaling.Requests = 60 },
		`Scaling.Rest is 1m0s: ` + otherNumber:                                                                                             func(p *apprunner.ServiceProps) { p.Scaling.Rest = time.Minute },
		`Health.Path is "ok": want a path that starts with a slash, without spaces, at most 1024 characters [SVC-019]`:                     func(p *apprunner.ServiceProps) { p.Health.Path = "ok" },
		`Health.Interval is 21s: ` + seconds:                                                                                               func(p *apprunner.ServiceProps) { p.Health.Interval = 21 * time.Second },
		`Health.Interval is 1.5s: ` + seconds:                                                                                              func(p *apprunner.ServiceProps) { p.Health.Interval = 1500 * time.Millisecond },
		`Health.Timeout is 500ms: ` + seconds:                                                                                              func(p *apprunner.ServiceProps) { p.Health.Timeout = 500 * time.Millisecond },
		`Health.Healthy is 21: want 1 to 20 [SVC-019]`:                                                                                     func(p *apprunner.ServiceProps) { p.Health.Healthy = 21 },
		`Health.Unhealthy is -1: want 1 to 20 [SVC-019]`:                                                                                   func(p *apprunner.ServiceProps) { p.Health.Unhealthy = -1 },
		`Health.Codes is "200-299": want none: App Runner offers no choice of codes; use runtime fargate to choose [SVC-021]`:              func(p *apprunner.ServiceProps) { p.Health.Codes = "200-299" },
		`Health.Grace is 1m0s: want none: App Runner has no such time; use runtime fargate to choose [SVC-021]`:                            func(p *apprunner.ServiceProps) { p.Health.Grace = time.Minute },
		`Command[1] is "a b": ` + words:                                                                                                    func(p *apprunner.ServiceProps) { p.Command = []string{"/app", "a b"} },
		`Command[0] is "": ` + words:                                                                                                       func(p *apprunner.ServiceProps) { p.Command = []string{""} },
		`Command[1] is "$HOME": ` + words:                                                                                                  func(p *apprunner.ServiceProps) { p.Command = []string{"/app", "$HOME"} },
		`Config.AWSAPPRUNNER_A is "AWSAPPRUNNER_A": ` + reserved:                                                                           func(p *apprunner.ServiceProps) { p.Config = map[string]string{"AWSAPPRUNNER_A": "x"} },
		`Secrets.AWSAPPRUNNER_A is "AWSAPPRUNNER_A": ` + reserved:                                                                          func(p *apprunner.ServiceProps) { p.Secrets = map[string]string{"AWSAPPRUNNER_A": secret} },
		`Secrets.A is set (value not shown): want the ARN of a Secrets Manager secret or an SSM parameter [SEC-002]`:                       func(p *apprunner.ServiceProps) { p.Secrets = map[string]string{"A": "hunter2"} },
		`SecretKeys[0] is "alias/a": want the ARN of a KMS key [SEC-004]`:                                                                  func(p *apprunner.ServiceProps) { p.SecretKeys = []string{"alias/a"} },
		`Vpc is "": want the id of the network, such as vpc-0123456789abcdef0 [NET-011]`:                                                   func(p *apprunner.ServiceProps) { inNetwork(p); p.Vpc = "" },
		`Subnets[1] is "subnet": want the id of a subnet, such as subnet-0123456789abcdef0 [NET-011]`:                                      func(p *apprunner.ServiceProps) { inNetwork(p); p.Subnets[1] = "subnet" },
		`Subnets[1] is "subnet-0aaaaaaaaaaaaaaaa": want each subnet once [NET-011]`:                                                        func(p *apprunner.ServiceProps) { inNetwork(p); p.Subnets[1] = p.Subnets[0] },
		`Endpoint is "vpce": want the id of an interface endpoint, such as vpce-0123456789abcdef0 [NET-011]`:                               func(p *apprunner.ServiceProps) { inNetwork(p); p.Endpoint = "vpce" },
		`Strategy is "canary": ` + onlyRolling:                                                                                             func(p *apprunner.ServiceProps) { p.Strategy = release.Canary{} },
		`Strategy is "linear": ` + onlyRolling:                                                                                             func(p *apprunner.ServiceProps) { p.Strategy = release.Linear{} },
		`Strategy is "blue-green": ` + onlyRolling:                                                                                         func(p *apprunner.ServiceProps) { p.Strategy = release.BlueGreen{} },
		`Strategy.MinHealthyPercent is 50: ` + ownRolling:                                                                                  func(p *apprunner.ServiceProps) { p.Strategy = release.Rolling{MinHealthyPercent: &half} },
		`Strategy.MaxPercent is 150: ` + ownRolling:                                                                                        func(p *apprunner.ServiceProps) { p.Strategy = release.Rolling{MaxPercent: 150} },
		`Strategy.Bake is 5m0s: ` + ownRolling:                                                                                             func(p *apprunner.ServiceProps) { p.Strategy = release.Rolling{Bake: 5 * time.Minute} },
		`Strategy.Batch is "one": ` + ownRolling:                                                                                           func(p *apprunner.ServiceProps) { p.Strategy = release.Rolling{Batch: release.BatchOne} },
		`Strategy.Alarms is 1: ` + ownRolling:                                                                                              func(p *apprunner.ServiceProps) { p.Strategy = release.Rolling{Alarms: []string{"a"}} },
		`LogDays is 13: want one of CloudWatch's values: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731 or more whole years up to 3653 [OBS-001]`: func(p *apprunner.ServiceProps) { p.LogDays = 13 },
		`Alerts is missing: give the ARN of a topic that alarms notify [OBS-005]`:                                                                                func(p *apprunner.ServiceProps) { p.Alerts = nil },
		`Runbook is "http://wiki": want an https address of at most 500 characters [OBS-005]`:                                                                    func(p *apprunner.ServiceProps) { p.Runbook = "http://wiki" },
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

// long is a name of n characters.
func long(n int) string { return strings.Repeat("a", n) }

func TestTheEdgesOfWhatIsAllowedAreAllowed(t *testing.T) {
	all := 100
	for name, mutate := range map[string]func(p *apprunner.ServiceProps){
		"40 characters": func(p *apprunner.ServiceProps) { p.Name = long(31) },
		"port":          func(p *apprunner.ServiceProps) { p.Port = 65535 },
		"one instance":  func(p *apprunner.ServiceProps) { p.Scaling = service.Scaling{Min: 1, Max: 1, Concurrency: 1} },
		"most":          func(p *apprunner.ServiceProps) { p.Scaling = service.Scaling{Min: 25, Max: 100, Concurrency: 200} },
		"slow checks": func(p *apprunner.ServiceProps) {
			p.Health = service.Health{Interval: 20 * time.Second, Timeout: 20 * time.Second, Healthy: 20, Unhealthy: 20}
		},
		"quick checks": func(p *apprunner.ServiceProps) {
			p.Health = service.Health{Interval: time.Second, Timeout: time.Second, Healthy: 1, Unhealthy: 1}
		},
		"tokens": func(p *apprunner.ServiceProps) {
			p.Environment.Key, p.Vpc = "${Token[A]}", "${Token[B]}"
			p.Subnets, p.Endpoint = []string{"${Token[C]}"}, "${Token[D]}"
		},
		"a network for nothing": func(p *apprunner.ServiceProps) { p.Vpc = vpc },
		"as it is anyway": func(p *apprunner.ServiceProps) {
			p.Strategy = release.Rolling{MinHealthyPercent: &all, MaxPercent: 200}
		},
	} {
		props := minimalProps()
		mutate(props)
		if err := props.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAServiceIsPossibleWhereverAppRunnerIs(t *testing.T) {
	for _, region := range apprunner.Regions {
		props := minimalProps()
		props.Environment.Region = region
		if err := props.Validate(); err != nil {
			t.Errorf("%s: %v", region, err)
		}
	}
}

func TestEveryProblemIsSaidAtOnce(t *testing.T) {
	if got := synthtest.Refused((apprunner.ServiceProps{}).Validate()); len(got) != 7 {
		t.Errorf("got %d problems, want name, environment's name, account, region and key, image and alerts:\n%s", len(got), strings.Join(got, "\n"))
	}
}

func TestTheConstructorRefusesWhatValidateRefuses(t *testing.T) {
	stack := stack(t)
	if refusal := synthtest.Panics(t, func() { apprunner.NewService(stack, "Api", nil) }); refusal.ID != "Api" {
		t.Errorf("the refusal is of %q, want Api", refusal.ID)
	}
}
