package express_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service/express"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestAlarmsTellSomebodyWhatToDo(t *testing.T) {
	got := synth(t, nil)
	got.Count("AWS::CloudWatch::Alarm", 3)
	for _, id := range []string{"memory", "errors", "unhealthy"} {
		got.Has("AWS::CloudWatch::Alarm", synthtest.Props{
			"AlarmName": "shop-dev-api-" + id, "AlarmDescription": synthtest.Text("runbook.md#" + id),
			"AlarmActions": []any{alerts}, "OKActions": []any{alerts}, "TreatMissingData": "notBreaching", "DatapointsToAlarm": 3,
		})
	}
}

func TestMemoryIsTheServicesOwn(t *testing.T) {
	synth(t, nil).Has("AWS::CloudWatch::Alarm", synthtest.Props{"AlarmName": "shop-dev-api-memory", "Threshold": 90, "Metrics": []any{object{
		"MetricStat": object{"Metric": object{"Namespace": "AWS/ECS", "MetricName": "MemoryUtilization", "Dimensions": []any{
			object{"Name": "ClusterName", "Value": "shop-dev"}, object{"Name": "ServiceName", "Value": "api"},
		}}},
	}}})
}

// Deployments let the two target groups serve in turns: an alarm on one of them would be blind after every second one.
func TestErrorsAreCountedInBothTargetGroups(t *testing.T) {
	got := synth(t, nil)
	arns := object{"Fn::GetAtt": []any{got.One("AWS::ECS::ExpressGatewayService").ID, "ECSManagedResourceArns.IngressPath.TargetGroupArns"}}
	balancer := object{"Fn::Select": []any{1, object{"Fn::Split": []any{":loadbalancer/", object{
		"Fn::GetAtt": []any{got.One("AWS::ECS::ExpressGatewayService").ID, "ECSManagedResourceArns.IngressPath.LoadBalancerArn"},
	}}}}}
	metrics := []any{}
	for i := range 2 {
		both := object{"Fn::Join": []any{",", []any{object{"Fn::Join": []any{",", arns}}, object{"Fn::Select": []any{0, arns}}}}}
		group := object{"Fn::Select": []any{5, object{"Fn::Split": []any{":", object{"Fn::Select": []any{i, object{"Fn::Split": []any{",", both}}}}}}}}
		metrics = append(metrics, object{"Id": fmt.Sprint("errors", i+1), "MetricStat": object{"Metric": object{
			"Namespace": "AWS/ApplicationELB", "MetricName": "HTTPCode_Target_5XX_Count", "Dimensions": []any{
				object{"Name": "LoadBalancer", "Value": balancer}, object{"Name": "TargetGroup", "Value": group},
			},
		}}})
	}
	got.Has("AWS::CloudWatch::Alarm", synthtest.Props{"AlarmName": "shop-dev-api-errors", "Threshold": 5, "Metrics": synthtest.Containing(metrics...)})
}

func TestAlarmsOnTheBalancerExistWithIt(t *testing.T) {
	conditions := map[any]string{}
	for _, alarm := range released(t).Resources("AWS::CloudWatch::Alarm") {
		conditions[alarm.Properties["AlarmName"]] = alarm.Condition
	}
	want := map[any]string{"shop-dev-api-memory": "", "shop-dev-api-errors": "Released", "shop-dev-api-unhealthy": "Released"}
	if differences := synthtest.Diff(fmt.Sprint(want), fmt.Sprint(conditions)); len(differences) > 0 {
		t.Error(differences)
	}
}

func TestASourceNamesItsRunbook(t *testing.T) {
	stack := synthtest.Stack(t)
	props := minimalProps()
	props.Runbook = "https://wiki.example.com/api"
	all := express.NewService(stack, "Api", props).Signals()
	if len(all) != 3 {
		t.Errorf("got %d signals, want memory, errors and sick tasks", len(all))
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
	known := (express.ServiceProps{Name: "api", Cluster: express.Cluster{Name: "shop-dev"}}).AlarmNames()
	if slices.Sort(there); !slices.Equal(slices.Sorted(slices.Values(known)), there) {
		t.Errorf("known %q, there %q", known, there)
	}
}
