package policy_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/policy"
)

var here = policy.Place{Partition: "aws-cn", Account: "111111111111", Region: "cn-north-1"}

func text(t *testing.T, value any) string {
	t.Helper()
	all, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}

func TestAServiceActsForOurResourcesOnly(t *testing.T) {
	got := text(t, here.Trust("ecs-tasks.amazonaws.com", "ecs", "*"))
	for _, want := range []string{
		`"StringEquals":{"aws:SourceAccount":"111111111111"}`,
		`"ArnLike":{"aws:SourceArn":"arn:aws-cn:ecs:cn-north-1:111111111111:*"}`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s lacks %s", got, want)
		}
	}
}

func TestAServiceThatMayNotSayForWhomItComesIsLetIn(t *testing.T) {
	got := text(t, here.TrustIfKnown("build.apprunner.amazonaws.com"))
	for _, want := range []string{
		`"Service":"build.apprunner.amazonaws.com"`, `"Condition":{"StringEqualsIfExists":{"aws:SourceAccount":"111111111111"}}`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestNoStatementAllowsEveryAction(t *testing.T) {
	for _, statement := range []policy.Object{here.KeyAdministration(), here.KeyForLogs("/shop/*"), here.KeyForAlarms(), here.KeyForEvents("topic")} {
		if got := text(t, statement["Action"]); strings.Contains(got, "*") {
			t.Errorf("%v allows %s", statement["Sid"], got)
		}
	}
}

func TestAccountsKeepTheirKeys(t *testing.T) {
	got := text(t, here.KeyAdministration())
	for _, want := range []string{"kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "arn:aws-cn:iam::111111111111:root"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s lacks %s", got, want)
		}
	}
}

func TestOnlyTheNamedLogGroupsUseAKey(t *testing.T) {
	got := text(t, here.KeyForLogs("/shop-dev/*"))
	for _, want := range []string{"logs.cn-north-1.amazonaws.com.cn", "arn:aws-cn:logs:cn-north-1:111111111111:log-group:/shop-dev/*"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s lacks %s", got, want)
		}
	}
}

func TestPlainConnectionsAreDenied(t *testing.T) {
	got := text(t, policy.DenyPlain("arn:aws:sns:eu-west-1:111111111111:alerts", "sns:Publish"))
	if !strings.Contains(got, `"Effect":"Deny"`) || !strings.Contains(got, `"aws:SecureTransport":"false"`) {
		t.Errorf("got %s", got)
	}
}

func TestEventsUseAKeyForOneTopicOnly(t *testing.T) {
	got := text(t, here.KeyForEvents("arn:aws-cn:sns:cn-north-1:111111111111:alerts"))
	want := `"StringEquals":{"kms:EncryptionContext:aws:sns:topicArn":"arn:aws-cn:sns:cn-north-1:111111111111:alerts"}`
	if !strings.Contains(got, want) || strings.Contains(got, "aws:Source") {
		t.Errorf("%s: want %s and nothing that EventBridge does not send", got, want)
	}
}
