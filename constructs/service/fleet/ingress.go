package fleet

import (
	"fmt"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/jsii-runtime-go"
)

// expose defines the target group that hosts register in, and the listener rule that leads to it. There is one of each
// for every strategy: CodeDeploy moves hosts in and out of the group and never touches the rule. Nothing in the rule
// depends on the image, the hosts or the tags.
func (s *Service) expose() {
	p, h := s.props, s.props.Health
	s.targets = awselasticloadbalancingv2.NewCfnTargetGroup(s, jsii.String("Targets"), &awselasticloadbalancingv2.CfnTargetGroupProps{
		VpcId:                      &p.Place.VpcID,
		TargetType:                 jsii.String("instance"),
		Protocol:                   jsii.String("HTTP"),
		Port:                       jsii.Number(p.Port),
		HealthCheckPath:            &h.Path,
		HealthCheckIntervalSeconds: jsii.Number(h.Interval.Seconds()),
		HealthCheckTimeoutSeconds:  jsii.Number(h.Timeout.Seconds()),
		HealthyThresholdCount:      jsii.Number(h.Healthy),
		UnhealthyThresholdCount:    jsii.Number(h.Unhealthy),
		Matcher:                    &awselasticloadbalancingv2.CfnTargetGroup_MatcherProperty{HttpCode: &h.Codes},
		TargetGroupAttributes: []any{
			attribute("deregistration_delay.timeout_seconds", fmt.Sprint(int(p.StopWithin.Seconds()))),
			attribute("load_balancing.algorithm.type", "least_outstanding_requests"),
		},
	})
	s.targetsARN, s.targetsName = *s.targets.Ref(), *s.targets.AttrTargetGroupFullName()

	conditions := []any{&awselasticloadbalancingv2.CfnListenerRule_RuleConditionProperty{
		Field:            jsii.String("host-header"),
		HostHeaderConfig: &awselasticloadbalancingv2.CfnListenerRule_HostHeaderConfigProperty{Values: jsii.Strings(p.Hosts...)},
	}}
	if len(p.Paths) > 0 && !slices.Contains(p.Paths, "/*") {
		conditions = append(conditions, &awselasticloadbalancingv2.CfnListenerRule_RuleConditionProperty{
			Field:             jsii.String("path-pattern"),
			PathPatternConfig: &awselasticloadbalancingv2.CfnListenerRule_PathPatternConfigProperty{Values: jsii.Strings(p.Paths...)},
		})
	}
	s.before = append(s.before, awselasticloadbalancingv2.NewCfnListenerRule(s, jsii.String("Rule"), &awselasticloadbalancingv2.CfnListenerRuleProps{
		ListenerArn: &p.Listener.ARN,
		Priority:    jsii.Number(p.Priority),
		Conditions:  conditions,
		Actions: []any{&awselasticloadbalancingv2.CfnListenerRule_ActionProperty{
			Type: jsii.String("forward"), TargetGroupArn: &s.targetsARN,
		}},
	}))
}

func attribute(key, value string) *awselasticloadbalancingv2.CfnTargetGroup_TargetGroupAttributeProperty {
	return &awselasticloadbalancingv2.CfnTargetGroup_TargetGroupAttributeProperty{Key: &key, Value: &value}
}
