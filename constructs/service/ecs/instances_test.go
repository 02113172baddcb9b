package ecs_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// instances is the template of a cluster with i.
func instances(t *testing.T, i service.Instances) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	roomy(stack, func(p *ecs.ClusterProps) { p.Instances, p.Managed = &i, nil })
	return synthtest.Of(t, stack)
}

func TestAnInstanceKeepsItsDiskAndItsCredentialsToItself(t *testing.T) {
	instances(t, service.Instances{Disk: 50}).Has("AWS::EC2::LaunchTemplate", synthtest.Props{"LaunchTemplateData": object{
		"BlockDeviceMappings": []any{object{"DeviceName": "/dev/xvda", "Ebs": object{"Encrypted": true, "VolumeType": "gp3", "VolumeSize": 50}}},
		"MetadataOptions":     object{"HttpTokens": "required", "HttpPutResponseHopLimit": 1},
		"KeyName":             synthtest.Absent(),
	}})
}

// EC2 reads the parameter when it starts an instance; CDK would look it up when the template is written.
func TestAnInstanceStartsFromTheNewestPatchedImage(t *testing.T) {
	for _, c := range []struct {
		given service.Instances
		want  string
	}{
		{service.Instances{}, "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"},
		{service.Instances{ARM: true}, "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id"},
		{service.Instances{Types: []string{"g6.xlarge"}}, "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id"},
	} {
		got := instances(t, c.given)
		got.Has("AWS::EC2::LaunchTemplate", synthtest.Props{"LaunchTemplateData": object{"ImageId": c.want}})
		if missing := got.Missing(); len(missing) > 0 {
			t.Errorf("the template looks up %v", missing)
		}
	}
}

func TestAnInstanceIsReplacedBeforeItIsOld(t *testing.T) {
	for given, seconds := range map[time.Duration]int{0: 1209600, 24 * time.Hour: 86400} {
		instances(t, service.Instances{Refresh: given}).Has("AWS::AutoScaling::AutoScalingGroup", synthtest.Props{
			"MaxInstanceLifetime": seconds, "InstanceMaintenancePolicy": object{"MinHealthyPercentage": 100, "MaxHealthyPercentage": 200},
			"NewInstancesProtectedFromScaleIn": synthtest.Absent(),
		})
	}
}

func TestAnAgentJoinsItsClusterAndGuardsTheInstance(t *testing.T) {
	for _, c := range []struct {
		given service.Instances
		gpu   bool
	}{{service.Instances{}, false}, {service.Instances{Types: []string{"g6.xlarge"}}, true}} {
		data := instances(t, c.given).One("AWS::EC2::LaunchTemplate").Properties["LaunchTemplateData"].(object)
		script := data["UserData"].(object)["Fn::Base64"].(string)
		for _, want := range []string{"#!/bin/bash\n", "\nECS_CLUSTER=shop-dev\n", "\nECS_AWSVPC_BLOCK_IMDS=true\n", "\nECS_DISABLE_PRIVILEGED=true\n", "\nECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true\n"} {
			if !strings.Contains(script, want) {
				t.Errorf("%q lacks %q", script, want)
			}
		}
		if strings.Contains(script, "ECS_ENABLE_GPU_SUPPORT=true") != c.gpu {
			t.Errorf("GPUs %t: %q", c.gpu, script)
		}
	}
}

func TestNobodyConnectsToAnInstance(t *testing.T) {
	got := instances(t, service.Instances{})
	got.Has("AWS::EC2::SecurityGroup", synthtest.Props{"GroupDescription": synthtest.Text("Instances of shop-dev"), "SecurityGroupIngress": synthtest.Absent()})
	got.HasNo("AWS::EC2::SecurityGroupIngress")
}

func TestAnInstanceMayJoinItsClusterAndNothingElse(t *testing.T) {
	got := instances(t, service.Instances{})
	got.HasNo("AWS::IAM::Policy")
	got.Has("AWS::IAM::Role", synthtest.Props{
		"ManagedPolicyArns":        synthtest.Absent(),
		"AssumeRolePolicyDocument": object{"Statement": []any{object{"Principal": object{"Service": "ec2.amazonaws.com"}}}},
		"Policies": []any{object{"PolicyDocument": object{"Statement": []any{
			object{"Action": []any{"ecs:DiscoverPollEndpoint"}, "Resource": "*"},
			object{
				"Action":   []any{"ecs:RegisterContainerInstance", "ecs:SubmitAttachmentStateChanges", "ecs:SubmitContainerStateChange", "ecs:SubmitTaskStateChange"},
				"Resource": "arn:aws:ecs:eu-west-1:111111111111:cluster/shop-dev",
			},
			object{
				"Action":   []any{"ecs:Poll", "ecs:PutSystemLogEvents", "ecs:StartTelemetrySession"},
				"Resource": "arn:aws:ecs:eu-west-1:111111111111:container-instance/shop-dev/*",
			},
		}}}},
	})
}

