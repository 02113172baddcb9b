package check_test

import (
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/check"
)

func TestAnAlarmNeedsSomebodyToTellAndAPageToRead(t *testing.T) {
	const topic, page = "arn:aws:sns:eu-west-1:111111111111:alerts", "https://wiki.example.com"
	for _, row := range []struct {
		topics  []string
		runbook string
		want    string
	}{
		{[]string{topic}, page, ""},
		{[]string{"${Token[TOKEN.1]}"}, page, ""},
		{nil, page, "Alerts is missing: give the ARN of a topic that alarms notify [OBS-005]"},
		{[]string{topic, "alerts"}, page, `Alerts[1] is "alerts": want the ARN of an SNS topic [OBS-005]`},
		{[]string{topic}, "http://wiki", `Runbook is "http://wiki": want an https address of at most 500 characters [OBS-005]`},
		{[]string{topic}, "https://" + strings.Repeat("a", 493), "at most 500 characters [OBS-005]"},
	} {
		c := check.Of("ecs.ServiceProps")
		c.Alerts(row.topics, row.runbook)
		err := c.Err()
		if row.want == "" && err != nil || row.want != "" && (err == nil || !strings.Contains(err.Error(), row.want)) {
			t.Errorf("%v %q: got %v, want %q", row.topics, row.runbook, err, row.want)
		}
	}
}
