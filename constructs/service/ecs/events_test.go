package ecs_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/constructs/signal"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestADeploymentThatFailsTellsSomebody(t *testing.T) {
	synth(t, nil).Has("AWS::Events::Rule", synthtest.Props{
		"EventPattern": object{
			"source": []any{"aws.ecs"}, "detail-type": []any{"ECS Deployment State Change", "ECS Service Action"},
			"resources": []any{"arn:aws:ecs:eu-west-1:111111111111:service/shop-dev/api"},
			"detail": object{"eventName": []any{
				"SERVICE_DEPLOYMENT_FAILED", "SERVICE_TASK_CONFIGURATION_FAILURE", "SERVICE_TASK_PLACEMENT_FAILURE", "SERVICE_TASK_START_IMPAIRED",
			}},
		},
		"Targets": []any{object{"Arn": alerts, "RoleArn": synthtest.Absent()}}, "State": synthtest.Absent(),
	})
}

func TestAFailureIsToldInWordsAndSaysWhatToDo(t *testing.T) {
	synth(t, nil).Has("AWS::Events::Rule", synthtest.Props{"Targets": []any{object{"InputTransformer": object{
		"InputPathsMap": object{"event": "$.detail.eventName", "time": "$.time", "reason": "$.detail.reason"},
		"InputTemplate": `"api in shop-dev: <event> at <time>. <reason> Runbook: https://github.com/shipway-cdk/shipway/blob/main/docs/runbook.md#failed"`,
	}}}})
}

func TestEveryTopicHearsOfAFailure(t *testing.T) {
	other := strings.Replace(alerts, "alerts", "oncall", 1)
	synth(t, func(p *ecs.ServiceProps) { p.Alerts = []string{alerts, other} }).Has("AWS::Events::Rule", synthtest.Props{
		"Targets": []any{object{"Id": "Alert1", "Arn": alerts}, object{"Id": "Alert2", "Arn": other}},
	})
}

func TestARuleHasRoomForFiveTopics(t *testing.T) {
	for n, want := range map[int]string{5: "", 6: "Alerts is 6: want at most 5 topics [OBS-005]"} {
		got := on(t, nil, func(p *ecs.ServiceProps) { p.Alerts = slices.Repeat([]string{alerts}, n) })
		if got != want {
			t.Errorf("%d topics: got %q, want %q", n, got, want)
		}
	}
}

func TestAFailureIsASignalAtTheFirstEvent(t *testing.T) {
	stack := synthtest.Stack(t)
	all := ecs.NewService(stack, "Api", minimalProps(minimalCluster(stack))).Signals()
	i := slices.IndexFunc(all, func(one signal.Signal) bool { return one.ID == "Failed" })
	if i < 0 {
		t.Fatalf("no signal of a failure among %+v", all)
	}
	if one := all[i]; one.Points != 1 || one.Of != 1 || one.Level.Threshold() != 0 || !strings.HasSuffix(one.Runbook, "#failed") {
		t.Errorf("got %+v, want one event to be trouble", one)
	}
	synthtest.Of(t, stack).Count("AWS::CloudWatch::Alarm", 1) // the event tells by itself
}

// A failure told by an alarm would stop the deployment that mends it.
func TestAFailureDoesNotStopTheNextDeployment(t *testing.T) {
	synth(t, nil).Has("AWS::ECS::Service", synthtest.Props{"DeploymentConfiguration": object{"Alarms": object{"AlarmNames": []any{"shop-dev-api-memory"}}}})
}
