package ingress

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/signal"
)

var _ signal.Source = (*Balancer)(nil)

// Signals says what is wrong with the balancer itself: it answers 5xx without asking a task, because none is healthy or
// none answers in time, or it turns connections away. What tasks answer is the signal of their service.
func (b *Balancer) Signals() []signal.Signal {
	minute := awscdk.Duration_Minutes(jsii.Number(1))
	metric := func(name string) awscloudwatch.IMetric {
		return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
			Namespace: jsii.String("AWS/ApplicationELB"), MetricName: &name, Statistic: jsii.String("Sum"), Period: minute,
			DimensionsMap: &map[string]*string{"LoadBalancer": &b.name},
		})
	}
	return []signal.Signal{
		{
			ID: "Unanswered", Title: "the load balancer answers 5xx itself: no task is healthy, or none answers in time",
			Metric: metric("HTTPCode_ELB_5XX_Count"), Level: signal.Above(5), Severity: signal.Page,
			Runbook: b.runbook("unanswered"),
		},
		{
			ID: "Rejected", Title: "the load balancer turns connections away: it has as many as it can hold",
			Metric: metric("RejectedConnectionCount"), Level: signal.Above(0), Severity: signal.Ticket,
			Runbook: b.runbook("rejected"),
		},
	}
}

func (b *Balancer) runbook(anchor string) string {
	if b.props.Runbook == defaultRunbook {
		return defaultRunbook + "#" + anchor
	}
	return b.props.Runbook
}
