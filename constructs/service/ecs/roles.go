package ecs

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/internal/nag"
)

// trust lets the tasks of this account and region, and nobody else, act as the role.
func (t *task) trust() policy.Object { return t.place.Trust("ecs-tasks.amazonaws.com", "ecs", "*") }

// newExecutionRole is what ECS itself needs to start a task: pull the images, write logs, read the secrets.
func (t *task) newExecutionRole() awsiam.CfnRole {
	streams := t.place.ARN("logs", "log-group:"+t.logGroup()+":log-stream:*")
	statements, wildcards := []policy.Object{policy.Allow("Log", streams, "logs:CreateLogStream", "logs:PutLogEvents")}, []string{"Resource::" + streams}
	repositories := []string{t.image.Repository()}
	for _, s := range t.sidecars {
		repositories = append(repositories, s.Repository)
	}
	if pull := policy.Pull(repositories...); pull != nil {
		statements, wildcards = append(statements, pull...), append(wildcards, "Resource::*")
	}
	statements = append(statements, policy.ReadSecrets(t.references(), t.secretKeys)...)
	role := awsiam.NewCfnRole(t.scope, jsii.String("ExecutionRole"), &awsiam.CfnRoleProps{
		Description:              jsii.String("Starts tasks of " + t.name),
		AssumeRolePolicyDocument: t.trust(),
		Policies:                 inline("Start", statements),
	})
	nag.Acknowledge(role, nag.Acknowledgement{
		Rule:   "AwsSolutions-IAM5",
		Reason: "ECS names a log stream after each task, and the registry login has no resource type.",
		Only:   wildcards,
	})
	return role
}

// inline is a role's own policy, or nothing without a statement.
func inline(name string, statements []policy.Object) []any {
	if len(statements) == 0 {
		return nil
	}
	return []any{&awsiam.CfnRole_PolicyProperty{PolicyName: &name, PolicyDocument: policy.Document(statements...)}}
}

// references are the secrets of all containers, by container and variable.
func (t *task) references() map[string]string {
	all := map[string]string{}
	add := func(container string, secrets map[string]string) {
		for name, arn := range secrets {
			all[container+"/"+name] = arn
		}
	}
	add(t.name, t.secrets)
	for _, s := range t.sidecars {
		add(s.Name, s.Secrets)
	}
	return all
}

// newTaskRole is what the containers act as. It may do what Exec, Volumes and Queue take, and nothing else until
// something is granted to it.
func (t *task) newTaskRole() awsiam.CfnRole {
	policies := slices.Concat(inline("Exec", t.sessions()), inline("Files", t.mounting()), inline("Queue", t.working()))
	props := &awsiam.CfnRoleProps{
		Description:              jsii.String("What " + t.name + " may do"),
		AssumeRolePolicyDocument: t.trust(),
	}
	if len(policies) > 0 {
		props.Policies = policies
	}
	role := awsiam.NewCfnRole(t.scope, jsii.String("TaskRole"), props)
	if t.exec {
		nag.Acknowledge(role, nag.Acknowledgement{
			Rule:   "AwsSolutions-IAM5",
			Reason: "Each session has a log stream of its own, and session channels and the search for a log group have no resource type.",
			Only:   []string{"Resource::*", "Resource::" + t.sessionLogs()},
		})
	}
	return role
}

func (t *task) sessionLogs() string { return t.place.ARN("logs", "log-group:"+t.place.execLogs+":*") }

// sessions lets people who are allowed to open a shell in a task do so, and ECS log what they type.
func (t *task) sessions() []policy.Object {
	if !t.exec {
		return nil
	}
	return []policy.Object{
		// Session channels have no resource type (service authorization reference, Amazon Message Gateway Service).
		policy.Allow("Channels", "*", "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"),
		// Finding log groups has no resource type (service authorization reference, Amazon CloudWatch Logs).
		policy.Allow("Find", "*", "logs:DescribeLogGroups"),
		policy.Allow("Record", t.sessionLogs(), "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
		policy.Allow("Encrypt", t.place.execKey, "kms:Decrypt"),
	}
}

// working lets the container take messages from its queue.
func (t *task) working() []policy.Object {
	if t.work == "" {
		return nil
	}
	return []policy.Object{policy.Allow("Work", t.work,
		"sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")}
}
