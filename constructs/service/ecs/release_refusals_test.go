package ecs_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestReleasesThatCannotWorkAreRefusedWithOneLineEach(t *testing.T) {
	stack := synthtest.Stack(t)
	cluster := minimalCluster(stack)
	managed := ecs.NewCluster(stack, "Managed", &ecs.ClusterProps{
		Name: "shop-managed", Account: account, Region: region, Vpc: vpc(synthtest.Stack(t)), Key: key(synthtest.Stack(t)), Managed: &service.ManagedInstances{MaxCPU: 8, MaxMemory: 32768},
	})
	header := release.Test{Header: "X-Test", Value: "1"}
	at := func(priority, test int, strategy release.Strategy) func(p *ecs.ServiceProps) {
		return func(p *ecs.ServiceProps) {
			p.Ingress = ecs.LoadBalanced{Listener: listener, Hosts: []string{"a.example.com"}, Priority: priority, TestPriority: test}
			p.Strategy = strategy
		}
	}
	five := []string{"a.example.com", "b.example.com", "c.example.com", "d.example.com", "e.example.com"}
	hosts := func(n int, strategy release.Strategy) func(p *ecs.ServiceProps) {
		return func(p *ecs.ServiceProps) {
			p.Ingress = ecs.LoadBalanced{Listener: listener, Hosts: five[:n], Priority: 10}
			p.Strategy = strategy
		}
	}
	handed := func(mutate func(p *ecs.ServiceProps)) func(p *ecs.ServiceProps) {
		return func(p *ecs.ServiceProps) { codeDeployed(p); mutate(p) }
	}
	alarms := make([]string, 7)
	for i := range alarms {
		alarms[i] = "own"
	}
	for _, c := range []struct {
		want   string
		mutate func(p *ecs.ServiceProps)
	}{
		{`Strategy.Percent is 33.333: want 0.1 to 100 in steps of 0.1 [DEP-002]`, with(release.Canary{Percent: 33.333}, balanced)},
		{`Strategy.Percent is 2.9: want 3 to 100 in steps of 0.1 [DEP-002]`, with(release.Linear{Percent: 2.9}, balanced)},
		{`Strategy.CanaryBake is 24h1m0s: want whole minutes from 0s to 24h [DEP-004]`, with(release.Canary{CanaryBake: wait(1441 * time.Minute)}, balanced)},
		{`Strategy.Bake is 33h1m0s: Bake and CanaryBake are together more than 33h, which CloudFormation does not wait for [DEP-004]`,
			with(release.Canary{CanaryBake: wait(24 * time.Hour), Bake: wait(541 * time.Minute)}, balanced)},
		{`Strategy is "rolling": CodeDeploy moves the requests of tasks, it does not replace tasks one by one: use canary, linear or blue-green, or leave the controller out [DEP-005]`,
			handed(func(p *ecs.ServiceProps) { p.Strategy = nil })},
		{`Peer is true: want false: Service Connect does not work with CodeDeploy [DEP-006]`, handed(func(p *ecs.ServiceProps) { p.Peer = true })},
		{`Controller is "CodeDeploy": want none: CodeDeploy deploys no tasks on managed [DEP-006]`, handed(func(p *ecs.ServiceProps) {
			p.Cluster, p.Capacity = managed, ecs.Managed{}
		})},
		{`Strategy.Alarms[0] is "": want the name of an existing CloudWatch alarm, 1 to 255 characters [DEP-007]`, with(release.BlueGreen{Alarms: []string{""}}, balanced)},
		{`Strategy is "canary": no requests arrive that could be moved little by little: use rolling [DEP-008]`, with(release.Canary{}, unchanged)},
		{`Strategy is "canary": CodeDeploy moves requests of a load balancer: make the service public, or leave the controller out [DEP-008]`,
			handed(connected)},
		{`Strategy is "canary": CodeDeploy moves requests of a load balancer: make the service public, or leave the controller out [DEP-008]`,
			handed(func(p *ecs.ServiceProps) { p.Ingress = nil })},
		{`Strategy.Percent is 12.5: want a whole number: CodeDeploy moves no fractions of a percent [DEP-009]`, handed(with(release.Canary{Percent: 12.5}, unchanged))},
		{`Strategy.StepBake is 0s: want at least 1m: CodeDeploy waits between two steps [DEP-009]`, handed(with(release.Linear{StepBake: wait(0)}, unchanged))},
		{`Controller.WaitForReroute is 30s: want whole minutes from 0s to 48h [DEP-009]`,
			handed(func(p *ecs.ServiceProps) { p.Controller.WaitForReroute = 30 * time.Second })},
		{`Strategy.Alarms is 7: want at most 6: CodeDeploy watches 10, and the service has 4 [DEP-009]`, handed(with(release.Canary{Alarms: alarms}, unchanged))},
		{"", handed(with(release.Canary{Alarms: alarms[:6]}, unchanged))},
		{`Strategy.Hooks[0].Function is "smoke": want the ARN of a Lambda function [DEP-010]`,
			hooked(release.Hook{Stages: []release.Stage{release.PreScaleUp}, Function: "smoke"})},
		{`Strategy.Hooks[0].Timeout is 336h1m0s: want whole minutes from 1m to 33h [DEP-010]`,
			hooked(release.Hook{Stages: []release.Stage{release.PreScaleUp}, Timeout: 20161 * time.Minute})},
		{`Strategy.Hooks[0].Function is "": want a function: CodeDeploy pauses at WaitForReroute only [DEP-010]`,
			handed(with(release.Canary{Hooks: []release.Hook{{Stages: []release.Stage{release.PreScaleUp}}}}, unchanged))},
		{`Strategy.Test.Header is "X-Test": want a Port: CodeDeploy moves whole test listeners [LB-003]`, handed(with(release.Canary{Test: header}, unchanged))},
		{`Strategy.Test.Value is missing: give what Header must hold [LB-003]`,
			with(release.Canary{Test: release.Test{Header: "X-Test"}}, balanced)},
		{`Strategy.Test.Port is 8443: want a Header: Service Connect has no other port for testers [LB-003]`, with(release.Canary{Test: release.Test{Port: 8443}}, connected)},
		{`Ingress.TestListener is missing: give the ARN of the load balancer's listener on port 8443 [LB-003]`, with(release.Canary{Test: release.Test{Port: 8443}}, balanced)},
		{`Ingress.Priority is 1: want at least 2: the rule for testers must be asked before [LB-003]`, at(1, 0, release.Canary{Test: header})},
		{`Ingress.Priority is 0: want 1 to 50000 [LB-003]`, at(0, 0, release.Canary{Test: header})},
		{"", at(2, 0, release.Canary{Test: header})},
		{"", at(1, 0, release.Canary{})},
		{`Ingress.TestPriority is 10: want 1 to 9, to be asked before Priority [LB-003]`, at(10, 10, release.Canary{Test: header})},
		{`Ingress.TestPriority is -1: want 1 to 9, to be asked before Priority [LB-003]`, at(10, -1, release.Canary{Test: header})},
		{`Ingress.Hosts is 5: want at most 4 Hosts and Paths together: the rule for testers has the header's value, too [LB-003]`, hosts(5, release.Canary{Test: header})},
		{"", hosts(4, release.Canary{Test: header})},
		{"", hosts(5, release.Canary{})},
	} {
		props := minimalProps(cluster)
		c.mutate(props)
		got := ""
		if err := props.Validate(); err != nil {
			_, got, _ = strings.Cut(err.Error(), "\n  ")
		}
		if got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
