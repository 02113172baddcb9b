package fleet_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/fleet"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

var long = "p" + strings.Repeat("l", 63)

func percent(n int) *int { return &n }

func TestBadPropsAreRefusedWithOneLineEach(t *testing.T) {
	for want, mutate := range map[string]func(p *fleet.ServiceProps){
		`Name is "Web!": want 1 to 32 lower case letters, digits and dashes, starting with a letter [SVC-001]`: func(p *fleet.ServiceProps) { p.Name = "Web!" },
		`Name is "a-service-with-a-name-of-thirtyx": want less: CodeDeploy's names have at most 100 characters, and ` + long + `-a-service-with-a-name-of-thirtyx-blue-green has 108 [SVC-001]`: func(p *fleet.ServiceProps) {
			p.Name, p.Place.Name, p.Strategy = "a-service-with-a-name-of-thirtyx", long, release.BlueGreen{}
		},
		`Place.Name is "shop dev": want 1 to 64 letters, digits and dashes, starting with a letter [SVC-001]`:                      func(p *fleet.ServiceProps) { p.Place.Name = "shop dev" },
		`Place.Name is "xn--shop": want a name that does not start with xn--, sthree- or amzn-s3-demo-: no bucket's may [SVC-001]`: func(p *fleet.ServiceProps) { p.Place.Name = "xn--shop" },
		`Place.Name is "AWS-shop": want a name that does not start with aws or ssm: no parameter's may [SVC-001]`:                  func(p *fleet.ServiceProps) { p.Place.Name = "AWS-shop" },
		`Place.Name is "amazon-shop": want a name that does not start with aws, amazon or amzn: with Exec, a document of Systems Manager is called after it [SVC-001]`: func(p *fleet.ServiceProps) {
			p.Place.Name, p.Exec = "amazon-shop", true
		},
		`Place.Region is "moon": want an AWS region, such as eu-west-1 [ENV-008]`:                func(p *fleet.ServiceProps) { p.Place.Region = "moon" },
		`Place.VpcID is missing: give the network the hosts join [API-001]`:                      func(p *fleet.ServiceProps) { p.Place.VpcID = "" },
		`Place.SubnetIDs is missing: give the subnets the hosts run in [API-001]`:                func(p *fleet.ServiceProps) { p.Place.SubnetIDs = nil },
		`Place.Key is "alias/logs": want the ARN of a KMS key [SEC-004]`:                         func(p *fleet.ServiceProps) { p.Place.Key = "alias/logs" },
		`Image is missing: give the image to run: image.Released or image.Fixed [IMG-001]`:       func(p *fleet.ServiceProps) { p.Image = image.Image{} },
		`Image is "nginx:latest": want a digest, or a tag other than latest [IMG-002]`:           func(p *fleet.ServiceProps) { p.Image = image.Fixed("nginx:latest", "") },
		`Port is 70000: want 1 to 65535 [SVC-003]`:                                               func(p *fleet.ServiceProps) { p.Port = 70000 },
		`Port is -5: want 1 to 65535 [SVC-003]`:                                                  func(p *fleet.ServiceProps) { p.Port = -5 },
		`Instances.Types[0] is "m7g.large": want one of architecture x86_64 [SVC-013]`:           func(p *fleet.ServiceProps) { p.Instances.Types = []string{"m7g.large"} },
		`Instances is "Min and Max": want none: Scaling says how many hosts there are [SVC-025]`: func(p *fleet.ServiceProps) { p.Instances.Min = percent(2) },
		`Scaling.Max is 1: want Min to 5000: 3 to 5000 [SVC-015]`:                                func(p *fleet.ServiceProps) { p.Scaling = service.Scaling{Min: 3, Max: 1} },
		`Scaling.Max is 501: want Min to 500: CodeDeploy deploys to no more hosts at once [SVC-015]`: func(p *fleet.ServiceProps) {
			p.Scaling, p.Strategy = service.Scaling{Max: 501}, release.BlueGreen{}
		},
		`Scaling.Memory is 80: want none: EC2 does not measure the memory of a host; use CPU or Requests, or runtime ec2 [SVC-022]`:    func(p *fleet.ServiceProps) { p.Scaling.Memory = 80 },
		`Scaling.Concurrency is 10: want none: only App Runner counts requests at a time [SVC-022]`:                                    func(p *fleet.ServiceProps) { p.Scaling.Concurrency = 10 },
		`Scaling.Rest is 1m0s: want none: EC2 Auto Scaling waits for a host to warm up, and by itself before it removes one [SVC-022]`: func(p *fleet.ServiceProps) { p.Scaling.Rest = time.Minute },
		`Listener is missing: give the listener's ARN, its security group and the load balancer's full name: a fleet stands behind a load balancer [DEP-008]`: func(p *fleet.ServiceProps) {
			p.Listener = fleet.Listener{}
		},
		`Hosts is missing: give the DNS names to serve [LB-003]`:                                                                             func(p *fleet.ServiceProps) { p.Hosts = nil },
		`Hosts[0] is "Shop": want a DNS name in lower case [LB-003]`:                                                                         func(p *fleet.ServiceProps) { p.Hosts = []string{"Shop"} },
		`Hosts is 6: want at most 5 Hosts and Paths together [LB-003]`:                                                                       func(p *fleet.ServiceProps) { p.Paths = slices.Repeat([]string{"/a"}, 5) },
		`Paths[0] is "api": want a path pattern that starts with a slash, at most 128 characters [LB-003]`:                                   func(p *fleet.ServiceProps) { p.Paths = []string{"api"} },
		`Priority is 50001: want 1 to 50000 [LB-003]`:                                                                                        func(p *fleet.ServiceProps) { p.Priority = 50001 },
		`Health.Path is "ok": want a path that starts with a slash, without spaces, at most 1024 characters [SVC-019]`:                       func(p *fleet.ServiceProps) { p.Health.Path = "ok" },
		`Health.Grace is 1h0m0s: want at most 59m: CodeDeploy ends the script that waits after 1h [DEP-011]`:                                 func(p *fleet.ServiceProps) { p.Health.Grace = time.Hour },
		`User is "root": want a numeric user other than root, such as "65532" or "1000:1000" [SEC-003]`:                                      func(p *fleet.ServiceProps) { p.User = "root" },
		`Writable[0] is "tmp": want an absolute path below / [SVC-023]`:                                                                      func(p *fleet.ServiceProps) { p.Writable = []string{"tmp"} },
		`Writable[0] is "/a,readonly": want an absolute path below / [SVC-023]`:                                                              func(p *fleet.ServiceProps) { p.Writable = []string{"/a,readonly"} },
		`Config.BAD NAME= is "BAD NAME=": want a name of letters, digits and underscores that does not start with a digit [SVC-020]`:         func(p *fleet.ServiceProps) { p.Config = map[string]string{"BAD NAME=": "x"} },
		`Config.DB_PASSWORD is set (value not shown): sounds like a secret; store it in Secrets Manager and name it under Secrets [SEC-001]`: func(p *fleet.ServiceProps) { p.Config = map[string]string{"DB_PASSWORD": "hunter2"} },
		`Secrets.A is set (value not shown): want the ARN of a Secrets Manager secret or an SSM parameter [SEC-002]`:                         func(p *fleet.ServiceProps) { p.Secrets = map[string]string{"A": "hunter2"} },
		`Secrets.DOCKER_HOST is "DOCKER_HOST": the host's Docker client, which is root, would obey it; choose another name [SVC-020]`:        func(p *fleet.ServiceProps) { p.Secrets = map[string]string{"DOCKER_HOST": secret} },
		`SecretKeys[0] is "alias/x": want the ARN of a KMS key [SEC-004]`:                                                                    func(p *fleet.ServiceProps) { p.SecretKeys = []string{"alias/x"} },
		`StopWithin is 16m39s: want whole seconds from 2s to 2m0s [DEP-011]`:                                                                 func(p *fleet.ServiceProps) { p.StopWithin = 999 * time.Second },
		`LogDays is 13: want one of CloudWatch's values: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731 or more whole years up to 3653 [OBS-001]`: func(p *fleet.ServiceProps) {
			p.LogDays = 13
		},
		`Alerts is missing: give the ARN of a topic that alarms notify [OBS-005]`:             func(p *fleet.ServiceProps) { p.Alerts = nil },
		`Alerts is 6: want at most 5: a rule of EventBridge has no more targets [OBS-005]`:    func(p *fleet.ServiceProps) { p.Alerts = slices.Repeat([]string{alerts}, 6) },
		`Runbook is "http://wiki": want an https address of at most 500 characters [OBS-005]`: func(p *fleet.ServiceProps) { p.Runbook = "http://wiki" },
	} {
		refuses(t, want, mutate)
	}
}

