package ecs_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/constructs/signal"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func minimalJob(cluster *ecs.Cluster) *ecs.JobProps {
	return &ecs.JobProps{
		Name: "report", Cluster: cluster, Alerts: []string{alerts}, Schedule: service.Schedule{Cron: "0 3 * * ? *"},
		Image: image.Fixed("public.ecr.aws/docker/library/busybox:1.37", ""),
	}
}

// scheduled is the template of one job whose minimal props were changed by mutate.
func scheduled(t *testing.T, mutate func(p *ecs.JobProps)) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	props := minimalJob(minimalCluster(stack))
	if mutate != nil {
		mutate(props)
	}
	ecs.NewJob(stack, "Report", props)
	return synthtest.Of(t, stack)
}

func TestAJobStartsOneTaskByTheClock(t *testing.T) {
	got := scheduled(t, nil)
	got.HasNo("AWS::ECS::Service")
	task, group := got.Has("AWS::ECS::TaskDefinition", synthtest.Props{"Family": "shop-dev-report"}), got.One("AWS::Scheduler::ScheduleGroup").ID
	got.Has("AWS::Scheduler::ScheduleGroup", synthtest.Props{"Name": "shop-dev-report"})
	got.Has("AWS::Scheduler::Schedule", synthtest.Props{
		"Name": "report", "GroupName": object{"Ref": group}, "State": "ENABLED", "KmsKeyArn": synthtest.Text("key/11111111"),
		"ScheduleExpression": "cron(0 3 * * ? *)", "ScheduleExpressionTimezone": "UTC", "FlexibleTimeWindow": object{"Mode": "OFF"},
		"Target": object{
			"Arn": "arn:aws:ecs:eu-west-1:111111111111:cluster/shop-dev",
			"EcsParameters": object{
				"TaskDefinitionArn": object{"Ref": task}, "TaskCount": 1, "LaunchType": synthtest.Absent(), "EnableExecuteCommand": false,
				"CapacityProviderStrategy": []any{object{"CapacityProvider": "FARGATE", "Weight": 1}},
				"EnableECSManagedTags":     true, "PropagateTags": "TASK_DEFINITION",
				"NetworkConfiguration": object{"AwsvpcConfiguration": object{
					"AssignPublicIp": "DISABLED", "Subnets": []any{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"}, "SecurityGroups": []any{synthtest.Text("ReportGroup")},
				}},
			},
		},
	})
}

func TestAJobRunsWhereItsCapacityIs(t *testing.T) {
	for _, c := range []struct {
		capacity ecs.Capacity
		provider any
		checked  string
	}{
		{ecs.Fargate{Spot: service.Spot{Share: 100}}, "FARGATE_SPOT", "FARGATE"},
		{ecs.EC2{GPUs: 1}, object{"Ref": synthtest.Text("InstancesProvider")}, "EC2"},
		{ecs.Managed{}, object{"Ref": synthtest.Text("ManagedProvider")}, "MANAGED_INSTANCES"},
	} {
		stack := synthtest.Stack(t)
		props := minimalJob(roomy(stack, func(p *ecs.ClusterProps) { p.Instances.Types = []string{"g6.xlarge"} }))
		props.Capacity = c.capacity
		ecs.NewJob(stack, "Report", props)
		got := synthtest.Of(t, stack)
		got.Has("AWS::Scheduler::Schedule", synthtest.Props{"Target": object{"EcsParameters": object{
			"CapacityProviderStrategy": []any{object{"CapacityProvider": c.provider, "Weight": 1}},
		}}})
		got.Has("AWS::ECS::TaskDefinition", synthtest.Props{"RequiresCompatibilities": []any{c.checked}})
		for id := range got.Resources("AWS::ECS::ClusterCapacityProviderAssociations") {
			if dependsOn := got.One("AWS::Scheduler::Schedule").DependsOn; !slices.Contains(dependsOn, id) {
				t.Errorf("the schedule depends on %v, want %s among them", dependsOn, id)
			}
		}
	}
}

func TestAScheduleSaysWhenAndHowOftenItTries(t *testing.T) {
	none := 0
	got := scheduled(t, func(p *ecs.JobProps) {
		p.Schedule = service.Schedule{Cron: "0 3 * * ? *", TimeZone: "Europe/Berlin", Window: 15 * time.Minute, Attempts: &none, GiveUp: 5 * time.Minute, Paused: true}
		p.Exec = true
	})
	got.Has("AWS::Scheduler::Schedule", synthtest.Props{
		"State": "DISABLED", "ScheduleExpressionTimezone": "Europe/Berlin", "FlexibleTimeWindow": object{"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15},
		"Target": object{"RetryPolicy": object{"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 300}, "EcsParameters": object{"EnableExecuteCommand": true}},
	})
	scheduled(t, func(p *ecs.JobProps) { p.Schedule = service.Schedule{Every: 2 * time.Hour} }).
		Has("AWS::Scheduler::Schedule", synthtest.Props{"ScheduleExpression": "rate(2 hours)", "Target": object{
			"RetryPolicy": object{"MaximumRetryAttempts": 3, "MaximumEventAgeInSeconds": 3600},
		}})
}

func TestAStartThatWasGivenUpIsKeptAndTold(t *testing.T) {
	got := scheduled(t, nil)
	queue := got.One("AWS::SQS::Queue")
	got.Has("AWS::SQS::Queue", synthtest.Props{
		"QueueName": "shop-dev-report-dead-letters", "SqsManagedSseEnabled": true, "MessageRetentionPeriod": 1209600,
		"RedriveAllowPolicy": object{"redrivePermission": "denyAll"},
	})
	got.Has("AWS::Scheduler::Schedule", synthtest.Props{"Target": object{"DeadLetterConfig": object{"Arn": object{"Fn::GetAtt": []any{queue.ID, "Arn"}}}}})
	got.Has("AWS::CloudWatch::Alarm", synthtest.Props{
		"AlarmName": "shop-dev-report-unstarted", "Threshold": 0, "AlarmActions": []any{alerts},
		"AlarmDescription": synthtest.Text("runbook.md#unstarted"),
		"Metrics": []any{object{"MetricStat": object{"Metric": object{
			"MetricName": "ApproximateNumberOfMessagesVisible", "Dimensions": []any{object{"Name": "QueueName", "Value": "shop-dev-report-dead-letters"}},
		}}}},
	})
	got.Count("AWS::CloudWatch::Alarm", 1)
}

func TestAScheduleMayStartItsOwnTaskInItsOwnCluster(t *testing.T) {
	got := scheduled(t, nil)
	const cluster = "arn:aws:ecs:eu-west-1:111111111111:cluster/shop-dev"
	only := func(operator, key, value string) object { return object{operator: object{key: value}} }
	role := func(id string) object { return object{"Fn::GetAtt": []any{synthtest.Text(id), "Arn"}} }
	got.Has("AWS::IAM::Role", synthtest.Props{
		"AssumeRolePolicyDocument": object{"Statement": []any{object{
			"Principal": object{"Service": "scheduler.amazonaws.com"}, "Action": "sts:AssumeRole",
			"Condition": object{
				"StringEquals": object{"aws:SourceAccount": account},
				"ArnLike":      object{"aws:SourceArn": "arn:aws:scheduler:eu-west-1:111111111111:schedule-group/shop-dev-report"},
			},
		}}},
		"Policies": []any{object{"PolicyDocument": object{"Statement": []any{
			object{"Action": []any{"ecs:RunTask"}, "Resource": "arn:aws:ecs:eu-west-1:111111111111:task-definition/shop-dev-report:*", "Condition": only("ArnEquals", "ecs:cluster", cluster)},
			object{"Action": []any{"ecs:TagResource"}, "Resource": "arn:aws:ecs:eu-west-1:111111111111:task/shop-dev/*", "Condition": only("StringEquals", "ecs:CreateAction", "RunTask")},
			object{"Action": []any{"iam:PassRole"}, "Resource": []any{role("ReportExecutionRole"), role("ReportTaskRole")}, "Condition": only("StringEquals", "iam:PassedToService", "ecs-tasks.amazonaws.com")},
			object{"Action": []any{"kms:Decrypt"}, "Resource": synthtest.Text("key/11111111"), "Condition": only("ArnEquals", "kms:EncryptionContext:aws:scheduler:schedule:arn", "arn:aws:scheduler:eu-west-1:111111111111:schedule/shop-dev-report/report")},
			object{"Action": []any{"sqs:SendMessage"}, "Resource": "arn:aws:sqs:eu-west-1:111111111111:shop-dev-report-dead-letters"},
		}}}},
	})
}

func TestAJobThatFailsTellsSomebody(t *testing.T) {
	got := scheduled(t, nil)
	got.Has("AWS::Events::Rule", synthtest.Props{
		"EventPattern": object{
			"source": []any{"aws.ecs"}, "detail-type": []any{"ECS Task State Change"},
			"detail": object{
				"clusterArn": []any{"arn:aws:ecs:eu-west-1:111111111111:cluster/shop-dev"},
				"group":      []any{"family:shop-dev-report"}, "lastStatus": []any{"STOPPED"},
				"$or": []any{
					object{"stopCode": []any{object{"anything-but": "EssentialContainerExited"}}},
					object{"containers": object{"name": []any{"report"}, "exitCode": []any{object{"anything-but": 0}}}},
				},
			},
		},
		"Targets": []any{object{"Arn": alerts, "InputTransformer": object{
			"InputTemplate": `"shop-dev-report: a task of report failed at <time>. <code>: <reason> Task <task>, log group /shop-dev/report. Runbook: https://github.com/shipway-cdk/shipway/blob/main/docs/runbook.md#failed"`,
			"InputPathsMap": object{"time": "$.time", "code": "$.detail.stopCode", "reason": "$.detail.stoppedReason", "task": "$.detail.taskArn"},
		}}},
	})
	got.Count("AWS::Events::Rule", 1)
}

func TestAJobThatSomebodyWaitsForIsMissed(t *testing.T) {
	got := scheduled(t, func(p *ecs.JobProps) { p.Within = 25 * time.Hour })
	done := got.Has("AWS::Events::Rule", synthtest.Props{"Targets": synthtest.Absent(), "EventPattern": object{"detail": object{
		"group": []any{"family:shop-dev-report"}, "stopCode": []any{"EssentialContainerExited"},
		"containers": object{"name": []any{"report"}, "exitCode": []any{0}},
	}}})
	got.Has("AWS::CloudWatch::Alarm", synthtest.Props{
		"AlarmName": "shop-dev-report-overdue", "EvaluationPeriods": 25, "DatapointsToAlarm": 25, "TreatMissingData": "breaching", "Threshold": 0,
		"Metrics": []any{object{"Expression": "IF(FILL(done, 0) > 0, 0, 1)"}, object{"MetricStat": object{"Period": 3600, "Stat": "Sum", "Metric": object{
			"Namespace": "AWS/Events", "MetricName": "MatchedEvents", "Dimensions": []any{object{"Name": "RuleName", "Value": object{"Ref": done}}},
		}}}},
	})
	scheduled(t, func(p *ecs.JobProps) { p.Within = 25 * time.Hour; p.Schedule.Paused = true }).Count("AWS::CloudWatch::Alarm", 1)
}

func TestAJobRunsNothingBeforeItsFirstRelease(t *testing.T) {
	stack := synthtest.Stack(t)
	props := minimalJob(minimalCluster(stack))
	props.Image, props.Within = image.Released(stack, repository), 25*time.Hour
	ecs.NewJob(stack, "Report", props)
	got := synthtest.Of(t, stack)
	for _, kind := range []string{"AWS::ECS::TaskDefinition", "AWS::Scheduler::Schedule", "AWS::CloudWatch::Alarm"} {
		for id, resource := range got.Resources(kind) {
			if resource.Condition != "Released" {
				t.Errorf("%s exists without an image", id)
			}
		}
	}
}

func TestAJobSignalsItsFailures(t *testing.T) {
	stack := synthtest.Stack(t)
	props := minimalJob(minimalCluster(stack))
	props.Within, props.Runbook = 25*time.Hour, "https://wiki.example.com/report"
	signals := ecs.NewJob(stack, "Report", props).Signals()
	var ids []string
	for _, one := range signals {
		ids = append(ids, one.ID)
		if one.Runbook != props.Runbook || one.Metric == nil || one.Title == "" || one.Severity != signal.Page {
			t.Errorf("%s: runbook %q, metric %v, title %q, severity %v", one.ID, one.Runbook, one.Metric, one.Title, one.Severity)
		}
	}
	if !slices.Equal(ids, []string{"Failed", "Unstarted", "Overdue"}) {
		t.Errorf("it signals %v", ids)
	}
	if failed := signals[0]; failed.Points != 1 || failed.Of != 1 {
		t.Errorf("one failure is told after %d of %d minutes", failed.Points, failed.Of)
	}
}

func TestAJobIsAGranteeAndANetworkPeer(t *testing.T) {
	stack := synthtest.Stack(t)
	report := ecs.NewJob(stack, "Report", minimalJob(minimalCluster(stack)))
	awssqs.NewQueue(stack, jsii.String("Jobs"), nil).GrantSendMessages(report)
	database := awsec2.SecurityGroup_FromSecurityGroupId(stack, jsii.String("Database"), jsii.String("sg-0fedcba9876543210"), nil)
	database.Connections().AllowFrom(report, awsec2.Port_Tcp(jsii.Number(5432)), nil)

	got := synthtest.Of(t, stack)
	got.Has("AWS::EC2::SecurityGroupIngress", synthtest.Props{"FromPort": 5432, "SourceSecurityGroupId": synthtest.Text("ReportGroup")})
	for id := range got.Resources("AWS::IAM::Policy") {
		if dependsOn := got.One("AWS::Scheduler::Schedule").DependsOn; !slices.Contains(dependsOn, id) {
			t.Errorf("the schedule depends on %v, want %s among them", dependsOn, id)
		}
	}
}

func TestAJobSharesEveryWordAboutItsContainerWithAService(t *testing.T) {
	words := func(p *ecs.JobProps) {
		p.Size, p.ARM, p.Storage = service.Size{CPU: 1024, Memory: 4096}, true, 50
		p.Command, p.User, p.Writable = []string{"/report"}, "1000", []string{"/scratch"}
		p.Config, p.Secrets = map[string]string{"A": "b"}, map[string]string{"S": secret}
		p.Sidecars = []service.Sidecar{{Name: "proxy", Image: "nginx:1.29"}}
		p.Volumes, p.Exec, p.StopWithin, p.LogDays = []ecs.Volume{uploads}, true, time.Minute, 7
	}
	job := scheduled(t, words)
	same := synth(t, func(s *ecs.ServiceProps) {
		var p ecs.JobProps
		words(&p)
		s.Name, s.Image = "report", minimalJob(nil).Image
		s.Size, s.ARM, s.Storage, s.Command, s.User, s.Writable, s.Config, s.Secrets = p.Size, p.ARM, p.Storage, p.Command, p.User, p.Writable, p.Config, p.Secrets
		s.Sidecars, s.Volumes, s.Exec, s.StopWithin, s.LogDays = p.Sidecars, p.Volumes, p.Exec, p.StopWithin, p.LogDays
	})
	want, got := same.One("AWS::ECS::TaskDefinition").Properties, job.One("AWS::ECS::TaskDefinition").Properties
	delete(want, "ExecutionRoleArn")
	delete(want, "TaskRoleArn")
	if wrong := synthtest.Diff(want, got); len(wrong) > 0 || want["Cpu"] != "1024" {
		t.Errorf("they differ:\n%s", strings.Join(wrong, "\n"))
	}
	rule := job.One("AWS::EC2::SecurityGroupIngress").ID
	if dependsOn := job.One("AWS::Scheduler::Schedule").DependsOn; !slices.Contains(dependsOn, rule) {
		t.Errorf("the schedule depends on %v, want the rule %s of the file system among them", dependsOn, rule)
	}
}

func TestTwoJobsAndAServiceShareAStack(t *testing.T) {
	stack := synthtest.Stack(t)
	cluster := minimalCluster(stack)
	ecs.NewService(stack, "Api", minimalProps(cluster))
	ecs.NewJob(stack, "Report", minimalJob(cluster))
	other := minimalJob(cluster)
	other.Name = "cleanup"
	cleanup := ecs.NewJob(stack, "Cleanup", other)
	cleanup.CfnSchedule().AddPropertyOverride(jsii.String("EndDate"), "2030-01-01T00:00:00Z")
	cleanup.CfnTaskDefinition().AddPropertyOverride(jsii.String("PidMode"), "task")
	if cleanup.LogGroup() != "/shop-dev/cleanup" || cleanup.Family() != "shop-dev-cleanup" {
		t.Errorf("log group %s, family %s", cleanup.LogGroup(), cleanup.Family())
	}

	got := synthtest.Of(t, stack)
	got.Count("AWS::Scheduler::Schedule", 2)
	got.Has("AWS::Scheduler::Schedule", synthtest.Props{"EndDate": "2030-01-01T00:00:00Z"})
	got.Has("AWS::ECS::TaskDefinition", synthtest.Props{"Family": "shop-dev-cleanup", "PidMode": "task"})
	got.Has("AWS::Logs::LogGroup", synthtest.Props{"LogGroupName": "/shop-dev/cleanup", "KmsKeyId": synthtest.Any(), "RetentionInDays": 30})
}

func TestWhatAJobLeavesStaysWhenTheStackMustNotLoseAnything(t *testing.T) {
	for retain, want := range map[bool]string{true: "RetainExceptOnCreate", false: ""} {
		got := scheduled(t, func(p *ecs.JobProps) { p.Retain = retain })
		queue := got.One("AWS::SQS::Queue")
		logs := got.Resource(got.Has("AWS::Logs::LogGroup", synthtest.Props{"LogGroupName": "/shop-dev/report"}))
		if queue.DeletionPolicy != want || logs.DeletionPolicy != want {
			t.Errorf("with Retain %t: policies %q and %q, want %q", retain, queue.DeletionPolicy, logs.DeletionPolicy, want)
		}
	}
}
