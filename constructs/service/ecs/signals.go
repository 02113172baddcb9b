package ecs

import (
	"fmt"

	"github.com/shipway-cdk/shipway/constructs/release"
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
		all = append(all, s.answers(in)...)
	case Connected:
		// What comes back from tasks is counted by their discovery name alone, whichever service called; what goes to
		// them also by their own service (ECS developer guide, "Amazon ECS CloudWatch metrics").
		answers := [][2]string{{"TargetDiscoveryName", s.discoveryName()}}
		requests := append([][2]string{{"DiscoveryName", s.discoveryName()}}, ours...)
		all = append(all, noticeable(symptom.Failing("AWS/ECS", answers, requests), s.props.Strategy))
	}
	return append(all, s.delays()...)
}

// answers are what a load balancer sees: the share of errors for each target group by itself, so that a canary is judged
// by its own answers and not lost among the others, and sick tasks in any of them. A service that shifts requests has
// two groups, and either may be the one that answers.
func (s *Service) answers(in LoadBalanced) (all []symptom.Symptom) {
	groups := s.targets[:1]
	if s.plan().shifts {
		groups = s.targets[:]
	}
	unhealthy := symptom.Symptom{ID: "Unhealthy", Title: "tasks fail their health check"}
	for i, group := range groups {
		dimensions := [][2]string{{"LoadBalancer", in.Listener.Balancer}, {"TargetGroup", group.name}}
		errors := symptom.Failing("AWS/ApplicationELB", dimensions, dimensions)
		if i > 0 {
			errors.ID, unhealthy.Expression = "AlternateErrors", "FILL(sick, 0) + FILL(alternate, 0)"
		}
		all = append(all, errors)
		unhealthy.Numbers = append(unhealthy.Numbers, symptom.Number{
			ID: []string{"sick", "alternate"}[i], Namespace: "AWS/ApplicationELB", Metric: "UnHealthyHostCount", Statistic: "Maximum", Dimensions: dimensions,
		})
	}
	return append(all, unhealthy)
}

// noticeable lowers the share of errors that rings where both versions are counted together: a version that answers
// nothing but errors must ring while it has the smallest share of the requests.
func noticeable(errors symptom.Symptom, strategy release.Strategy) symptom.Symptom {
	switch one := strategy.(type) {
	case release.Linear:
		errors.Above = min(errors.Above, one.WithDefaults().Percent/2)
	case release.Canary:
		errors.Above = min(errors.Above, one.WithDefaults().Percent/2)
	}
	errors.Title = fmt.Sprintf("more than %g %% of the answers are 5xx", errors.Above)
	return errors
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
