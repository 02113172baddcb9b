package ecs

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsscheduler"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/internal/nag"
)

func state(paused bool) string {
	if paused {
		return "DISABLED"
	}
	return "ENABLED"
}

func window(s service.Schedule) *awsscheduler.CfnSchedule_FlexibleTimeWindowProperty {
	if s.Window == 0 {
		return &awsscheduler.CfnSchedule_FlexibleTimeWindowProperty{Mode: jsii.String("OFF")}
	}
	return &awsscheduler.CfnSchedule_FlexibleTimeWindowProperty{Mode: jsii.String("FLEXIBLE"), MaximumWindowInMinutes: jsii.Number(s.Window.Minutes())}
}

func (j *Job) clusterARN() string { return j.place.ARN("ecs", "cluster/"+j.place.name) }

// unsentName is the name of the queue of starts that failed.
func (j *Job) unsentName() string {
	_, dead := namesOfQueues(j.Family(), service.Queue{})
	return dead
}

// newUnsent defines the queue that keeps each start that was given up, with its reason.
func (j *Job) newUnsent() awssqs.CfnQueue {
	queue := newQueue(j, "DeadLetters", j.unsentName(), j.place.Place, j.props.Retain, &awssqs.CfnQueueProps{
		MessageRetentionPeriod: jsii.Number(longest),
		RedriveAllowPolicy:     policy.Object{"redrivePermission": "denyAll"},
	})
	nag.Acknowledge(queue, nag.Acknowledgement{
		Rule:   "AwsSolutions-SQS3",
		Reason: "It is a dead-letter queue itself, of a schedule, which the rule does not look at; no other queue may use it.",
	})
	return queue
}

// newStarter is what the schedule acts as. It may start every revision of this task and no other: each release makes a
// new one, and the schedule takes it a moment after the role would have been told.
func (j *Job) newStarter() awsiam.CfnRole {
	revisions, tasks := j.place.ARN("ecs", "task-definition/"+j.Family()+":*"), j.place.ARN("ecs", "task/"+j.place.name+"/*")
	when := func(statement policy.Object, operator, key string, value any) policy.Object {
		statement["Condition"] = policy.Object{operator: policy.Object{key: value}}
		return statement
	}
	statements := []policy.Object{
		when(policy.Allow("Run", revisions, "ecs:RunTask"), "ArnEquals", "ecs:cluster", j.clusterARN()),
		when(policy.Allow("Tag", tasks, "ecs:TagResource"), "StringEquals", "ecs:CreateAction", "RunTask"),
		when(policy.Allow("Pass", []*string{j.task.starter.AttrArn(), j.task.role.AttrArn()}, "iam:PassRole"),
			"StringEquals", "iam:PassedToService", "ecs-tasks.amazonaws.com"),
		when(policy.Allow("Read", j.place.execKey, "kms:Decrypt"),
			"ArnEquals", "kms:EncryptionContext:aws:scheduler:schedule:arn", j.ScheduleARN()),
		policy.Allow("Unsent", j.place.ARN("sqs", j.unsentName()), "sqs:SendMessage"),
	}
	role := awsiam.NewCfnRole(j, jsii.String("ScheduleRole"), &awsiam.CfnRoleProps{
		Description: jsii.String("Starts " + j.props.Name + " by the clock"),
		// A schedule is known to IAM by its group (EventBridge Scheduler user guide, "Confused deputy prevention").
		AssumeRolePolicyDocument: j.place.Trust("scheduler.amazonaws.com", "scheduler", "schedule-group/"+j.Family()),
		Policies:                 inline("Start", statements),
	})
	nag.Acknowledge(role, nag.Acknowledgement{
		Rule:   "AwsSolutions-IAM5",
		Reason: "Each release makes a revision of the one task definition, and ECS names a task when it starts it, in the one cluster.",
		Only:   []string{"Resource::" + revisions, "Resource::" + tasks},
	})
	return role
}
