package eks_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// refusal changes good props into bad ones, and says how they are refused.
type refusal struct {
	want   string
	mutate func(p *eks.ServiceProps)
}

// refused checks that each of all is refused with exactly its line.
func refused(t *testing.T, all []refusal) {
	t.Helper()
	for _, c := range all {
		props := workerProps()
		c.mutate(props)
		err := props.Validate()
		if err == nil {
			t.Errorf("accepted, want: %s", c.want)
			continue
		}
		if lines := strings.Split(err.Error(), "\n"); len(lines) != 2 || strings.TrimSpace(lines[1]) != c.want {
			t.Errorf("got:\n%s\nwant:\n  %s", err, c.want)
		}
	}
}

// public changes props into those of a public service whose ingress was changed by mutate.
func public(mutate func(in *eks.Public)) func(p *eks.ServiceProps) {
	return func(p *eks.ServiceProps) {
		in := eks.Public{Hosts: []string{"shop.example.com"}, Certificate: certificate}
		mutate(&in)
		p.Ingress = in
	}
}

// by changes props into those of a public service released by strategy.
func by(strategy release.Strategy) func(p *eks.ServiceProps) {
	return func(p *eks.ServiceProps) { *p = *publicProps(strategy) }
}

func TestABadServiceIsRefusedWithOneLineEach(t *testing.T) {
	refused(t, []refusal{
		{`Name is "Api!": want 1 to 32 lower case letters, digits and dashes, starting with a letter [SVC-001]`, func(p *eks.ServiceProps) { p.Name = "Api!" }},
		{`Name is "api-next": want a name that does not end in -next: releases of another service use it [SVC-002]`, func(p *eks.ServiceProps) { p.Name = "api-next" }},
		{`Name is "setup": want another name: what a cluster needs once is kept under this one [SVC-002]`, func(p *eks.ServiceProps) { p.Name = "setup" }},
		{`Cluster.Name is "": want 1 to 100 letters, digits, dashes and underscores, starting with a letter or digit [SVC-001]`, func(p *eks.ServiceProps) { p.Cluster.Name, p.Namespace = "", "shop" }},
		{`Cluster.Name is "aws-shop": want a name that does not start with aws or ssm: no parameter's may [SVC-001]`, func(p *eks.ServiceProps) { p.Cluster.Name = "aws-shop" }},
		{`Cluster.Account is "1234": want a 12-digit AWS account [ENV-005]`, func(p *eks.ServiceProps) { p.Cluster.Account = "1234" }},
		{`Cluster.Region is "moon": want an AWS region, such as eu-west-1 [ENV-008]`, func(p *eks.ServiceProps) { p.Cluster.Region = "moon" }},
		{`Cluster.Key is "alias/logs": want the ARN of a KMS key [SEC-004]`, func(p *eks.ServiceProps) { p.Cluster.Key = "alias/logs" }},
		{`Namespace is "Shop_Dev": want 1 to 63 lower case letters, digits and dashes, starting with a letter [EKS-004]`, func(p *eks.ServiceProps) { p.Namespace = "Shop_Dev" }},
		{`Namespace is "kube-system": want a namespace of your own: this one belongs to Kubernetes or an add-on [EKS-004]`, func(p *eks.ServiceProps) { p.Namespace = "kube-system" }},
		{`Namespace is "default": want a namespace of your own: this one belongs to Kubernetes or an add-on [EKS-004]`, func(p *eks.ServiceProps) { p.Namespace = "default" }},
		{`Image is missing: give the image to run: image.Released or image.Fixed [IMG-001]`, func(p *eks.ServiceProps) { p.Image = image.Image{} }},
		{`Image is "nginx:latest": want a digest, or a tag other than latest [IMG-002]`, func(p *eks.ServiceProps) { p.Image = image.Fixed("nginx:latest", "") }},
		{`Port is 70000: want 1 to 65535 [SVC-003]`, func(p *eks.ServiceProps) { p.Ingress, p.Port = eks.Internal{}, 70000 }},
		{`Port is -5: want 1 to 65535 [SVC-003]`, func(p *eks.ServiceProps) { p.Port = -5 }},
		{`Size.CPU is 100: want 128 to 196608 [SVC-010]`, func(p *eks.ServiceProps) { p.Size.CPU = 100 }},
		{`Size.Memory is 63: want 64 to 33554432 [SVC-010]`, func(p *eks.ServiceProps) { p.Size.Memory = 63 }},
		{`Scaling.Max is 1: want Min to 5000: 3 to 5000 [SVC-015]`, func(p *eks.ServiceProps) { p.Scaling = service.Scaling{Min: 3, Max: 1} }},
		{`Scaling.Requests is 100: want none: a cluster does not measure requests per pod; scale on CPU or Memory [SVC-022]`, func(p *eks.ServiceProps) { p.Scaling.Requests = 100 }},
		{`User is "root": want a numeric user other than root, such as "65532" or "1000:1000" [SEC-003]`, func(p *eks.ServiceProps) { p.User = "root" }},
		{`User is "2147483648": want numbers up to 2147483647 [SEC-003]`, func(p *eks.ServiceProps) { p.User = "2147483648" }},
		{`Writable[0] is "tmp": want an absolute path below / [SVC-023]`, func(p *eks.ServiceProps) { p.Writable = []string{"tmp"} }},
		{`Writable[1] is "/tmp": want each path once [SVC-023]`, func(p *eks.ServiceProps) { p.Writable = []string{"/tmp", "/tmp"} }},
		{`Writable[0] is "/mnt/secrets/a": want another path: secrets are mounted there [SVC-023]`, func(p *eks.ServiceProps) { p.Writable = []string{"/mnt/secrets/a"} }},
		{`Config.BAD NAME= is "BAD NAME=": want a name of letters, digits and underscores that does not start with a digit [SVC-020]`, func(p *eks.ServiceProps) { p.Config = map[string]string{"BAD NAME=": "x"} }},
		{`Secrets.AWS_CONTAINER_CREDENTIALS_FULL_URI is "AWS_CONTAINER_CREDENTIALS_FULL_URI": EKS Pod Identity sets this variable itself; choose another name [SVC-020]`, func(p *eks.ServiceProps) {
			p.Secrets = map[string]string{"AWS_CONTAINER_CREDENTIALS_FULL_URI": database}
		}},
		{`Config.DB_PASSWORD is set (value not shown): sounds like a secret; store it in Secrets Manager and name it under Secrets [SEC-001]`, func(p *eks.ServiceProps) { p.Config = map[string]string{"DB_PASSWORD": "hunter2"} }},
		{`Config.A is set (value not shown): holds {{, which CloudFormation and Parameter Store would replace [INJ-003]`, func(p *eks.ServiceProps) {
			p.Config = map[string]string{"A": "{{resolve:secretsmanager:shop/db}}"}
		}},
		{`Command[0] is "{{a}}": want no {{, which CloudFormation and Parameter Store would replace [INJ-003]`, func(p *eks.ServiceProps) { p.Command = []string{"{{a}}"} }},
		{`Secrets.A is set (value not shown): want the ARN of a Secrets Manager secret or an SSM parameter [SEC-002]`, func(p *eks.ServiceProps) { p.Secrets = map[string]string{"A": "hunter2"} }},
		{`SecretKeys[0] is "alias/a": want the ARN of a KMS key [SEC-004]`, func(p *eks.ServiceProps) { p.SecretKeys = []string{"alias/a"} }},
		{`StopWithin is 1s: want whole seconds from 2s to 1h0m0s [DEP-011]`, func(p *eks.ServiceProps) { p.StopWithin = time.Second }},
		{`StopWithin is 1h0m1s: want whole seconds from 2s to 1h0m0s [DEP-011]`, func(p *eks.ServiceProps) { p.StopWithin = time.Hour + time.Second }},
		{`LogDays is 13: want one of CloudWatch's values: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731 or more whole years up to 3653 [OBS-001]`, func(p *eks.ServiceProps) { p.LogDays = 13 }},
		{`Alerts is missing: give the ARN of a topic that alarms notify [OBS-005]`, func(p *eks.ServiceProps) { p.Alerts = nil }},
		{`Alerts[0] is "me@example.com": want the ARN of an SNS topic [OBS-005]`, func(p *eks.ServiceProps) { p.Alerts = []string{"me@example.com"} }},
		{`Runbook is "http://wiki": want an https address of at most 500 characters [OBS-005]`, func(p *eks.ServiceProps) { p.Runbook = "http://wiki" }},
	})
}

