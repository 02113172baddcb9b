package ecs_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const testListener = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/shop/0123456789abcdef/fedcba9876543210"

const (
	rule  = "AWS::ElasticLoadBalancingV2::ListenerRule"
	group = "AWS::ElasticLoadBalancingV2::TargetGroup"
)

// forward is the action of a rule whose requests all go to the first group.
var forward = []any{object{"Type": "forward", "TargetGroupArn": synthtest.Absent(), "ForwardConfig": object{"TargetGroups": []any{
	object{"TargetGroupArn": object{"Ref": synthtest.Text("ApiTargets")}, "Weight": 100},
	object{"TargetGroupArn": object{"Ref": synthtest.Text("ApiAlternate")}, "Weight": 0},
}}}}

func TestEveryStrategyFindsTwoGroupsInTheRule(t *testing.T) {
	for _, strategy := range strategies {
		got := synth(t, with(strategy, balanced))
		got.Count(group, 2)
		got.Count(rule, 1)
		got.Has(rule, synthtest.Props{"Actions": forward})
	}
}

// The rule belongs to whoever deploys: were it written again, the requests would go to the first group, which may be
// the idle one.
func TestTheListenerRuleNeverChangesWithTheService(t *testing.T) {
	type change = func(p *ecs.ServiceProps)
	public := func(change func(b *ecs.LoadBalanced)) change {
		return func(p *ecs.ServiceProps) {
			b := p.Ingress.(ecs.LoadBalanced)
			change(&b)
			p.Ingress = b
		}
	}
	written := func(mutate change) string {
		stack := synthtest.Stack(t)
		props := minimalProps(minimalCluster(stack))
		balanced(props)
		mutate(props)
		ecs.NewService(stack, "Api", props)
		if props.Command != nil { // stands for tags, which are no prop
			awscdk.Tags_Of(stack).Add(jsii.String("team"), jsii.String("shop"), nil)
		}
		for id, one := range synthtest.Of(t, stack).Resources(rule) {
			if strings.HasPrefix(id, "ApiRule") {
				text, _ := json.Marshal(one)
				return id + string(text)
			}
		}
		return "no rule"
	}
	before := written(func(*ecs.ServiceProps) {})
	for name, mutate := range map[string]change{
		"image":        func(p *ecs.ServiceProps) { p.Image = image.Fixed("public.ecr.aws/nginx/nginx:1.30", "") },
		"size":         func(p *ecs.ServiceProps) { p.Size = service.Size{CPU: 1024, Memory: 4096} },
		"architecture": func(p *ecs.ServiceProps) { p.ARM = true },
		"scaling":      func(p *ecs.ServiceProps) { p.Scaling = service.Scaling{Min: 5, Max: 50, Requests: 100} },
		"port":         func(p *ecs.ServiceProps) { p.Port = 9000 },
		"config":       func(p *ecs.ServiceProps) { p.Config = map[string]string{"LOG_LEVEL": "debug"} },
		"secrets":      func(p *ecs.ServiceProps) { p.Secrets = map[string]string{"DATABASE_URL": secret} },
		"user":         func(p *ecs.ServiceProps) { p.User = "1000:1000" },
		"stop":         func(p *ecs.ServiceProps) { p.StopWithin = time.Minute },
		"exec":         func(p *ecs.ServiceProps) { p.Exec = true },
		"peer":         func(p *ecs.ServiceProps) { p.Peer = true },
		"alerts":       func(p *ecs.ServiceProps) { p.Alerts = []string{alerts + "-2"} },
		"health": public(func(b *ecs.LoadBalanced) {
			b.Health = service.Health{Path: "/healthz", Interval: 30 * time.Second, Grace: 5 * time.Minute, Codes: "200-299"}
		}),
		"rolling":    func(p *ecs.ServiceProps) { p.Strategy = release.Rolling{MaxPercent: 150} },
		"linear":     func(p *ecs.ServiceProps) { p.Strategy = release.Linear{} },
		"canary":     func(p *ecs.ServiceProps) { p.Strategy = release.Canary{} },
		"blue-green": func(p *ecs.ServiceProps) { p.Strategy = release.BlueGreen{} },
		"test by header": func(p *ecs.ServiceProps) {
			p.Strategy = release.Canary{Test: release.Test{Header: "X-Test", Value: "1"}}
		},
		"test by port": func(p *ecs.ServiceProps) {
			p.Strategy = release.Canary{Test: release.Test{Port: 8443}}
			public(func(b *ecs.LoadBalanced) { b.TestListener = testListener })(p)
		},
		"hooks":      hooked(release.Hook{Stages: []release.Stage{release.PreScaleUp}}),
		"controller": codeDeployed,
		"tags":       func(p *ecs.ServiceProps) { p.Command = []string{"serve"} },
	} {
		if after := written(mutate); after != before {
			t.Errorf("changing the %s changes the rule:\nfrom %s\nto   %s", name, before, after)
		}
	}
}

