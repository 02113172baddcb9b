package ecs

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/signal"
)

// symptom is one thing that can go wrong with a service, as plain values: alarms and signals are both made of it.
type symptom struct {
	id, title  string
	above      float64
	expression string   // of the numbers' ids; empty: the only number
	numbers    []number // what is measured, each minute
}

type number struct {
	id, namespace, metric, statistic string
	dimensions                       [][2]string
}

// enoughRequests is how many requests a minute must have before their share of errors means anything.
const enoughRequests = 20

// symptoms are what a bad version shows first. A worker shows only its memory: ECS itself notices that it exits.
func (s *Service) symptoms() []symptom {
	ours := [][2]string{{"ClusterName", s.place.name}, {"ServiceName", s.props.Name}}
	all := []symptom{{
		id: "Memory", title: "tasks use more than 90 % of their memory", above: 90,
		numbers: []number{{"used", "AWS/ECS", "MemoryUtilization", "Maximum", ours}},
	}}
	switch in := s.props.Ingress.(type) {
	case LoadBalanced:
		group := [][2]string{{"LoadBalancer", in.Listener.Balancer}, {"TargetGroup", s.targetsName}}
		all = append(all, failing("AWS/ApplicationELB", group, group), symptom{
			id: "Unhealthy", title: "tasks fail their health check", above: 0,
			numbers: []number{{"sick", "AWS/ApplicationELB", "UnHealthyHostCount", "Maximum", group}},
		})
	case Connected:
		// What comes back from tasks is counted by their discovery name alone, whichever service called; what goes to
		// them also by their own service (ECS developer guide, "Amazon ECS CloudWatch metrics").
		answers := [][2]string{{"TargetDiscoveryName", s.discoveryName()}}
		requests := append([][2]string{{"DiscoveryName", s.discoveryName()}}, ours...)
		all = append(all, failing("AWS/ECS", answers, requests))
	}
	return all
}

// failing is the share of answers with a 5xx code, zero while there are too few requests to tell.
func failing(namespace string, answers, requests [][2]string) symptom {
	return symptom{
		id: "Errors", title: "more than 5 % of the answers are 5xx", above: 5,
		expression: fmt.Sprintf("IF(requests >= %d, 100 * FILL(errors, 0) / requests, 0)", enoughRequests),
		numbers: []number{
			{"errors", namespace, "HTTPCode_Target_5XX_Count", "Sum", answers},
			{"requests", namespace, "RequestCount", "Sum", requests},
		},
	}
}

// alarmName is fixed, so that the deployment can name its alarms without depending on them.
func (s *Service) alarmName(id string) string {
	return s.place.name + "-" + s.props.Name + "-" + strings.ToLower(id)
}

func (s *Service) alarmNames() []string {
	names := []string{}
	for _, one := range s.symptoms() {
		names = append(names, s.alarmName(one.id))
	}
	return names
}

// guard defines an alarm for each symptom. They stop a deployment and tell somebody at any other time.
func (s *Service) guard() {
	actions := make([]any, len(s.props.Alerts))
	for i, arn := range s.props.Alerts {
		actions[i] = arn
	}
	for _, one := range s.symptoms() {
		alarm := awscloudwatch.NewCfnAlarm(s, &one.id, &awscloudwatch.CfnAlarmProps{
			AlarmName:          jsii.String(s.alarmName(one.id)),
			AlarmDescription:   jsii.String(fmt.Sprintf("%s: %s. Runbook: %s", s.props.Name, one.title, s.runbook(one.id))),
			ComparisonOperator: jsii.String("GreaterThanThreshold"),
			Threshold:          &one.above,
			EvaluationPeriods:  jsii.Number(5),
			DatapointsToAlarm:  jsii.Number(3),
			TreatMissingData:   jsii.String("notBreaching"),
			Metrics:            one.queries(),
			AlarmActions:       &actions,
			OkActions:          &actions,
		})
		s.before = append(s.before, alarm)
	}
}

func (s *Service) runbook(id string) string {
	if s.props.Runbook == defaultRunbook {
		return defaultRunbook + "#" + strings.ToLower(id)
	}
	return s.props.Runbook
}

// queries are the symptom's numbers as the alarm reads them.
func (y symptom) queries() []any {
	all := []any{}
	if y.expression != "" {
		all = append(all, &awscloudwatch.CfnAlarm_MetricDataQueryProperty{
			Id: jsii.String("share"), Expression: &y.expression, Label: &y.title, ReturnData: true,
		})
	}
	for _, n := range y.numbers {
		dimensions := []any{}
		for _, d := range n.dimensions {
			dimensions = append(dimensions, &awscloudwatch.CfnAlarm_DimensionProperty{Name: &d[0], Value: &d[1]})
		}
		all = append(all, &awscloudwatch.CfnAlarm_MetricDataQueryProperty{
			Id: &n.id, ReturnData: y.expression == "",
			MetricStat: &awscloudwatch.CfnAlarm_MetricStatProperty{
				Metric: &awscloudwatch.CfnAlarm_MetricProperty{Namespace: &n.namespace, MetricName: &n.metric, Dimensions: dimensions},
				Period: jsii.Number(60), Stat: &n.statistic,
			},
		})
	}
	return all
}

// Signals says what to watch: memory for every service, and for one that answers requests the share of errors and
// sick tasks.
func (s *Service) Signals() []signal.Signal {
	all := []signal.Signal{}
	for _, one := range s.symptoms() {
		all = append(all, signal.Signal{
			ID: one.id, Title: s.props.Name + ": " + one.title, Metric: one.metric(),
			Level: signal.Above(one.above), Severity: signal.Page, Runbook: s.runbook(one.id),
		})
	}
	return all
}

// metric is the symptom as an L2 metric, for dashboards and other alarms.
func (y symptom) metric() awscloudwatch.IMetric {
	minute := awscdk.Duration_Minutes(jsii.Number(1))
	using := map[string]awscloudwatch.IMetric{}
	var last awscloudwatch.IMetric
	for _, n := range y.numbers {
		dimensions := map[string]*string{}
		for _, d := range n.dimensions {
			dimensions[d[0]] = jsii.String(d[1])
		}
		last = awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
			Namespace: &n.namespace, MetricName: &n.metric, Statistic: &n.statistic, DimensionsMap: &dimensions, Period: minute,
		})
		using[n.id] = last
	}
	if y.expression == "" {
		return last
	}
	return awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
		Expression: &y.expression, UsingMetrics: &using, Label: &y.title, Period: minute,
	})
}
