package fleet_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/fleet"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestHostsAreReplacedAsTheStrategySays(t *testing.T) {
	half, none := 50, 0
	for name, one := range map[string]struct {
		strategy release.Strategy
		min      int
		want     any
	}{
		"default":             {nil, 2, "CodeDeployDefault.OneAtATime"},
		"all at all times":    {release.Rolling{}.WithDefaults(), 2, "CodeDeployDefault.OneAtATime"},
		"one":                 {release.Rolling{Batch: release.BatchOne}, 2, "CodeDeployDefault.OneAtATime"},
		"half":                {release.Rolling{Batch: release.BatchHalf}, 2, "CodeDeployDefault.HalfAtATime"},
		"all":                 {release.Rolling{Batch: release.BatchAll}, 2, "CodeDeployDefault.AllAtOnce"},
		"percent":             {release.Rolling{MinHealthyPercent: &half}, 2, object{"Ref": synthtest.Any()}},
		"percent of one host": {release.Rolling{MinHealthyPercent: &none}, 1, object{"Ref": synthtest.Any()}},
	} {
		got := synth(t, func(p *fleet.ServiceProps) { p.Strategy, p.Scaling.Min = one.strategy, one.min })
		group := got.One("AWS::CodeDeploy::DeploymentGroup")
		t.Run(name, func(t *testing.T) {
			check(t, object{
				"DeploymentConfigName": one.want,
				"DeploymentStyle":      object{"DeploymentType": "IN_PLACE", "DeploymentOption": "WITH_TRAFFIC_CONTROL"},
			}, group.Properties)
		})
	}
}

func TestOwnPercentagesAreADeploymentConfiguration(t *testing.T) {
	percent := 66
	got := synth(t, func(p *fleet.ServiceProps) {
		p.Strategy, p.Scaling.Min = release.Rolling{MinHealthyPercent: &percent}, 3
	})
	check(t, object{
		"ComputePlatform": "Server", "MinimumHealthyHosts": object{"Type": "FLEET_PERCENT", "Value": 66},
		// A named configuration could not be changed: each change replaces it.
		"DeploymentConfigName": synthtest.Absent(),
	}, got.One("AWS::CodeDeploy::DeploymentConfig").Properties)
	synth(t, nil).HasNo("AWS::CodeDeploy::DeploymentConfig")
}

func TestAFailedDeploymentGoesBackByItself(t *testing.T) {
	group := synth(t, func(p *fleet.ServiceProps) { p.Strategy = release.Rolling{Alarms: []string{"checkout-failures"}} }).One("AWS::CodeDeploy::DeploymentGroup")
	check(t, object{
		"AutoRollbackConfiguration": object{"Enabled": true, "Events": []any{"DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"}},
		"AlarmConfiguration": object{
			"Enabled": true, "IgnorePollAlarmFailure": false,
			"Alarms": []any{object{"Name": "shop-dev-web-errors"}, object{"Name": "checkout-failures"}},
		},
		"OutdatedInstancesStrategy": "UPDATE",
	}, group.Properties)
}

// Before the first release every host is sick: an alarm about it would stop that release.
func TestSickHostsDoNotStopTheFirstRelease(t *testing.T) {
	text, _ := json.Marshal(synth(t, nil).One("AWS::CodeDeploy::DeploymentGroup").Properties["AlarmConfiguration"])
	if strings.Contains(string(text), "unhealthy") {
		t.Errorf("sick hosts stop a deployment: %s", text)
	}
}

func TestRequestsMoveThroughTheOnlyTargetGroup(t *testing.T) {
	for name, strategy := range map[string]func(*fleet.ServiceProps){"rolling": rolling, "blue-green": blueGreen} {
		got := synth(t, strategy)
		got.Count("AWS::ElasticLoadBalancingV2::TargetGroup", 1)
		check(t, object{"TargetType": "instance", "Protocol": "HTTP", "Port": 8080}, got.One("AWS::ElasticLoadBalancingV2::TargetGroup").Properties)
		if name == "rolling" {
			check(t, object{"LoadBalancerInfo": object{"TargetGroupInfoList": []any{object{"Name": object{"Fn::GetAtt": []any{synthtest.Any(), "TargetGroupName"}}}}}},
				got.One("AWS::CodeDeploy::DeploymentGroup").Properties)
		}
	}
}

func TestEachGroupOfHostsIsWatched(t *testing.T) {
	for want, strategy := range map[int]release.Strategy{
		300: release.Rolling{}, 600: release.Rolling{Bake: 10 * time.Minute, Batch: release.BatchHalf}, 0: release.BlueGreen{},
	} {
		got := settings(t, synth(t, func(p *fleet.ServiceProps) { p.Strategy = strategy }))
		check(t, want, got["bake"])
	}
}

// wanted is the description that the keeper gets, with a number for each reference.
func wanted(t *testing.T, got *synthtest.Template) (all object) {
	t.Helper()
	return read(t, got.One("Custom::BlueGreenFleet").Properties["Fleet"])
}

