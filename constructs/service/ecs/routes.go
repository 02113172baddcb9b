package ecs

import (
	"fmt"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/jsii-runtime-go"
)

// expose defines what lets requests in.
func (s *Service) expose() {
	balanced, is := s.props.Ingress.(LoadBalanced)
	if !is {
		return
	}
	s.targets = [2]targets{s.target("Targets", balanced), s.target("Alternate", balanced)}
	s.rule = s.route("Rule", balanced.Listener.ARN, balanced.Priority, conditions(balanced))
	switch test := s.plan().test; {
	case test.Header != "":
		s.testRule = s.route("TestRule", balanced.Listener.ARN, balanced.TestPriority, append(conditions(balanced), &condition{
			Field: jsii.String("http-header"),
			HttpHeaderConfig: &awselasticloadbalancingv2.CfnListenerRule_HttpHeaderConfigProperty{
				HttpHeaderName: &test.Header, Values: jsii.Strings(test.Value),
			},
		}))
	case test.Port != 0:
		s.testRule = s.route("TestRule", balanced.TestListener, balanced.Priority, conditions(balanced))
	}
	for _, turn := range balanced.turns(s.plan().test) {
		s.props.Cluster.turns[turn] = s.props.Name
	}
}

// targets is a target group: its ARN, and its full name, as its metrics know it.
type targets struct {
	arn, name string
	group     awselasticloadbalancingv2.CfnTargetGroup
}

// target defines a target group for tasks to register in. Nothing that may change replaces it, for the rule would
// change with it: its port is only a default, ECS registers each task with the container's own.
func (s *Service) target(id string, b LoadBalanced) targets {
	h := b.Health
	group := awselasticloadbalancingv2.NewCfnTargetGroup(s, &id, &awselasticloadbalancingv2.CfnTargetGroupProps{
		VpcId:                      &s.place.vpc,
		TargetType:                 jsii.String("ip"),
		Protocol:                   jsii.String("HTTP"),
		Port:                       jsii.Number(80),
		HealthCheckPath:            &h.Path,
		HealthCheckIntervalSeconds: jsii.Number(h.Interval.Seconds()),
		HealthCheckTimeoutSeconds:  jsii.Number(h.Timeout.Seconds()),
		HealthyThresholdCount:      jsii.Number(h.Healthy),
		UnhealthyThresholdCount:    jsii.Number(h.Unhealthy),
		Matcher:                    &awselasticloadbalancingv2.CfnTargetGroup_MatcherProperty{HttpCode: &h.Codes},
		TargetGroupAttributes: []any{
			attribute("deregistration_delay.timeout_seconds", fmt.Sprint(int(s.props.StopWithin.Seconds()))),
			attribute("load_balancing.algorithm.type", "least_outstanding_requests"),
		},
	})
	return targets{arn: *group.Ref(), name: *group.AttrTargetGroupFullName(), group: group}
}

func attribute(key, value string) *awselasticloadbalancingv2.CfnTargetGroup_TargetGroupAttributeProperty {
	return &awselasticloadbalancingv2.CfnTargetGroup_TargetGroupAttributeProperty{Key: &key, Value: &value}
}

type condition = awselasticloadbalancingv2.CfnListenerRule_RuleConditionProperty

// conditions are which requests the service answers.
func conditions(b LoadBalanced) []any {
	all := []any{&condition{
		Field:            jsii.String("host-header"),
		HostHeaderConfig: &awselasticloadbalancingv2.CfnListenerRule_HostHeaderConfigProperty{Values: jsii.Strings(b.Hosts...)},
	}}
	if len(b.Paths) > 0 && !slices.Contains(b.Paths, "/*") {
		all = append(all, &condition{
			Field:             jsii.String("path-pattern"),
			PathPatternConfig: &awselasticloadbalancingv2.CfnListenerRule_PathPatternConfigProperty{Values: jsii.Strings(b.Paths...)},
		})
	}
	return all
}

// route defines a listener rule that forwards to the first target group, and to the other once a deployment says so: who
// deploys changes the weights of the rule itself, so CloudFormation must never have a reason to write them again. A
// shift needs both groups in the rule, and one of them without weight (ECS developer guide, "Application Load Balancer
// resources for blue/green, linear, and canary deployments").
func (s *Service) route(id, listener string, priority int, conditions []any) string {
	weighted := func(group targets, weight int) any {
		return &awselasticloadbalancingv2.CfnListenerRule_TargetGroupTupleProperty{TargetGroupArn: &group.arn, Weight: jsii.Number(weight)}
	}
	rule := awselasticloadbalancingv2.NewCfnListenerRule(s, &id, &awselasticloadbalancingv2.CfnListenerRuleProps{
		ListenerArn: &listener,
		Priority:    jsii.Number(priority),
		Conditions:  conditions,
		Actions: []any{&awselasticloadbalancingv2.CfnListenerRule_ActionProperty{
			Type: jsii.String("forward"),
			ForwardConfig: &awselasticloadbalancingv2.CfnListenerRule_ForwardConfigProperty{
				TargetGroups: []any{weighted(s.targets[0], 100), weighted(s.targets[1], 0)},
			},
		}},
	})
	rule.AddPropertyDeletionOverride(jsii.String("Tags")) // a tag of the whole app that changes would change the rule
	s.before = append(s.before, rule)                     // a target group must belong to a listener before tasks register in it
	return *rule.Ref()
}
