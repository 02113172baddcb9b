package ecs

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodedeploy"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/signal"
)

// Service is a container that runs as tasks on Fargate or on instances of its cluster. It is a grantee (pass it to any
// Grant… method), a network peer (pass it to any Connections) and a source of signals.
//
// Use it for a web service behind a load balancer, an internal service that others call by name, or a worker that takes
// messages from a queue or finds its own work, with GPUs too. Do not use it for what starts by the clock and ends by
// itself: that is a [Job].
//
// Running it on Fargate costs its tasks, by vCPU and GiB per second (AWS Fargate pricing: about 9 USD a month in
// eu-west-1 for one task of 256 CPU units and 512 MiB); elsewhere the instances cost, see [EC2] and [Managed]. Add logs
// by GB and 0.10 USD a month for each alarm (CloudWatch pricing). Requests to a Queue are free up to a million a month
// and then 0.40 USD a million, 0.50 USD for FIFO (Amazon SQS pricing); two tasks that wait for messages make about
// 260,000.
type Service struct {
	constructs.Construct
	place place
	props ServiceProps

	task        *task
	queue       awssqs.CfnQueue
	service     awsecs.CfnService
	failed      awsevents.CfnRule
	before      []constructs.IDependable // what must exist before the service: its alarms, its listener rules
	targets     [2]targets               // where tasks register: one version here, the next one there
	rule        string                   // the ARN of the listener rule
	testRule    string                   // the ARN of the listener rule for testers, or empty
	deployments awscodedeploy.CfnDeploymentGroup

	producers awssqs.IQueue
	fargate   awsecs.IBaseService
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
	check.Must(id, checkAlone(scope, given))

	s := &Service{props: given.withDefaults(), place: given.Cluster.place}
	constructs.NewConstruct_Override(s, scope, &id)
	s.define() // queue, log group, roles, task definition
	s.expose() // target groups, listener rules
	s.guard()  // alarms that stop a deployment
	s.listen() // events that tell of a failed one
	s.summon() // somebody to decide about one that pauses
	s.run()    // security group, ECS service
	s.scale()  // target tracking between Min and Max
	s.hand()   // CodeDeploy, if it deploys
	return s
}

// define defines what runs, after the queue that it works on.
func (s *Service) define() {
	s.task = s.props.task()
	s.task.place = s.place
	s.receive()
	s.task.define(s)
}

// run defines the ECS service. Its desired count is never set: scaling owns it.
func (s *Service) run() {
	s.service = awsecs.NewCfnService(s, jsii.String("Service"), &awsecs.CfnServiceProps{
		ServiceName:                 &s.props.Name,
		Cluster:                     &s.place.name,
		TaskDefinition:              s.revision(),
		CapacityProviderStrategy:    s.strategy(),
		AvailabilityZoneRebalancing: s.rebalancing(),
		EnableEcsManagedTags:        true,
		EnableExecuteCommand:        s.props.Exec,
		PropagateTags:               jsii.String("SERVICE"),
		NetworkConfiguration: &awsecs.CfnService_NetworkConfigurationProperty{
			AwsvpcConfiguration: &awsecs.CfnService_AwsVpcConfigurationProperty{
				AssignPublicIp: jsii.String("DISABLED"), Subnets: s.place.subnets, SecurityGroups: s.groups(),
			},
		},
		LoadBalancers:                 s.balancers(),
		HealthCheckGracePeriodSeconds: s.grace(),
		ServiceConnectConfiguration:   s.connect(),
		DeploymentController:          s.controller(),
		DeploymentConfiguration:       s.deployment(),
	})
	s.props.Image.Guard(s.service)
	s.service.Node().AddDependency(append(s.before, s.props.Cluster.capacity)...)
}

// groups defines the service's security group and lists the groups of its tasks.
func (s *Service) groups() *[]*string {
	var ingress any
	if group, why := s.source(); group != "" {
		ingress = []any{&awsec2.CfnSecurityGroup_IngressProperty{
			IpProtocol: jsii.String("tcp"), FromPort: jsii.Number(s.props.Port), ToPort: jsii.Number(s.props.Port),
			SourceSecurityGroupId: &group, Description: &why,
		}}
	}
	s.task.secure(ingress)
	s.before = append(s.before, s.task.reach()...)
	groups := []*string{s.task.group.AttrGroupId()}
	if s.joins() {
		groups = append(groups, &s.place.peers)
	}
	return &groups
}

// anywhere lets connections out to every address.
func anywhere(why string) []any {
	return []any{&awsec2.CfnSecurityGroup_EgressProperty{IpProtocol: jsii.String("-1"), CidrIp: jsii.String("0.0.0.0/0"), Description: &why}}
}

func (s *Service) grace() *float64 {
	balanced, is := s.props.Ingress.(LoadBalanced)
	if !is {
		return nil
	}
	return jsii.Number(balanced.Health.Grace.Seconds())
}
