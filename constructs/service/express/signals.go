package express

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/shipway-cdk/shipway/constructs/signal"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// symptomOf is a symptom, and whether its numbers exist only once the service does.
type symptomOf struct {
	symptom.Symptom
	later bool
}

// watchIt defines an alarm for each symptom. They tell somebody; what stops a deployment is ECS's own alarm, on answers
// with a 4xx or 5xx code.
func (s *Service) watchIt() {
	s.symptoms = s.props.symptoms(s.balancer())
	for _, one := range s.symptoms {
		alarm := s.props.watch().Alarm(s, one.Symptom)
		if one.later {
			s.props.Image.Guard(alarm)
		}
	}
}

// symptoms are what a bad version shows: its memory, and what the load balancer sees.
func (p ServiceProps) symptoms(balancer pair) []symptomOf {
	return []symptomOf{
		{Symptom: symptom.Symptom{
			ID: "Memory", Title: "tasks use more than 90 % of their memory", Above: 90,
			Numbers: []symptom.Number{{
				ID: "used", Namespace: "AWS/ECS", Metric: "MemoryUtilization", Statistic: "Maximum",
				Dimensions: [][2]string{{"ClusterName", p.Cluster.Name}, {"ServiceName", p.Name}},
			}},
		}},
		{Symptom: balancer.failing(), later: true},
		{Symptom: balancer.unhealthy(), later: true},
	}
}

// AlarmNames are the names of the service's alarms, which must be quiet before, during and after a release. They take Name
// and the name of Cluster; nothing else needs to be known yet. All but the first exist once something was released.
func (p ServiceProps) AlarmNames() (names []string) {
	for _, one := range p.symptoms(pair{}) {
		names = append(names, p.watch().Name(one.ID))
	}
	return names
}

// watch says whose symptoms they are.
func (p ServiceProps) watch() symptom.Watch {
	return symptom.Watch{Service: p.Name, Prefix: p.Cluster.Name + "-" + p.Name, Topics: p.Alerts, Runbook: p.Runbook}
}

// Signals says what to watch: the tasks' memory, the share of errors among the answers, and sick tasks.
func (s *Service) Signals() []signal.Signal {
	all := make([]symptom.Symptom, len(s.symptoms))
	for i, one := range s.symptoms {
		all[i] = one.Symptom
	}
	return s.props.watch().Signals(all)
}

// pair are the load balancer and the two target groups that serve in turns, one deployment after the other, as their
// metrics know them.
type pair struct {
	balancer string
	groups   [2]string
}

// balancer reads the names off the service's attributes: their ARNs end with them. An ARN list with one element only
// counts that one twice, so that a share stays the same share.
func (s *Service) balancer() pair {
	arns := s.service.AttrEcsManagedResourceArnsIngressPathTargetGroupArns()
	joined := map[string]any{"Fn::Join": []any{",", []any{
		map[string]any{"Fn::Join": []any{",", arns}}, map[string]any{"Fn::Select": []any{0, arns}},
	}}}
	split := func(at int, by string, of any) map[string]any {
		return map[string]any{"Fn::Select": []any{at, map[string]any{"Fn::Split": []any{by, of}}}}
	}
	p := pair{balancer: *awscdk.Token_AsString(
		split(1, ":loadbalancer/", s.service.AttrEcsManagedResourceArnsIngressPathLoadBalancerArn()), nil)}
	for i := range p.groups {
		p.groups[i] = *awscdk.Token_AsString(split(5, ":", split(i, ",", joined)), nil)
	}
	return p
}

// numbers are metric of both target groups, with ids that start with id.
func (p pair) numbers(id, metric, statistic string) (all []symptom.Number) {
	for i, group := range p.groups {
		all = append(all, symptom.Number{
			ID: id + strconv.Itoa(i+1), Namespace: "AWS/ApplicationELB", Metric: metric, Statistic: statistic,
			Dimensions: [][2]string{{"LoadBalancer", p.balancer}, {"TargetGroup", group}},
		})
	}
	return all
}

// failing is the share of answers with a 5xx code, zero while there are too few requests to tell.
func (p pair) failing() symptom.Symptom {
	return symptom.Symptom{
		ID: "Errors", Title: "more than 5 % of the answers are 5xx", Above: 5,
		Expression: "IF(FILL(requests1, 0) + FILL(requests2, 0) >= 20, 100 * (FILL(errors1, 0) + FILL(errors2, 0)) / (FILL(requests1, 0) + FILL(requests2, 0)), 0)",
		Numbers:    append(p.numbers("errors", "HTTPCode_Target_5XX_Count", "Sum"), p.numbers("requests", "RequestCount", "Sum")...),
	}
}

// unhealthy is the number of tasks that fail their health check.
func (p pair) unhealthy() symptom.Symptom {
	return symptom.Symptom{
		ID: "Unhealthy", Title: "tasks fail their health check",
		Expression: "FILL(sick1, 0) + FILL(sick2, 0)",
		Numbers:    p.numbers("sick", "UnHealthyHostCount", "Maximum"),
	}
}
