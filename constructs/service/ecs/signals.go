package ecs

import (
	"github.com/shipway-cdk/shipway/constructs/signal"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// symptoms are what a bad version shows first. A worker without a queue shows only its memory: ECS itself notices that
// it exits.
func (s *Service) symptoms() []symptom.Symptom {
	ours := [][2]string{{"ClusterName", s.place.name}, {"ServiceName", s.props.Name}}
	all := []symptom.Symptom{{
		ID: "Memory", Title: "tasks use more than 90 % of their memory", Above: 90,
		Numbers: []symptom.Number{{ID: "used", Namespace: "AWS/ECS", Metric: "MemoryUtilization", Statistic: "Maximum", Dimensions: ours}},
	}}
	switch in := s.props.Ingress.(type) {
	case LoadBalanced:
		group := [][2]string{{"LoadBalancer", in.Listener.Balancer}, {"TargetGroup", s.targetsName}}
		all = append(all, symptom.Failing("AWS/ApplicationELB", group, group), symptom.Symptom{
			ID: "Unhealthy", Title: "tasks fail their health check",
			Numbers: []symptom.Number{{ID: "sick", Namespace: "AWS/ApplicationELB", Metric: "UnHealthyHostCount", Statistic: "Maximum", Dimensions: group}},
		})
	case Connected:
		// What comes back from tasks is counted by their discovery name alone, whichever service called; what goes to
		// them also by their own service (ECS developer guide, "Amazon ECS CloudWatch metrics").
		answers := [][2]string{{"TargetDiscoveryName", s.discoveryName()}}
		requests := append([][2]string{{"DiscoveryName", s.discoveryName()}}, ours...)
		all = append(all, symptom.Failing("AWS/ECS", answers, requests))
	}
	return append(all, s.delays()...)
}

// watch says whose symptoms they are.
func (s *Service) watch() symptom.Watch {
	return symptom.Watch{
		Service: s.props.Name, Prefix: s.place.name + "-" + s.props.Name, Topics: s.props.Alerts, Runbook: s.props.Runbook,
	}
}

func (s *Service) alarmNames() []string { return s.watch().Names(s.symptoms()) }

// guard defines an alarm for each symptom. They stop a deployment and tell somebody at any other time.
func (s *Service) guard() {
	for _, one := range s.symptoms() {
		s.before = append(s.before, s.watch().Alarm(s, one))
	}
}

// Signals says what to watch: memory and failed deployments for every service, for one that answers requests the share
// of errors and sick tasks, for one that works on a queue late and failed messages.
func (s *Service) Signals() []signal.Signal {
	return s.watch().Signals(append(s.symptoms(), s.failure()))
}
