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
	service := [][2]string{{"ServiceName", s.props.serviceName()}, {"ServiceID", *s.service.AttrServiceId()}}
	highest := func(id, title, metric string) symptom.Symptom {
		return symptom.Symptom{ID: id, Title: title, Above: 90, Numbers: []symptom.Number{
			{ID: "used", Namespace: namespace, Metric: metric, Statistic: "Maximum", Dimensions: service},
		}}
	}
	s.symptoms = []symptom.Symptom{
		highest("Memory", "instances use more than 90 % of their memory", "MemoryUtilization"),
		highest("Cpu", "instances use more than 90 % of their CPU", "CPUUtilization"),
		symptom.Share("5xxStatusResponses", "Requests", namespace, service, service),
	}
	for _, one := range s.symptoms {
		s.props.Image.Guard(s.watch().Alarm(s, one))
	}
}

// watch says whose symptoms they are.
func (s *Service) watch() symptom.Watch {
	return symptom.Watch{
		Service: s.props.Name, Prefix: s.props.serviceName(), Topics: s.props.Alerts, Runbook: s.props.Runbook,
	}
}

// Signals says what to watch: the instances' memory and CPU, and the share of errors among the answers.
func (s *Service) Signals() []signal.Signal { return s.watch().Signals(s.symptoms) }
