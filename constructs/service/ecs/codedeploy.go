package ecs

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodedeploy"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/internal/nag"
)

// mostDeploymentAlarms is how many alarms a deployment group has (CodeDeploy API, "AlarmConfiguration").
const mostDeploymentAlarms = 10

// ownAlarms is how many of them are a LoadBalanced service's own.
const ownAlarms = 4

// checkCodeDeploy reports what CodeDeploy cannot do for the service.
func (p ServiceProps) checkCodeDeploy(c *check.Checks) {
	c.Within("Controller", p.Controller.Validate())
	c.Within("Strategy", p.Controller.Can(p.Strategy))
	c.That("DEP-006", "Peer", p.Peer, !p.Peer, "want false: Service Connect does not work with CodeDeploy")
	most := mostDeploymentAlarms - ownAlarms
	given := len(planOf(p.Strategy).alarms)
	c.That("DEP-009", "Strategy.Alarms", given, given <= most,
		fmt.Sprintf("want at most %d: CodeDeploy watches %d, and the service has %d", most, mostDeploymentAlarms, ownAlarms))
	p.Controller.CheckFrozen(c, p.frozen())
}

// checkAlone reports a second service of the stack that CodeDeploy deploys: the outputs AppSpec and Frozen are the first's.
func checkAlone(scope constructs.Construct, p ServiceProps) error {
	c := check.Of("ecs.ServiceProps")
	if p.Controller != nil {
		taken := awscdk.Stack_Of(scope).Node().TryFindChild(jsii.String("AppSpec")) != nil
		c.That("DEP-006", "Controller", "CodeDeploy", !taken, "want a stack of its own: another service has this one's outputs AppSpec and Frozen")
	}
	return c.Err()
}

// revision is what the service runs. CodeDeploy decides that itself from the first deployment on, so for it the template
// names the family, which never changes, and not one of its revisions.
func (s *Service) revision() any {
	if s.props.Controller == nil {
		return s.task.definition
	}
	return s.task.family()
}

// hand hands the deployments to CodeDeploy: the application, how requests move, and who may move them.
func (s *Service) hand() {
	if s.props.Controller == nil {
		return
	}
	s.service.AddResourceDependency(s.task.definition, nil)
	keep(s.task.definition, true) // a deployment that goes back starts tasks of the revision before
	in, names := s.props.Ingress.(LoadBalanced), s.Names()
	application := awscodedeploy.NewCfnApplication(s, jsii.String("Application"), &awscodedeploy.CfnApplicationProps{
		ApplicationName: &names.Application, ComputePlatform: jsii.String("ECS"),
	})
	alarms := []any{}
	for _, alarm := range s.DeploymentAlarms() {
		alarms = append(alarms, &awscodedeploy.CfnDeploymentGroup_AlarmProperty{Name: &alarm})
	}
	pair := &awscodedeploy.CfnDeploymentGroup_TargetGroupPairInfoProperty{ProdTrafficRoute: listening(in.Listener.ARN), TargetGroups: []any{
		&awscodedeploy.CfnDeploymentGroup_TargetGroupInfoProperty{Name: s.targets[0].group.AttrTargetGroupName()},
		&awscodedeploy.CfnDeploymentGroup_TargetGroupInfoProperty{Name: s.targets[1].group.AttrTargetGroupName()},
	}}
	if s.testRule != "" {
		pair.TestTrafficRoute = listening(in.TestListener)
	}
	s.deployments = awscodedeploy.NewCfnDeploymentGroup(s, jsii.String("DeploymentGroup"), &awscodedeploy.CfnDeploymentGroupProps{
		ApplicationName:      application.Ref(),
		DeploymentGroupName:  &names.Group,
		DeploymentConfigName: s.pace(),
		ServiceRoleArn:       s.deployerRole().AttrArn(),
		EcsServices:          []any{&awscodedeploy.CfnDeploymentGroup_ECSServiceProperty{ClusterName: &s.place.name, ServiceName: &s.props.Name}},
		DeploymentStyle: &awscodedeploy.CfnDeploymentGroup_DeploymentStyleProperty{
			DeploymentType: jsii.String("BLUE_GREEN"), DeploymentOption: jsii.String("WITH_TRAFFIC_CONTROL"),
		},
		LoadBalancerInfo:                 &awscodedeploy.CfnDeploymentGroup_LoadBalancerInfoProperty{TargetGroupPairInfoList: []any{pair}},
		BlueGreenDeploymentConfiguration: s.handover(),
		AlarmConfiguration:               &awscodedeploy.CfnDeploymentGroup_AlarmConfigurationProperty{Enabled: true, Alarms: alarms},
		AutoRollbackConfiguration: &awscodedeploy.CfnDeploymentGroup_AutoRollbackConfigurationProperty{
			Enabled: true, Events: jsii.Strings("DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"),
		},
	})
	s.deployments.AddResourceDependency(s.service, nil)
	s.props.Image.Guard(s.deployments)
	s.tell()
}

func listening(arn string) *awscodedeploy.CfnDeploymentGroup_TrafficRouteProperty {
	return &awscodedeploy.CfnDeploymentGroup_TrafficRouteProperty{ListenerArns: jsii.Strings(arn)}
}