func TestABadIngressIsRefusedWithOneLineEach(t *testing.T) {
	const certificateIn = "arn:aws:acm:%s:%s:certificate/11111111-2222-3333-4444-555555555555"
	refused(t, []refusal{
		{`Ingress.Hosts is missing: give the DNS names to serve [LB-003]`, public(func(in *eks.Public) { in.Hosts = nil })},
		{`Ingress.Hosts[0] is "Shop": want a DNS name in lower case [LB-003]`, public(func(in *eks.Public) { in.Hosts = []string{"Shop"} })},
		{`Ingress.Hosts is 6: want at most 5 Hosts and Paths together [LB-003]`, public(func(in *eks.Public) { in.Paths = []string{"/a", "/b", "/c", "/d", "/e"} })},
		{`Ingress.Paths[0] is "a": want a path pattern that starts with a slash, at most 128 characters [LB-003]`, public(func(in *eks.Public) { in.Paths = []string{"a"} })},
		{`Ingress.Certificate is missing: give the ARN of the ACM certificate for Hosts [LB-001]`, public(func(in *eks.Public) { in.Certificate = "" })},
		{`Ingress.Certificate is "shop": want the ARN of an ACM certificate [LB-001]`, public(func(in *eks.Public) { in.Certificate = "shop" })},
		{fmt.Sprintf(`Ingress.Certificate is %q: want a certificate in the service's region, eu-west-1 [LB-001]`, fmt.Sprintf(certificateIn, "us-east-1", "111111111111")),
			public(func(in *eks.Public) { in.Certificate = fmt.Sprintf(certificateIn, "us-east-1", "111111111111") })},
		{fmt.Sprintf(`Ingress.Certificate is %q: want a certificate in the service's account, 111111111111 [LB-001]`, fmt.Sprintf(certificateIn, "eu-west-1", "222222222222")),
			public(func(in *eks.Public) { in.Certificate = fmt.Sprintf(certificateIn, "eu-west-1", "222222222222") })},
		{`Ingress.Health.Path is "ok": want a path that starts with a slash, without spaces, at most 1024 characters [SVC-019]`, public(func(in *eks.Public) { in.Health.Path = "ok" })},
		{`Ingress.Health.Codes is "200-404": want codes from 200 to 399: a kubelet takes no others for ready [SVC-019]`, public(func(in *eks.Public) { in.Health.Codes = "200-404" })},
		{`Ingress.Health.Timeout is 15s: want less than Interval, 15s [SVC-019]`, public(func(in *eks.Public) { in.Health.Timeout = 15 * time.Second })},
		{`Ingress.Health.Path is "ok": want a path that starts with a slash, without spaces, at most 1024 characters [SVC-019]`,
			func(p *eks.ServiceProps) { p.Ingress = eks.Internal{Health: &service.Health{Path: "ok"}} }},
		{`Ingress.Subnets is 1: want 2 or more subnets in different zones, or none [NET-007]`, public(func(in *eks.Public) { in.Subnets = []string{"subnet-0aaaaaaaaaaaaaaaa"} })},
		{`Ingress.Subnets[1] is "b": want the id of a subnet [NET-007]`, public(func(in *eks.Public) { in.Subnets = []string{"subnet-0aaaaaaaaaaaaaaaa", "b"} })},
		{`Ingress.From[0] is "10.0.0.5/16": want an IPv4 range such as 10.0.0.0/16 [NET-001]`, public(func(in *eks.Public) { in.From = []string{"10.0.0.5/16"} })},
		{`Ingress.From is 26: want at most 25 ranges [NET-009]`, public(func(in *eks.Public) { in.From = strings.Split(strings.Repeat("10.0.0.0/16 ", 25)+"10.0.0.0/16", " ") })},
		{`Ingress.Ranges[0] is "::/0": want an IPv4 range such as 10.0.0.0/16 [NET-001]`, public(func(in *eks.Public) { in.Ranges = []string{"::/0"} })},
		{`Ingress.TLSPolicy is "ELBSecurityPolicy-2016-08": want a security policy with TLS 1.2 or newer, such as ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09 [LB-004]`, public(func(in *eks.Public) { in.TLSPolicy = "ELBSecurityPolicy-2016-08" })},
		{`Ingress.LogBucket is "S3": want the name of a bucket [OBS-002]`, public(func(in *eks.Public) { in.LogBucket = "S3" })},
		{`Ingress.Balancer is "shop-dev-api": want the load balancer's full name, "app/<name>/<id>" [LB-002]`, public(func(in *eks.Public) { in.Balancer = "shop-dev-api" })},
	})
}

