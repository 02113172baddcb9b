package eks

import (
	"fmt"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/signal"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// insights is the namespace of Container Insights with enhanced observability. It knows a pod by the name of its
// Deployment (Amazon CloudWatch user guide, "Enhanced Container Insights (Classic) metric reference").
const insights = "ContainerInsights"

// symptoms are what a bad version shows first: pods that run out of memory, crash or do not become ready, and wrong
// answers where the load balancer is known. While a release runs both versions, both are looked at.
func (s *Service) symptoms() []symptom.Symptom {
	all := []symptom.Symptom{
		s.worst(symptom.Symptom{ID: "Memory", Title: "pods use more than 90 % of their memory", Above: 90},
			"pod_memory_utilization_over_pod_limit"),
		s.worst(symptom.Symptom{ID: "Crashing", Title: "containers crash again and again"},
			"pod_container_status_waiting_reason_crash_loop_back_off"),
		s.unready(),
	}
	if public, is := s.rendered.Ingress.(Public); is && public.Balancer != "" {
		of := [][2]string{{"LoadBalancer", public.Balancer}} // the service's own: nobody else's answers are in it
		wrong := symptom.Failing("AWS/ApplicationELB", of, of)
		wrong.Above = s.tolerated()
		wrong.Title = fmt.Sprintf("more than %g %% of the answers are 5xx", wrong.Above)
		all = append(all, wrong)
	}
	return all
}

// worst is the symptom that metric shows in the stable pods, or in those of a release that runs beside them.
func (s *Service) worst(y symptom.Symptom, metric string) symptom.Symptom {
	y.Numbers = []symptom.Number{{ID: "now", Namespace: insights, Metric: metric, Statistic: "Maximum", Dimensions: s.pods(s.props.Name)}}
	if s.rendered.Strategy.Name() != release.RollingName {
		y.Expression = "MAX([FILL(now, 0), FILL(new, 0)])"
		y.Numbers = append(y.Numbers, symptom.Number{ID: "new", Namespace: insights, Metric: metric, Statistic: "Maximum", Dimensions: s.pods(s.rendered.NextName())})
	}
	return y
}

// unready is the share of wanted pods that are not ready. What a rolling release may take away is no trouble.
func (s *Service) unready() symptom.Symptom {
	missing, title := 0, "not all wanted pods are ready"
	if rolling, is := s.rendered.Strategy.(release.Rolling); is {
		missing = min(99, 100-*rolling.WithDefaults().MinHealthyPercent)
	}
	if missing > 0 {
		title = fmt.Sprintf("more than %d %% of the wanted pods are not ready", missing)
	}
	ours := s.pods(s.props.Name)
	return symptom.Symptom{
		ID: "Unhealthy", Title: title, Above: float64(missing),
		Expression: "IF(wanted > 0, 100 * (wanted - FILL(ready, 0)) / wanted, 0)",
		Numbers: []symptom.Number{
			{ID: "wanted", Namespace: insights, Metric: "replicas_desired", Statistic: "Average", Dimensions: ours},
			{ID: "ready", Namespace: insights, Metric: "replicas_ready", Statistic: "Average", Dimensions: ours},
		},
	}
}

// pods are the dimensions of the pods of a Deployment.
func (s *Service) pods(deployment string) [][2]string {
	return [][2]string{{"ClusterName", s.props.Cluster.Name}, {"Namespace", s.rendered.Namespace}, {"PodName", deployment}}
}

// tolerated is the share of wrong answers that is no trouble yet: 5 %, and where fewer requests than 10 % go to a new
// version first, half of those: the load balancer counts the answers of both versions together.
func (s *Service) tolerated() float64 {
	switch how := s.rendered.Strategy.(type) {
	case release.Linear:
		return min(5, how.WithDefaults().Percent/2)
	case release.Canary:
		return min(5, how.WithDefaults().Percent/2)
	}
	return 5
}

// watch says whose symptoms they are.
func (s *Service) watch() symptom.Watch {
	return symptom.Watch{
		Service: s.props.Name, Prefix: s.props.Cluster.Name + "-" + s.props.Name, Topics: s.props.Alerts, Runbook: s.props.Runbook,
	}
}

// guard defines an alarm for each symptom. They undo a release and tell somebody at any other time.
func (s *Service) guard() {
	for _, one := range s.symptoms() {
		s.watch().Alarm(s, one)
	}
}

// AlarmNames are the names of the alarms that undo a release: see [Service.AlarmNames]. They take Name, the name of Cluster,
// Strategy, and of an Ingress that is [Public] its Balancer; nothing else needs to be known yet.
func (p ServiceProps) AlarmNames() []string {
	p = p.withDefaults()
	return (&Service{props: p, rendered: p.rendered()}).AlarmNames()
}

// AlarmNames are the names of the alarms that undo a release: the service's own, and those the strategy names.
func (s *Service) AlarmNames() []string {
	names := s.watch().Names(s.symptoms())
	switch how := s.rendered.Strategy.(type) {
	case release.Rolling:
		return append(names, how.Alarms...)
	case release.Linear:
		return append(names, how.Alarms...)
	case release.Canary:
		return append(names, how.Alarms...)
	case release.BlueGreen:
		return append(names, how.Alarms...)
	}
	return names
}

// Signals says what to watch: memory, crashes and pods that are not ready, and the share of wrong answers where the load
// balancer is known.
func (s *Service) Signals() []signal.Signal { return s.watch().Signals(s.symptoms()) }
