package check

import (
	"fmt"
	"regexp"
	"strings"
)

var topicARN = regexp.MustCompile(`^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$`)

// Alerts reports the fields Alerts and Runbook of a service unless topics are ARNs of SNS topics, at least one, and
// runbook is an https address.
func (c *Checks) Alerts(topics []string, runbook string) {
	c.Require("OBS-005", "Alerts", len(topics) > 0, "give the ARN of a topic that alarms notify")
	c.Topics("Alerts", topics)
	c.That("OBS-005", "Runbook", runbook, strings.HasPrefix(runbook, "https://") && len(runbook) <= 500, "want an https address of at most 500 characters")
}

// Topics reports what is not the ARN of an SNS topic.
func (c *Checks) Topics(field string, topics []string) {
	for i, arn := range topics {
		c.That("OBS-005", fmt.Sprintf("%s[%d]", field, i), arn, topicARN.MatchString(arn), "want the ARN of an SNS topic")
	}
}
