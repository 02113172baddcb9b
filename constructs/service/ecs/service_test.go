package ecs_test

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

type object = map[string]any

func TestDesiredCountIsLeftToScaling(t *testing.T) {
	got := synth(t, nil)
	got.Has("AWS::ECS::Service", synthtest.Props{"DesiredCount": synthtest.Absent()})
	got.Has("AWS::ApplicationAutoScaling::ScalableTarget", synthtest.Props{
		"MinCapacity": 2, "MaxCapacity": 4, "ResourceId": "service/shop-dev/api",
	})
}

func TestAFailedDeploymentGoesBackByItself(t *testing.T) {
	synth(t, nil).Has("AWS::ECS::Service", synthtest.Props{"DeploymentConfiguration": object{
		"DeploymentCircuitBreaker": object{"Enable": true, "Rollback": true},
		"Alarms":                   object{"Enable": true, "Rollback": true, "AlarmNames": []any{"shop-dev-api-memory"}},
		"BakeTimeInMinutes":        5,
	}})
}

func TestDeployingLosesNoCapacity(t *testing.T) {
	synth(t, nil).Has("AWS::ECS::Service", synthtest.Props{"DeploymentConfiguration": object{
		"Strategy": "ROLLING", "MinimumHealthyPercent": 100, "MaximumPercent": 200,
	}})
}