func TestECSGrowsShrinksAndDrainsTheInstances(t *testing.T) {
	zero := 0
	got := instances(t, service.Instances{Min: &zero, Max: 20})
	got.Has("AWS::AutoScaling::AutoScalingGroup", synthtest.Props{
		"MinSize": "0", "MaxSize": "20", "DesiredCapacity": synthtest.Absent(),
		"VPCZoneIdentifier": []any{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"},
	})
	got.Has("AWS::ECS::CapacityProvider", synthtest.Props{"Name": synthtest.Absent(), "AutoScalingGroupProvider": object{
		"ManagedScaling":  object{"Status": "ENABLED", "TargetCapacity": 100},
		"ManagedDraining": "ENABLED", "ManagedTerminationProtection": "DISABLED",
	}})
	got.Has("AWS::ECS::ClusterCapacityProviderAssociations", synthtest.Props{
		"CapacityProviders": []any{"FARGATE", "FARGATE_SPOT", object{"Ref": synthtest.Text("InstancesProvider")}},
	})
}

// A cluster with instances cannot be deleted, and instances cannot join a cluster that is not there.
func TestInstancesComeAfterTheirClusterAndGoBeforeIt(t *testing.T) {
	got := instances(t, service.Instances{})
	for id := range got.Resources("AWS::ECS::Cluster") {
		if dependsOn := got.One("AWS::AutoScaling::AutoScalingGroup").DependsOn; !slices.Contains(dependsOn, id) {
			t.Errorf("the group depends on %v, want %s", dependsOn, id)
		}
	}
}

func TestOneTypeOnDemandNeedsNoMix(t *testing.T) {
	got := instances(t, service.Instances{})
	got.Has("AWS::AutoScaling::AutoScalingGroup", synthtest.Props{
		"LaunchTemplate": object{"LaunchTemplateId": synthtest.Any(), "Version": synthtest.Any()}, "MixedInstancesPolicy": synthtest.Absent(), "CapacityRebalance": false,
	})
	got.Has("AWS::EC2::LaunchTemplate", synthtest.Props{"LaunchTemplateData": object{"InstanceType": "m7i.large"}})
}

func TestSeveralTypesAndSpotAreMixed(t *testing.T) {
	for _, c := range []struct {
		given    service.Instances
		onDemand int
		types    []any
	}{
		{service.Instances{Types: []string{"m7i.large", "m6i.large"}}, 100, []any{object{"InstanceType": "m7i.large"}, object{"InstanceType": "m6i.large"}}},
		{service.Instances{Spot: true}, 0, []any{object{"InstanceType": "m7i.large"}}},
	} {
		instances(t, c.given).Has("AWS::AutoScaling::AutoScalingGroup", synthtest.Props{
			"LaunchTemplate": synthtest.Absent(), "CapacityRebalance": c.given.Spot,
			"MixedInstancesPolicy": object{
				"InstancesDistribution": object{
					"OnDemandPercentageAboveBaseCapacity": c.onDemand, "OnDemandAllocationStrategy": "prioritized", "SpotAllocationStrategy": "price-capacity-optimized",
				},
				"LaunchTemplate": object{"LaunchTemplateSpecification": object{"LaunchTemplateId": synthtest.Any(), "Version": synthtest.Any()}, "Overrides": c.types},
			},
		})
	}
}

func TestTasksThatWaitForInstancesAreTold(t *testing.T) {
	stack := synthtest.Stack(t)
	cluster := roomy(stack, nil)
	signals := cluster.Signals()
	if len(signals) != 1 || signals[0].ID != "Full" || signals[0].Points != 15 || signals[0].Of != 15 || signals[0].Metric == nil {
		t.Errorf("got %+v, want the one that instances are full", signals)
	}
	synthtest.Of(t, stack).Has("AWS::CloudWatch::Alarm", synthtest.Props{
		"AlarmName": "shop-dev-full", "AlarmActions": []any{alerts}, "Threshold": 100, "EvaluationPeriods": 15, "DatapointsToAlarm": 15,
		"AlarmDescription": synthtest.Text("runbook.md#full"),
		"Metrics": []any{object{"MetricStat": object{"Metric": object{"Namespace": "AWS/ECS/ManagedScaling", "MetricName": "CapacityProviderReservation", "Dimensions": []any{
			object{"Name": "ClusterName", "Value": "shop-dev"}, object{"Name": "CapacityProviderName", "Value": object{"Ref": synthtest.Text("InstancesProvider")}},
		}}}}},
	})
}

func TestFargateAloneHasNothingToWatch(t *testing.T) {
	if all := minimalCluster(synthtest.Stack(t)).Signals(); len(all) > 0 {
		t.Errorf("got %+v", all)
	}
}

// CloudFormation would derive the name from the stack's, and ECS refuse it.
func TestAProviderIsNamedOnlyWhereItsStacksNameForbidsNone(t *testing.T) {
	for stackName, want := range map[string]any{"shop-dev-platform": nil, "ECS-demo-dev-platform": "on-shop-dev-instances", "awsome": "on-shop-dev-instances", "fargate": "on-shop-dev-instances"} {
		stack := awscdk.NewStack(synthtest.App(t), jsii.String("Stack"), &awscdk.StackProps{StackName: &stackName})
		roomy(stack, func(p *ecs.ClusterProps) { p.Managed = nil })
		if got := synthtest.Of(t, stack).One("AWS::ECS::CapacityProvider").Properties["Name"]; got != want {
			t.Errorf("%s: got %v, want %v", stackName, got, want)
		}
	}
}

func TestAnAgentOnTheInstancesIsGrantedToTheirRole(t *testing.T) {
	stack := synthtest.Stack(t)
	cluster := roomy(stack, nil)
	queue := awssqs.NewQueue(stack, jsii.String("Queue"), nil)
	for _, role := range append(cluster.HostRoles(), cluster.HostRoles()...) {
		queue.GrantSendMessages(role)
	}
	if n := len(cluster.HostRoles()); n != 2 {
		t.Errorf("got %d roles, want one for instances and one for managed ones", n)
	}
	synthtest.Of(t, stack).Count("AWS::IAM::Policy", 2)
}

func TestTwoClustersWithInstancesShareAStack(t *testing.T) {
	stack := synthtest.Stack(t)
	roomy(stack, nil)
	other := constructs.NewConstruct(stack, jsii.String("Other"))
	ecs.NewCluster(other, "Cluster", &ecs.ClusterProps{
		Name: "shop-gpu", Account: account, Region: region, Vpc: vpc(other), Key: key(other),
		Instances: &service.Instances{Types: []string{"g6.xlarge"}}, Alerts: []string{alerts},
	})
	got := synthtest.Of(t, stack)
	got.Count("AWS::AutoScaling::AutoScalingGroup", 2)
	got.Count("AWS::ECS::ClusterCapacityProviderAssociations", 2)
	got.Has("AWS::CloudWatch::Alarm", synthtest.Props{"AlarmName": "shop-gpu-full"})
}

func TestBadInstancesAreRefusedWithTheCluster(t *testing.T) {
	stack := synthtest.Stack(t)
	one, network, secrets := 1, vpc(stack), key(stack)
	for _, c := range []struct {
		change func(p *ecs.ClusterProps)
		want   string
	}{
		{func(p *ecs.ClusterProps) { p.Instances = &service.Instances{Min: &one, Max: -1} }, "Instances.Max is -1: want Min to 1000: 1 to 1000 [SVC-025]"},
		{func(p *ecs.ClusterProps) { p.Instances = &service.Instances{Types: []string{"large"}} },
			`Instances.Types[0] is "large": want an EC2 instance type, such as "m7i.large" [SVC-025]`},
		{func(p *ecs.ClusterProps) { p.Managed = &service.ManagedInstances{MinCPU: 4, MaxCPU: 2} }, "Managed.MaxCPU is 2: want 4 to 896 [SVC-025]"},
		{func(p *ecs.ClusterProps) { p.Alerts = nil }, "Alerts is missing: give the ARN of a topic that hears when Instances cannot grow [OBS-005]"},
		{func(p *ecs.ClusterProps) { p.Alerts = []string{"oncall@example.com"} }, `Alerts[0] is "oncall@example.com": want the ARN of an SNS topic [OBS-005]`},
		{func(p *ecs.ClusterProps) { p.Alerts = slices.Repeat([]string{alerts}, 6) }, "Alerts is 6: want at most 5 topics [OBS-005]"},
		{func(p *ecs.ClusterProps) { p.Runbook = "wiki" }, `Runbook is "wiki": want an https address of at most 500 characters [OBS-005]`},
	} {
		props := ecs.ClusterProps{Name: "shop-dev", Account: account, Region: region, Vpc: network, Key: secrets, Instances: &service.Instances{}, Alerts: []string{alerts}}
		c.change(&props)
		err := props.Validate()
		if err == nil || strings.Count(err.Error(), "\n") != 1 || !strings.HasSuffix(err.Error(), "\n  "+c.want) {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
}