func TestABadStrategyIsRefusedWithOneLineEach(t *testing.T) {
	internal := func(strategy release.Strategy) func(p *eks.ServiceProps) {
		return func(p *eks.ServiceProps) { p.Ingress, p.Strategy = eks.Internal{}, strategy }
	}
	const noWeights = "a Kubernetes Service has no weights: make the service public, or use rolling [DEP-008]"
	none := -1
	refused(t, []refusal{
		{`Strategy is "canary": ` + noWeights, internal(release.Canary{})},
		{`Strategy is "linear": ` + noWeights, internal(release.Linear{})},
		{`Strategy is "blue-green": ` + noWeights, internal(release.BlueGreen{})},
		{`Strategy is "canary": ` + noWeights, func(p *eks.ServiceProps) { p.Strategy = release.Canary{} }},
		{`Strategy.MinHealthyPercent is -1: want 0 to 100 [DEP-002]`, by(release.Rolling{MinHealthyPercent: &none})},
		{`Strategy.MaxPercent is 100: want more than MinHealthyPercent, 100, or no task can start [DEP-001]`, by(release.Rolling{MaxPercent: 100})},
		{`Strategy.Percent is 150: want 0.1 to 100 in steps of 0.1 [DEP-002]`, by(release.Canary{Percent: 150})},
		{`Strategy.Percent is 2.9: want 3 to 100 in steps of 0.1 [DEP-002]`, by(release.Linear{Percent: 2.9})},
		{`Strategy.Bake is 24h1m0s: want whole minutes from 0s to 24h [DEP-004]`, by(release.BlueGreen{Bake: minutes(1441)})},
		{`Strategy.Alarms[0] is "": want the name of an existing CloudWatch alarm, 1 to 255 characters [DEP-007]`, by(release.Canary{Alarms: []string{""}})},
		{`Strategy.Batch is "one": want none: pods are bounded by MinHealthyPercent and MaxPercent; only a fleet has batches [SVC-021]`, by(release.Rolling{Batch: release.BatchOne})},
		{`Strategy.Hooks is 1: want none: no controller calls them on EKS; whoever applies the phases checks between them [DEP-010]`,
			by(release.BlueGreen{Hooks: []release.Hook{{Stages: []release.Stage{release.PostScaleUp}}}})},
		{`Strategy.Test.Port is 9000: want Header: on EKS testers reach the new version by a header [LB-003]`, by(release.Linear{Test: release.Test{Port: 9000}})},
	})
}

