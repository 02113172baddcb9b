package ecs_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/constructs/signal"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func worker(p *ecs.ServiceProps) { p.Queue = &service.Queue{} }

func TestAWorkerHasAQueueAndAPlaceForWhatFails(t *testing.T) {
	got := synth(t, worker)
	got.Count("AWS::SQS::Queue", 2)
	letters := got.Has("AWS::SQS::Queue", synthtest.Props{
		"QueueName": "shop-dev-api-dead-letters", "MessageRetentionPeriod": 1209600, "RedrivePolicy": synthtest.Absent(),
		"RedriveAllowPolicy": object{"redrivePermission": "byQueue", "sourceQueueArns": []any{"arn:aws:sqs:eu-west-1:111111111111:shop-dev-api"}},
	})
	got.Has("AWS::SQS::Queue", synthtest.Props{
		"QueueName": "shop-dev-api", "VisibilityTimeout": 30, "MessageRetentionPeriod": 345600, "ReceiveMessageWaitTimeSeconds": 20,
		"FifoQueue": synthtest.Absent(), "DelaySeconds": synthtest.Absent(),
		"RedrivePolicy": object{"maxReceiveCount": 5, "deadLetterTargetArn": object{"Fn::GetAtt": []any{letters, "Arn"}}},
	})
}

func TestMessagesAreEncryptedWhereTheyLieAndOnTheWay(t *testing.T) {
	got := synth(t, worker)
	got.Count("AWS::SQS::QueuePolicy", 2)
	for id, queue := range got.Resources("AWS::SQS::Queue") {
		if queue.Properties["SqsManagedSseEnabled"] != true {
			t.Errorf("%s is not encrypted", id)
		}
		got.Has("AWS::SQS::QueuePolicy", synthtest.Props{
			"Queues": []any{object{"Ref": id}},
			"PolicyDocument": object{"Statement": []any{object{
				"Effect": "Deny", "Principal": object{"AWS": "*"}, "Action": []any{"sqs:*"},
				"Resource":  "arn:aws:sqs:eu-west-1:111111111111:" + queue.Properties["QueueName"].(string),
				"Condition": object{"Bool": object{"aws:SecureTransport": "false"}},
			}}},
		})
	}
}

func TestAWorkerMayTakeMessagesFromItsQueueAndDoNothingElse(t *testing.T) {
	got := synth(t, worker)
	for _, statement := range statements(t, got) {
		if !strings.Contains(statement, `"Sid":"Log"`) && !strings.Contains(statement, `"Sid":"Work"`) {
			t.Errorf("unasked-for permission: %s", statement)
		}
	}
	got.Has("AWS::IAM::Role", synthtest.Props{"Policies": []any{object{"PolicyName": "Queue", "PolicyDocument": object{"Statement": []any{object{
		"Action":   []any{"sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"},
		"Resource": "arn:aws:sqs:eu-west-1:111111111111:shop-dev-api",
	}}}}}})
}

func TestAWorkerFindsItsQueue(t *testing.T) {
	got := synth(t, func(p *ecs.ServiceProps) { worker(p); p.Config = map[string]string{"A": "b", "Z": "y"} })
	queue := got.Has("AWS::SQS::Queue", synthtest.Props{"QueueName": "shop-dev-api"})
	got.Has("AWS::ECS::TaskDefinition", synthtest.Props{"ContainerDefinitions": []any{object{"Environment": []any{
		object{"Name": "A", "Value": "b"}, object{"Name": "QUEUE_URL", "Value": object{"Ref": queue}}, object{"Name": "Z", "Value": "y"},
	}}}})
}

