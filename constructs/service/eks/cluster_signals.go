package eks

import (
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
	"github.com/shipway-cdk/shipway/constructs/signal"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// symptoms are what an ill cluster shows first, in the metrics that EKS sends for nothing (namespace AWS/EKS) and in
// those of Container Insights.
func (c *Cluster) symptoms() []symptom.Symptom {
	ours := [][2]string{{"ClusterName", c.props.Name}}
	api := symptom.Share("apiserver_request_total_5XX", "apiserver_request_total", "AWS/EKS", ours, ours)
	api.ID, api.Title = "Api", "more than 5 % of the answers of the Kubernetes API are 5xx"
	all := []symptom.Symptom{api, {
		ID: "Pending", Title: "pods find no node to run on", Points: 10, Of: 15, // a new node takes a minute or two
		Numbers: []symptom.Number{{ID: "pending", Namespace: "AWS/EKS", Metric: "scheduler_pending_pods_UNSCHEDULABLE", Statistic: "Minimum", Dimensions: ours}},
	}}
	for _, name := range c.props.Spec.After() {
		if name == spec.Observability {
			all = append(all, symptom.Symptom{
				ID: "Nodes", Title: "nodes have failed",
				Numbers: []symptom.Number{{ID: "failed", Namespace: "ContainerInsights", Metric: "cluster_failed_node_count", Statistic: "Minimum", Dimensions: ours}},
			})
		}
	}
	return all
}

// watched is whose symptoms they are, and who hears of them.
func (c *Cluster) watched() symptom.Watch {
	return symptom.Watch{
		Service: c.props.Name, Prefix: c.props.Name + "-cluster", Topics: c.props.Alerts, Runbook: symptom.DefaultRunbook,
	}
}

// watch defines an alarm for each symptom when there is somebody to hear it.
func (c *Cluster) watch() {
	if len(c.props.Alerts) == 0 {
		return
	}
	for _, one := range c.symptoms() {
		c.watched().Alarm(c, one)
	}
}

// Signals say that the API fails, that pods find no node, and that nodes have failed.
func (c *Cluster) Signals() []signal.Signal { return c.watched().Signals(c.symptoms()) }
