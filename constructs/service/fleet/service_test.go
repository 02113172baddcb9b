package fleet_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/fleet"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// template is the launch template's data.
func template(t *testing.T, got *synthtest.Template) object {
	t.Helper()
	return got.One("AWS::EC2::LaunchTemplate").Properties["LaunchTemplateData"].(object)
}

func check(t *testing.T, want, got any) {
	t.Helper()
	if wrong := synthtest.Diff(want, got); len(wrong) > 0 {
		t.Error(strings.Join(wrong, "\n"))
	}
}

func TestHostsGiveNothingAway(t *testing.T) {
	got := template(t, synth(t, nil))
	check(t, object{
		"MetadataOptions":                   object{"HttpTokens": "required", "HttpEndpoint": "enabled", "HttpPutResponseHopLimit": 2},
		"BlockDeviceMappings":               []any{object{"DeviceName": "/dev/xvda", "Ebs": object{"Encrypted": true, "VolumeType": "gp3", "VolumeSize": 30, "DeleteOnTermination": true}}},
		"InstanceInitiatedShutdownBehavior": "terminate", "Monitoring": object{"Enabled": true},
		"KeyName": synthtest.Absent(), "NetworkInterfaces": synthtest.Absent(),
	}, got)
}

func TestOnlyTheLoadBalancerConnectsToHosts(t *testing.T) {
	got := synth(t, func(p *fleet.ServiceProps) { p.Port = 9000 })
	got.Has("AWS::EC2::SecurityGroup", synthtest.Props{"SecurityGroupIngress": []any{object{
		"SourceSecurityGroupId": listener.SecurityGroup, "FromPort": 9000, "ToPort": 9000, "IpProtocol": "tcp",
	}}})
	got.HasNo("AWS::EC2::SecurityGroupIngress")
}

func TestEveryNewHostStartsFromTheNewestPatchedImage(t *testing.T) {
	for _, arm := range []bool{false, true} {
		got := template(t, synth(t, func(p *fleet.ServiceProps) { p.Instances.ARM = arm }))
		want := map[bool][2]string{
			false: {"resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64", "m7i.large"},
			true:  {"resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64", "m7g.large"},
		}[arm]
		check(t, object{"ImageId": want[0], "InstanceType": want[1]}, got)
	}
}

func TestHostsAreReplacedBeforeTheyAge(t *testing.T) {
	synth(t, nil).Has("AWS::AutoScaling::AutoScalingGroup", synthtest.Props{
		"MaxInstanceLifetime": 14 * 24 * 3600, "InstanceMaintenancePolicy": object{"MinHealthyPercentage": 100, "MaxHealthyPercentage": 200},
	})
}

func TestScalingOwnsTheNumberOfHosts(t *testing.T) {
	got := synth(t, func(p *fleet.ServiceProps) { p.Scaling = service.Scaling{Min: 3, Max: 9, Requests: 500} })
	got.Has("AWS::AutoScaling::AutoScalingGroup", synthtest.Props{"MinSize": "3", "MaxSize": "9", "DesiredCapacity": synthtest.Absent()})
	got.Count("AWS::AutoScaling::ScalingPolicy", 2)
	got.Has("AWS::AutoScaling::ScalingPolicy", synthtest.Props{"TargetTrackingConfiguration": object{
		"TargetValue": 60, "PredefinedMetricSpecification": object{"PredefinedMetricType": "ASGAverageCPUUtilization"},
	}})
	got.Has("AWS::AutoScaling::ScalingPolicy", synthtest.Props{"TargetTrackingConfiguration": object{
		"TargetValue": 500, "PredefinedMetricSpecification": object{
			"PredefinedMetricType": "ALBRequestCountPerTarget", "ResourceLabel": synthtest.Text(listener.Balancer),
		},
	}})
}

func TestHostsOfOneTypeHaveNoMixture(t *testing.T) {
	synth(t, nil).Has("AWS::AutoScaling::AutoScalingGroup", synthtest.Props{"MixedInstancesPolicy": synthtest.Absent(), "LaunchTemplate": synthtest.Any()})
}

func TestTypesAreTriedInTheirOrder(t *testing.T) {
	synth(t, func(p *fleet.ServiceProps) { p.Instances.Types = []string{"m7i.large", "m6i.large"} }).Has("AWS::AutoScaling::AutoScalingGroup", synthtest.Props{
		"LaunchTemplate": synthtest.Absent(),
		"MixedInstancesPolicy": object{
			"LaunchTemplate":        object{"Overrides": []any{object{"InstanceType": "m7i.large"}, object{"InstanceType": "m6i.large"}}},
			"InstancesDistribution": object{"OnDemandAllocationStrategy": "prioritized", "OnDemandPercentageAboveBaseCapacity": 100},
		},
	})
}