func TestAWorkerHasAsManyTasksAsItsBacklogTakes(t *testing.T) {
	got := synth(t, func(p *ecs.ServiceProps) {
		p.Queue = &service.Queue{MaxAge: 10 * time.Minute, Processing: 2 * time.Second}
		p.Scaling = service.Scaling{Min: 1, Max: 20, Rest: 2 * time.Minute}
	})
	got.Count("AWS::ApplicationAutoScaling::ScalingPolicy", 1)
	metric := func(id, namespace, name, statistic string, dimensions ...any) object {
		return object{"Id": id, "ReturnData": false, "MetricStat": object{"Stat": statistic, "Metric": object{
			"Namespace": namespace, "MetricName": name, "Dimensions": dimensions,
		}}}
	}
	got.Has("AWS::ApplicationAutoScaling::ScalingPolicy", synthtest.Props{"PolicyName": "ScaleOnBacklog", "TargetTrackingScalingPolicyConfiguration": object{
		"TargetValue": 300, "ScaleInCooldown": 120, "ScaleOutCooldown": 60, "PredefinedMetricSpecification": synthtest.Absent(),
		"CustomizedMetricSpecification": object{"Metrics": []any{
			metric("waiting", "AWS/SQS", "ApproximateNumberOfMessagesVisible", "Sum", object{"Name": "QueueName", "Value": "shop-dev-api"}),
			metric("running", "ECS/ContainerInsights", "RunningTaskCount", "Average",
				object{"Name": "ClusterName", "Value": "shop-dev"}, object{"Name": "ServiceName", "Value": "api"}),
			object{"Id": "backlog", "Expression": "waiting / IF(running > 0, running, 1)", "ReturnData": true},
		}},
	}})
}

func TestAWorkerScalesOnCpuOnlyWhenAsked(t *testing.T) {
	got := synth(t, func(p *ecs.ServiceProps) { worker(p); p.Scaling.CPU = 80 })
	got.Count("AWS::ApplicationAutoScaling::ScalingPolicy", 2)
	got.Has("AWS::ApplicationAutoScaling::ScalingPolicy", synthtest.Props{"PolicyName": "ScaleOnCpu", "TargetTrackingScalingPolicyConfiguration": object{"TargetValue": 80}})
}

func TestAVersionThatTakesOrManagesNoMessagesIsStopped(t *testing.T) {
	got := synth(t, worker)
	got.Has("AWS::ECS::Service", synthtest.Props{"DeploymentConfiguration": object{"Alarms": object{
		"AlarmNames": []any{"shop-dev-api-memory", "shop-dev-api-late", "shop-dev-api-unprocessed"},
	}}})
	metric := func(name, queue string) object {
		return object{"MetricStat": object{"Stat": "Maximum", "Metric": object{
			"Namespace": "AWS/SQS", "MetricName": name, "Dimensions": []any{object{"Name": "QueueName", "Value": queue}},
		}}}
	}
	got.Has("AWS::CloudWatch::Alarm", synthtest.Props{
		"AlarmName": "shop-dev-api-late", "Threshold": 300, "TreatMissingData": "notBreaching",
		"Metrics": []any{metric("ApproximateAgeOfOldestMessage", "shop-dev-api")},
	})
	got.Has("AWS::CloudWatch::Alarm", synthtest.Props{
		"AlarmName": "shop-dev-api-unprocessed", "Threshold": 0,
		"Metrics": []any{metric("ApproximateNumberOfMessagesVisible", "shop-dev-api-dead-letters")},
	})
}

func TestFailedMessagesCanWaitForTheMorning(t *testing.T) {
	stack := synthtest.Stack(t)
	props := minimalProps(minimalCluster(stack))
	worker(props)
	severities := map[string]signal.Severity{}
	for _, one := range ecs.NewService(stack, "Api", props).Signals() {
		severities[one.ID] = one.Severity
	}
	if severities["Late"] != signal.Page || severities["Unprocessed"] != signal.Ticket || len(severities) != 4 {
		t.Errorf("got %v, want Late to page and Unprocessed to wait", severities)
	}
}