func TestAManifestThatFitsNoParameterIsRefused(t *testing.T) {
	long := map[string]string{"TEXT": strings.Repeat("x", 8192)}
	err := (&eks.ServiceProps{Name: "api", Cluster: place(), Alerts: workerProps().Alerts, Image: workerProps().Image, Config: long}).Validate()
	if err == nil || !strings.Contains(err.Error(), "Deployment is ") || !strings.Contains(err.Error(), "want at most 8192, which one parameter holds") || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("got %v, want one line about the Deployment", err)
	}
	long["TEXT"] = strings.Repeat("x", 5000)
	props := workerProps()
	props.Config = long
	if err := props.Validate(); err != nil {
		t.Errorf("a manifest that fits is refused: %v", err)
	}
}

func TestMoreSecretsThanAPolicyHoldsAreRefused(t *testing.T) {
	props := workerProps()
	props.Secrets = map[string]string{}
	for i := range 100 {
		props.Secrets[fmt.Sprintf("S%d", i)] = fmt.Sprintf("arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/a-long-name/%04d-AbCdEf", i)
	}
	if err := props.Validate(); err == nil || !strings.Contains(err.Error(), "LIM-001") {
		t.Errorf("got %v, want LIM-001", err)
	}
}

func TestAllMistakesOfAServiceAreToldAtOnce(t *testing.T) {
	stack := synthtest.Stack(t)
	told := synthtest.Panics(t, func() {
		eks.NewService(stack, "Api", &eks.ServiceProps{Name: "api", Cluster: place(), Size: service.Size{CPU: 1}, Ingress: eks.Internal{}, Port: 70000})
	})
	if told.ID != "Api" || len(told.Problems) != 5 {
		t.Errorf("got %v, want five problems of Api", told)
	}
}

func TestNilPropsOfAServiceAreZeroProps(t *testing.T) {
	stack := synthtest.Stack(t)
	if told := synthtest.Panics(t, func() { eks.NewService(stack, "Api", nil) }); len(told.Problems) < 5 {
		t.Errorf("got %v, want every required prop named", told)
	}
}

func TestTokensAreNeverRefused(t *testing.T) {
	props := publicProps(nil)
	props.Cluster.Key = "${Token[Key.Arn.1]}"
	props.Secrets = map[string]string{"A": "${Token[Secret.2]}:user::"}
	props.Config = map[string]string{"QUEUE_URL": "${Token[Queue.3]}"}
	in := props.Ingress.(eks.Public)
	in.Certificate = "${Token[Certificate.4]}"
	in.Subnets = []string{"${Token[Subnet.5]}", "${Token[Subnet.6]}"}
	props.Ingress = in
	if err := props.Validate(); err != nil {
		t.Error(err)
	}
}
