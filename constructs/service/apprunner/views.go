package apprunner

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapprunner"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// GrantPrincipal is the instance role: what is granted to the service is granted to its container.
func (s *Service) GrantPrincipal() awsiam.IPrincipal { return s.InstanceRole() }

// InstanceRole is the L2 view of the role the container acts as. What is granted to it becomes a policy that exists
// before the service starts.
func (s *Service) InstanceRole() awsiam.IRole {
	if s.grantee == nil {
		s.grantee = awsiam.Role_FromRoleName(s, jsii.String("Grants"), s.instanceRole.Ref(), nil)
		s.service.Node().AddDependency(s.grantee)
	}
	return s.grantee
}

// Connections opens network paths from the container to others; requests come in by App Runner alone. A service without
// Subnets is in no network: asking for its connections panics with a *check.Error.
func (s *Service) Connections() awsec2.Connections {
	if s.group == nil {
		c := check.Of("apprunner.ServiceProps")
		c.Require("NET-011", "Subnets", false, "give the subnets it calls from: without them it has no security group that another one could let in")
		check.Must(*s.Node().Id(), c.Err())
	}
	if s.connections == nil {
		group := awsec2.SecurityGroup_FromSecurityGroupId(s, jsii.String("Peer"), s.group.AttrGroupId(), nil)
		s.connections = awsec2.NewConnections(&awsec2.ConnectionsProps{SecurityGroups: &[]awsec2.ISecurityGroup{group}})
	}
	return s.connections
}

// CfnService is the App Runner service, for what ServiceProps does not cover, such as the ARN that a web ACL is for.
func (s *Service) CfnService() awsapprunner.CfnService { return s.service }

// LogGroup is the name of the service's log group, known before it is deployed. App Runner writes to groups of its own:
// see the package's documentation.
func (s *Service) LogGroup() string { return "/" + s.props.Environment.Name + "/" + s.props.Name }

// URL is where the service answers: https and the host that App Runner gives it, a token until it is deployed; with
// Endpoint the host inside the network. With an image that releases own it exists under the image's condition only, like
// the service itself.
func (s *Service) URL() string { return "https://" + s.host }
