package apprunner_test

import (
	"slices"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service/apprunner"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestAlarmsTellSomebodyWhatToDo(t *testing.T) {
	got := synth(t, nil)
	got.Count("AWS::CloudWatch::Alarm", 3)
	for _, id := range []string{"memory", "cpu", "errors"} {
		got.Has("AWS::CloudWatch::Alarm", synthtest.Props{
			"AlarmName": "shop-dev-api-" + id, "AlarmDescription": synthtest.Text("runbook.md#" + id),
			"AlarmActions": []any{alerts}, "OKActions": []any{alerts}, "TreatMissingData": "notBreaching", "DatapointsToAlarm": 3,
		})
	}
}

func TestAlarmsWatchTheServiceItself(t *testing.T) {
	got := synth(t, nil)
	dimensions := []any{
		object{"Name": "ServiceName", "Value": "shop-dev-api"},
		object{"Name": "ServiceID", "Value": object{"Fn::GetAtt": []any{got.One("AWS::AppRunner::Service").ID, "ServiceId"}}},
	}
	metric := func(name, statistic string) object {
		return object{"MetricStat": object{"Stat": statistic, "Period": 60, "Metric": object{
			"Namespace": "AWS/AppRunner", "MetricName": name, "Dimensions": dimensions,
		}}}
	}
	for name, row := range map[string]struct {
		above   int
		metrics synthtest.Matcher
	}{
		"memory": {90, synthtest.Containing(metric("MemoryUtilization", "Maximum"))},
		"cpu":    {90, synthtest.Containing(metric("CPUUtilization", "Maximum"))},
		"errors": {5, synthtest.Containing(metric("5xxStatusResponses", "Sum"), metric("Requests", "Sum"))},
	} {
		got.Has("AWS::CloudWatch::Alarm", synthtest.Props{"AlarmName": "shop-dev-api-" + name, "Threshold": row.above, "Metrics": row.metrics})
	}
}

func TestAlarmsExistWithTheService(t *testing.T) {
	for id, alarm := range released(t).Resources("AWS::CloudWatch::Alarm") {
		if alarm.Condition != "Released" {
			t.Errorf("%s exists under %q, want Released", id, alarm.Condition)
		}
	}
}

func TestASourceNamesItsRunbook(t *testing.T) {
	stack, props := stack(t), minimalProps()
	props.Runbook = "https://wiki.example.com/api"
	all := apprunner.NewService(stack, "Api", props).Signals()
	if len(all) != 3 {
		t.Errorf("got %d signals, want memory, CPU and errors", len(all))
	}
	for _, one := range all {
		if one.Runbook != props.Runbook || one.Metric == nil || one.Title == "" {
			t.Errorf("%s: runbook %q, metric %v, title %q", one.ID, one.Runbook, one.Metric, one.Title)
		}
	}
}

// A pipeline in another account watches alarms of a service that is not there yet.
func TestTheNamesOfAlarmsAreKnownBeforeThem(t *testing.T) {
	var there []string
	for _, one := range synth(t, nil).Resources("AWS::CloudWatch::Alarm") {
		there = append(there, one.Properties["AlarmName"].(string))
	}
	known := (apprunner.ServiceProps{Name: "api", Environment: apprunner.Environment{Name: "shop-dev"}}).AlarmNames()
	if slices.Sort(there); !slices.Equal(slices.Sorted(slices.Values(known)), there) {
		t.Errorf("known %q, there %q", known, there)
	}
}
