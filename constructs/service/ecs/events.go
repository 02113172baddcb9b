package ecs

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// failures are the events of a service that somebody must know of: a deployment that failed, and tasks that find no
// place, cannot be configured or do not stay up (ECS developer guide, "Amazon ECS service deployment state change events"
// and "Amazon ECS service action events"). ECS may tell of a failed deployment both ways: better twice than never.
var failures = []string{
	"SERVICE_DEPLOYMENT_FAILED", "SERVICE_TASK_CONFIGURATION_FAILURE", "SERVICE_TASK_PLACEMENT_FAILURE", "SERVICE_TASK_START_IMPAIRED",
}

// listen defines the rule that tells of failures as they happen. Each service has its own, as each has topics of its own,
// and as the number that says how often a rule matched has the rule for its only dimension.
func (s *Service) listen() {
	targets := make([]any, len(s.props.Alerts))
	for i, topic := range s.props.Alerts {
		targets[i] = &awsevents.CfnRule_TargetProperty{
			Id: jsii.String(fmt.Sprintf("Alert%d", i+1)), Arn: &topic, InputTransformer: s.message(),
		}
	}
	s.failed = awsevents.NewCfnRule(s, jsii.String("Failed"), &awsevents.CfnRuleProps{
		Description: jsii.String("Deployments of " + s.props.Name + " that fail, and tasks that do not start"),
		EventPattern: policy.Object{
			"source":      []string{"aws.ecs"},
			"detail-type": []string{"ECS Deployment State Change", "ECS Service Action"},
			"resources":   []string{s.ARN()},
			"detail":      policy.Object{"eventName": failures},
		},
		Targets: targets,
	})
}

// message is what a person reads. EventBridge leaves out a value that the event does not have.
func (s *Service) message() *awsevents.CfnRule_InputTransformerProperty {
	text := fmt.Sprintf(`"%s in %s: <event> at <time>. <reason> Runbook: %s"`, s.props.Name, s.place.name, s.watch().RunbookOf(failedID))
	return &awsevents.CfnRule_InputTransformerProperty{
		InputPathsMap: map[string]string{"event": "$.detail.eventName", "time": "$.time", "reason": "$.detail.reason"},
		InputTemplate: &text,
	}
}

const failedID = "Failed"

// failure is the same for whoever watches numbers: one such event is one too many. It has no alarm of its own, as the
// event itself tells.
func (s *Service) failure() symptom.Symptom {
	return symptom.Symptom{
		ID: failedID, Title: "a deployment failed, or tasks do not start", Points: 1, Of: 1,
		Numbers: []symptom.Number{{
			ID: "events", Namespace: "AWS/Events", Metric: "MatchedEvents", Statistic: "Sum", Dimensions: [][2]string{{"RuleName", *s.failed.Ref()}},
		}},
	}
}
