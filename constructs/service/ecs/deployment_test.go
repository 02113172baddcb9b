package ecs_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func wait(d time.Duration) *time.Duration { return &d }

// with releases what mutate makes of a service by strategy.
func with(strategy release.Strategy, mutate func(p *ecs.ServiceProps)) func(p *ecs.ServiceProps) {
	return func(p *ecs.ServiceProps) {
		mutate(p)
		p.Strategy = strategy
	}
}

// strategies are all of them with their defaults.
var strategies = []release.Strategy{release.Rolling{}, release.Linear{}, release.Canary{}, release.BlueGreen{}}

// shifting are those that move requests from one version to the next.
var shifting = strategies[1:]

func TestEachStrategySaysToECSWhatItSaysToPeople(t *testing.T) {
	for _, c := range []struct {
		strategy release.Strategy
		want     object
	}{
		{release.Linear{}, object{
			"Strategy": "LINEAR", "BakeTimeInMinutes": 5,
			"LinearConfiguration": object{"StepPercent": 10, "StepBakeTimeInMinutes": 6}, "CanaryConfiguration": synthtest.Absent(),
		}},
		{release.Linear{Percent: 12.5, StepBake: wait(0), Bake: wait(time.Hour)}, object{
			"Strategy": "LINEAR", "BakeTimeInMinutes": 60, "LinearConfiguration": object{"StepPercent": 12.5, "StepBakeTimeInMinutes": 0},
		}},
		{release.Canary{}, object{
			"Strategy": "CANARY", "BakeTimeInMinutes": 5,
			"CanaryConfiguration": object{"CanaryPercent": 5, "CanaryBakeTimeInMinutes": 10}, "LinearConfiguration": synthtest.Absent(),
		}},
		{release.Canary{Percent: 0.1, CanaryBake: wait(24 * time.Hour), Bake: wait(0)}, object{
			"Strategy": "CANARY", "BakeTimeInMinutes": 0, "CanaryConfiguration": object{"CanaryPercent": 0.1, "CanaryBakeTimeInMinutes": 1440},
		}},
		{release.BlueGreen{}, object{
			"Strategy": "BLUE_GREEN", "BakeTimeInMinutes": 10, "CanaryConfiguration": synthtest.Absent(), "LinearConfiguration": synthtest.Absent(),
		}},
	} {
		for _, ingress := range []func(p *ecs.ServiceProps){balanced, connected} {
			synth(t, with(c.strategy, ingress)).Has("AWS::ECS::Service", synthtest.Props{
				"DeploymentController": object{"Type": "ECS"}, "DeploymentConfiguration": c.want,
			})
		}
	}
}

func TestEveryStrategyGoesBackByItself(t *testing.T) {
	for _, strategy := range strategies {
		synth(t, with(strategy, balanced)).Has("AWS::ECS::Service", synthtest.Props{"DeploymentConfiguration": object{
			"DeploymentCircuitBreaker": object{"Enable": true, "Rollback": true},
			"Alarms":                   object{"Enable": true, "Rollback": true},
		}})
	}
}

func TestAShiftLosesNoCapacity(t *testing.T) {
	for _, strategy := range shifting {
		synth(t, with(strategy, balanced)).Has("AWS::ECS::Service", synthtest.Props{
			"DeploymentConfiguration": object{"MinimumHealthyPercent": 100, "MaximumPercent": 200}, "AvailabilityZoneRebalancing": "ENABLED",
		})
	}
}

func TestAShiftMovesTheServicesOwnRuleBetweenItsTwoGroups(t *testing.T) {
	for _, strategy := range shifting {
		got := synth(t, with(strategy, balanced))
		got.Has("AWS::ECS::Service", synthtest.Props{"LoadBalancers": []any{object{
			"TargetGroupArn": object{"Ref": synthtest.Text("ApiTargets")},
			"AdvancedConfiguration": object{
				"AlternateTargetGroupArn": object{"Ref": synthtest.Text("ApiAlternate")},
				"ProductionListenerRule":  object{"Ref": synthtest.Text("ApiRule")},
				"TestListenerRule":        synthtest.Absent(),
				"RoleArn":                 object{"Fn::GetAtt": []any{synthtest.Text("ApiShiftRole"), "Arn"}},
			},
		}}})
	}
}

