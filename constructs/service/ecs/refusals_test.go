package ecs_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestBadPropsAreRefusedWithOneLineEach(t *testing.T) {
	stack := synthtest.Stack(t)
	cluster := minimalCluster(stack)
	none := -1
	for want, mutate := range map[string]func(p *ecs.ServiceProps){
		`Name is "": want 1 to 32 lower case letters, digits and dashes, starting with a letter [SVC-001]`:                                      func(p *ecs.ServiceProps) { p.Name = "" },
		`Name is "a b": want 1 to 32 lower case letters, digits and dashes, starting with a letter [SVC-001]`:                                   func(p *ecs.ServiceProps) { p.Name = "a b" },
		`Name is "-x": want 1 to 32 lower case letters, digits and dashes, starting with a letter [SVC-001]`:                                    func(p *ecs.ServiceProps) { p.Name = "-x" },
		`Name is "1a": want 1 to 32 lower case letters, digits and dashes, starting with a letter [SVC-001]`:                                    func(p *ecs.ServiceProps) { p.Name = "1a" },
		`Name is "Api!": want 1 to 32 lower case letters, digits and dashes, starting with a letter [SVC-001]`:                                  func(p *ecs.ServiceProps) { p.Name = "Api!" },
		`Cluster is missing: give the cluster it runs in [API-001]`:                                                                             func(p *ecs.ServiceProps) { p.Cluster = nil },
		`Image is missing: give the image to run: image.Released or image.Fixed [IMG-001]`:                                                      func(p *ecs.ServiceProps) { p.Image = image.Image{} },
		`Image is "nginx:latest": want a digest, or a tag other than latest [IMG-002]`:                                                          func(p *ecs.ServiceProps) { p.Image = image.Fixed("nginx:latest", "") },
		`Image.Repository is "shop/api": want the ARN of an ECR repository [IMG-003]`:                                                           func(p *ecs.ServiceProps) { p.Image = image.Released(stack, "shop/api") },
		`Image is "": want an image reference such as registry/repository:tag, the repository in lower case without spaces [IMG-001]`:           func(p *ecs.ServiceProps) { p.Image = image.Fixed("", "") },
		`Image is "Shop/Api:1": want an image reference such as registry/repository:tag, the repository in lower case without spaces [IMG-001]`: func(p *ecs.ServiceProps) { p.Image = image.Fixed("Shop/Api:1", "") },
		`Image is "api@sha256:abc": want a digest of sha256: and 64 hexadecimal digits [IMG-001]`:                                               func(p *ecs.ServiceProps) { p.Image = image.Fixed("api@sha256:abc", "") },
		`Storage is 10: want 21 to 200, or leave it out for 20 [SVC-029]`:                                                                       func(p *ecs.ServiceProps) { p.Storage = 10 },
		`Storage is 201: want 21 to 200, or leave it out for 20 [SVC-029]`:                                                                      func(p *ecs.ServiceProps) { p.Storage = 201 },
		`Scaling.Min is -1: want 1 to 5000 [SVC-014]`:                                                                                           func(p *ecs.ServiceProps) { p.Scaling = service.Scaling{Min: -1, Max: 2} },
		`Scaling.Concurrency is 80: want none: only App Runner counts requests at a time [SVC-021]`:                                             func(p *ecs.ServiceProps) { p.Scaling.Concurrency = 80 },
		`Ingress.Health.Interval is 4s: want whole seconds from 5s to 5m0s [SVC-019]`: func(p *ecs.ServiceProps) {
			health(p, service.Health{Interval: 4 * time.Second, Timeout: 2 * time.Second})
		},
		`Ingress.Health.Codes is "999": want HTTP codes from 200 to 499, such as "200", "200-299" or "200,204" [SVC-019]`:     func(p *ecs.ServiceProps) { health(p, service.Health{Codes: "999"}) },
		`Queue is "set": want no Ingress with it: a worker answers nobody; make a second service of the same image [SVC-021]`: func(p *ecs.ServiceProps) { worker(p); connected(p) },
		`Queue.Attempts is 1001: want 1 to 1000 [SVC-026]`:                                                                    func(p *ecs.ServiceProps) { p.Queue = &service.Queue{Attempts: 1001} },
		`Config.QUEUE_URL is "QUEUE_URL": the service sets this variable itself; choose another name [SVC-020]`:               func(p *ecs.ServiceProps) { worker(p); p.Config = map[string]string{"QUEUE_URL": "x"} },
		`Secrets.QUEUE_URL is "QUEUE_URL": the service sets this variable itself; choose another name [SVC-020]`:              func(p *ecs.ServiceProps) { worker(p); p.Secrets = map[string]string{"QUEUE_URL": secret} },
		`Config.AWS_REGION is "AWS_REGION": ECS sets this variable itself; choose another name [SVC-020]`:                     func(p *ecs.ServiceProps) { p.Config = map[string]string{"AWS_REGION": "x"} },
		`Config.A is "A": Secrets has it too; give it once [SVC-020]`: func(p *ecs.ServiceProps) {
			p.Config = map[string]string{"A": "x"}
			p.Secrets = map[string]string{"A": secret}
		},
		`Config.A is set (value not shown): looks like a credential; store it in Secrets Manager and name it under Secrets [SEC-001]`: func(p *ecs.ServiceProps) { p.Config = map[string]string{"A": "AKIAIOSFODNN7EXAMPLE"} },
		`Secrets.EMPTY is set (value not shown): want the ARN of a Secrets Manager secret or an SSM parameter [SEC-002]`:              func(p *ecs.ServiceProps) { p.Secrets = map[string]string{"EMPTY": ""} },
		`SecretKeys[0] is "alias/aws/ssm": want the ARN of a KMS key [SEC-004]`:                                                       func(p *ecs.ServiceProps) { p.SecretKeys = []string{"alias/aws/ssm"} },
		`Sidecars[0].Name is "api": want a name that no other container of the task has [SVC-017]`:                                    func(p *ecs.ServiceProps) { p.Sidecars = []service.Sidecar{{Name: "api", Image: "nginx:1.29"}} },
		`Sidecars[0].Port is 8080: want a port that no other container of the task listens on [SVC-003]`: func(p *ecs.ServiceProps) {
			connected(p)
			p.Sidecars = []service.Sidecar{{Name: "proxy", Image: "nginx:1.29", Port: 8080}}
		},
		`Sidecars is "512 MiB together": want less than the task's 512 MiB, so that the service has some left [SVC-011]`: func(p *ecs.ServiceProps) {
			p.Sidecars = []service.Sidecar{{Name: "proxy", Image: "nginx:1.29", Memory: 512}}
		},
		`Sidecars[0].Secrets.A is "arn:aws:ssm:eu-west-1:222222222222:parameter/a": want a reference in the service's account, 111111111111 [SEC-002]`: func(p *ecs.ServiceProps) {
			p.Sidecars = []service.Sidecar{{Name: "proxy", Image: "nginx:1.29", Secrets: map[string]string{"A": "arn:aws:ssm:eu-west-1:222222222222:parameter/a"}}}
		},
		`Volumes[0].Name is "Up!": want 1 to 32 lower case letters, digits and dashes, starting with a letter [SVC-028]`:                      volume(func(v *ecs.Volume) { v.Name = "Up!" }),
		`Volumes[0].Path is "up": want an absolute path below / [SVC-023]`:                                                                    volume(func(v *ecs.Volume) { v.Path = "up" }),
		`Volumes[0].Path is "/tmp": want a path that is neither Writable, nor another volume's, nor where the agent of Exec writes [SVC-023]`: volume(func(v *ecs.Volume) { v.Path = "/tmp" }),
		`Volumes[0].Path is "/var/lib/amazon": want a path that is neither Writable, nor another volume's, nor where the agent of Exec writes [SVC-023]`: func(p *ecs.ServiceProps) {
			p.Exec = true
			volume(func(v *ecs.Volume) { v.Path = "/var/lib/amazon" })(p)
		},
		`User is "2147483648": want numbers up to 2147483647 [SEC-003]`: func(p *ecs.ServiceProps) { p.User = "2147483648" },
		`Config is "57363 characters with all that the containers are told": want at most 57344 together: a task definition holds no more; put long values into a file or a parameter [LIM-001]`: func(p *ecs.ServiceProps) {
			p.Writable, p.Config = []string{}, map[string]string{"A": strings.Repeat("x", 57335)}
		},
		`Sidecars is 10: want at most 9: a task has 10 containers [SVC-017]`: func(p *ecs.ServiceProps) {
			for i := range 10 {
				p.Sidecars = append(p.Sidecars, service.Sidecar{Name: fmt.Sprintf("s%d", i), Image: "nginx:1.29"})
			}
		},
		`Volumes[0].FileSystem is "": want the id of an EFS file system, fs- and hexadecimal digits [SVC-028]`:                                        volume(func(v *ecs.Volume) { v.FileSystem = "" }),
		`Volumes[0].AccessPoint is "fs-0123456789abcdef0": want the id of an access point of the file system, fsap- and hexadecimal digits [SVC-028]`: volume(func(v *ecs.Volume) { v.AccessPoint = v.FileSystem }),
		`Volumes[0].SecurityGroup is "default": want the id of the security group of the mount targets, sg- and hexadecimal digits [SVC-028]`:         volume(func(v *ecs.Volume) { v.SecurityGroup = "default" }),
		`Volumes[1].Name is "uploads": want a name that no other volume has [SVC-028]`: func(p *ecs.ServiceProps) {
			twin := uploads
			twin.Path = "/twin"
			p.Volumes = []ecs.Volume{uploads, twin}
		},
		`Writable[1] is "/tmp": want each path once [SVC-023]`:                                                                 func(p *ecs.ServiceProps) { p.Writable = []string{"/tmp", "/tmp"} },
		`Port is 70000: want 1 to 65535 [SVC-003]`:                                                                             func(p *ecs.ServiceProps) { connected(p); p.Port = 70000 },
		`Port is -5: want 1 to 65535 [SVC-003]`:                                                                                func(p *ecs.ServiceProps) { p.Port = -5 },
		`Size.CPU is 300: want a Fargate size: 256, 512, 1024, 2048, 4096, 8192 or 16384 CPU units [SVC-010]`:                  func(p *ecs.ServiceProps) { p.Size.CPU = 300 },
		`Size.Memory is 4096: with 256 CPU units want 512, 1024 or 2048 MiB [SVC-010]`:                                         func(p *ecs.ServiceProps) { p.Size = service.Size{CPU: 256, Memory: 4096} },
		`Scaling.Max is 1: want Min to 5000: 3 to 5000 [SVC-015]`:                                                              func(p *ecs.ServiceProps) { p.Scaling = service.Scaling{Min: 3, Max: 1} },
		`Scaling.Requests is 100: want none: only a LoadBalanced service counts requests [SVC-022]`:                            func(p *ecs.ServiceProps) { p.Scaling.Requests = 100 },
		`Ingress.Health.Path is "ok": want a path that starts with a slash, without spaces, at most 1024 characters [SVC-019]`: func(p *ecs.ServiceProps) { health(p, service.Health{Path: "ok"}) },
		`Ingress.Health.Timeout is 10s: want less than Interval, 10s [SVC-019]`: func(p *ecs.ServiceProps) {
			health(p, service.Health{Interval: 10 * time.Second, Timeout: 10 * time.Second})
		},
		`Ingress.Priority is 50001: want 1 to 50000 [LB-003]`: func(p *ecs.ServiceProps) {
			p.Ingress = ecs.LoadBalanced{Listener: listener, Hosts: []string{"a.example.com"}, Priority: 50001}
		},
		`Ingress.Hosts is missing: give the DNS names to serve [LB-003]`: func(p *ecs.ServiceProps) { p.Ingress = ecs.LoadBalanced{Listener: listener, Priority: 1} },
		`Ingress.Hosts[0] is "Shop": want a DNS name in lower case [LB-003]`: func(p *ecs.ServiceProps) {
			p.Ingress = ecs.LoadBalanced{Listener: listener, Hosts: []string{"Shop"}, Priority: 1}
		},
		`User is "root": want a numeric user other than root, such as "65532" or "1000:1000" [SEC-003]`:                                      func(p *ecs.ServiceProps) { p.User = "root" },
		`User is "0:0": want a numeric user other than root, such as "65532" or "1000:1000" [SEC-003]`:                                       func(p *ecs.ServiceProps) { p.User = "0:0" },
		`Writable[0] is "tmp": want an absolute path below / [SVC-023]`:                                                                      func(p *ecs.ServiceProps) { p.Writable = []string{"tmp"} },
		`Config.BAD NAME= is "BAD NAME=": want a name of letters, digits and underscores that does not start with a digit [SVC-020]`:         func(p *ecs.ServiceProps) { p.Config = map[string]string{"BAD NAME=": "x"} },
		`Config.DB_PASSWORD is set (value not shown): sounds like a secret; store it in Secrets Manager and name it under Secrets [SEC-001]`: func(p *ecs.ServiceProps) { p.Config = map[string]string{"DB_PASSWORD": "hunter2"} },
		`Secrets.A is set (value not shown): want the ARN of a Secrets Manager secret or an SSM parameter [SEC-002]`:                         func(p *ecs.ServiceProps) { p.Secrets = map[string]string{"A": "hunter2"} },
		`StopWithin is 16m39s: want whole seconds from 2s to 2m0s, Fargate's limit [DEP-011]`:                                                func(p *ecs.ServiceProps) { p.StopWithin = 999 * time.Second },
		`Strategy.MinHealthyPercent is -1: want 0 to 100 [DEP-002]`:                                                                          func(p *ecs.ServiceProps) { p.Strategy = release.Rolling{MinHealthyPercent: &none} },
		`Strategy.MaxPercent is 149: of 2 tasks 2 must stay healthy and at most 2 may run, so none is ever replaced: want more, or a smaller MinHealthyPercent [DEP-001]`: func(p *ecs.ServiceProps) {
			p.Strategy, p.Scaling = release.Rolling{MaxPercent: 149}, service.Scaling{Min: 2}
		},
		`Strategy.MaxPercent is 100: want more than MinHealthyPercent, 100, or no task can start [DEP-001]`:      func(p *ecs.ServiceProps) { p.Strategy = release.Rolling{MaxPercent: 100} },
		`Strategy.Bake is 24h1m0s: want whole minutes from 1m to 24h [DEP-004]`:                                  func(p *ecs.ServiceProps) { p.Strategy = release.Rolling{Bake: 1441 * time.Minute} },
		`Strategy.Alarms[0] is "": want the name of an existing CloudWatch alarm, 1 to 255 characters [DEP-007]`: func(p *ecs.ServiceProps) { p.Strategy = release.Rolling{Alarms: []string{""}} },
		`Alerts is missing: give the ARN of a topic that alarms notify [OBS-005]`:                                func(p *ecs.ServiceProps) { p.Alerts = nil },
		`Runbook is "http://wiki": want an https address of at most 500 characters [OBS-005]`:                    func(p *ecs.ServiceProps) { p.Runbook = "http://wiki" },
	} {
		props := minimalProps(cluster)
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

func volume(change func(v *ecs.Volume)) func(p *ecs.ServiceProps) {
	return func(p *ecs.ServiceProps) {
		one := uploads
		change(&one)
		p.Volumes = []ecs.Volume{one}
	}
}

func health(p *ecs.ServiceProps, h service.Health) {
	p.Ingress = ecs.LoadBalanced{Listener: listener, Hosts: []string{"a.example.com"}, Priority: 1, Health: h}
}

func TestMoreSecretsThanAPolicyHoldsAreRefused(t *testing.T) {
	stack := synthtest.Stack(t)
	props := minimalProps(minimalCluster(stack))
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
		ecs.NewService(stack, "Api", &ecs.ServiceProps{Name: "api", Size: service.Size{CPU: 300}, Ingress: ecs.Connected{}, Port: 70000})
	})
	if refusal.ID != "Api" || len(refusal.Problems) != 5 {
		t.Errorf("got %v, want five problems of Api", refusal)
	}
}

func TestNilPropsAreZeroProps(t *testing.T) {
	stack := synthtest.Stack(t)
	if refusal := synthtest.Panics(t, func() { ecs.NewService(stack, "Api", nil) }); len(refusal.Problems) < 3 {
		t.Errorf("got %v, want every required prop named", refusal)
	}
}

func TestAnIdMustNameAConstruct(t *testing.T) {
	stack := synthtest.Stack(t)
	props := minimalProps(minimalCluster(stack))
	for _, id := range []string{"", "a/b"} {
		if refusal := synthtest.Panics(t, func() { ecs.NewService(stack, id, props) }); refusal.Problems[0].Code != "API-001" {
			t.Errorf("id %q: got %v, want API-001", id, refusal)
		}
	}
}

func TestABadClusterIsRefused(t *testing.T) {
	refusal := (&ecs.ClusterProps{Name: "shop dev", Account: "1", Region: "moon-1", LogDays: 13}).Validate()
	if lines := strings.Count(refusal.Error(), "\n"); lines != 6 {
		t.Errorf("got %d lines, want 6 problems:\n%v", lines, refusal)
	}
}