func TestTasksSpreadOverPrivateSubnetsWithoutPublicAddresses(t *testing.T) {
	got := synth(t, nil)
	got.Has("AWS::ECS::Service", synthtest.Props{
		"AvailabilityZoneRebalancing": "ENABLED",
		"NetworkConfiguration": object{"AwsvpcConfiguration": object{
			"AssignPublicIp": "DISABLED", "Subnets": []any{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"},
		}},
	})
}

func TestTheContainerCannotChangeItselfOrBeRoot(t *testing.T) {
	synth(t, nil).Has("AWS::ECS::TaskDefinition", synthtest.Props{"ContainerDefinitions": []any{object{
		"ReadonlyRootFilesystem": true, "Privileged": false, "User": "65532:65532",
		"LinuxParameters": object{"Capabilities": object{"Drop": []any{"ALL"}}, "InitProcessEnabled": true},
		"MountPoints":     []any{object{"ContainerPath": "/tmp", "ReadOnly": false}},
	}}})
}

func TestATaskHasTimeToFinishItsWork(t *testing.T) {
	got := synth(t, func(p *ecs.ServiceProps) { balanced(p); p.StopWithin = 90 * time.Second })
	got.Has("AWS::ECS::TaskDefinition", synthtest.Props{"ContainerDefinitions": []any{object{"StopTimeout": 90}}})
	got.Has("AWS::ElasticLoadBalancingV2::TargetGroup", synthtest.Props{"TargetGroupAttributes": synthtest.Containing(
		object{"Key": "deregistration_delay.timeout_seconds", "Value": "90"},
	)})
}

func TestLogsAreEncryptedKeptAndNeverBlockTheService(t *testing.T) {
	got := synth(t, func(p *ecs.ServiceProps) { p.LogDays = 365; p.Retain = true })
	got.Has("AWS::Logs::LogGroup", synthtest.Props{"LogGroupName": "/shop-dev/api", "RetentionInDays": 365, "KmsKeyId": synthtest.Any()})
	got.Has("AWS::ECS::TaskDefinition", synthtest.Props{"ContainerDefinitions": []any{object{"LogConfiguration": object{
		"Options": object{"mode": "non-blocking", "max-buffer-size": "25m", "awslogs-group": "/shop-dev/api"},
	}}}})
	for id, logs := range got.Resources("AWS::Logs::LogGroup") {
		if logs.Properties["LogGroupName"] == "/shop-dev/api" && (logs.DeletionPolicy != "RetainExceptOnCreate" || logs.UpdateReplacePolicy != "Retain") {
			t.Errorf("%s: policies %q and %q, want Retain", id, logs.DeletionPolicy, logs.UpdateReplacePolicy)
		}
	}
}

func TestALoadBalancedServiceAnswersOnlyTheBalancer(t *testing.T) {
	got := synth(t, balanced)
	got.Has("AWS::EC2::SecurityGroup", synthtest.Props{"SecurityGroupIngress": []any{object{
		"FromPort": 8080, "ToPort": 8080, "IpProtocol": "tcp", "SourceSecurityGroupId": listener.SecurityGroup,
	}}})
	got.Has("AWS::ElasticLoadBalancingV2::ListenerRule", synthtest.Props{
		"ListenerArn": listener.ARN, "Priority": 10,
		"Conditions": []any{object{"Field": "host-header", "HostHeaderConfig": object{"Values": []any{"shop.example.com"}}}},
	})
	got.Has("AWS::ECS::Service", synthtest.Props{"HealthCheckGracePeriodSeconds": 60, "LoadBalancers": []any{object{"ContainerPort": 8080}}})
}

func TestTheServiceStartsAfterItsRuleAndItsAlarms(t *testing.T) {
	got := synth(t, balanced)
	for _, kind := range []string{"AWS::ElasticLoadBalancingV2::ListenerRule", "AWS::CloudWatch::Alarm"} {
		for id := range got.Resources(kind) {
			if dependsOn := got.One("AWS::ECS::Service").DependsOn; !slices.Contains(dependsOn, id) {
				t.Errorf("the service depends on %v, want %s among them", dependsOn, id)
			}
		}
	}
}

func TestAnInternalServiceIsCalledByNameFromItsClusterOnly(t *testing.T) {
	got := synth(t, func(p *ecs.ServiceProps) { connected(p); p.Port = 9000 })
	got.Has("AWS::ECS::Service", synthtest.Props{"ServiceConnectConfiguration": object{"Enabled": true, "Services": []any{object{
		"DiscoveryName": "shop-dev-api", "ClientAliases": []any{object{"DnsName": "api", "Port": 9000}},
	}}}})
	got.Has("AWS::EC2::SecurityGroup", synthtest.Props{"GroupDescription": "Tasks of api", "SecurityGroupIngress": []any{object{
		"FromPort": 9000, "SourceSecurityGroupId": object{"Fn::GetAtt": []any{synthtest.Text("ClusterPeers"), "GroupId"}},
	}}})
	got.HasNo("AWS::ElasticLoadBalancingV2::TargetGroup")
}

func TestAnInternalServicesErrorsAreCountedWhoeverCalls(t *testing.T) {
	metric := func(name string, dimensions ...any) object {
		return object{"MetricStat": object{"Metric": object{"Namespace": "AWS/ECS", "MetricName": name, "Dimensions": dimensions}}}
	}
	synth(t, connected).Has("AWS::CloudWatch::Alarm", synthtest.Props{"AlarmName": "shop-dev-api-errors", "Metrics": synthtest.Containing(
		metric("HTTPCode_Target_5XX_Count", object{"Name": "TargetDiscoveryName", "Value": "shop-dev-api"}),
		metric("RequestCount", object{"Name": "DiscoveryName", "Value": "shop-dev-api"},
			object{"Name": "ClusterName", "Value": "shop-dev"}, object{"Name": "ServiceName", "Value": "api"}),
	)})
}

func TestNothingConnectsToAWorker(t *testing.T) {
	got := synth(t, nil)
	got.Has("AWS::EC2::SecurityGroup", synthtest.Props{"GroupDescription": "Tasks of api", "SecurityGroupIngress": synthtest.Absent()})
	got.Has("AWS::ECS::Service", synthtest.Props{"LoadBalancers": synthtest.Absent(), "ServiceConnectConfiguration": synthtest.Absent()})
	got.Has("AWS::ECS::TaskDefinition", synthtest.Props{"ContainerDefinitions": []any{object{"PortMappings": synthtest.Absent()}}})
}

func TestAPeerMayCallInternalServices(t *testing.T) {
	got := synth(t, func(p *ecs.ServiceProps) { p.Peer = true })
	got.Has("AWS::ECS::Service", synthtest.Props{
		"ServiceConnectConfiguration": object{"Enabled": true, "Services": synthtest.Absent()},
		"NetworkConfiguration":        object{"AwsvpcConfiguration": object{"SecurityGroups": []any{synthtest.Any(), synthtest.Any()}}},
	})
}

func TestConfigurationIsPlainAndSecretsGoByReference(t *testing.T) {
	got := synth(t, func(p *ecs.ServiceProps) {
		p.Config = map[string]string{"LOG_LEVEL": "info", "CACHE": "on"}
		p.Secrets = map[string]string{"DATABASE_URL": secret + ":url::", "FLAGS": parameter}
	})
	got.Has("AWS::ECS::TaskDefinition", synthtest.Props{"ContainerDefinitions": []any{object{
		"Environment": []any{object{"Name": "CACHE", "Value": "on"}, object{"Name": "LOG_LEVEL", "Value": "info"}},
		"Secrets":     []any{object{"Name": "DATABASE_URL", "ValueFrom": secret + ":url::"}, object{"Name": "FLAGS", "ValueFrom": parameter}},
	}}})
}

func TestScalingFollowsEachTarget(t *testing.T) {
	got := synth(t, func(p *ecs.ServiceProps) {
		balanced(p)
		p.Scaling = service.Scaling{Min: 3, Max: 30, CPU: 50, Memory: 70, Requests: 600, Rest: 10 * time.Minute}
	})
	got.Count("AWS::ApplicationAutoScaling::ScalingPolicy", 3)
	for metric, target := range map[string]float64{
		"ECSServiceAverageCPUUtilization": 50, "ECSServiceAverageMemoryUtilization": 70, "ALBRequestCountPerTarget": 600,
	} {
		got.Has("AWS::ApplicationAutoScaling::ScalingPolicy", synthtest.Props{"TargetTrackingScalingPolicyConfiguration": object{
			"TargetValue": target, "ScaleInCooldown": 600, "PredefinedMetricSpecification": object{"PredefinedMetricType": metric},
		}})
	}
}

func TestPoliciesBelongToTheWholeScalableTarget(t *testing.T) {
	got := synth(t, nil)
	for id := range got.Resources("AWS::ApplicationAutoScaling::ScalableTarget") {
		got.Has("AWS::ApplicationAutoScaling::ScalingPolicy", synthtest.Props{"ScalingTargetId": object{"Ref": id}})
	}
}

func TestZonesAreRebalancedWhereThereIsRoomForNewTasks(t *testing.T) {
	half := 50
	for _, c := range []struct {
		most int
		want string
	}{{200, "ENABLED"}, {100, "DISABLED"}} {
		synth(t, func(p *ecs.ServiceProps) { p.Strategy = release.Rolling{MinHealthyPercent: &half, MaxPercent: c.most} }).
			Has("AWS::ECS::Service", synthtest.Props{"AvailabilityZoneRebalancing": c.want})
	}
}

func TestArmTasksRunOnGraviton(t *testing.T) {
	synth(t, func(p *ecs.ServiceProps) { p.ARM = true }).
		Has("AWS::ECS::TaskDefinition", synthtest.Props{"RuntimePlatform": object{"CpuArchitecture": "ARM64"}})
}

func TestTheCommandReplacesTheImages(t *testing.T) {
	synth(t, func(p *ecs.ServiceProps) { p.Command = []string{"/app", "serve"} }).
		Has("AWS::ECS::TaskDefinition", synthtest.Props{"ContainerDefinitions": []any{object{"Command": []any{"/app", "serve"}}}})
}

func TestAlarmsStopADeploymentAndTellSomebody(t *testing.T) {
	got := synth(t, balanced)
	got.Count("AWS::CloudWatch::Alarm", 3)
	for id, alarm := range got.Resources("AWS::CloudWatch::Alarm") {
		for _, property := range []string{"AlarmName", "AlarmActions", "TreatMissingData", "DatapointsToAlarm"} {
			if alarm.Properties[property] == nil {
				t.Errorf("%s has no %s", id, property)
			}
		}
	}
	got.Has("AWS::CloudWatch::Alarm", synthtest.Props{"AlarmName": "shop-dev-api-errors", "AlarmDescription": synthtest.Text("runbook.md#errors")})
}

func TestOwnAlarmsJoinTheServices(t *testing.T) {
	synth(t, func(p *ecs.ServiceProps) {
		p.Strategy = release.Rolling{Alarms: []string{"checkout-failures"}, Bake: time.Hour}
	}).
		Has("AWS::ECS::Service", synthtest.Props{"DeploymentConfiguration": object{
			"BakeTimeInMinutes": 60, "Alarms": object{"AlarmNames": []any{"shop-dev-api-memory", "checkout-failures"}},
		}})
}

func TestAServiceIsAGranteeWhosePermissionsComeFirst(t *testing.T) {
	stack := synthtest.Stack(t)
	api := ecs.NewService(stack, "Api", minimalProps(minimalCluster(stack)))
	awssqs.NewQueue(stack, jsii.String("Jobs"), nil).GrantSendMessages(api)

	got := synthtest.Of(t, stack)
	policy := got.One("AWS::IAM::Policy")
	if len(policy.Properties["Roles"].([]any)) != 1 {
		t.Errorf("the grant went to %v", policy.Properties["Roles"])
	}
	for id := range got.Resources("AWS::IAM::Policy") {
		if dependsOn := got.One("AWS::ECS::Service").DependsOn; !slices.Contains(dependsOn, id) {
			t.Errorf("the service depends on %v, want %s among them", dependsOn, id)
		}
	}
}

func TestAServiceIsANetworkPeer(t *testing.T) {
	stack := synthtest.Stack(t)
	api := ecs.NewService(stack, "Api", minimalProps(minimalCluster(stack)))
	database := awsec2.SecurityGroup_FromSecurityGroupId(stack, jsii.String("Database"), jsii.String("sg-0fedcba9876543210"), nil)
	database.Connections().AllowFrom(api, awsec2.Port_Tcp(jsii.Number(5432)), nil)

	synthtest.Of(t, stack).Has("AWS::EC2::SecurityGroupIngress", synthtest.Props{"FromPort": 5432, "SourceSecurityGroupId": synthtest.Any()})
}

func TestASourceNamesItsRunbook(t *testing.T) {
	stack := synthtest.Stack(t)
	props := minimalProps(minimalCluster(stack))
	balanced(props)
	props.Runbook = "https://wiki.example.com/api"
	for _, one := range ecs.NewService(stack, "Api", props).Signals() {
		if one.Runbook != props.Runbook || one.Metric == nil || one.Title == "" {
			t.Errorf("%s: runbook %q, metric %v, title %q", one.ID, one.Runbook, one.Metric, one.Title)
		}
	}
}

func TestTwoServicesShareAStack(t *testing.T) {
	stack := synthtest.Stack(t)
	cluster := minimalCluster(stack)
	ecs.NewService(stack, "Api", minimalProps(cluster))
	other := minimalProps(cluster)
	other.Name = "mailer"
	mailer := ecs.NewService(stack, "Mailer", other)

	synthtest.Of(t, stack).Count("AWS::ECS::Service", 2)
	if mailer.LogGroup() != "/shop-dev/mailer" || mailer.ARN() != "arn:aws:ecs:eu-west-1:111111111111:service/shop-dev/mailer" {
		t.Errorf("log group %s, ARN %s", mailer.LogGroup(), mailer.ARN())
	}
	if found := stack.Node().FindChild(jsii.String("Mailer")); found != mailer {
		t.Error("the tree does not hold the service itself")
	}
}

func TestL2sAndL1sAreWithinReach(t *testing.T) {
	stack := synthtest.Stack(t)
	api := ecs.NewService(stack, "Api", minimalProps(minimalCluster(stack)))
	api.CfnService().AddPropertyOverride(jsii.String("PlatformVersion"), "1.4.0")
	api.CfnTaskDefinition().AddPropertyOverride(jsii.String("PidMode"), "task")
	if *api.Fargate().ServiceName() != "api" || *api.Fargate().Cluster().ClusterName() != "shop-dev" {
		t.Errorf("the L2 view is %s in %s", *api.Fargate().ServiceName(), *api.Fargate().Cluster().ClusterName())
	}

	got := synthtest.Of(t, stack)
	got.Has("AWS::ECS::Service", synthtest.Props{"PlatformVersion": "1.4.0"})
	got.Has("AWS::ECS::TaskDefinition", synthtest.Props{"PidMode": "task"})
}
