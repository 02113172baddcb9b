package fleet

import (
	_ "embed"
	"encoding/json"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
)

//go:embed keeper/index.js
var keeper string

// copies begins the names of the Auto Scaling groups that CodeDeploy makes (CodeDeploy user guide, "How CodeDeploy names
// Amazon EC2 Auto Scaling groups").
func (p ServiceProps) copies() string { return "CodeDeploy_" + p.group() + "_" }

// groups are the ARNs of the fleet's Auto Scaling groups, in each of which AWS puts an id of its own.
func (s *Service) groups() []string {
	all := []string{s.place.ARN("autoscaling", "autoScalingGroup:*:autoScalingGroupName/"+s.props.group())}
	if _, blueGreen := s.props.blueGreen(); blueGreen {
		all = append(all, s.place.ARN("autoscaling", "autoScalingGroup:*:autoScalingGroupName/"+s.props.copies()+"*"))
	}
	return all
}

// copier are the further statements of a CodeDeploy that makes a second Auto Scaling group and deletes the first.
func (s *Service) copier() []policy.Object {
	return append([]policy.Object{
		policy.Allow("LookMore", "*", "autoscaling:DescribeNotificationConfigurations", "autoscaling:DescribePolicies",
			"autoscaling:DescribeScalingActivities", "autoscaling:DescribeScheduledActions"),
		policy.Allow("Copy", s.groups(), "autoscaling:AttachLoadBalancerTargetGroups", "autoscaling:CreateAutoScalingGroup",
			"autoscaling:CreateOrUpdateTags", "autoscaling:DeleteAutoScalingGroup", "autoscaling:EnableMetricsCollection",
			"autoscaling:PutNotificationConfiguration", "autoscaling:PutScalingPolicy", "autoscaling:PutScheduledUpdateGroupAction",
			"autoscaling:PutWarmPool", "autoscaling:ResumeProcesses", "autoscaling:SuspendProcesses", "autoscaling:UpdateAutoScalingGroup"),
		when(policy.Allow("End", s.place.ARN("ec2", "instance/*"), "ec2:TerminateInstances"),
			"StringLike", "aws:ResourceTag/aws:autoscaling:groupName", []string{s.props.group(), s.props.copies() + "*"}),
	}, s.launcher()...)
}

// launcher are the statements of whoever makes an Auto Scaling group of the launch template, which AWS checks when the
// group is made (EC2 Auto Scaling user guide, "Control Amazon EC2 launch template usage in Auto Scaling groups").
func (s *Service) launcher() []policy.Object {
	alarms := []string{
		s.place.ARN("cloudwatch", "alarm:TargetTracking-"+s.props.group()+"-*"), s.place.ARN("cloudwatch", "alarm:TargetTracking-"+s.props.copies()+"*"),
	}
	template := s.place.ARN("ec2", "launch-template/"+*s.template.Ref())
	hosts := []string{
		s.place.ARN("ec2", "instance/*"), s.place.ARN("ec2", "network-interface/*"), s.place.ARN("ec2", "volume/*"),
		s.place.ARN("ec2", "security-group/"+*s.securities.AttrGroupId()), template,
		"arn:" + s.place.Partition + ":ec2:" + s.place.Region + "::image/*",
	}
	for _, id := range s.props.Place.SubnetIDs {
		hosts = append(hosts, s.place.ARN("ec2", "subnet/"+id))
	}
	return []policy.Object{
		when(policy.Allow("Launch", hosts, "ec2:RunInstances"), "ArnEquals", "ec2:LaunchTemplate", template),
		when(policy.Allow("Name", []string{s.place.ARN("ec2", "instance/*"), s.place.ARN("ec2", "volume/*")}, "ec2:CreateTags"),
			"StringEquals", "ec2:CreateAction", "RunInstances"),
		when(policy.Allow("Pass", *s.role.AttrArn(), "iam:PassRole"), "StringEquals", "iam:PassedToService", "ec2.amazonaws.com"),
		policy.Allow("System", "arn:"+s.place.Partition+":ssm:"+s.place.Region+"::parameter"+s.props.system(), "ssm:GetParameters"),
		policy.Allow("Track", alarms, "cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm"),
	}
}

// when is statement where key has value.
func when(statement policy.Object, operator, key string, value any) policy.Object {
	statement["Condition"] = policy.Object{operator: policy.Object{key: value}}
	return statement
}