func TestAFIFOQueueFailsIntoAFIFOQueue(t *testing.T) {
	got := synth(t, func(p *ecs.ServiceProps) { p.Queue = &service.Queue{FIFO: true} })
	for _, name := range []string{"shop-dev-api.fifo", "shop-dev-api-dead-letters.fifo"} {
		got.Has("AWS::SQS::Queue", synthtest.Props{"QueueName": name, "FifoQueue": true, "ContentBasedDeduplication": synthtest.Absent()})
	}
	got.Has("AWS::CloudWatch::Alarm", synthtest.Props{"AlarmName": "shop-dev-api-late", "Metrics": synthtest.Text("shop-dev-api.fifo")})
}

func TestQueuesStayWhenTheStackMustNotLoseAnything(t *testing.T) {
	for retain, want := range map[bool][2]string{true: {"RetainExceptOnCreate", "Retain"}, false: {}} {
		got := synth(t, func(p *ecs.ServiceProps) { worker(p); p.Retain = retain })
		for id, queue := range got.Resources("AWS::SQS::Queue") {
			if queue.DeletionPolicy != want[0] || queue.UpdateReplacePolicy != want[1] {
				t.Errorf("%s with Retain %t: policies %q and %q, want %q", id, retain, queue.DeletionPolicy, queue.UpdateReplacePolicy, want)
			}
		}
	}
}

func TestProducersAreGrantedTheQueueByItsName(t *testing.T) {
	stack := synthtest.Stack(t)
	cluster := minimalCluster(stack)
	props := minimalProps(cluster)
	worker(props)
	mailer := ecs.NewService(stack, "Mailer", props)
	producer := minimalProps(cluster)
	producer.Name = "web"
	mailer.Queue().GrantSendMessages(ecs.NewService(stack, "Web", producer))
	if mailer.Queue() != mailer.Queue() {
		t.Error("the view is made twice")
	}
	if mailer.QueueURL() != "https://sqs.eu-west-1.amazonaws.com/111111111111/shop-dev-api" {
		t.Errorf("the queue is at %s", mailer.QueueURL())
	}

	statement := synthtest.Of(t, stack).One("AWS::IAM::Policy").Properties["PolicyDocument"].(object)["Statement"]
	text, _ := json.Marshal(statement)
	if !strings.Contains(string(text), "sqs:SendMessage") || !strings.Contains(string(text), `"Resource":"arn:aws:sqs:eu-west-1:111111111111:shop-dev-api"`) {
		t.Errorf("the producer may %s", text)
	}
}

func TestAServiceWithoutAQueueHasNone(t *testing.T) {
	stack := synthtest.Stack(t)
	api := ecs.NewService(stack, "Api", minimalProps(minimalCluster(stack)))
	if api.Queue() != nil || api.CfnQueue() != nil || api.QueueURL() != "" {
		t.Errorf("got %v, %v, %q", api.Queue(), api.CfnQueue(), api.QueueURL())
	}
	synthtest.Of(t, stack).HasNo("AWS::SQS::Queue")
}

func TestAQueueCanBePutUnderAKeyOfOnesOwn(t *testing.T) {
	stack := synthtest.Stack(t)
	props := minimalProps(minimalCluster(stack))
	worker(props)
	api := ecs.NewService(stack, "Api", props)
	api.CfnQueue().AddPropertyOverride(jsii.String("KmsMasterKeyId"), "alias/mine")
	api.CfnQueue().AddPropertyOverride(jsii.String("SqsManagedSseEnabled"), false)
	api.TaskRole().AddToPrincipalPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings("kms:Decrypt"), Resources: jsii.Strings("arn:aws:kms:eu-west-1:111111111111:key/1"),
	}))
	got := synthtest.Of(t, stack)
	got.Has("AWS::SQS::Queue", synthtest.Props{"QueueName": "shop-dev-api", "KmsMasterKeyId": "alias/mine", "SqsManagedSseEnabled": false})
	for id := range got.Resources("AWS::IAM::Policy") {
		if dependsOn := got.One("AWS::ECS::Service").DependsOn; !slices.Contains(dependsOn, id) {
			t.Errorf("the service depends on %v, want %s among them", dependsOn, id)
		}
	}
}
