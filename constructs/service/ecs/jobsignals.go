package ecs

import (
	"fmt"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/signal"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// ends matches the end of a task of this job, whoever started it, if which holds for it.
func (j *Job) ends(id, description string, which policy.Object, targets any) awsevents.CfnRule {
	detail := policy.Object{
		"clusterArn": []string{j.clusterARN()},
		"group":      []string{"family:" + j.Family()},
		"lastStatus": []string{"STOPPED"},
	}
	for key, value := range which {
		detail[key] = value
	}
	return awsevents.NewCfnRule(j, &id, &awsevents.CfnRuleProps{
		Description:  &description,
		EventPattern: policy.Object{"source": []string{"aws.ecs"}, "detail-type": []string{"ECS Task State Change"}, "detail": detail},
		Targets:      targets,
	})
}

// containerExited is why ECS ends a task whose work is done, well or not (ECS API, "Task", stopCode).
const containerExited = "EssentialContainerExited"

// ended says how the job's own container ended: sidecars are killed when it does, and their exit codes mean nothing.
func (j *Job) ended(code any) policy.Object {
	return policy.Object{"name": []string{j.props.Name}, "exitCode": []any{code}}
}

// tell lets EventBridge tell the topics of each task that failed: that could not start, was stopped or interrupted, or
// whose container ended with another code than 0.
func (j *Job) tell() {
	which := policy.Object{"$or": []any{
		policy.Object{"stopCode": []any{policy.Object{"anything-but": containerExited}}},
		policy.Object{"containers": j.ended(policy.Object{"anything-but": 0})},
	}}
	text := fmt.Sprintf("%s: a task of %s failed at <time>. <code>: <reason> Task <task>, log group %s. Runbook: %s",
		j.Family(), j.props.Name, j.LogGroup(), j.watch().RunbookOf(failedID))
	targets := make([]any, len(j.props.Alerts))
	for i, topic := range j.props.Alerts {
		targets[i] = &awsevents.CfnRule_TargetProperty{
			Id: jsii.String(fmt.Sprintf("Alerts%d", i+1)), Arn: &topic,
			InputTransformer: &awsevents.CfnRule_InputTransformerProperty{
				InputTemplate: jsii.String(strconv.Quote(text)),
				InputPathsMap: map[string]string{"time": "$.time", "code": "$.detail.stopCode", "reason": "$.detail.stoppedReason", "task": "$.detail.taskArn"},
			},
		}
	}
	j.failed = j.ends("Failed", "Tells when a task of "+j.props.Name+" failed", which, targets)
	if j.props.Within > 0 {
		well := policy.Object{"stopCode": []string{containerExited}, "containers": j.ended(0)}
		j.done = j.ends("Done", "Counts the tasks of "+j.props.Name+" that ended well", well, nil)
	}
}

// matched counts the events that a rule matched, each hour or minute (EventBridge user guide, "EventBridge metrics").
func matched(id string, rule awsevents.CfnRule) symptom.Number {
	return symptom.Number{ID: id, Namespace: "AWS/Events", Metric: "MatchedEvents", Statistic: "Sum", Dimensions: [][2]string{{"RuleName", *rule.Ref()}}}
}

// waits are what has an alarm: a start that was given up, and if somebody waits for the job, that it is overdue.
func (j *Job) waits() []symptom.Symptom {
	all := []symptom.Symptom{deadLetters("Unstarted", "a task could not be started, the reason waits in "+j.unsentName(), j.unsentName())}
	if j.done == nil || j.props.Schedule.Paused {
		return all
	}
	hours := int(j.props.Within.Hours())
	return append(all, symptom.Symptom{
		ID: "Overdue", Title: fmt.Sprintf("no task has ended well for %s", j.props.Within),
		Expression: "IF(FILL(done, 0) > 0, 0, 1)", Numbers: []symptom.Number{matched("done", j.done)},
		Period: 3600, Points: hours, Of: hours, MissingIsTrouble: true,
	})
}

func (j *Job) watch() symptom.Watch {
	return symptom.Watch{Service: j.props.Name, Prefix: j.Family(), Topics: j.props.Alerts, Runbook: j.props.Runbook}
}

// guard defines the alarms. Before the first release nothing runs, and nothing is overdue.
func (j *Job) guard() {
	for _, one := range j.waits() {
		j.props.Image.Guard(j.watch().Alarm(j, one))
	}
}

// Signals says what to watch: tasks that failed, starts that were given up, and with Within that none ended well.
func (j *Job) Signals() []signal.Signal {
	failed := symptom.Symptom{
		ID: "Failed", Title: "a task failed", Numbers: []symptom.Number{matched("failed", j.failed)}, Points: 1, Of: 1,
	}
	return j.watch().Signals(append([]symptom.Symptom{failed}, j.waits()...))
}