func TestARollingServiceNeedsNobodyToMoveItsRequests(t *testing.T) {
	got := synth(t, balanced)
	got.Has("AWS::ECS::Service", synthtest.Props{"LoadBalancers": []any{object{"AdvancedConfiguration": synthtest.Absent()}}})
	got.Count("AWS::IAM::Role", 2)
}

func TestAnInternalServiceShiftsWithoutALoadBalancer(t *testing.T) {
	for _, strategy := range shifting {
		got := synth(t, with(strategy, connected))
		got.Has("AWS::ECS::Service", synthtest.Props{"LoadBalancers": synthtest.Absent()})
		got.Count("AWS::IAM::Role", 2)
	}
}

func TestMovingRequestsTakesExactlyTheServicesOwnRulesAndGroups(t *testing.T) {
	got := synth(t, func(p *ecs.ServiceProps) {
		p.Ingress = ecs.LoadBalanced{Listener: listener, Hosts: []string{"shop.example.com"}, Priority: 10, TestListener: testListener}
		p.Strategy = release.Canary{Test: release.Test{Port: 8443}}
	})
	ref := func(part string) object { return object{"Ref": synthtest.Text(part)} }
	got.Has("AWS::IAM::Role", synthtest.Props{
		"AssumeRolePolicyDocument": object{"Statement": []any{object{"Principal": object{"Service": "ecs.amazonaws.com"}}}},
		"Policies": []any{object{"PolicyName": "Shift", "PolicyDocument": object{"Statement": []any{
			object{"Resource": "*", "Action": []any{
				"elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth",
			}},
			object{"Resource": []any{ref("ApiTargets"), ref("ApiAlternate")}, "Action": []any{"elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets"}},
			object{"Resource": []any{ref("ApiRule"), ref("ApiTestRule")}, "Action": []any{"elasticloadbalancing:ModifyRule"}},
			object{"Resource": []any{listener.ARN, testListener}, "Action": []any{"elasticloadbalancing:ModifyListener"}},
		}}}},
	})
}

func TestACanaryIsJudgedByItsOwnAnswers(t *testing.T) {
	for _, strategy := range shifting {
		got := synth(t, with(strategy, balanced))
		for name, group := range map[string]string{"shop-dev-api-errors": "ApiTargets", "shop-dev-api-alternateerrors": "ApiAlternate"} {
			for _, metric := range []string{"HTTPCode_Target_5XX_Count", "RequestCount"} {
				got.Has("AWS::CloudWatch::Alarm", synthtest.Props{"AlarmName": name, "Metrics": synthtest.Containing(object{"MetricStat": object{"Metric": object{
					"MetricName": metric, "Dimensions": synthtest.Containing(object{"Name": "TargetGroup", "Value": object{"Fn::GetAtt": []any{synthtest.Text(group), "TargetGroupFullName"}}}),
				}}})})
			}
		}
		got.Has("AWS::ECS::Service", synthtest.Props{"DeploymentConfiguration": object{"Alarms": object{"AlarmNames": []any{
			"shop-dev-api-memory", "shop-dev-api-errors", "shop-dev-api-alternateerrors", "shop-dev-api-unhealthy",
		}}}})
	}
}

func TestSickTasksAreSeenInEitherGroup(t *testing.T) {
	sick := func(group string) object {
		return object{"MetricStat": object{"Metric": object{"MetricName": "UnHealthyHostCount", "Dimensions": synthtest.Containing(
			object{"Name": "TargetGroup", "Value": object{"Fn::GetAtt": []any{synthtest.Text(group), "TargetGroupFullName"}}},
		)}}}
	}
	synth(t, with(release.BlueGreen{}, balanced)).Has("AWS::CloudWatch::Alarm", synthtest.Props{
		"AlarmName": "shop-dev-api-unhealthy", "Threshold": 0,
		"Metrics": synthtest.Containing(object{"Expression": "FILL(sick, 0) + FILL(alternate, 0)"}, sick("ApiTargets"), sick("ApiAlternate")),
	})
}