// read is a JSON text put together by CloudFormation, with the attribute's name in place of each reference.
func read(t *testing.T, value any) (all object) {
	t.Helper()
	text := ""
	for _, part := range value.(object)["Fn::Join"].([]any)[1].([]any) {
		switch p := part.(type) {
		case string:
			text += p
		case object:
			for name, to := range p {
				if list, isList := to.([]any); isList {
					name = list[1].(string)
				}
				text += name
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return all
}

// CloudFormation refuses a blue-green deployment group for EC2, and would lose an Auto Scaling group that CodeDeploy
// deletes.
func TestBlueGreenLeavesCloudFormationNothingThatCodeDeployReplaces(t *testing.T) {
	got := synth(t, blueGreen)
	for _, kind := range []string{"AWS::CodeDeploy::DeploymentGroup", "AWS::AutoScaling::AutoScalingGroup", "AWS::AutoScaling::ScalingPolicy"} {
		got.HasNo(kind)
	}
}

func TestBlueGreenCopiesTheHostsMovesRequestsAndEndsTheOldOnes(t *testing.T) {
	bake := 20 * time.Minute
	got := wanted(t, synth(t, func(p *fleet.ServiceProps) {
		p.Strategy = release.BlueGreen{Bake: &bake, Alarms: []string{"checkout-failures"}}
	}))
	check(t, object{
		"applicationName": "shop-dev-web", "deploymentGroupName": "shop-dev-web-blue-green", "deploymentConfigName": "CodeDeployDefault.HalfAtATime",
		"serviceRoleArn":   "Arn",
		"deploymentStyle":  object{"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"},
		"loadBalancerInfo": object{"targetGroupInfoList": []any{object{"name": "TargetGroupName"}}},
		"blueGreenDeploymentConfiguration": object{
			"greenFleetProvisioningOption":              object{"action": "COPY_AUTO_SCALING_GROUP"},
			"deploymentReadyOption":                     object{"actionOnTimeout": "CONTINUE_DEPLOYMENT", "waitTimeInMinutes": 0},
			"terminateBlueInstancesOnDeploymentSuccess": object{"action": "TERMINATE", "terminationWaitTimeInMinutes": 20},
		},
		"alarmConfiguration":        object{"enabled": true, "ignorePollAlarmFailure": false, "alarms": []any{object{"name": "shop-dev-web-errors"}, object{"name": "checkout-failures"}}},
		"autoRollbackConfiguration": object{"enabled": true, "events": []any{"DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"}},
	}, got["deployments"])
}

func TestSomebodyCanMoveTheRequests(t *testing.T) {
	got := wanted(t, synth(t, func(p *fleet.ServiceProps) { blueGreen(p); p.WaitForReroute = 2 * time.Hour }))
	check(t, object{"blueGreenDeploymentConfiguration": object{"deploymentReadyOption": object{"actionOnTimeout": "STOP_DEPLOYMENT", "waitTimeInMinutes": 120}}}, got["deployments"])
}

// Half of one host is none.
func TestASingleHostTurnsBlueGreenAsAWhole(t *testing.T) {
	got := wanted(t, synth(t, func(p *fleet.ServiceProps) { blueGreen(p); p.Scaling.Min = 1 }))
	check(t, object{"deploymentConfigName": "CodeDeployDefault.OneAtATime"}, got["deployments"])
}

// Both strategies give their hosts the same life.
func TestBlueGreenHostsAreThoseOfARollingFleet(t *testing.T) {
	for name, change := range map[string]func(p *fleet.ServiceProps){
		"plain": rolling,
		"mixed": func(p *fleet.ServiceProps) {
			p.Instances.Types, p.Instances.Spot = []string{"m7i.large", "m6i.large"}, true
			p.Scaling = service.Scaling{Min: 3, Max: 5, Requests: 100}
		},
	} {
		inPlace := synth(t, change).One("AWS::AutoScaling::AutoScalingGroup").Properties
		kept := wanted(t, synth(t, func(p *fleet.ServiceProps) { change(p); blueGreen(p) }))
		hosts := maps.Clone(kept["hosts"].(object))
		delete(hosts, "VPCZoneIdentifier")
		delete(hosts, "LaunchTemplate")
		for field, value := range hosts {
			if field == "MixedInstancesPolicy" {
				check(t, object{"InstancesDistribution": value.(object)["InstancesDistribution"]}, inPlace[field])
				check(t, value.(object)["LaunchTemplate"].(object)["Overrides"], inPlace[field].(object)["LaunchTemplate"].(object)["Overrides"])
				continue
			}
			if object, isObject := value.(object); isObject {
				check(t, object, inPlace[field])
			} else if fmt.Sprint(value) != fmt.Sprint(inPlace[field]) {
				t.Errorf("%s: %s is %v in place and %v with blue-green", name, field, inPlace[field], value)
			}
		}
		check(t, object{"VPCZoneIdentifier": "subnet-0aaaaaaaaaaaaaaaa,subnet-0bbbbbbbbbbbbbbbb"}, kept["hosts"])
		check(t, object{"TargetGroupARNs": []any{"Ref"}}, kept["creation"])
		if policies := kept["policies"].([]any); name == "mixed" && len(policies) != 2 {
			t.Errorf("got %d policies, want CPU and requests", len(policies))
		}
	}
}

func TestTheKeeperLooksAfterEachDeployment(t *testing.T) {
	got := synth(t, blueGreen)
	rule := got.Resource(got.Has("AWS::Events::Rule", synthtest.Props{"EventPattern": object{"detail": object{
		"deploymentGroup": []any{"shop-dev-web-blue-green"}, "state": []any{"SUCCESS", "FAILURE", "STOP"},
	}}}))
	input := rule.Properties["Targets"].([]any)[0].(object)["Input"]
	event := read(t, input)
	var fleet object
	if err := json.Unmarshal([]byte(event["ResourceProperties"].(object)["Fleet"].(string)), &fleet); err != nil {
		t.Fatal(err)
	}
	check(t, wanted(t, got), fleet)
	if text, _ := json.Marshal(input); len(text) > 8192 {
		t.Errorf("the event has %d characters, want at most EventBridge's 8192", len(text))
	}
	got.Has("AWS::Lambda::Permission", synthtest.Props{"Principal": "events.amazonaws.com", "SourceAccount": account, "SourceArn": object{"Fn::GetAtt": []any{rule.ID, "Arn"}}})
}

// CloudFormation refuses a resource of another type under the same id, and so the change of a fleet that runs into one
// on which nothing runs.
func TestAFleetDoesNotChangeItsStrategyInOneStep(t *testing.T) {
	kinds := map[string]string{}
	for name, strategy := range map[string]func(*fleet.ServiceProps){"rolling": rolling, "blue-green": blueGreen} {
		got := released(t, strategy)
		kinds[name] = got.Resource("WebServiceDF29B54C").Type
		if got.One("AWS::CodeDeploy::Application").Properties["ApplicationName"] != "shop-dev-web" {
			t.Errorf("%s: the application is not called after the fleet", name)
		}
	}
	if kinds["rolling"] != "AWS::CodeDeploy::Application" || kinds["blue-green"] != "Custom::BlueGreenFleet" {
		t.Errorf("got %v under one id", kinds)
	}
}

// The keeper, and CloudFormation, make a deployment group of an application that is there.
func TestTheApplicationIsThereBeforeItsDeploymentGroup(t *testing.T) {
	for kind, strategy := range map[string]func(*fleet.ServiceProps){"AWS::AutoScaling::AutoScalingGroup": rolling, "Custom::BlueGreenFleet": blueGreen} {
		got := released(t, strategy)
		if depends := got.One(kind).DependsOn; !slices.Contains(depends, got.One("AWS::CodeDeploy::Application").ID) {
			t.Errorf("%s depends on %v, want the application among them", kind, depends)
		}
	}
}

// CloudFormation deletes what depends on the fleet first.
func TestNoDeploymentCallsTheKeeperOfAFleetThatGoes(t *testing.T) {
	got := released(t, blueGreen)
	fleet := got.One("Custom::BlueGreenFleet").ID
	calls := got.One("AWS::Lambda::Permission")
	rule := got.Resource(calls.Properties["SourceArn"].(object)["Fn::GetAtt"].([]any)[0].(string))
	for _, one := range []synthtest.Resource{calls, rule} {
		if !slices.Contains(one.DependsOn, fleet) {
			t.Errorf("%s depends on %v, want %s", one.ID, one.DependsOn, fleet)
		}
	}
}

// A changed launch template must reach the hosts.
func TestANewLaunchTemplateCallsTheKeeper(t *testing.T) {
	hosts := wanted(t, synth(t, blueGreen))["hosts"]
	check(t, object{"LaunchTemplate": object{"LaunchTemplateId": "Ref", "Version": "LatestVersionNumber"}}, hosts)
}

func TestAReleaseOfTheImageCallsNoKeeper(t *testing.T) {
	got := released(t, blueGreen)
	text, _ := json.Marshal(got.One("Custom::BlueGreenFleet").Properties)
	if strings.Contains(string(text), `"Image"`) {
		t.Errorf("the keeper is called for each release: %s", text)
	}
}

func TestAFixedImageNeedsNoRelease(t *testing.T) {
	got := synth(t, func(p *fleet.ServiceProps) { p.Image = image.Fixed("public.ecr.aws/nginx/nginx:1.29", "") })
	if group := got.One("AWS::AutoScaling::AutoScalingGroup"); group.Condition != "" {
		t.Errorf("the hosts exist under %q, want always", group.Condition)
	}
}
