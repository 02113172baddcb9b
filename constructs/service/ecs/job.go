package ecs

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsscheduler"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/signal"
)

// Job is a container that starts by the clock, works and ends. It is a grantee (pass it to any Grant… method), a
// network peer (pass it to any Connections) and a source of signals.
//
// Use it for a report of each night, a clean-up of each hour, an import. Do not use it for work that arrives at any
// time (a [Service] with a Queue does that), or for what one Lambda function does in minutes.
//
// A start does not wait for the last task to end: a job that may take longer than the time between two starts must
// notice by itself, for instance by a lock in its database. Nothing ends a task that hangs; Within rings when it does.
// A start that ECS refuses is tried again, and then kept in the dead-letter queue; a task that started and failed is
// told at once, and not tried again. A release of a job tries nothing out: its next task shows what it does. A job cannot
// call Connected services by name: Service Connect is for services.
//
// Running it costs its task while it runs, by vCPU and GiB per second (AWS Fargate pricing), its logs, and an alarm or
// two at 0.10 USD a month (CloudWatch pricing). Starts are free up to 14 million a month (Amazon EventBridge pricing).
type Job struct {
	constructs.Construct
	place place
	props JobProps

	task     *task
	unsent   awssqs.CfnQueue // starts that failed
	schedule awsscheduler.CfnSchedule
	failed   awsevents.CfnRule // matches a task that failed
	done     awsevents.CfnRule // matches a task that ended well, if somebody waits for it
}

var (
	_ awsiam.IGrantable   = (*Job)(nil)
	_ awsec2.IConnectable = (*Job)(nil)
	_ signal.Source       = (*Job)(nil)
)

// NewJob defines a job under scope. It panics with a *check.Error that names every bad prop; call props.Validate first
// to get it as a value.
func NewJob(scope constructs.Construct, id string, props *JobProps) *Job {
	given := check.Given(props)
	check.Must(id, given.Validate())

	j := &Job{props: given.withDefaults(), place: given.Cluster.place}
	constructs.NewConstruct_Override(j, scope, &id)
	j.task = j.props.task()
	j.task.define(j)   // log group, roles, task definition
	j.task.secure(nil) // security group that nobody is let into
	j.start()          // dead-letter queue, role, schedule
	j.tell()           // what happens when a task fails
	j.guard()          // alarms
	return j
}

// GrantPrincipal is the task role: what is granted to the job is granted to its containers.
func (j *Job) GrantPrincipal() awsiam.IPrincipal { return j.TaskRole() }

// TaskRole is the L2 view of the role the containers act as. What is granted to it becomes a policy that exists before
// the schedule starts a task.
func (j *Job) TaskRole() awsiam.IRole { return j.task.grants(j.schedule) }

// Connections opens and closes network paths to and from the tasks.
func (j *Job) Connections() awsec2.Connections { return j.task.peer() }

// CfnSchedule is the schedule, for what JobProps does not cover.
func (j *Job) CfnSchedule() awsscheduler.CfnSchedule { return j.schedule }

// CfnTaskDefinition is the task definition, for what JobProps does not cover.
func (j *Job) CfnTaskDefinition() awsecs.CfnTaskDefinition { return j.task.definition }

// LogGroup is the name of the job's log group, known before it is deployed.
func (j *Job) LogGroup() string { return j.task.logGroup() }

// Family is the name of the task definition without its revision, known before it is deployed.
func (j *Job) Family() string { return j.task.family() }

// ScheduleARN is the schedule's ARN, known before it is deployed.
func (j *Job) ScheduleARN() string {
	return j.place.ARN("scheduler", "schedule/"+j.Family()+"/"+j.props.Name)
}

// start defines the schedule, after the role it acts as and the queue for starts that fail.
func (j *Job) start() {
	s := j.props.Schedule
	j.unsent = j.newUnsent()
	group := awsscheduler.NewCfnScheduleGroup(j, jsii.String("Schedules"), &awsscheduler.CfnScheduleGroupProps{Name: jsii.String(j.Family())})
	role := j.newStarter()
	j.schedule = awsscheduler.NewCfnSchedule(j, jsii.String("Schedule"), &awsscheduler.CfnScheduleProps{
		Name:                       &j.props.Name,
		GroupName:                  group.Ref(),
		Description:                jsii.String("Starts tasks of " + j.props.Name),
		State:                      jsii.String(state(s.Paused)),
		ScheduleExpression:         jsii.String(s.Expression()),
		ScheduleExpressionTimezone: &s.TimeZone,
		FlexibleTimeWindow:         window(s),
		KmsKeyArn:                  &j.place.execKey,
		Target: &awsscheduler.CfnSchedule_TargetProperty{
			Arn:     jsii.String(j.clusterARN()),
			RoleArn: role.AttrArn(),
			RetryPolicy: &awsscheduler.CfnSchedule_RetryPolicyProperty{
				MaximumRetryAttempts: jsii.Number(*s.Attempts), MaximumEventAgeInSeconds: jsii.Number(s.GiveUp.Seconds()),
			},
			DeadLetterConfig: &awsscheduler.CfnSchedule_DeadLetterConfigProperty{Arn: j.unsent.AttrArn()},
			EcsParameters:    j.run(),
		},
	})
	j.props.Image.Guard(j.schedule)
	j.schedule.Node().AddDependency(append(j.task.reach(), j.props.Cluster.capacity)...)
}

// provider is the capacity provider of the one task: the last one has what a floor does not keep.
func (j *Job) provider() string {
	all := j.props.Capacity.providers(j.place)
	return all[len(all)-1].name
}

// run is how ECS runs the task.
func (j *Job) run() *awsscheduler.CfnSchedule_EcsParametersProperty {
	return &awsscheduler.CfnSchedule_EcsParametersProperty{
		TaskDefinitionArn: j.task.definition.Ref(),
		TaskCount:         jsii.Number(1),
		CapacityProviderStrategy: []any{&awsscheduler.CfnSchedule_CapacityProviderStrategyItemProperty{
			CapacityProvider: jsii.String(j.provider()), Weight: jsii.Number(1),
		}},
		EnableEcsManagedTags: true,
		EnableExecuteCommand: j.props.Exec,
		PropagateTags:        jsii.String("TASK_DEFINITION"),
		NetworkConfiguration: &awsscheduler.CfnSchedule_NetworkConfigurationProperty{
			AwsvpcConfiguration: &awsscheduler.CfnSchedule_AwsVpcConfigurationProperty{
				AssignPublicIp: jsii.String("DISABLED"), Subnets: j.place.subnets, SecurityGroups: &[]*string{j.task.group.AttrGroupId()},
			},
		},
	}
}