// keep defines the function that makes the hosts and the deployment group, and calls it: now, whenever their
// description changes, and whenever a deployment has ended.
func (s *Service) keep() {
	role := s.keeperRole()
	function := awslambda.NewCfnFunction(s, jsii.String("Keeper"), &awslambda.CfnFunctionProps{
		Description:   jsii.String("Keeps the hosts of " + s.props.fleet() + ", which CloudFormation cannot"),
		Code:          &awslambda.CfnFunction_CodeProperty{ZipFile: &keeper},
		Handler:       jsii.String("index.handler"),
		Runtime:       jsii.String("nodejs24.x"),
		Architectures: jsii.Strings("arm64"),
		MemorySize:    jsii.Number(256),
		Timeout:       jsii.Number(900),
		Role:          role.AttrArn(),
		LoggingConfig: &awslambda.CfnFunction_LoggingConfigProperty{LogGroup: jsii.String(s.path("keeper")), LogFormat: jsii.String("JSON")},
	})
	function.Node().AddDependency(s.logs("KeeperLogs", s.path("keeper")))
	wanted := s.wanted()
	s.kept = awscdk.NewCfnResource(s, jsii.String(mainID), &awscdk.CfnResourceProps{
		Type:       jsii.String("Custom::BlueGreenFleet"),
		Properties: &map[string]any{"ServiceToken": function.AttrArn(), "ServiceTimeout": 960, "Fleet": wanted},
	})
	s.released(s.kept)
	s.kept.Node().AddDependency(s.before...)
	ended := awsevents.NewCfnRule(s, jsii.String("Ended"), &awsevents.CfnRuleProps{
		Description: jsii.String("A deployment of " + s.props.fleet() + " has ended, and another group may be in service"),
		State:       jsii.String("ENABLED"),
		EventPattern: policy.Object{
			"source": []string{"aws.codedeploy"}, "detail-type": []string{"CodeDeploy Deployment State-change Notification"},
			"detail": policy.Object{
				"application": []string{s.ApplicationName()}, "deploymentGroup": []string{s.DeploymentGroupName()}, "state": []string{"SUCCESS", "FAILURE", "STOP"},
			},
		},
		Targets: []any{&awsevents.CfnRule_TargetProperty{
			Id: jsii.String("Keeper"), Arn: function.AttrArn(),
			Input: jsii.String(asJSON(map[string]any{"ResourceProperties": map[string]any{"Fleet": wanted}})),
		}},
	})
	s.released(ended)
	calls := awslambda.NewCfnPermission(s, jsii.String("EndedCalls"), &awslambda.CfnPermissionProps{
		Action: jsii.String("lambda:InvokeFunction"), FunctionName: function.Ref(), Principal: jsii.String("events.amazonaws.com"),
		SourceArn: ended.AttrArn(), SourceAccount: &s.place.Account,
	})
	s.released(calls)
	// What is made after the fleet goes before it: the end of a deployment calls nobody while the fleet is deleted.
	for _, one := range []awscdk.CfnResource{ended, calls} {
		one.Node().AddDependency(s.kept)
	}
}

