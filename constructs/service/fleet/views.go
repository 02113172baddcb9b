package fleet

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodedeploy"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// GrantPrincipal is the hosts' role: what is granted to the service is granted to its hosts, and so to the container.
func (s *Service) GrantPrincipal() awsiam.IPrincipal { return s.HostRole() }

// HostRole is the L2 view of the role the hosts act as. What is granted to it becomes a policy that exists before the
// first host.
func (s *Service) HostRole() awsiam.IRole {
	if s.grantee == nil {
		s.grantee = awsiam.Role_FromRoleName(s, jsii.String("Grants"), s.role.Ref(), nil)
		s.first().AddDependency(s.grantee)
	}
	return s.grantee
}

// first is the node of what starts the hosts.
func (s *Service) first() constructs.Node {
	if s.kept != nil {
		return s.kept.Node()
	}
	return s.hosts.Node()
}

// Connections opens and closes network paths to and from the hosts.
func (s *Service) Connections() awsec2.Connections {
	if s.network == nil {
		s.network = awsec2.NewConnections(&awsec2.ConnectionsProps{
			SecurityGroups: &[]awsec2.ISecurityGroup{awsec2.SecurityGroup_FromSecurityGroupId(s, jsii.String("Peer"), s.securities.AttrGroupId(), nil)},
			DefaultPort:    awsec2.Port_Tcp(jsii.Number(s.props.Port)),
		})
	}
	return s.network
}

// CfnLaunchTemplate is what every host is started from, for what ServiceProps does not cover.
func (s *Service) CfnLaunchTemplate() awsec2.CfnLaunchTemplate { return s.template }

// CfnAutoScalingGroup is the group of hosts, for what ServiceProps does not cover; nil with release.BlueGreen, whose
// group CodeDeploy replaces with each release.
func (s *Service) CfnAutoScalingGroup() awsautoscaling.CfnAutoScalingGroup { return s.hosts }

// CfnDeploymentGroup is CodeDeploy's deployment group, for what ServiceProps does not cover; nil with release.BlueGreen,
// which CloudFormation cannot declare.
func (s *Service) CfnDeploymentGroup() awscodedeploy.CfnDeploymentGroup { return s.deployments }

// Names are what a pipeline must know, known before it is deployed.
func (s *Service) Names() Names { return s.props.Names() }

// Revisions is the bucket that a pipeline uploads revisions to, at [RevisionKey]; [Names] has its name.
func (s *Service) Revisions() awss3.CfnBucket { return s.revisions }

// ApplicationName names the CodeDeploy application, known before it is deployed.
func (s *Service) ApplicationName() string { return s.props.fleet() }

// DeploymentGroupName names its only deployment group, known before it is deployed.
func (s *Service) DeploymentGroupName() string { return s.props.group() }

// DeploymentGroupARN is the deployment group's ARN, known before it is deployed.
func (s *Service) DeploymentGroupARN() string {
	return s.place.ARN("codedeploy", "deploymentgroup:"+s.ApplicationName()+"/"+s.DeploymentGroupName())
}

// SettingsParameter names the parameter that says how hosts start the container, known before it is deployed.
func (s *Service) SettingsParameter() string { return s.path("settings") }

// LogGroup is the name of the container's log group, known before it is deployed.
func (s *Service) LogGroup() string { return s.props.logs() }

// URL is where the service answers: https and the first host.
func (s *Service) URL() string { return "https://" + s.props.Hosts[0] }

// TargetGroups is the full name of the fleet's only target group, as its metrics know it.
func (s *Service) TargetGroups() []string { return []string{s.targetsName} }