func TestSpotHostsAreReplacedBeforeTheyAreTaken(t *testing.T) {
	synth(t, func(p *fleet.ServiceProps) { p.Instances.Spot = true }).Has("AWS::AutoScaling::AutoScalingGroup", synthtest.Props{
		"CapacityRebalance":    true,
		"MixedInstancesPolicy": object{"InstancesDistribution": object{"OnDemandBaseCapacity": 0, "OnDemandPercentageAboveBaseCapacity": 0, "SpotAllocationStrategy": "price-capacity-optimized"}},
	})
}

// userData is the launch template's user data as a host runs it.
func userData(t *testing.T, got *synthtest.Template) string {
	t.Helper()
	return template(t, got)["UserData"].(object)["Fn::Base64"].(string)
}

func TestAHostInstallsTheAgentLast(t *testing.T) {
	script := userData(t, released(t, rolling))
	for _, want := range []string{
		"#!/bin/sh\nregion='eu-west-1'\nsettings='/shop-dev/web/settings'\nregistry='" + registry + "'\n",
		"installer='https://aws-codedeploy-eu-west-1.s3.eu-west-1.amazonaws.com/latest/install'\n",
	} {
		if !strings.Contains(script, want) {
			t.Errorf("no %q in\n%s", want, script)
		}
	}
	lines := strings.Split(strings.TrimSpace(script), "\n")
	if last := lines[len(lines)-1]; last != "systemctl enable --now codedeploy-agent" {
		t.Errorf("the last command is %q, want the agent's start: it deploys at once", last)
	}
	if len(script) > 16*1024 {
		t.Errorf("user data has %d bytes, want at most 16 KB", len(script))
	}
}

func TestHostsInChinaReachTheirOwnAddresses(t *testing.T) {
	stack := synthtest.Stack(t, synthtest.In(account, "cn-north-1"))
	props := minimalProps()
	props.Place.Region, props.Place.Partition = "cn-north-1", "aws-cn"
	props.Image = image.Released(stack, "arn:aws-cn:ecr:cn-north-1:444444444444:repository/shop/web")
	fleet.NewService(stack, "Web", props)
	script := userData(t, synthtest.Of(t, stack))
	for _, want := range []string{"https://aws-codedeploy-cn-north-1.s3.cn-north-1.amazonaws.com.cn/latest/install", "registry='444444444444.dkr.ecr.cn-north-1.amazonaws.com.cn'"} {
		if !strings.Contains(script, want) {
			t.Errorf("no %q in\n%s", want, script)
		}
	}
}

func TestTheContainerIsStartedWithoutPrivileges(t *testing.T) {
	got := settings(t, synth(t, func(p *fleet.ServiceProps) {
		p.Config, p.Secrets = map[string]string{"LOG_LEVEL": "it's on"}, map[string]string{"DATABASE_URL": secret}
		p.Command, p.StopWithin, p.Port = []string{"serve", "--all"}, time.Minute, 9000
	}))
	check(t, object{
		"run": []any{
			"--name", "service", "--rm", "--pull", "never", "--init", "--read-only", "--cap-drop", "ALL",
			"--security-opt", "no-new-privileges", "--user", "65532:65532", "--publish", "9000:9000", "--stop-timeout", "60",
			"--log-driver", "awslogs", "--log-opt", "awslogs-region=eu-west-1", "--log-opt", "awslogs-group=/shop-dev/web",
			"--log-opt", "mode=non-blocking", "--log-opt", "max-buffer-size=25m", "--log-opt", "cache-disabled=true",
			"--env", "AWS_REGION=eu-west-1", "--mount", "type=volume,source=writable-tmp-0abbc42e,destination=/tmp",
			"--env", "LOG_LEVEL=it's on", "--env", "DATABASE_URL",
		},
		"command": []any{"serve", "--all"},
		"health":  object{"url": "http://127.0.0.1:9000/", "codes": "200", "timeout": 5, "seconds": 60},
		"bake":    300,
	}, got)
}

func TestSecretsAreNamedAndNeverHeld(t *testing.T) {
	got := settings(t, synth(t, func(p *fleet.ServiceProps) {
		p.Secrets = map[string]string{"A": secret + ":url:AWSPREVIOUS:", "B": secret, "C": parameter}
	}))
	check(t, []any{
		object{"name": "A", "arn": secret, "key": "url", "stage": "AWSPREVIOUS", "version": ""},
		object{"name": "B", "arn": secret, "key": "", "stage": "", "version": ""},
		object{"name": "C", "arn": parameter, "key": "", "stage": "", "version": ""},
	}, got["secrets"])
}

