package eks_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const alarmType = "AWS::CloudWatch::Alarm"

// stat is a metric of the pods of a Deployment, as an alarm reads it.
func stat(id, metric, statistic, deployment string) fields {
	return fields{"Id": id, "MetricStat": fields{"Stat": statistic, "Period": 60, "Metric": fields{
		"Namespace": "ContainerInsights", "MetricName": metric, "Dimensions": []any{
			fields{"Name": "ClusterName", "Value": "shop-dev"}, fields{"Name": "Namespace", "Value": "shop-dev"}, fields{"Name": "PodName", "Value": deployment},
		},
	}}}
}

func TestPodsThatCannotWorkAreSeen(t *testing.T) {
	got := synth(t, workerProps())
	got.Has(alarmType, synthtest.Props{"AlarmName": "shop-dev-api-memory", "Threshold": 90, "Metrics": []any{
		stat("now", "pod_memory_utilization_over_pod_limit", "Maximum", "api"),
	}})
	got.Has(alarmType, synthtest.Props{"AlarmName": "shop-dev-api-crashing", "Threshold": 0, "Metrics": []any{
		stat("now", "pod_container_status_waiting_reason_crash_loop_back_off", "Maximum", "api"),
	}})
	got.Has(alarmType, synthtest.Props{"AlarmName": "shop-dev-api-unhealthy", "Threshold": 0, "Metrics": []any{
		fields{"Expression": "IF(wanted > 0, 100 * (wanted - FILL(ready, 0)) / wanted, 0)"},
		stat("wanted", "replicas_desired", "Average", "api"), stat("ready", "replicas_ready", "Average", "api"),
	}})
}

func TestAReleaseThatTakesPodsAwayIsNoTrouble(t *testing.T) {
	for percent, want := range map[int]int{100: 0, 50: 50, 0: 99} {
		synth(t, publicProps(release.Rolling{MinHealthyPercent: &percent})).Has(alarmType, synthtest.Props{"AlarmName": "shop-dev-api-unhealthy", "Threshold": want})
	}
}

func TestANewVersionBesideTheOldOneIsWatchedToo(t *testing.T) {
	synth(t, publicProps(release.Canary{})).Has(alarmType, synthtest.Props{"AlarmName": "shop-dev-api-crashing", "Metrics": []any{
		fields{"Expression": "MAX([FILL(now, 0), FILL(new, 0)])"},
		stat("now", "pod_container_status_waiting_reason_crash_loop_back_off", "Maximum", "api"),
		stat("new", "pod_container_status_waiting_reason_crash_loop_back_off", "Maximum", "api-next"),
	}})
}

func TestWrongAnswersAreCountedOnceTheLoadBalancerIsKnown(t *testing.T) {
	for _, one := range synth(t, publicProps(nil)).Resources(alarmType) {
		if strings.HasSuffix(one.Properties["AlarmName"].(string), "-errors") {
			t.Error("wrong answers of an unknown load balancer are counted")
		}
	}
	for _, c := range []struct {
		strategy release.Strategy
		want     float64
	}{
		{release.Rolling{}, 5}, {release.BlueGreen{}, 5}, {release.Linear{}, 5}, {release.Canary{Percent: 10}, 5}, {release.Canary{Percent: 2}, 1}, {release.Linear{Percent: 5}, 2.5},
	} {
		props := publicProps(c.strategy)
		props.Ingress = eks.Public{Hosts: []string{"shop.example.com"}, Certificate: certificate, Balancer: balancer}
		of := []any{fields{"Name": "LoadBalancer", "Value": balancer}}
		synth(t, props).Has(alarmType, synthtest.Props{"AlarmName": "shop-dev-api-errors", "Threshold": c.want, "Metrics": []any{
			fields{"Id": "share"},
			fields{"MetricStat": fields{"Metric": fields{"MetricName": "HTTPCode_Target_5XX_Count", "Dimensions": of}}},
			fields{"MetricStat": fields{"Metric": fields{"MetricName": "RequestCount", "Dimensions": of}}},
		}})
	}
}

func TestEverySignalHasAnAlarmAndARunbook(t *testing.T) {
	stack := synthtest.Stack(t)
	props := publicProps(release.Canary{})
	props.Runbook = "https://wiki.example.com/api"
	s := eks.NewService(stack, "Api", props)
	got := synthtest.Of(t, stack)
	if signals := s.Signals(); len(signals) != len(got.Resources(alarmType)) {
		t.Errorf("%d signals, %d alarms", len(signals), len(got.Resources(alarmType)))
	}
	for _, one := range s.Signals() {
		if one.Runbook != props.Runbook || !strings.HasPrefix(one.Title, "api: ") {
			t.Errorf("%s: %q leads to %q", one.ID, one.Title, one.Runbook)
		}
	}
}

// A pipeline in another account watches alarms of a service that is not there yet.
func TestTheNamesOfAlarmsAreKnownBeforeThem(t *testing.T) {
	own := []string{"checkout"}
	for _, strategy := range []release.Strategy{
		nil, release.Rolling{Alarms: own}, release.Linear{Alarms: own}, release.Canary{Alarms: own}, release.BlueGreen{Alarms: own},
	} {
		stack := synthtest.Stack(t)
		there := eks.NewService(stack, "Api", publicProps(strategy)).AlarmNames()
		known := eks.ServiceProps{Name: "api", Cluster: eks.Place{Name: place().Name}, Strategy: strategy}.AlarmNames()
		if !slices.Equal(known, there) {
			t.Errorf("%v: known %q, there %q", strategy, known, there)
		}
	}
}
