package observability_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/observability"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

type object = map[string]any

func minimalProps() *observability.AlertsProps {
	return &observability.AlertsProps{Name: "shop-dev", Account: "111111111111", Region: "eu-west-1"}
}

func synth(t *testing.T, props *observability.AlertsProps) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	observability.NewAlerts(stack, "Alerts", props)
	return synthtest.Of(t, stack)
}

func TestAlarmsReachAnEncryptedTopic(t *testing.T) {
	got := synth(t, minimalProps())
	got.Has("AWS::SNS::Topic", synthtest.Props{"TopicName": "shop-dev-alerts", "KmsMasterKeyId": synthtest.Any()})
	got.Has("AWS::KMS::Key", synthtest.Props{"KeyPolicy": object{"Statement": synthtest.Containing(object{
		"Sid": "Alarms", "Principal": object{"Service": "cloudwatch.amazonaws.com"}, "Action": []any{"kms:Decrypt", "kms:GenerateDataKey"},
	})}})
}

// A condition in EventBridge's statement would lose its messages: it says neither for which account nor for which rule
// it comes.
func TestEventsReachTheEncryptedTopic(t *testing.T) {
	got := synth(t, minimalProps())
	got.Has("AWS::SNS::TopicPolicy", synthtest.Props{"PolicyDocument": object{"Statement": synthtest.Containing(object{
		"Sid": "Events", "Effect": "Allow", "Principal": object{"Service": "events.amazonaws.com"}, "Action": []any{"sns:Publish"},
		"Resource": "arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts", "Condition": synthtest.Absent(),
	})}})
	got.Has("AWS::KMS::Key", synthtest.Props{"KeyPolicy": object{"Statement": synthtest.Containing(object{
		"Sid": "Events", "Principal": object{"Service": "events.amazonaws.com"}, "Action": []any{"kms:Decrypt", "kms:GenerateDataKey"},
		"Condition": object{"StringEquals": object{"kms:EncryptionContext:aws:sns:topicArn": "arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"}},
	})}})
}

func TestTheKeyServesTheLogGroupsOfEveryRuntime(t *testing.T) {
	groups := []any{}
	for _, name := range []string{"/shop-dev/*", "/aws/containerinsights/shop-dev/*", "/aws/ecs/containerinsights/shop-dev/*", "/aws/eks/shop-dev/*"} {
		groups = append(groups, "arn:aws:logs:eu-west-1:111111111111:log-group:"+name)
	}
	synth(t, minimalProps()).Has("AWS::KMS::Key", synthtest.Props{"KeyPolicy": object{"Statement": synthtest.Containing(object{
		"Sid": "Logs", "Condition": object{"ArnLike": object{"kms:EncryptionContext:aws:logs:arn": groups}},
	})}})
}

func TestOnlyAlarmsOfThisAccountPublish(t *testing.T) {
	synth(t, minimalProps()).Has("AWS::SNS::TopicPolicy", synthtest.Props{"PolicyDocument": object{"Statement": []any{
		object{"Effect": "Allow", "Action": synthtest.Any(), "Condition": object{
			"StringEquals": object{"aws:SourceAccount": "111111111111"},
			"ArnLike":      object{"aws:SourceArn": "arn:aws:cloudwatch:eu-west-1:111111111111:alarm:*"},
		}},
		object{"Sid": "Events"},
		object{"Effect": "Deny", "Condition": object{"Bool": object{"aws:SecureTransport": "false"}}},
	}}})
}

func TestTheKeyRotatesAndOutlivesItsStack(t *testing.T) {
	got := synth(t, minimalProps())
	got.Has("AWS::KMS::Key", synthtest.Props{"EnableKeyRotation": true})
	if key := got.One("AWS::KMS::Key"); key.DeletionPolicy != "Retain" || key.UpdateReplacePolicy != "Retain" {
		t.Errorf("policies %q and %q, want Retain", key.DeletionPolicy, key.UpdateReplacePolicy)
	}
}

func TestEachAddressIsSubscribed(t *testing.T) {
	props := minimalProps()
	props.Emails = []string{"oncall@example.com"}
	synth(t, props).Has("AWS::SNS::Topic", synthtest.Props{"Subscription": []any{object{"Protocol": "email", "Endpoint": "oncall@example.com"}}})
}

func TestTheTopicIsKnownBeforeItIsDeployed(t *testing.T) {
	stack := synthtest.Stack(t)
	alerts := observability.NewAlerts(stack, "Alerts", minimalProps())
	if got := alerts.TopicARN(); got != "arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts" || alerts.Key() == nil {
		t.Errorf("topic %s, key %v", got, alerts.Key())
	}
}

func TestBadPropsAreRefusedTogether(t *testing.T) {
	refusal := synthtest.Panics(t, func() {
		observability.NewAlerts(synthtest.Stack(t), "Alerts", &observability.AlertsProps{Name: "a b!", Account: "1", Region: "moon-1x", Emails: []string{"not-an-email"}})
	})
	for _, code := range []string{"OBS-007", "ENV-005", "ENV-008", "OBS-005"} {
		if !strings.Contains(refusal.Error(), code) {
			t.Errorf("%v lacks %s", refusal, code)
		}
	}
}

func ExampleNewAlerts() {
	stack := synthtest.ExampleStack()
	alerts := observability.NewAlerts(stack, "Alerts", &observability.AlertsProps{
		Name: "shop-dev", Account: "111111111111", Region: "eu-west-1", Emails: []string{"oncall@example.com"},
	})
	fmt.Println(alerts.TopicARN())
	// Output: arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts
}