// refuses wants exactly one line about props.
func refuses(t *testing.T, want string, mutate func(p *fleet.ServiceProps)) {
	t.Helper()
	props := minimalProps()
	mutate(props)
	err := props.Validate()
	if err == nil {
		t.Errorf("accepted, want: %s", want)
		return
	}
	if lines := strings.Split(err.Error(), "\n"); len(lines) != 2 || strings.TrimSpace(lines[1]) != want {
		t.Errorf("got:\n%s\nwant:\n  %s", err, want)
	}
}

func TestWhatCodeDeployCannotDoIsRefusedWithOneLineEach(t *testing.T) {
	with := func(strategy release.Strategy) func(p *fleet.ServiceProps) {
		return func(p *fleet.ServiceProps) { p.Strategy = strategy }
	}
	on := func(min, max int, strategy release.Strategy) func(p *fleet.ServiceProps) {
		return func(p *fleet.ServiceProps) { p.Scaling, p.Strategy = service.Scaling{Min: min, Max: max}, strategy }
	}
	canary, _ := release.At(service.Fleet, false, release.CanaryName)
	for want, mutate := range map[string]func(p *fleet.ServiceProps){
		`Strategy is "canary": ` + canary.Refused + ` [DEP-005]`:                                                                                          with(release.Canary{}),
		`Strategy is "linear": ` + canary.Refused + ` [DEP-005]`:                                                                                          with(release.Linear{}),
		`Strategy.MaxPercent is 150: want none: a host runs one container, so the new one never runs beside the old one [DEP-001]`:                        with(release.Rolling{MaxPercent: 150}),
		`Strategy.Batch is "two": want one, half or all, or leave it out [DEP-009]`:                                                                       with(release.Rolling{Batch: "two"}),
		`Strategy.Batch is "half": want one of Batch and MinHealthyPercent [DEP-009]`:                                                                     with(release.Rolling{Batch: release.BatchHalf, MinHealthyPercent: percent(50)}),
		`Strategy.Batch is "half": want one or all: half of one host is none, and Scaling.Min is 1 [DEP-009]`:                                             on(1, 2, release.Rolling{Batch: release.BatchHalf}),
		`Strategy.MinHealthyPercent is 99: want at most 50: CodeDeploy rounds up, and of 2 hosts one must be free to be replaced [DEP-009]`:               with(release.Rolling{MinHealthyPercent: percent(99)}),
		`Strategy.MinHealthyPercent is 67: want at most 66: CodeDeploy rounds up, and of 3 hosts one must be free to be replaced [DEP-009]`:               on(3, 6, release.Rolling{MinHealthyPercent: percent(67)}),
		`Strategy.MinHealthyPercent is 1: want at most 0: CodeDeploy rounds up, and of 1 hosts one must be free to be replaced [DEP-009]`:                 on(1, 1, release.Rolling{MinHealthyPercent: percent(1)}),
		`Strategy.Bake is 1h0m0s: want at most 59m: each host waits for so long, and CodeDeploy ends a script after 1h [DEP-004]`:                         with(release.Rolling{Bake: time.Hour}),
		`Strategy.Bake is 5m0s: want at most 4m0s: 133 groups of hosts wait one after the other, and CodeDeploy ends a deployment after 12h [DEP-004]`:    on(2, 133, release.Rolling{}),
		`Strategy.Alarms[0] is "": want the name of an existing CloudWatch alarm, 1 to 255 characters [DEP-007]`:                                          with(release.Rolling{Alarms: []string{""}}),
		`Strategy.Alarms is 10: want at most 9: CodeDeploy watches 10 alarms, the service's own among them [DEP-007]`:                                     with(release.BlueGreen{Alarms: slices.Repeat([]string{"a"}, 10)}),
		`Strategy.Hooks is 1: want none: CodeDeploy runs functions for ECS only; put checks into the pipeline, or use runtime fargate [DEP-010]`:          with(release.BlueGreen{Hooks: []release.Hook{{Stages: []release.Stage{release.PreScaleUp}}}}),
		`Strategy.Test is "a header or a port": want none: CodeDeploy has a test listener for ECS only; use WaitForReroute, or runtime fargate [DEP-010]`: with(release.BlueGreen{Test: release.Test{Port: 9443}}),
		`WaitForReroute is 48h1m0s: want whole minutes from 0s to 48h [DEP-009]`: func(p *fleet.ServiceProps) {
			p.Strategy, p.WaitForReroute = release.BlueGreen{}, 48*time.Hour+time.Minute
		},
		`WaitForReroute is 1h0m0s: want none: only a release.BlueGreen has hosts that can wait [DEP-009]`: func(p *fleet.ServiceProps) { p.WaitForReroute = time.Hour },
	} {
		refuses(t, want, mutate)
	}
}