// handover is when the requests move, and when the old tasks go.
func (s *Service) handover() *awscodedeploy.CfnDeploymentGroup_BlueGreenDeploymentConfigurationProperty {
	ready := &awscodedeploy.CfnDeploymentGroup_DeploymentReadyOptionProperty{ActionOnTimeout: jsii.String("CONTINUE_DEPLOYMENT")}
	if wait := s.props.Controller.WaitForReroute; wait > 0 {
		ready.ActionOnTimeout, ready.WaitTimeInMinutes = jsii.String("STOP_DEPLOYMENT"), jsii.Number(wait.Minutes())
	}
	return &awscodedeploy.CfnDeploymentGroup_BlueGreenDeploymentConfigurationProperty{
		DeploymentReadyOption: ready,
		TerminateBlueInstancesOnDeploymentSuccess: &awscodedeploy.CfnDeploymentGroup_BlueInstanceTerminationOptionProperty{
			Action: jsii.String("TERMINATE"), TerminationWaitTimeInMinutes: jsii.Number(s.props.Controller.Terminate(s.plan().bake).Minutes()),
		},
	}
}

// pace is the deployment configuration: how fast requests move. One of our own has no name, for CloudFormation replaces
// it when it changes.
func (s *Service) pace() *string {
	routing := &awscodedeploy.CfnDeploymentConfig_TrafficRoutingConfigProperty{}
	switch one := s.props.Strategy.(type) {
	case release.Linear:
		one = one.WithDefaults()
		routing.Type = jsii.String("TimeBasedLinear")
		routing.TimeBasedLinear = &awscodedeploy.CfnDeploymentConfig_TimeBasedLinearProperty{
			LinearPercentage: &one.Percent, LinearInterval: jsii.Number(one.StepBake.Minutes()),
		}
	case release.Canary:
		one = one.WithDefaults()
		routing.Type = jsii.String("TimeBasedCanary")
		routing.TimeBasedCanary = &awscodedeploy.CfnDeploymentConfig_TimeBasedCanaryProperty{
			CanaryPercentage: &one.Percent, CanaryInterval: jsii.Number(one.CanaryBake.Minutes()),
		}
	default:
		return jsii.String("CodeDeployDefault.ECSAllAtOnce")
	}
	return awscodedeploy.NewCfnDeploymentConfig(s, jsii.String("Pace"), &awscodedeploy.CfnDeploymentConfigProps{
		ComputePlatform: jsii.String("ECS"), TrafficRoutingConfig: routing,
	}).Ref()
}

// deployerRole is what CodeDeploy acts as for this service, and for no other (AWS managed policy AWSCodeDeployRoleForECS,
// on everything; CodeDeploy user guide, "Cross-service confused deputy prevention").
func (s *Service) deployerRole() awsiam.CfnRole {
	in, own := s.props.Ingress.(LoadBalanced), s.place.name+"/"+s.props.Name
	rules, listeners := []string{s.rule}, []string{in.Listener.ARN}
	if s.testRule != "" {
		rules, listeners = append(rules, s.testRule), append(listeners, in.TestListener)
	}
	// How CodeDeploy asks for alarms is not documented, and CloudWatch judges some ways as asking for all of them: what is then
	// denied would end every deployment. To read states is harmless.
	alarms := s.place.ARN("cloudwatch", "alarm:*")
	sets := s.place.ARN("ecs", "task-set/"+own+"/*")
	pass := policy.Allow("Pass", []any{s.task.role.AttrArn(), s.task.starter.AttrArn()}, "iam:PassRole")
	pass["Condition"] = policy.Object{"StringEquals": policy.Object{"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
	statements := []policy.Object{
		policy.Allow("Tasks", []string{s.ARN(), sets},
			"ecs:CreateTaskSet", "ecs:DeleteTaskSet", "ecs:DescribeServices", "ecs:UpdateServicePrimaryTaskSet"),
		// What a load balancer has cannot be read by resource (service authorization reference, Elastic Load Balancing V2).
		policy.Allow("Read", "*", "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetGroups"),
		policy.Allow("Rules", rules, "elasticloadbalancing:ModifyRule"),
		policy.Allow("Listeners", listeners, "elasticloadbalancing:ModifyListener"),
		policy.Allow("Alarms", alarms, "cloudwatch:DescribeAlarms"),
		pass,
	}
	if hooks := functions(s.plan().hooks); len(hooks) > 0 {
		statements = append(statements, policy.Allow("Ask", hooks, "lambda:InvokeFunction"))
	}
	role := awsiam.NewCfnRole(s, jsii.String("DeployerRole"), &awsiam.CfnRoleProps{
		Description:              jsii.String("Deploys " + s.props.Name + " with CodeDeploy"),
		AssumeRolePolicyDocument: s.place.Trust("codedeploy.amazonaws.com", "codedeploy", "deploymentgroup:"+s.task.family()+"/"+s.task.family()),
		Policies:                 []any{&awsiam.CfnRole_PolicyProperty{PolicyName: jsii.String("Deploy"), PolicyDocument: policy.Document(statements...)}},
	})
	nag.Acknowledge(role, nag.Acknowledgement{
		Rule: "AwsSolutions-IAM5", Reason: "ECS names each task set anew, alarms are read by name, and what a load balancer has can be read by everybody or nobody of the account.",
		Only: []string{"Resource::*", "Resource::" + alarms, "Resource::" + sets},
	})
	return role
}
