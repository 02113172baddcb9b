// Package symptom turns what can go wrong with a service, as plain values, into the alarm that stops a deployment and
// the signal that others watch: one source for both, on every runtime.
package symptom

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/signal"
)

// Symptom is one thing that can go wrong with a service.
type Symptom struct {
	// ID names the symptom within the service, in PascalCase. It is the alarm's construct id. Required.
	ID string
	// Title says what is wrong, as the rest of a sentence that starts with the service's name. Required.
	Title string
	// Above is the number beyond which it means trouble. Default: 0.
	Above float64
	// Expression is metric math over the numbers' ids. Default: the only number.
	Expression string
	// Numbers are what is measured, each Period. Required.
	Numbers []Number
	// Period is the time between two measurements in seconds. Default: 60.
	Period int
	// Points of the latest Of measurements must be in trouble. Default: 3 of 5.
	Points, Of int
	// MissingIsTrouble says that a measurement that is not there is one in trouble. Default: false.
	MissingIsTrouble bool
	// CanWait says that a person may look in working hours. Default: false, it wakes somebody.
	CanWait bool
}

func (y Symptom) withDefaults() Symptom {
	y.Period = cmp.Or(y.Period, 60)
	y.Of = cmp.Or(y.Of, 5)
	y.Points = cmp.Or(y.Points, min(3, y.Of))
	return y
}

// missing is what an alarm makes of a measurement that is not there.
func (y Symptom) missing() string {
	if y.MissingIsTrouble {
		return "breaching"
	}
	return "notBreaching"
}

func (y Symptom) severity() signal.Severity {
	if y.CanWait {
		return signal.Ticket
	}
	return signal.Page
}

// Number is one CloudWatch metric.
type Number struct {
	ID, Namespace, Metric, Statistic string
	Dimensions                       [][2]string
}

// enoughRequests is how many requests a minute must have before their share of errors means anything.
const enoughRequests = 20

// Failing is the share of answers with a 5xx code, zero while there are too few requests to tell. The names are those
// of Application Load Balancers and of Service Connect.
func Failing(namespace string, answers, requests [][2]string) Symptom {
	return Share("HTTPCode_Target_5XX_Count", "RequestCount", namespace, answers, requests)
}

// Share is the share of requests that metric errors counts, zero while there are too few requests to tell.
func Share(errors, requests, namespace string, ofErrors, ofRequests [][2]string) Symptom {
	return Symptom{
		ID: "Errors", Title: "more than 5 % of the answers are 5xx", Above: 5,
		Expression: fmt.Sprintf("IF(requests >= %d, 100 * FILL(errors, 0) / requests, 0)", enoughRequests),
		Numbers: []Number{
			{"errors", namespace, errors, "Sum", ofErrors},
			{"requests", namespace, requests, "Sum", ofRequests},
		},
	}
}

// Watch is whose symptoms they are, and who hears of them.
type Watch struct {
	// Service is the name that people read.
	Service string
	// Prefix starts the alarms' names, such as "shop-dev-web".
	Prefix string
	// Topics are the ARNs of SNS topics that alarms notify.
	Topics []string
	// Runbook is the page that alarms point to.
	Runbook string
}

// DefaultRunbook is the page that says what to do about each alarm; a symptom's own part of it is called after its id.
const DefaultRunbook = "https://github.com/shipway-cdk/shipway/blob/main/docs/runbook.md"

// Name is the name of the alarm for id. It is fixed, so that a deployment can name its alarms without depending on them.
func (w Watch) Name(id string) string { return w.Prefix + "-" + strings.ToLower(id) }

// Names are the names of the alarms for all.
func (w Watch) Names(all []Symptom) []string {
	names := make([]string, len(all))
	for i, one := range all {
		names[i] = w.Name(one.ID)
	}
	return names
}