// Systems Manager reads two opening braces as a reference to another parameter and refuses the value.
func TestConfigurationMayHoldBraces(t *testing.T) {
	got := synth(t, func(p *fleet.ServiceProps) { p.Config = map[string]string{"GREETING": "{{hello}} {{{"} })
	got.Has("AWS::SSM::Parameter", synthtest.Props{"Name": "/shop-dev/web/settings"})
	for _, one := range got.Resources("AWS::SSM::Parameter") {
		if strings.Contains(one.Properties["Value"].(string), "{{") {
			t.Errorf("%s holds a reference: %s", one.ID, one.Properties["Value"])
		}
	}
	if run := fmt.Sprint(settings(t, got)["run"]); !strings.Contains(run, "GREETING={{hello}} {{{") {
		t.Errorf("the container gets something else: %s", run)
	}
}

func TestTheFirstDeploymentRunsNothing(t *testing.T) {
	for name, strategy := range map[string]func(*fleet.ServiceProps){"rolling": rolling, "blue-green": blueGreen} {
		got := released(t, strategy)
		for _, kind := range []string{"AWS::AutoScaling::AutoScalingGroup", "AWS::AutoScaling::ScalingPolicy", "AWS::CodeDeploy::DeploymentGroup", "Custom::BlueGreenFleet"} {
			for id, one := range got.Resources(kind) {
				if one.Condition != "Released" {
					t.Errorf("%s: %s exists under %q, want Released", name, id, one.Condition)
				}
			}
		}
		for id, one := range got.All() {
			text, _ := json.Marshal(one.Properties)
			for other, conditional := range got.All() {
				if one.Condition == "" && conditional.Condition != "" && strings.Contains(string(text), `"`+other+`"`) {
					t.Errorf("%s: %s always exists but refers to %s, which does not", name, id, other)
				}
			}
		}
		for _, kind := range []string{"AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::CodeDeploy::Application", "AWS::EC2::LaunchTemplate"} {
			if one := got.One(kind); one.Condition != "" {
				t.Errorf("%s: %s exists under %q, want always", name, one.ID, one.Condition)
			}
		}
	}
}

func TestTheImageIsInNothingThatRuns(t *testing.T) {
	got := released(t, rolling)
	got.Has("AWS::SSM::Parameter", synthtest.Props{"Name": "/shop-dev/web/image", "Value": object{"Ref": "Image"}})
	for id, one := range got.All() {
		text, _ := json.Marshal(one.Properties)
		if strings.Contains(string(text), `{"Ref":"Image"}`) && one.Properties["Name"] != "/shop-dev/web/image" {
			t.Errorf("%s changes with each release", id)
		}
	}
}