// A group that is replaced takes its place in the rule along.
func TestNoTargetGroupIsReplacedWhileItsServiceStays(t *testing.T) {
	got := synth(t, func(p *ecs.ServiceProps) { balanced(p); p.Port = 9000 })
	for id, one := range got.Resources(group) {
		if wrong := synthtest.Diff(object{"Port": 80, "Protocol": "HTTP", "TargetType": "ip", "Name": synthtest.Absent()}, one.Properties); len(wrong) > 0 {
			t.Errorf("%s: %v", id, wrong)
		}
	}
}

func TestTestersAreRecognizedByAHeaderBeforeOthersAreServed(t *testing.T) {
	for _, c := range []struct {
		given, want int
	}{{0, 9}, {3, 3}} {
		got := synth(t, func(p *ecs.ServiceProps) {
			p.Ingress = ecs.LoadBalanced{Listener: listener, Hosts: []string{"shop.example.com"}, Paths: []string{"/api/*"}, Priority: 10, TestPriority: c.given}
			p.Strategy = release.Canary{Test: release.Test{Header: "X-Shop-Test", Value: "green"}}
		})
		test := got.Has(rule, synthtest.Props{
			"ListenerArn": listener.ARN, "Priority": c.want, "Actions": forward,
			"Conditions": []any{
				object{"HostHeaderConfig": object{"Values": []any{"shop.example.com"}}}, object{"PathPatternConfig": object{"Values": []any{"/api/*"}}},
				object{"Field": "http-header", "HttpHeaderConfig": object{"HttpHeaderName": "X-Shop-Test", "Values": []any{"green"}}},
			},
		})
		got.Has("AWS::ECS::Service", synthtest.Props{"LoadBalancers": []any{object{"AdvancedConfiguration": object{"TestListenerRule": object{"Ref": test}}}}})
	}
}

func TestTestersHaveAPortOfTheirOwn(t *testing.T) {
	got := synth(t, func(p *ecs.ServiceProps) {
		p.Ingress = ecs.LoadBalanced{Listener: listener, Hosts: []string{"shop.example.com"}, Priority: 10, TestListener: testListener}
		p.Strategy = release.BlueGreen{Test: release.Test{Port: 8443}}
	})
	test := got.Has(rule, synthtest.Props{
		"ListenerArn": testListener, "Priority": 10, "Actions": forward,
		"Conditions": []any{object{"HostHeaderConfig": object{"Values": []any{"shop.example.com"}}}},
	})
	got.Has("AWS::ECS::Service", synthtest.Props{"LoadBalancers": []any{object{"AdvancedConfiguration": object{"TestListenerRule": object{"Ref": test}}}}})
}

func TestTestersOfAnInternalServiceSendAHeader(t *testing.T) {
	synth(t, with(release.Linear{Test: release.Test{Header: "X-Shop-Test", Value: "green"}}, connected)).
		Has("AWS::ECS::Service", synthtest.Props{"ServiceConnectConfiguration": object{"Services": []any{object{"ClientAliases": []any{object{
			"TestTrafficRules": object{"Header": object{"Name": "X-Shop-Test", "Value": object{"Exact": "green"}}},
		}}}}}})
}

func TestTwoRulesOfAListenerAreNeverAskedAtOnce(t *testing.T) {
	stack := synthtest.Stack(t)
	cluster := minimalCluster(stack)
	props := func(name string, priority, test int) *ecs.ServiceProps {
		p := minimalProps(cluster)
		p.Name = name
		p.Ingress = ecs.LoadBalanced{Listener: listener, Hosts: []string{name + ".example.com"}, Priority: priority, TestPriority: test}
		p.Strategy = release.Canary{Test: release.Test{Header: "X-Test", Value: "1"}}
		return p
	}
	ecs.NewService(stack, "Api", props("api", 10, 0))
	for _, c := range []struct {
		props *ecs.ServiceProps
		want  string
	}{
		{props("api", 10, 0), ""}, // itself
		{props("web", 12, 0), ""},
		{props("web", 10, 8), "Ingress.Priority is 10: want another: service api has it on this listener [LB-003]"},
		{props("web", 9, 8), "Ingress.Priority is 9: want another: service api has it on this listener [LB-003]"},
		{props("web", 11, 0), "Ingress.TestPriority is 10: want another: service api has it on this listener [LB-003]"},
		{props("web", 12, 9), "Ingress.TestPriority is 9: want another: service api has it on this listener [LB-003]"},
	} {
		got := ""
		if err := c.props.Validate(); err != nil {
			_, got, _ = strings.Cut(err.Error(), "\n  ")
		}
		if got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
