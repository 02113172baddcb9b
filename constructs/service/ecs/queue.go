package ecs

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// Limits of SQS: a name has at most 80 characters, one of a FIFO queue with its ending, and a message is kept for at
// most 14 days (Amazon SQS developer guide, "Amazon SQS message quotas" and "Amazon SQS standard queue quotas").
const (
	mostQueueName = 80
	longest       = 14 * 24 * 60 * 60
)

// namesOfQueues are what a worker's queue and its dead-letter queue are called. They are fixed: producers in other stacks
// and accounts, and people who send failed messages back, call queues by name.
func namesOfQueues(family string, q service.Queue) (queue, dead string) {
	ending := ""
	if q.FIFO {
		ending = ".fifo"
	}
	return family + ending, family + "-dead-letters" + ending
}

// checkQueue reports what is wrong with the queue, and what does not go with it.
func (p ServiceProps) checkQueue(c *check.Checks) {
	if p.Queue == nil {
		return
	}
	c.Within("Queue", p.Queue.Validate())
	c.That("SVC-021", "Queue", "set", p.Ingress == nil, "want no Ingress with it: a worker answers nobody; make a second service of the same image")
	if p.Cluster != nil {
		_, longer := namesOfQueues(p.Cluster.place.name+"-"+p.Name, *p.Queue)
		c.That("SVC-001", "Name", p.Name, len(longer) <= mostQueueName,
			fmt.Sprintf("want a shorter name: its dead-letter queue would be %s, of at most %d characters", longer, mostQueueName))
	}
}

// receive defines the queue and the dead-letter queue of a worker.
//
// Both are encrypted with keys of SQS's own, which cost nothing and ask nothing of those who send: under a key of ours
// every producer needed permission for the key as well, and S3, SNS or EventBridge would lose messages without a word
// until the key's policy named them.
func (s *Service) receive() {
	if s.props.Queue == nil {
		return
	}
	q := s.props.Queue
	name, dead := s.queueNames()
	letters := s.newQueue("DeadLetters", dead, &awssqs.CfnQueueProps{
		MessageRetentionPeriod: jsii.Number(longest),
		RedriveAllowPolicy:     policy.Object{"redrivePermission": "byQueue", "sourceQueueArns": []string{s.place.ARN("sqs", name)}},
	})
	s.queue = s.newQueue("Queue", name, &awssqs.CfnQueueProps{
		MessageRetentionPeriod:        jsii.Number(q.Retention.Seconds()),
		VisibilityTimeout:             jsii.Number(q.Visibility.Seconds()),
		ReceiveMessageWaitTimeSeconds: jsii.Number(20), // asking seldom costs little, and no message comes later for it
		RedrivePolicy:                 policy.Object{"deadLetterTargetArn": letters.AttrArn(), "maxReceiveCount": q.Attempts},
	})
	s.task.work = s.place.ARN("sqs", name)
	s.task.given = map[string]string{service.QueueVariable: *s.queue.Ref()}
}

func (s *Service) queueNames() (queue, dead string) {
	return namesOfQueues(s.task.family(), *s.props.Queue)
}

func (s *Service) newQueue(id, name string, props *awssqs.CfnQueueProps) awssqs.CfnQueue {
	if s.props.Queue.FIFO {
		props.FifoQueue = true
	}
	return newQueue(s, id, name, s.place.Place, s.props.Retain, props)
}

// newQueue defines an encrypted queue that nobody reaches without TLS.
func newQueue(scope constructs.Construct, id, name string, place policy.Place, retain bool, props *awssqs.CfnQueueProps) awssqs.CfnQueue {
	props.QueueName = &name
	props.SqsManagedSseEnabled = true
	queue := awssqs.NewCfnQueue(scope, &id, props)
	keep(queue, retain)
	awssqs.NewCfnQueuePolicy(queue, jsii.String("Policy"), &awssqs.CfnQueuePolicyProps{
		Queues:         &[]*string{queue.Ref()},
		PolicyDocument: policy.Document(policy.DenyPlain(place.ARN("sqs", name), "sqs:*")),
	})
	return queue
}

// waiting is a number that SQS counts for the queue called name.
func waiting(id, name, metric string) symptom.Number {
	return symptom.Number{ID: id, Namespace: "AWS/SQS", Metric: metric, Statistic: "Maximum", Dimensions: [][2]string{{"QueueName", name}}}
}

// deadLetters says that messages wait in the dead-letter queue called name.
func deadLetters(id, title, name string) symptom.Symptom {
	return symptom.Symptom{ID: id, Title: title, Numbers: []symptom.Number{waiting("waiting", name, "ApproximateNumberOfMessagesVisible")}}
}

// unprocessed is the id of the alarm on messages that failed too often.
const unprocessed = "Unprocessed"

// delays are what a worker shows when it does not keep up, or fails. Both stop a deployment. A version that takes
// nothing lets messages grow old; one that fails on every message shows no old ones, because SQS counts no age for
// messages received three times or more (Amazon SQS developer guide, "Available CloudWatch metrics"): those arrive in
// the dead-letter queue.
func (s *Service) delays() []symptom.Symptom {
	q := s.props.Queue
	if q == nil {
		return nil
	}
	name, dead := s.queueNames()
	letters := deadLetters(unprocessed, fmt.Sprintf("messages failed %d times and wait in %s", q.Attempts, dead), dead)
	letters.CanWait = true
	return []symptom.Symptom{{
		ID: "Late", Title: fmt.Sprintf("messages wait longer than %s", q.MaxAge), Above: q.MaxAge.Seconds(),
		Numbers: []symptom.Number{waiting("age", name, "ApproximateAgeOfOldestMessage")},
	}, letters}
}

// Queue is the L2 view of the worker's queue, for those who send to it, or nil without one.
func (s *Service) Queue() awssqs.IQueue {
	if s.queue != nil && s.producers == nil {
		s.producers = awssqs.Queue_FromQueueArn(s, jsii.String("Producers"), &s.task.work)
	}
	return s.producers
}

// CfnQueue is the worker's queue, for what service.Queue does not cover, or nil without one.
func (s *Service) CfnQueue() awssqs.CfnQueue { return s.queue }

// QueueURL is where messages for the worker are sent, known before it is deployed, or empty without a queue.
func (s *Service) QueueURL() string {
	if s.queue == nil {
		return ""
	}
	name, _ := s.queueNames()
	return fmt.Sprintf("https://sqs.%s.%s/%s/%s", s.place.Region, s.place.Domain(), s.place.Account, name)
}