func TestAVersionThatAnswersErrorsRingsWhileFewRequestsReachIt(t *testing.T) {
	for _, c := range []struct {
		strategy release.Strategy
		want     float64
	}{
		{release.Rolling{}, 5}, {release.BlueGreen{}, 5}, {release.Canary{}, 2.5}, {release.Canary{Percent: 1}, 0.5},
		{release.Canary{Percent: 50}, 5}, {release.Linear{}, 5}, {release.Linear{Percent: 3}, 1.5},
	} {
		synth(t, with(c.strategy, connected)).Has("AWS::CloudWatch::Alarm", synthtest.Props{"AlarmName": "shop-dev-api-errors", "Threshold": c.want})
	}
}

func TestOwnAlarmsJoinEveryStrategy(t *testing.T) {
	own := []string{"checkout-failures"}
	for _, strategy := range []release.Strategy{
		release.Rolling{Alarms: own}, release.Linear{Alarms: own}, release.Canary{Alarms: own}, release.BlueGreen{Alarms: own},
	} {
		stack := synthtest.Stack(t)
		props := minimalProps(minimalCluster(stack))
		connected(props)
		props.Strategy = strategy
		api := ecs.NewService(stack, "Api", props)
		want := []string{"shop-dev-api-memory", "shop-dev-api-errors", "checkout-failures"}
		if got := api.DeploymentAlarms(); !slices.Equal(got, want) {
			t.Errorf("%s: the deployment is watched by %v", strategy.Name(), got)
		}
		synthtest.Of(t, stack).Has("AWS::ECS::Service", synthtest.Props{"DeploymentConfiguration": object{
			"Alarms": object{"AlarmNames": []any{want[0], want[1], want[2]}},
		}})
	}
}

func TestEveryAlarmOfADeploymentExistsBeforeIt(t *testing.T) {
	for _, strategy := range strategies {
		got := synth(t, with(strategy, balanced))
		for id := range got.Resources("AWS::CloudWatch::Alarm") {
			if dependsOn := got.One("AWS::ECS::Service").DependsOn; !slices.Contains(dependsOn, id) {
				t.Errorf("%s: the service depends on %v, want %s among them", strategy.Name(), dependsOn, id)
			}
		}
	}
}

func TestScalingCountsRequestsOfBothVersions(t *testing.T) {
	for _, strategy := range shifting {
		got := synth(t, func(p *ecs.ServiceProps) {
			balanced(p)
			p.Strategy, p.Scaling = strategy, service.Scaling{Requests: 600}
		})
		count := func(group string) object {
			return object{"ReturnData": false, "MetricStat": object{"Stat": "Sum", "Metric": object{
				"Namespace": "AWS/ApplicationELB", "MetricName": "RequestCountPerTarget", "Dimensions": []any{
					object{"Name": "LoadBalancer", "Value": listener.Balancer},
					object{"Name": "TargetGroup", "Value": object{"Fn::GetAtt": []any{synthtest.Text(group), "TargetGroupFullName"}}},
				},
			}}}
		}
		got.Has("AWS::ApplicationAutoScaling::ScalingPolicy", synthtest.Props{
			"PolicyName": "ScaleOnRequests",
			"TargetTrackingScalingPolicyConfiguration": object{
				"TargetValue": 600, "PredefinedMetricSpecification": synthtest.Absent(),
				"CustomizedMetricSpecification": object{"Metrics": []any{
					object{"Expression": "FILL(first, 0) + FILL(second, 0)", "ReturnData": true}, count("ApiTargets"), count("ApiAlternate"),
				}},
			},
		})
	}
}

func TestWhatHasNoRequestsIsReleasedRollingOnly(t *testing.T) {
	stack := synthtest.Stack(t)
	cluster := minimalCluster(stack)
	for _, strategy := range shifting {
		props := minimalProps(cluster)
		props.Strategy = strategy
		err := props.Validate()
		if err == nil || !strings.Contains(err.Error(), "no requests arrive that could be moved little by little: use rolling [DEP-008]") {
			t.Errorf("%s: got %v", strategy.Name(), err)
		}
	}
}
