package express

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/signal"
)

// Service is a container that answers HTTP, as tasks on Fargate behind a load balancer that ECS owns. It is a grantee
// (pass it to any Grant… method), a network peer (pass it to any Connections) and a source of signals.
//
// Use it for the simplest web service there is: an address that AWS gives, HTTPS, scaling and a canary without a choice
// to make. Do not use it for a service that needs its own host name from the first deployment on, a worker, a job, a
// sidecar, a volume, or another way to release: package ecs has them all.
//
// Running it costs its tasks, by vCPU and GiB per second (AWS Fargate pricing: about 9 USD a month in eu-west-1 for one
// task of 256 CPU units and 512 MiB), a share of the load balancer of about 18 USD a month plus its use (Elastic Load
// Balancing pricing), in public subnets about 4 USD a month for the address of each task and of the load balancer in
// each zone (Amazon VPC pricing), plus logs by GB and 0.10 USD a month for each alarm (CloudWatch pricing).
type Service struct {
	constructs.Construct
	place policy.Place
	props ServiceProps

	taskRole awsiam.CfnRole
	group    awsec2.CfnSecurityGroup
	task     awsecs.CfnTaskDefinition
	service  awsecs.CfnExpressGatewayService
	endpoint string // the host ECS gives the service, known once it is deployed
	symptoms []symptomOf

	grantee     awsiam.IRole
	connections awsec2.Connections
}

var (
	_ awsiam.IGrantable   = (*Service)(nil)
	_ awsec2.IConnectable = (*Service)(nil)
	_ signal.Source       = (*Service)(nil)
)

// NewService defines a service under scope. It panics with a *check.Error that names every bad prop; call
// props.Validate first to get it as a value.
func NewService(scope constructs.Construct, id string, props *ServiceProps) *Service {
	given := check.Given(props)
	check.Must(id, given.Validate())

	p := given.withDefaults()
	s := &Service{props: p, place: p.Cluster.place()}
	constructs.NewConstruct_Override(s, scope, &id)
	logs := s.define() // log group, roles, task definition
	s.run(logs)        // security group, infrastructure role, Express service
	s.watchIt()        // alarms that tell somebody
	return s
}

// run defines the Express service. What the task definition says may not be said again: ECS refuses it (ECS developer
// guide, "Troubleshooting Amazon ECS Express Mode services").
func (s *Service) run(logs constructs.IDependable) {
	s.group = awsec2.NewCfnSecurityGroup(s, jsii.String("Group"), &awsec2.CfnSecurityGroupProps{
		GroupDescription: jsii.String("Tasks of " + s.props.Name),
		VpcId:            &s.props.Vpc,
		SecurityGroupEgress: []any{&awsec2.CfnSecurityGroup_EgressProperty{
			IpProtocol: jsii.String("-1"), CidrIp: jsii.String("0.0.0.0/0"),
			Description: jsii.String("Anywhere; the network decides what is reachable"),
		}},
	})
	s.service = awsecs.NewCfnExpressGatewayService(s, jsii.String("Service"), &awsecs.CfnExpressGatewayServiceProps{
		ServiceName:           &s.props.Name,
		Cluster:               &s.props.Cluster.Name,
		TaskDefinitionArn:     s.task.Ref(),
		InfrastructureRoleArn: s.infrastructureRole().AttrArn(),
		HealthCheckPath:       &s.props.Health.Path,
		ScalingTarget:         s.scaling(),
		NetworkConfiguration: &awsecs.CfnExpressGatewayService_ExpressGatewayServiceNetworkConfigurationProperty{
			Subnets: jsii.Strings(s.props.Subnets...),
			// ECS adds its own group, the one that lets the load balancer in; ours is for what the tasks may reach.
			SecurityGroups: &[]*string{s.group.AttrGroupId()},
		},
	})
	s.props.Image.Guard(s.service)
	// A changed tag would replace the service and with it its address.
	s.service.AddPropertyDeletionOverride(jsii.String("Tags"))
	s.service.Node().AddDependency(append(s.props.Network, logs)...)
	s.endpoint = *s.service.AttrEndpoint()
}

// scaling is the one number that Express Mode follows, between Min and Max.
func (s *Service) scaling() *awsecs.CfnExpressGatewayService_ExpressGatewayScalingTargetProperty {
	scaling := s.props.Scaling
	metric, target := "AVERAGE_CPU", scaling.CPU
	switch {
	case scaling.Memory != 0:
		metric, target = "AVERAGE_MEMORY", scaling.Memory
	case scaling.Requests != 0:
		metric, target = "REQUEST_COUNT_PER_TARGET", scaling.Requests
	}
	return &awsecs.CfnExpressGatewayService_ExpressGatewayScalingTargetProperty{
		MinTaskCount: jsii.Number(scaling.Min), MaxTaskCount: jsii.Number(scaling.Max),
		AutoScalingMetric: &metric, AutoScalingTargetValue: jsii.Number(target),
	}
}
