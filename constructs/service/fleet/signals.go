package fleet

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/signal"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// symptoms are what a bad version shows first.
func (s *Service) symptoms() []symptom.Symptom {
	group := [][2]string{{"LoadBalancer", s.props.Listener.Balancer}, {"TargetGroup", s.targetsName}}
	return []symptom.Symptom{
		symptom.Failing("AWS/ApplicationELB", group, group),
		{
			ID: "Unhealthy", Title: "hosts fail their health check",
			Numbers: []symptom.Number{{ID: "sick", Namespace: "AWS/ApplicationELB", Metric: "UnHealthyHostCount", Statistic: "Maximum", Dimensions: group}},
		},
	}
}

// watch says whose symptoms they are.
func (p ServiceProps) watch() symptom.Watch {
	return symptom.Watch{Service: p.Name, Prefix: p.fleet(), Topics: p.Alerts, Runbook: p.Runbook}
}

// guard defines an alarm for each symptom.
func (s *Service) guard() {
	for _, one := range s.symptoms() {
		s.before = append(s.before, s.props.watch().Alarm(s, one))
	}
}

// Signals says what to watch: the share of errors, and sick hosts.
func (s *Service) Signals() []signal.Signal { return s.props.watch().Signals(s.symptoms()) }

// mostTargets is how many targets a rule has (Amazon EventBridge quotas, "Targets per rule").
const mostTargets = 5

// tell notifies of what no metric shows: a deployment that was undone, and hosts that cannot start or end.
func (s *Service) tell() {
	s.event("Undone", "A deployment of "+s.props.fleet()+" did not go through", policy.Object{
		"source": []string{"aws.codedeploy"}, "detail-type": []string{"CodeDeploy Deployment State-change Notification"},
		"detail": policy.Object{
			"application": []string{s.ApplicationName()}, "deploymentGroup": []string{s.DeploymentGroupName()}, "state": []string{"FAILURE", "STOP"},
		},
	}, map[string]string{"deployment": "$.detail.deploymentId", "state": "$.detail.state"},
		s.props.Name+": deployment <deployment> ended with <state>, and CodeDeploy deploys what ran before. Runbook: "+s.props.watch().RunbookOf("Undone"))

	names := []any{s.props.group()}
	if _, blueGreen := s.props.blueGreen(); blueGreen {
		names = append(names, policy.Object{"prefix": s.props.copies()})
	}
	s.event("Stranded", "A host of "+s.props.fleet()+" could not be started or ended", policy.Object{
		"source": []string{"aws.autoscaling"}, "detail-type": []string{"EC2 Instance Launch Unsuccessful", "EC2 Instance Terminate Unsuccessful"},
		"detail": policy.Object{"AutoScalingGroupName": names},
	}, map[string]string{"what": "$.detail-type", "group": "$.detail.AutoScalingGroupName", "cause": "$.detail.StatusMessage"},
		s.props.Name+": <what> in <group>: <cause>. Runbook: "+s.props.watch().RunbookOf("Stranded"))
}

// event defines a rule that tells every topic a sentence about each event of pattern.
func (s *Service) event(id, description string, pattern policy.Object, paths map[string]string, sentence string) {
	targets := []any{}
	for i, arn := range s.props.Alerts {
		targets = append(targets, &awsevents.CfnRule_TargetProperty{
			Id: jsii.String(fmt.Sprintf("Alerts%d", i+1)), Arn: &arn,
			InputTransformer: &awsevents.CfnRule_InputTransformerProperty{InputPathsMap: paths, InputTemplate: jsii.String(`"` + strings.ReplaceAll(sentence, `"`, "%22") + `"`)},
		})
	}
	awsevents.NewCfnRule(s, &id, &awsevents.CfnRuleProps{Description: &description, EventPattern: pattern, State: jsii.String("ENABLED"), Targets: targets})
}