// keeperRole lets the function make, change and delete this fleet's groups and its deployment group, and nothing else.
func (s *Service) keeperRole() awsiam.CfnRole {
	linked := "arn:" + s.place.Partition + ":iam::" + s.place.Account + ":role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
	statements := append([]policy.Object{
		policy.Allow("Log", s.place.ARN("logs", "log-group:"+s.path("keeper")+":log-stream:*"), "logs:CreateLogStream", "logs:PutLogEvents"),
		// Looking has no resource types (service authorization reference, Amazon EC2 Auto Scaling).
		policy.Allow("Look", "*", "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribePolicies", "ec2:DescribeLaunchTemplateVersions"),
		policy.Allow("Keep", s.groups(), "autoscaling:CreateAutoScalingGroup", "autoscaling:DeleteAutoScalingGroup",
			"autoscaling:DeletePolicy", "autoscaling:PutScalingPolicy", "autoscaling:UpdateAutoScalingGroup"),
		policy.Allow("Deployments", s.DeploymentGroupARN(), "codedeploy:CreateDeploymentGroup", "codedeploy:DeleteDeploymentGroup",
			"codedeploy:GetDeploymentGroup", "codedeploy:UpdateDeploymentGroup"),
		when(policy.Allow("PassDeployer", *s.codeDeploy.AttrArn(), "iam:PassRole"), "StringEquals", "iam:PassedToService", "codedeploy.amazonaws.com"),
		// The first Auto Scaling group of an account makes Auto Scaling's own role.
		when(policy.Allow("FirstEver", linked, "iam:CreateServiceLinkedRole"), "StringEquals", "iam:AWSServiceName", "autoscaling.amazonaws.com"),
	}, s.launcher()...)
	return s.newRole("KeeperRole", "How the keeper keeps the hosts of "+s.props.fleet(),
		policy.Document(policy.Object{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": policy.Service("lambda.amazonaws.com")}),
		"An Auto Scaling group's ARN holds a random id, new hosts and alarms have no names yet, and looking has no resource types.", statements)
}

// wanted describes the hosts and the deployment group in the words of their APIs.
func (s *Service) wanted() string {
	p := s.props
	strategy, _ := p.blueGreen()
	hosts := map[string]any{
		"MinSize": p.Scaling.Min, "MaxSize": p.Scaling.Max, "VPCZoneIdentifier": strings.Join(p.Place.SubnetIDs, ","),
		"HealthCheckType": "ELB", "HealthCheckGracePeriod": int(firstRelease.Seconds()), "DefaultInstanceWarmup": int(warmUp.Seconds()),
		"MaxInstanceLifetime": int(p.Instances.Refresh.Seconds()), "CapacityRebalance": p.Instances.Spot,
		"InstanceMaintenancePolicy": map[string]int{"MinHealthyPercentage": 100, "MaxHealthyPercentage": 200},
	}
	if p.mixed() {
		hosts["MixedInstancesPolicy"] = p.mixture(s.version())
	} else {
		hosts["LaunchTemplate"] = s.version()
	}
	policies := []any{}
	for _, one := range s.goals() {
		metric := map[string]string{"PredefinedMetricType": one.metric}
		if one.label != "" {
			metric["ResourceLabel"] = one.label
		}
		policies = append(policies, map[string]any{
			"PolicyName": one.id, "PolicyType": "TargetTrackingScaling",
			"TargetTrackingConfiguration": map[string]any{"TargetValue": one.target, "PredefinedMetricSpecification": metric},
		})
	}
	return asJSON(map[string]any{
		"name": p.group(), "copies": p.copies(), "hosts": hosts, "policies": policies,
		"creation":    map[string]any{"TargetGroupARNs": []string{s.targetsARN}},
		"deployments": s.wantedDeployments(int(strategy.Bake.Minutes())),
	})
}

// wantedDeployments describes the deployment group; the old hosts stay for bake minutes.
func (s *Service) wantedDeployments(bake int) map[string]any {
	watched := []any{}
	for _, name := range s.Names().Alarms {
		watched = append(watched, map[string]string{"name": name})
	}
	ready := map[string]any{"actionOnTimeout": "CONTINUE_DEPLOYMENT", "waitTimeInMinutes": 0}
	if wait := int(s.props.WaitForReroute.Minutes()); wait > 0 {
		ready = map[string]any{"actionOnTimeout": "STOP_DEPLOYMENT", "waitTimeInMinutes": wait}
	}
	return map[string]any{
		"applicationName": s.ApplicationName(), "deploymentGroupName": s.DeploymentGroupName(), "deploymentConfigName": s.config,
		"serviceRoleArn":   *s.codeDeploy.AttrArn(),
		"deploymentStyle":  map[string]string{"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"},
		"loadBalancerInfo": map[string]any{"targetGroupInfoList": []any{map[string]string{"name": *s.targets.AttrTargetGroupName()}}},
		"blueGreenDeploymentConfiguration": map[string]any{
			"greenFleetProvisioningOption":              map[string]string{"action": "COPY_AUTO_SCALING_GROUP"},
			"deploymentReadyOption":                     ready,
			"terminateBlueInstancesOnDeploymentSuccess": map[string]any{"action": "TERMINATE", "terminationWaitTimeInMinutes": bake},
		},
		"alarmConfiguration":        map[string]any{"enabled": true, "ignorePollAlarmFailure": false, "alarms": watched},
		"autoRollbackConfiguration": map[string]any{"enabled": true, "events": back},
		"outdatedInstancesStrategy": "UPDATE",
	}
}

// asJSON is value as text. CDK finds tokens in it as they are.
func asJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // unreachable: the values are strings and numbers
	}
	return string(text)
}
