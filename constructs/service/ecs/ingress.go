package ecs

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Ingress is how requests reach a service. The set is closed: [LoadBalanced], [Connected].
type Ingress interface {
	withDefaults() Ingress
	validate() error
}

// Connected lets the services of the same cluster call the service as http://<name>:<port> through Service Connect.
// A caller sees a new service only from its own next deployment on.
type Connected struct{}

func (c Connected) withDefaults() Ingress { return c }

func (c Connected) validate() error { return nil }

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
		alias := &awsecs.CfnService_ServiceConnectClientAliasProperty{DnsName: &s.props.Name, Port: jsii.Number(s.props.Port)}
		if test := s.plan().test; test.Given() {
			alias.TestTrafficRules = &awsecs.CfnService_ServiceConnectTestTrafficRulesProperty{
				Header: &awsecs.CfnService_ServiceConnectTestTrafficRulesHeaderProperty{
					Name:  &test.Header,
					Value: &awsecs.CfnService_ServiceConnectTestTrafficRulesHeaderValueProperty{Exact: &test.Value},
				},
			}
		}
		config.Services = []any{&awsecs.CfnService_ServiceConnectServiceProperty{
			PortName:      jsii.String(portName),
			DiscoveryName: jsii.String(s.discoveryName()),
			ClientAliases: []any{alias},
		}}
	}
	return config
}

// discoveryName names the service in the namespace. Callers use the alias; metrics are kept by this name alone, so it
// must be the only one of its kind in the account and region.
func (s *Service) discoveryName() string { return s.place.name + "-" + s.props.Name }

// mostDiscoveryName is how long a name in the namespace may be (ECS API, "ServiceConnectService").
const mostDiscoveryName = 64

// checkDiscovery reports a service that Service Connect could not name.
func (p ServiceProps) checkDiscovery(c *check.Checks) {
	if _, answers := p.Ingress.(Connected); !answers || p.Cluster == nil {
		return
	}
	name := p.Cluster.place.name + "-" + p.Name
	c.That("SVC-001", "Name", p.Name, len(name) <= mostDiscoveryName,
		fmt.Sprintf("want a shorter name: Service Connect would know it as %s, of at most %d characters", name, mostDiscoveryName))
}

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