func TestAHealthyShareBeyondAllIsRefused(t *testing.T) {
	props := minimalProps()
	props.Strategy = release.Rolling{MinHealthyPercent: percent(150)}
	if got := synthtest.Refused(props.Validate()); !slices.Contains(got, "DEP-002 Strategy.MinHealthyPercent") {
		t.Errorf("got %v, want DEP-002", got)
	}
}

func TestTheLastAllowedValuesAreAccepted(t *testing.T) {
	for name, mutate := range map[string]func(p *fleet.ServiceProps){
		"two thirds of three hosts": func(p *fleet.ServiceProps) {
			p.Scaling, p.Strategy = service.Scaling{Min: 3}, release.Rolling{MinHealthyPercent: percent(66)}
		},
		"what release.Rolling fills in": func(p *fleet.ServiceProps) { p.Strategy = release.Rolling{Batch: release.BatchHalf}.WithDefaults() },
		"none of one host": func(p *fleet.ServiceProps) {
			p.Scaling, p.Strategy = service.Scaling{Min: 1}, release.Rolling{MinHealthyPercent: percent(0)}
		},
		"99 of a hundred hosts": func(p *fleet.ServiceProps) {
			p.Scaling, p.Strategy = service.Scaling{Min: 100, Max: 100}, release.Rolling{MinHealthyPercent: percent(99)}
		},
		"half of two hosts": func(p *fleet.ServiceProps) { p.Strategy = release.Rolling{Batch: release.BatchHalf} },
		"an hour's bake at once": func(p *fleet.ServiceProps) {
			p.Strategy = release.Rolling{Batch: release.BatchAll, Bake: 59 * time.Minute}
		},
		"eleven hours together": func(p *fleet.ServiceProps) { p.Scaling = service.Scaling{Max: 132} },
		"five hundred hosts": func(p *fleet.ServiceProps) {
			p.Scaling, p.Strategy = service.Scaling{Max: 500}, release.Rolling{Batch: release.BatchHalf}
		},
		"nine alarms": func(p *fleet.ServiceProps) { p.Strategy = release.Rolling{Alarms: slices.Repeat([]string{"a"}, 9)} },
		"two days":    func(p *fleet.ServiceProps) { p.Strategy, p.WaitForReroute = release.BlueGreen{}, 48*time.Hour },
	} {
		props := minimalProps()
		mutate(props)
		if err := props.Validate(); err != nil {
			t.Errorf("%s is refused: %v", name, err)
		}
	}
}

