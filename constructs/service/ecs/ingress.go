package ecs

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// Ingress is how requests reach a service. The set is closed: [LoadBalanced], [Connected].
type Ingress interface {
	withDefaults() Ingress
	validate() error
}

// Listener is the HTTPS listener of a load balancer, as plain values or tokens.
type Listener struct {
	// ARN is the listener's ARN. Required.
	ARN string
	// SecurityGroup is the id of the load balancer's security group. Required.
	SecurityGroup string
	// Balancer is the load balancer's full name, "app/name/id", as its metrics know it. Required.
	Balancer string
}

// LoadBalanced puts the service behind a listener rule of an Application Load Balancer.
type LoadBalanced struct {
	// Listener is where requests arrive. Required.
	Listener Listener
	// Hosts are the DNS names served, 1 to 5 together with Paths (Elastic Load Balancing quotas, "Condition values
	// per rule"). Required.
	Hosts []string
	// Paths are the path patterns served, such as "/api/*". Default: every path.
	Paths []string
	// Priority orders the rules of a listener, 1 to 50000, unique on the listener. Required.
	Priority int
	// Health is how the load balancer checks a task. Default: GET / answers 200.
	Health service.Health
}

// Connected lets the services of the same cluster call the service as http://<name>:<port> through Service Connect.
// A caller sees a new service only from its own next deployment on.
type Connected struct{}

func (b LoadBalanced) withDefaults() Ingress {
	b.Health = b.Health.WithDefaults()
	return b
}

func (c Connected) withDefaults() Ingress { return c }

func (c Connected) validate() error { return nil }

var (
	hostPattern = regexp.MustCompile(`^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$`)
	pathPattern = regexp.MustCompile(`^/[A-Za-z0-9_.$/~"'@:+&*?-]{0,127}$`)
)

func (b LoadBalanced) validate() error {
	c := check.Of("ecs.LoadBalanced")
	c.Require("API-001", "Listener", b.Listener.ARN != "" && b.Listener.SecurityGroup != "" && b.Listener.Balancer != "",
		"give the listener's ARN, its security group and the load balancer's full name")
	c.Require("LB-003", "Hosts", len(b.Hosts) > 0, "give the DNS names to serve")
	c.That("LB-003", "Hosts", len(b.Hosts)+len(b.Paths), len(b.Hosts)+len(b.Paths) <= 5, "want at most 5 Hosts and Paths together")
	for i, host := range b.Hosts {
		c.That("LB-003", fmt.Sprintf("Hosts[%d]", i), host, hostPattern.MatchString(host) && len(host) <= 128, "want a DNS name in lower case")
	}
	for i, path := range b.Paths {
		c.That("LB-003", fmt.Sprintf("Paths[%d]", i), path, pathPattern.MatchString(path), "want a path pattern that starts with a slash, at most 128 characters")
	}
	c.Between("LB-003", "Priority", b.Priority, 1, 50000)
	c.Within("Health", b.Health.Validate())
	return c.Err()
}

// expose defines what lets requests in.
func (s *Service) expose() {
	if balanced, is := s.props.Ingress.(LoadBalanced); is {
		s.target(balanced)
		s.route(balanced)
	}
}

// target defines the target group the tasks register in.
func (s *Service) target(b LoadBalanced) {
	h := b.Health
	targets := awselasticloadbalancingv2.NewCfnTargetGroup(s, jsii.String("Targets"), &awselasticloadbalancingv2.CfnTargetGroupProps{
		VpcId:                      &s.place.vpc,
		TargetType:                 jsii.String("ip"),
		Protocol:                   jsii.String("HTTP"),
		Port:                       jsii.Number(s.props.Port),
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
	s.targets = *targets.Ref()
	s.targetsName = *targets.AttrTargetGroupFullName()
}

func attribute(key, value string) *awselasticloadbalancingv2.CfnTargetGroup_TargetGroupAttributeProperty {
	return &awselasticloadbalancingv2.CfnTargetGroup_TargetGroupAttributeProperty{Key: &key, Value: &value}
}

// route defines the listener rule. Nothing in it depends on the image, the size or the tags: ECS may have shifted
// traffic, and a changed rule would move it back.
func (s *Service) route(b LoadBalanced) {
	conditions := []any{&awselasticloadbalancingv2.CfnListenerRule_RuleConditionProperty{
		Field:            jsii.String("host-header"),
		HostHeaderConfig: &awselasticloadbalancingv2.CfnListenerRule_HostHeaderConfigProperty{Values: jsii.Strings(b.Hosts...)},
	}}
	if len(b.Paths) > 0 && !slices.Contains(b.Paths, "/*") {
		conditions = append(conditions, &awselasticloadbalancingv2.CfnListenerRule_RuleConditionProperty{
			Field:             jsii.String("path-pattern"),
			PathPatternConfig: &awselasticloadbalancingv2.CfnListenerRule_PathPatternConfigProperty{Values: jsii.Strings(b.Paths...)},
		})
	}
	rule := awselasticloadbalancingv2.NewCfnListenerRule(s, jsii.String("Rule"), &awselasticloadbalancingv2.CfnListenerRuleProps{
		ListenerArn: &b.Listener.ARN,
		Priority:    jsii.Number(b.Priority),
		Conditions:  conditions,
		Actions: []any{&awselasticloadbalancingv2.CfnListenerRule_ActionProperty{
			Type:           jsii.String("forward"),
			TargetGroupArn: &s.targets,
		}},
	})
	s.before = append(s.before, rule) // a target group must belong to a listener before tasks register in it
}

// source says which security group may connect to the port, and how a reviewer should read it.
func (s *Service) source() (group, why string) {
	switch in := s.props.Ingress.(type) {
	case LoadBalanced:
		return in.Listener.SecurityGroup, "The load balancer"
	case Connected:
		return s.place.peers, "Services of " + s.place.name
	}
	return "", ""
}

// joins says whether the service answers or calls others by name.
func (s *Service) joins() bool {
	_, answers := s.props.Ingress.(Connected)
	return answers || s.props.Peer
}

// connect is the Service Connect part of the service, or nil for a service that joins in neither way.
func (s *Service) connect() any {
	if !s.joins() {
		return nil
	}
	config := &awsecs.CfnService_ServiceConnectConfigurationProperty{
		Enabled:          true,
		LogConfiguration: &awsecs.CfnService_LogConfigurationProperty{LogDriver: jsii.String("awslogs"), Options: s.task.logging("connect")},
	}
	if _, answers := s.props.Ingress.(Connected); answers {
		config.Services = []any{&awsecs.CfnService_ServiceConnectServiceProperty{
			PortName:      jsii.String(portName),
			DiscoveryName: jsii.String(s.discoveryName()),
			ClientAliases: []any{&awsecs.CfnService_ServiceConnectClientAliasProperty{DnsName: &s.props.Name, Port: jsii.Number(s.props.Port)}},
		}}
	}
	return config
}

// discoveryName names the service in the namespace. Callers use the alias; metrics are kept by this name alone, so it
// must be the only one of its kind in the account and region.
func (s *Service) discoveryName() string { return s.place.name + "-" + s.props.Name }

// url is where the service answers, or empty.
func (s *Service) url() string {
	switch in := s.props.Ingress.(type) {
	case LoadBalanced:
		return "https://" + in.Hosts[0]
	case Connected:
		return fmt.Sprintf("http://%s:%d", s.props.Name, s.props.Port)
	}
	return ""
}
