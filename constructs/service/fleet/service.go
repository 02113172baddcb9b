package fleet

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodedeploy"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/signal"
)

// Service is one container on every host of a fleet behind a load balancer, deployed by AWS CodeDeploy. It is a grantee
// (pass it to any Grant… method), a network peer (pass it to any Connections) and a source of signals.
//
// With release.Rolling CodeDeploy takes hosts out of the load balancer, replaces the container, and puts them back: one
// at a time, half of them, all of them, or as many as MinHealthyPercent leaves, whose 100 means all but one here. Bake
// is how long each group of hosts is watched before the next.
//
// With release.BlueGreen it makes a copy of the Auto Scaling group, fills it, moves the requests by halves, and deletes
// the old group after Bake. CloudFormation can declare neither such a deployment group nor an Auto Scaling group that
// CodeDeploy may delete (template reference, "AWS::CodeDeploy::DeploymentGroup DeploymentStyle"), so both are made and
// kept by a small function of the stack: everything about the fleet can still be changed by the stack, and goes with it.
// The price is that `cdk diff` shows such a change as text, that drift detection sees neither of them, and that hosts
// have no tags but their name.
//
// An alarm that rings when a deployment starts stops it, also one that would cure the alarm: deploy then with the
// alarms overridden. The first release must arrive within 15 minutes of the first hosts, or Auto Scaling replaces them,
// for they do not answer; no harm is done.
//
// Do not use it for a worker without requests, for a service that must start in seconds, or to run several containers
// on a host: those are Amazon ECS.
//
// Running it costs its hosts (Amazon EC2 on-demand pricing: about 82 USD a month in eu-west-1 for one m7i.large, and
// 3 USD for its disk), their detailed monitoring (about 2 USD a month each, CloudWatch pricing), logs by GB and 0.10 USD
// a month for each alarm. During a deployment a release.BlueGreen pays for two fleets. CodeDeploy to EC2 is free
// (CodeDeploy pricing).
type Service struct {
	constructs.Construct
	place policy.Place
	props ServiceProps

	role        awsiam.CfnRole
	securities  awsec2.CfnSecurityGroup
	targets     awselasticloadbalancingv2.CfnTargetGroup
	targetsARN  string
	targetsName string // the target group's full name, as its metrics know it
	template    awsec2.CfnLaunchTemplate
	revisions   awss3.CfnBucket
	codeDeploy  awsiam.CfnRole
	config      string // the deployment configuration's name
	hosts       awsautoscaling.CfnAutoScalingGroup
	deployments awscodedeploy.CfnDeploymentGroup
	kept        awscdk.CfnResource       // hosts and deployments of a blue-green fleet
	before      []constructs.IDependable // what must exist before the first host
	grantee     awsiam.IRole
	network     awsec2.Connections
}

var (
	_ awsiam.IGrantable   = (*Service)(nil)
	_ awsec2.IConnectable = (*Service)(nil)
	_ signal.Source       = (*Service)(nil)
)

// NewService defines a service on a fleet under scope. It panics with a *check.Error that names every bad prop; call
// props.Validate first to get it as a value.
func NewService(scope constructs.Construct, id string, props *ServiceProps) *Service {
	given := check.Given(props)
	check.Must(id, given.Validate())

	s := &Service{props: given.withDefaults()}
	constructs.NewConstruct_Override(s, scope, &id)
	s.place = policy.Place{Partition: s.props.Place.Partition, Account: s.props.Place.Account, Region: s.props.Place.Region}
	s.record()   // log groups, parameters
	s.store()    // revision bucket
	s.act()      // what hosts may do
	s.expose()   // target group, listener rule
	s.guard()    // alarms that stop a deployment
	s.describe() // security group, launch template
	s.deploy()   // application, configuration, CodeDeploy's role
	if _, blueGreen := s.props.blueGreen(); blueGreen {
		s.keep() // hosts and deployment group by the keeper
	} else {
		s.run() // Auto Scaling group, its policies, deployment group
	}
	s.tell() // what did not go through
	return s
}

// released makes resource exist only once there is an image to run.
func (s *Service) released(resource awscdk.CfnResource) { s.props.Image.Guard(resource) }

// group names the Auto Scaling group and the deployment group. The names of the two strategies differ, so that neither
// takes the other's resources for its own when one is changed to the other.
func (p ServiceProps) group() string {
	if _, blueGreen := p.blueGreen(); blueGreen {
		return p.fleet() + "-blue-green"
	}
	return p.fleet()
}

// subnets are the hosts' subnets as L1 props take them.
func (s *Service) subnets() *[]any {
	all := make([]any, len(s.props.Place.SubnetIDs))
	for i, id := range s.props.Place.SubnetIDs {
		all[i] = id
	}
	return &all
}
