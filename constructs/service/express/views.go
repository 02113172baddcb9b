package express

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
)

// GrantPrincipal is the task role: what is granted to the service is granted to its container.
func (s *Service) GrantPrincipal() awsiam.IPrincipal { return s.TaskRole() }

// TaskRole is the L2 view of the role the container acts as. What is granted to it becomes a policy that exists before
// the service starts.
func (s *Service) TaskRole() awsiam.IRole {
	if s.grantee == nil {
		s.grantee = awsiam.Role_FromRoleName(s, jsii.String("Grants"), s.taskRole.Ref(), nil)
		s.service.Node().AddDependency(s.grantee)
	}
	return s.grantee
}

// Connections opens and closes network paths to and from the tasks. The load balancer's path is ECS's own.
func (s *Service) Connections() awsec2.Connections {
	if s.connections == nil {
		group := awsec2.SecurityGroup_FromSecurityGroupId(s, jsii.String("Peer"), s.group.AttrGroupId(), nil)
		s.connections = awsec2.NewConnections(&awsec2.ConnectionsProps{
			SecurityGroups: &[]awsec2.ISecurityGroup{group}, DefaultPort: awsec2.Port_Tcp(jsii.Number(s.props.Port)),
		})
	}
	return s.connections
}

// CfnService is the Express service, for what ServiceProps does not cover and for what ECS made: its attributes name
// the load balancer, the listener, the certificate, the target groups, the scaling and the alarm.
func (s *Service) CfnService() awsecs.CfnExpressGatewayService { return s.service }

// CfnTaskDefinition is the task definition, for what ServiceProps does not cover.
func (s *Service) CfnTaskDefinition() awsecs.CfnTaskDefinition { return s.task }

// ARN is the ECS service's ARN, known before it is deployed.
func (s *Service) ARN() string {
	return s.place.ARN("ecs", "service/"+s.props.Cluster.Name+"/"+s.props.Name)
}

// LogGroup is the name of the service's log group, known before it is deployed.
func (s *Service) LogGroup() string { return "/" + s.props.Cluster.Name + "/" + s.props.Name }

// URL is where the service answers: https and the host that ECS gives it below ecs.<region>.on.aws, a token until it is
// deployed. With an image that releases own it exists under the image's condition only, like the service itself.
func (s *Service) URL() string { return "https://" + s.endpoint }