// Alarm defines the alarm for one symptom under scope: three bad minutes of five unless the symptom says otherwise, told
// when it starts and when it ends.
func (w Watch) Alarm(scope constructs.Construct, one Symptom) awscloudwatch.CfnAlarm {
	one = one.withDefaults()
	actions := make([]any, len(w.Topics))
	for i, arn := range w.Topics {
		actions[i] = arn
	}
	return awscloudwatch.NewCfnAlarm(scope, &one.ID, &awscloudwatch.CfnAlarmProps{
		AlarmName:          jsii.String(w.Name(one.ID)),
		AlarmDescription:   jsii.String(fmt.Sprintf("%s: %s. Runbook: %s", w.Service, one.Title, w.RunbookOf(one.ID))),
		ComparisonOperator: jsii.String("GreaterThanThreshold"),
		Threshold:          &one.Above,
		EvaluationPeriods:  jsii.Number(one.Of),
		DatapointsToAlarm:  jsii.Number(one.Points),
		TreatMissingData:   jsii.String(one.missing()),
		Metrics:            one.queries(),
		AlarmActions:       &actions,
		OkActions:          &actions,
	})
}

// RunbookOf is the link to what to do about id.
func (w Watch) RunbookOf(id string) string {
	if w.Runbook == DefaultRunbook {
		return DefaultRunbook + "#" + strings.ToLower(id)
	}
	return w.Runbook
}

// queries are the symptom's numbers as the alarm reads them.
func (y Symptom) queries() []any {
	all := []any{}
	if y.Expression != "" {
		all = append(all, &awscloudwatch.CfnAlarm_MetricDataQueryProperty{
			Id: jsii.String("share"), Expression: &y.Expression, Label: &y.Title, ReturnData: true,
		})
	}
	for _, n := range y.Numbers {
		dimensions := []any{}
		for _, d := range n.Dimensions {
			dimensions = append(dimensions, &awscloudwatch.CfnAlarm_DimensionProperty{Name: &d[0], Value: &d[1]})
		}
		all = append(all, &awscloudwatch.CfnAlarm_MetricDataQueryProperty{
			Id: &n.ID, ReturnData: y.Expression == "",
			MetricStat: &awscloudwatch.CfnAlarm_MetricStatProperty{
				Metric: &awscloudwatch.CfnAlarm_MetricProperty{Namespace: &n.Namespace, MetricName: &n.Metric, Dimensions: dimensions},
				Period: jsii.Number(y.Period), Stat: &n.Statistic,
			},
		})
	}
	return all
}

// Signals are all as a watcher reads them.
func (w Watch) Signals(all []Symptom) []signal.Signal {
	signals := make([]signal.Signal, len(all))
	for i, one := range all {
		one = one.withDefaults()
		signals[i] = signal.Signal{
			ID: one.ID, Title: w.Service + ": " + one.Title, Metric: one.metric(),
			Level: signal.Above(one.Above), Severity: one.severity(), Runbook: w.RunbookOf(one.ID),
			Of: one.Of, Points: one.Points, MissingIsTrouble: one.MissingIsTrouble,
		}
	}
	return signals
}

// metric is the symptom as an L2 metric, for dashboards and other alarms.
func (y Symptom) metric() awscloudwatch.IMetric {
	period := awscdk.Duration_Seconds(jsii.Number(y.Period))
	using := map[string]awscloudwatch.IMetric{}
	var last awscloudwatch.IMetric
	for _, n := range y.Numbers {
		dimensions := map[string]*string{}
		for _, d := range n.Dimensions {
			dimensions[d[0]] = jsii.String(d[1])
		}
		last = awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
			Namespace: &n.Namespace, MetricName: &n.Metric, Statistic: &n.Statistic, DimensionsMap: &dimensions, Period: period,
		})
		using[n.ID] = last
	}
	if y.Expression == "" {
		return last
	}
	return awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
		Expression: &y.Expression, UsingMetrics: &using, Label: &y.Title, Period: period,
	})
}
