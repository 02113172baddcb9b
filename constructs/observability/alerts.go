package observability

import (
	"cmp"
	"fmt"
	"net/mail"
	"regexp"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// AlertsProps describes where alarms are heard. Name, Account and Region are required.
type AlertsProps struct {
	// Name names the environment, 1 to 64 letters, digits and dashes, unique in the account and region. Required: the
	// topic is "<name>-alerts", the key "alias/<name>", and the key serves the log groups "/<name>/*", those that EKS
	// keeps for the cluster called <name>, and those of its Container Insights on ECS and on EKS.
	Name string
	// Account is the 12-digit AWS account. Required: policies name it.
	Account string
	// Region is the AWS region, such as "eu-west-1". Required.
	Region string
	// Partition is the AWS partition. Default: "aws".
	Partition string
	// Emails are the addresses that are notified; each must confirm once. Default: none, others subscribe by
	// themselves.
	Emails []string
	// LogGroups are patterns of the names of further log groups that the key serves, * for any text, such as
	// "/aws/codepipeline/shop-*". Default: none.
	LogGroups []string
}

func (p AlertsProps) withDefaults() AlertsProps {
	p.Partition = cmp.Or(p.Partition, "aws")
	return p
}

var logGroups = regexp.MustCompile(`^[\w./#-]{3,}[\w./#*-]*$`)

var name = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9-]{0,63}$`)

// Validate reports every prop that NewAlerts would refuse, all at once.
func (p AlertsProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("observability.AlertsProps")
	c.That("OBS-007", "Name", p.Name, name.MatchString(p.Name), "want 1 to 64 letters, digits and dashes, starting with a letter")
	c.Place(p.Account, p.Region, p.Partition)
	for i, address := range p.Emails {
		parsed, err := mail.ParseAddress(address)
		c.That("OBS-005", fmt.Sprintf("Emails[%d]", i), address, err == nil && parsed.Address == address, "want an e-mail address")
	}
	for i, pattern := range p.LogGroups {
		c.That("OBS-002", fmt.Sprintf("LogGroups[%d]", i), pattern, logGroups.MatchString(pattern), "want the name of a log group with at least one word before any *")
	}
	return c.Err()
}

// Alerts is the topic that an environment's alarms and events notify, encrypted under a key that also serves the environment's
// logs.
//
// Use one per environment. A topic under AWS's own key is no substitute: alarms publish to it and nothing arrives.
// The key costs 1 USD a month (AWS KMS pricing); e-mail notifications are free for the first 1,000 a month (Amazon SNS
// pricing).
type Alerts struct {
	constructs.Construct
	props AlertsProps
	key   awskms.Key
}

// NewAlerts defines the topic and its key under scope. It panics with a *check.Error that names every bad prop; call
// props.Validate first to get it as a value.
func NewAlerts(scope constructs.Construct, id string, props *AlertsProps) *Alerts {
	given := check.Given(props)
	check.Must(id, given.Validate())

	a := &Alerts{props: given.withDefaults()}
	constructs.NewConstruct_Override(a, scope, &id)
	a.encrypt()
	a.announce()
	return a
}

func (a *Alerts) place() policy.Place {
	return policy.Place{Partition: a.props.Partition, Account: a.props.Account, Region: a.props.Region}
}

// encrypt defines the key. It is always retained: what it encrypted stays readable.
func (a *Alerts) encrypt() {
	a.key = awskms.NewKey(a, jsii.String("Key"), &awskms.KeyProps{
		Alias:             &a.props.Name,
		Description:       jsii.String("Encrypts the logs and alerts of " + a.props.Name),
		EnableKeyRotation: jsii.Bool(true),
		Policy: awsiam.PolicyDocument_FromJson(policy.Document(
			a.place().KeyAdministration(), a.place().KeyForLogs(a.logGroups()...), a.place().KeyForAlarms(),
			a.place().KeyForEvents(a.TopicARN()),
		)),
	})
}

// logGroups are the names of the environment's log groups. Where AWS says how a group is called, it is called so.
func (a *Alerts) logGroups() []string {
	name := a.props.Name
	own := []string{"/" + name + "/*", "/aws/containerinsights/" + name + "/*", "/aws/ecs/containerinsights/" + name + "/*", "/aws/eks/" + name + "/*"}
	return append(own, a.props.LogGroups...)
}

// announce defines the topic. Only alarms of this account and region, and EventBridge rules, publish to it. A rule cannot
// be held to its account: a topic's policy for EventBridge must not have a condition (EventBridge user guide, "Using
// resource-based policies"), or its messages are lost without a word.
func (a *Alerts) announce() {
	subscriptions := make([]any, len(a.props.Emails))
	for i, address := range a.props.Emails {
		subscriptions[i] = policy.Object{"protocol": "email", "endpoint": address}
	}
	topic := awssns.NewCfnTopic(a, jsii.String("Topic"), &awssns.CfnTopicProps{
		TopicName:      jsii.String(a.topicName()),
		DisplayName:    &a.props.Name,
		KmsMasterKeyId: a.key,
		Subscription:   subscriptions,
	})
	awssns.NewCfnTopicPolicy(a, jsii.String("TopicPolicy"), &awssns.CfnTopicPolicyProps{
		Topics: &[]*string{topic.Ref()},
		PolicyDocument: policy.Document(
			policy.With(policy.Allow("Alarms", a.TopicARN(), "sns:Publish"), policy.Service("cloudwatch.amazonaws.com"), a.place().From("cloudwatch", "alarm:*")),
			policy.With(policy.Allow("Events", a.TopicARN(), "sns:Publish"), policy.Service("events.amazonaws.com"), nil),
			policy.DenyPlain(a.TopicARN(), "sns:Publish"),
		),
	})
}

func (a *Alerts) topicName() string { return a.props.Name + "-alerts" }

// TopicARN is the ARN of the topic that alarms and events notify, known before it is deployed.
func (a *Alerts) TopicARN() string { return a.place().ARN("sns", a.topicName()) }

// Key encrypts the topic and may encrypt the environment's log groups: "/<name>/*", and those that ECS and EKS keep for
// the cluster called <name>.
func (a *Alerts) Key() awskms.IKey { return a.key }