// ruleBytes are the listener rule and the target group of a service, as CloudFormation compares them.
func ruleBytes(t *testing.T, change func(p *fleet.ServiceProps), tag string) string {
	t.Helper()
	stack := synthtest.Stack(t)
	props := minimalProps()
	change(props)
	if tag != "" {
		awscdk.Tags_Of(stack).Add(jsii.String("team"), &tag, nil)
	}
	fleet.NewService(stack, "Web", props)
	rule := synthtest.Of(t, stack).One("AWS::ElasticLoadBalancingV2::ListenerRule")
	delete(rule.Properties, "Tags")
	text, err := json.Marshal(rule)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestNoReleaseAndNoChangeOfHostsTouchesTheListenerRule(t *testing.T) {
	want := ruleBytes(t, rolling, "")
	for name, change := range map[string]func(p *fleet.ServiceProps){
		"image":     func(p *fleet.ServiceProps) { p.Image = image.Fixed("public.ecr.aws/nginx/nginx:1.30", "") },
		"instances": func(p *fleet.ServiceProps) { p.Instances.Types = []string{"c7i.large"} },
		"scaling":   func(p *fleet.ServiceProps) { p.Scaling = service.Scaling{Min: 4, Max: 8, CPU: 30} },
		"config":    func(p *fleet.ServiceProps) { p.Config = map[string]string{"A": "b"} },
		"strategy":  blueGreen,
		"batch":     func(p *fleet.ServiceProps) { p.Strategy = release.Rolling{Batch: release.BatchAll} },
	} {
		if got := ruleBytes(t, change, ""); got != want {
			t.Errorf("%s changes the rule:\n%s\n%s", name, want, got)
		}
	}
	if got := ruleBytes(t, rolling, "orders"); got != want {
		t.Errorf("a tag changes the rule:\n%s\n%s", want, got)
	}
}

func TestLogsOutliveNobodyUnlessRetained(t *testing.T) {
	for retain, want := range map[bool]string{false: "Delete", true: "RetainExceptOnCreate"} {
		got := synth(t, func(p *fleet.ServiceProps) { p.Retain = retain })
		for id, one := range got.Resources("AWS::Logs::LogGroup") {
			if policy := one.DeletionPolicy; policy != want && (retain || policy != "") {
				t.Errorf("retain %v: %s has %q", retain, id, policy)
			}
			check(t, object{"LogGroupName": "/shop-dev/web", "KmsKeyId": key, "RetentionInDays": 30}, one.Properties)
		}
	}
}

func TestRevisionsArePrivateAndKept(t *testing.T) {
	got := synth(t, nil)
	bucket := got.One("AWS::S3::Bucket")
	check(t, object{
		"VersioningConfiguration":        object{"Status": "Enabled"},
		"PublicAccessBlockConfiguration": object{"BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true},
		"BucketEncryption":               object{"ServerSideEncryptionConfiguration": []any{object{"ServerSideEncryptionByDefault": object{"SSEAlgorithm": "AES256"}}}},
	}, bucket.Properties)
	if bucket.DeletionPolicy != "RetainExceptOnCreate" || bucket.UpdateReplacePolicy != "Retain" {
		t.Errorf("the bucket goes with the stack: %q, %q", bucket.DeletionPolicy, bucket.UpdateReplacePolicy)
	}
	got.Has("AWS::S3::BucketPolicy", synthtest.Props{"PolicyDocument": object{"Statement": []any{object{
		"Effect": "Deny", "Action": []any{"s3:*"}, "Condition": object{"Bool": object{"aws:SecureTransport": "false"}},
	}}}})
}

// CodeDeploy gives the newest revision to hosts that scaling starts, however old it is.
func TestTheNewestRevisionNeverExpires(t *testing.T) {
	rules := synth(t, nil).One("AWS::S3::Bucket").Properties["LifecycleConfiguration"].(object)["Rules"].([]any)
	for _, rule := range rules {
		if _, expires := rule.(object)["ExpirationInDays"]; expires {
			t.Errorf("%v expires what is current", rule)
		}
	}
}

func TestShellsAreOffUnlessAskedForAndRecorded(t *testing.T) {
	synth(t, nil).HasNo("AWS::SSM::Document")
	got := synth(t, func(p *fleet.ServiceProps) { p.Exec = true })
	got.Has("AWS::SSM::Document", synthtest.Props{"DocumentType": "Session", "Name": "shop-dev-web-shell", "Content": object{"inputs": object{
		"cloudWatchLogGroupName": "/shop-dev/web/exec", "cloudWatchEncryptionEnabled": true, "kmsKeyId": key,
	}}})
	got.Has("AWS::Logs::LogGroup", synthtest.Props{"LogGroupName": "/shop-dev/web/exec", "KmsKeyId": key})
}

func TestErrorsAndSickHostsRing(t *testing.T) {
	got := synth(t, nil)
	got.Count("AWS::CloudWatch::Alarm", 2)
	for _, name := range []string{"shop-dev-web-errors", "shop-dev-web-unhealthy"} {
		got.Has("AWS::CloudWatch::Alarm", synthtest.Props{"AlarmName": name, "AlarmActions": []any{alerts}, "OKActions": []any{alerts}})
	}
}

func TestADeploymentThatIsUndoneTellsSomebody(t *testing.T) {
	synth(t, nil).Has("AWS::Events::Rule", synthtest.Props{
		"EventPattern": object{"source": []any{"aws.codedeploy"}, "detail": object{"application": []any{"shop-dev-web"}, "deploymentGroup": []any{"shop-dev-web"}, "state": []any{"FAILURE", "STOP"}}},
		"Targets":      []any{object{"Arn": alerts, "InputTransformer": object{"InputTemplate": synthtest.Text("docs/runbook.md#undone")}}},
	})
}

func TestAHostThatCannotStartTellsSomebody(t *testing.T) {
	for name, want := range map[string][]any{
		"rolling":    {"shop-dev-web"},
		"blue-green": {"shop-dev-web-blue-green", object{"prefix": "CodeDeploy_shop-dev-web-blue-green_"}},
	} {
		strategy := map[string]func(*fleet.ServiceProps){"rolling": rolling, "blue-green": blueGreen}[name]
		synth(t, strategy).Has("AWS::Events::Rule", synthtest.Props{
			"EventPattern": object{"source": []any{"aws.autoscaling"}, "detail": object{"AutoScalingGroupName": want}},
			"Targets":      []any{object{"Arn": alerts, "InputTransformer": object{"InputTemplate": synthtest.Text("docs/runbook.md#stranded")}}},
		})
	}
}

func TestTwoFleetsLiveInOneStack(t *testing.T) {
	stack := synthtest.Stack(t)
	fleet.NewService(stack, "Web", minimalProps())
	other := minimalProps()
	other.Name, other.Priority, other.Strategy = "api", 20, release.BlueGreen{}
	fleet.NewService(stack, "Api", other)
	got := synthtest.Of(t, stack)
	got.Count("AWS::CodeDeploy::Application", 2)
	got.Count("AWS::ElasticLoadBalancingV2::ListenerRule", 2)
}

func TestWhatIsGrantedExistsBeforeTheFirstHost(t *testing.T) {
	for kind, strategy := range map[string]func(*fleet.ServiceProps){"AWS::AutoScaling::AutoScalingGroup": rolling, "Custom::BlueGreenFleet": blueGreen} {
		stack := synthtest.Stack(t)
		props := minimalProps()
		strategy(props)
		awssqs.NewQueue(stack, jsii.String("Jobs"), nil).GrantSendMessages(fleet.NewService(stack, "Web", props))
		got := synthtest.Of(t, stack)
		id := got.Has("AWS::IAM::Policy", synthtest.Props{"PolicyDocument": synthtest.Text("sqs:SendMessage")})
		if depends := strings.Join(got.One(kind).DependsOn, " "); !strings.Contains(depends, id) {
			t.Errorf("%s does not wait for %s but for %s", kind, id, depends)
		}
	}
}

func TestAFleetIsANetworkPeer(t *testing.T) {
	stack := synthtest.Stack(t)
	web := fleet.NewService(stack, "Web", minimalProps())
	database := awsec2.SecurityGroup_FromSecurityGroupId(stack, jsii.String("Database"), jsii.String("sg-0fedcba9876543210"), nil)
	database.Connections().AllowFrom(web, awsec2.Port_Tcp(jsii.Number(5432)), nil)
	synthtest.Of(t, stack).Has("AWS::EC2::SecurityGroupIngress", synthtest.Props{"GroupId": "sg-0fedcba9876543210", "FromPort": 5432})
}

func TestNamesAreKnownBeforeAnythingIsDeployed(t *testing.T) {
	web := fleet.NewService(synthtest.Stack(t), "Web", minimalProps())
	got := []string{web.ApplicationName(), web.DeploymentGroupName(), web.DeploymentGroupARN(), web.LogGroup(), web.SettingsParameter(), web.URL()}
	want := []string{
		"shop-dev-web", "shop-dev-web", "arn:aws:codedeploy:eu-west-1:111111111111:deploymentgroup:shop-dev-web/shop-dev-web",
		"/shop-dev/web", "/shop-dev/web/settings", "https://shop.example.com",
	}
	check(t, want, toAny(got))
}

func toAny(all []string) (list []any) {
	for _, one := range all {
		list = append(list, one)
	}
	return list
}

func TestWhatPropsDoNotCoverCanBeReached(t *testing.T) {
	web := fleet.NewService(synthtest.Stack(t), "Web", minimalProps())
	if web.CfnAutoScalingGroup() == nil || web.CfnDeploymentGroup() == nil || web.CfnLaunchTemplate() == nil || web.Revisions() == nil {
		t.Error("a resource of a rolling fleet cannot be reached")
	}
	if len(web.Signals()) != 2 {
		t.Errorf("got %d signals, want errors and sick hosts", len(web.Signals()))
	}
}

// Two paths must never share a volume, however alike they read.
func TestWhatTheContainerWritesStaysOnItsHost(t *testing.T) {
	paths := []string{"/data/a", "/data-a", "/var/lib/index"}
	volumes := map[string]bool{}
	for _, strategy := range []func(*fleet.ServiceProps){rolling, blueGreen} {
		run := settings(t, synth(t, func(p *fleet.ServiceProps) { strategy(p); p.Writable = paths }))["run"].([]any)
		for _, word := range run {
			if mount, is := strings.CutPrefix(word.(string), "type=volume,source="); is {
				volumes[mount] = true
			}
		}
	}
	if len(volumes) != len(paths) {
		t.Errorf("got %v, want one volume for each of %v, the same for every version", volumes, paths)
	}
}
