package test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/test/gate"
)

// beside is an environment with a service called web on one runtime, and one called web2 on another if there is one.
func beside(t *testing.T, from, to service.Runtime) []gate.Stack {
	t.Helper()
	environment, services := "", ""
	for _, one := range []struct {
		name string
		on   service.Runtime
	}{{"web", from}, {"web2", to}} {
		ingress := fmt.Sprintf("{ public: true, host: %s.example.com, certificate: %s }", one.name, certificate)
		if !named(one.on) {
			ingress = "{ public: true }"
		}
		if one.on != "" {
			services += fmt.Sprintf("  %s:\n    runtime: %s\n    ingress: %s\n", one.name, one.on, ingress)
		}
		if one.on == service.EKS {
			environment = kubernetes
		}
	}
	return described(t, environment, services)
}

// TestASecondServiceStartsBesideTheFirst adds a service on another family of runtimes under a name of its own: the stack
// of the first keeps every byte, and what both share only gets more.
func TestASecondServiceStartsBesideTheFirst(t *testing.T) {
	families := []service.Runtime{service.Fargate, service.Express, service.EKS, service.AppRunner, service.Fleet}
	for _, from := range families {
		before := beside(t, from, "")
		for _, to := range families {
			if from == to {
				continue
			}
			after := beside(t, from, to)
			if was, is := stackOf(t, before, "dev/web"), stackOf(t, after, "dev/web"); !bytes.Equal(was.Text, is.Text) {
				t.Errorf("%s beside %s: the first changes: %v", to, from, changes(was, is))
			}
			for _, id := range []string{"dev/Network", "dev/Platform", "dev/Registry"} {
				for _, one := range changes(stackOf(t, before, id), stackOf(t, after, id)) {
					if one.property != added && one.property != "Tags" {
						t.Errorf("%s beside %s: %s: %s", to, from, id, one)
					}
				}
			}
		}
	}
}

// TestTheRequestsOfAHostMoveByOneRule moves the requests of a host from one service to another behind the environment's
// load balancer: the first keeps every byte, so nobody has to answer meanwhile, and the rule of the second is asked first
// and takes every path.
func TestTheRequestsOfAHostMoveByOneRule(t *testing.T) {
	at := func(priority int, more string) string {
		return fmt.Sprintf("    ingress: { public: true, host: web.example.com, certificate: %s, priority: %d%s }\n", certificate, priority, more)
	}
	first := "  web:\n    runtime: fargate\n" + at(200, "")
	before := described(t, "", first)
	after := described(t, "", first+"  web2:\n    runtime: fleet\n"+at(100, `, paths: [/, "/?*"]`))
	if !bytes.Equal(stackOf(t, before, "dev/web").Text, stackOf(t, after, "dev/web").Text) {
		t.Error("the first changes")
	}
	var l lack
	rule := l.one(stackOf(t, after, "dev/web2"), "AWS::ElasticLoadBalancingV2::ListenerRule")
	l.want(rule, "Priority", "100")
	l.want(rule, "Conditions.0.HostHeaderConfig.Values", "[web.example.com]")
	l.want(rule, "Conditions.1.PathPatternConfig.Values", "[/ /?*]")
	if len(l) > 0 {
		t.Error(l)
	}
}

// TestBothSidesMayAnswerForOneHost puts a service on EKS, which has a load balancer of its own, beside one of ECS under the
// same host: then DNS decides who answers.
func TestBothSidesMayAnswerForOneHost(t *testing.T) {
	services := ""
	for _, one := range [][2]string{{"web", "fargate"}, {"web2", "eks"}} {
		services += fmt.Sprintf("  %s:\n    runtime: %s\n    ingress: { public: true, host: web.example.com, certificate: %s }\n", one[0], one[1], certificate)
	}
	stacks := described(t, kubernetes, services)
	for _, id := range []string{"dev/web", "dev/web2"} {
		if at := flat(stackOf(t, stacks, id).Template.Outputs["Url"]["Value"]); at != "https://web.example.com" {
			t.Errorf("%s answers at %s", id, at)
		}
	}
}
