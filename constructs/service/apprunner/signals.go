package apprunner

import (
	"github.com/shipway-cdk/shipway/constructs/signal"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// namespace is where App Runner's metrics are (App Runner developer guide, "Viewing App Runner service metrics reported
// to CloudWatch").
const namespace = "AWS/AppRunner"

// watchIt defines an alarm for each symptom. They tell somebody; App Runner itself goes back only from a version that
// does not become healthy.
func (s *Service) watchIt() {
	s.symptoms = s.props.symptoms(*s.service.AttrServiceId())
	for _, one := range s.symptoms {
		s.props.Image.Guard(s.props.watch().Alarm(s, one))
	}
}

// symptoms are what a bad version shows, in the metrics of the service that App Runner calls id.
func (p ServiceProps) symptoms(id string) []symptom.Symptom {
	service := [][2]string{{"ServiceName", p.serviceName()}, {"ServiceID", id}}
	highest := func(id, title, metric string) symptom.Symptom {
		return symptom.Symptom{ID: id, Title: title, Above: 90, Numbers: []symptom.Number{
			{ID: "used", Namespace: namespace, Metric: metric, Statistic: "Maximum", Dimensions: service},
		}}
	}
	return []symptom.Symptom{
		highest("Memory", "instances use more than 90 % of their memory", "MemoryUtilization"),
		highest("Cpu", "instances use more than 90 % of their CPU", "CPUUtilization"),
		symptom.Share("5xxStatusResponses", "Requests", namespace, service, service),
	}
}

// AlarmNames are the names of the service's alarms, which must be quiet before, during and after a release. They take Name
// and the name of Environment; nothing else needs to be known yet. They exist once something was released.
func (p ServiceProps) AlarmNames() []string { return p.watch().Names(p.symptoms("")) }

// watch says whose symptoms they are.
func (p ServiceProps) watch() symptom.Watch {
	return symptom.Watch{Service: p.Name, Prefix: p.serviceName(), Topics: p.Alerts, Runbook: p.Runbook}
}

// Signals says what to watch: the instances' memory and CPU, and the share of errors among the answers.
func (s *Service) Signals() []signal.Signal { return s.props.watch().Signals(s.symptoms) }