// Every strategy either works on a fleet or is refused with the sentence of the table.
func TestTheTableOfStrategiesIsKept(t *testing.T) {
	for name, strategy := range map[release.Name]release.Strategy{
		release.RollingName: release.Rolling{}, release.LinearName: release.Linear{}, release.CanaryName: release.Canary{}, release.BlueGreenName: release.BlueGreen{},
	} {
		cell, known := release.At(service.Fleet, false, name)
		props := minimalProps()
		props.Strategy = strategy
		err := props.Validate()
		if !known || cell.Works(release.Public) != (err == nil) {
			t.Errorf("%s: the table says %v, and Validate says %v", name, cell.Shapes, err)
		}
		if err != nil && !strings.Contains(err.Error(), cell.Refused) {
			t.Errorf("%s is refused with %v, want %s", name, err, cell.Refused)
		}
	}
}

func TestMoreSettingsThanAParameterHoldsAreRefused(t *testing.T) {
	props := minimalProps()
	props.Config = map[string]string{"BIG": strings.Repeat("x", 8000)}
	if got := synthtest.Refused(props.Validate()); !slices.Equal(got, []string{"LIM-001 Config"}) {
		t.Errorf("got %v, want LIM-001", got)
	}
}

func TestMoreSecretsThanAPolicyHoldsAreRefused(t *testing.T) {
	props := minimalProps()
	props.Secrets = map[string]string{}
	for i := range 100 {
		props.Secrets[fmt.Sprintf("S%d", i)] = fmt.Sprintf("arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/a-long-name/%04d-AbCdEf", i)
	}
	if got := synthtest.Refused(props.Validate()); !slices.Contains(got, "LIM-001 Secrets") {
		t.Errorf("got %v, want LIM-001", got)
	}
}

func TestAllMistakesAreToldAtOnce(t *testing.T) {
	stack := synthtest.Stack(t)
	refusal := synthtest.Panics(t, func() {
		props := minimalProps()
		props.Port, props.Priority, props.User, props.Strategy = -1, 0, "root", release.Canary{}
		fleet.NewService(stack, "Web", props)
	})
	if refusal.ID != "Web" || len(refusal.Problems) != 4 {
		t.Errorf("got %v, want four problems of Web", refusal)
	}
}

func TestNilPropsAreZeroProps(t *testing.T) {
	stack := synthtest.Stack(t)
	if refusal := synthtest.Panics(t, func() { fleet.NewService(stack, "Web", nil) }); len(refusal.Problems) < 8 {
		t.Errorf("got %v, want every required prop named", refusal)
	}
}
