package check

import (
	"regexp"
	"slices"
)

// LogDays are the retention values of CloudWatch Logs in days (API reference, "PutRetentionPolicy").
var LogDays = []int{
	1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
}

var (
	account = regexp.MustCompile(`^\d{12}$`)
	region  = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-\d$`)
	keyARN  = regexp.MustCompile(`^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[a-zA-Z0-9-]+$`)
)

// Place reports the fields Account, Region and Partition unless they can name a place in AWS.
func (c *Checks) Place(account, region, partition string) {
	c.Account("Account", account)
	c.Region("Region", region)
	c.OneOf("ENV-010", "Partition", partition, "aws", "aws-cn", "aws-us-gov")
}

// Account reports given unless it is a 12-digit AWS account.
func (c *Checks) Account(field, given string) {
	c.That("ENV-005", field, given, account.MatchString(given), "want a 12-digit AWS account")
}

// Region reports given unless it has the form of an AWS region.
func (c *Checks) Region(field, given string) {
	c.That("ENV-008", field, given, region.MatchString(given), "want an AWS region, such as eu-west-1")
}

// Key reports given unless it is the ARN of a KMS key.
func (c *Checks) Key(field, given string) {
	c.That("SEC-004", field, given, keyARN.MatchString(given), "want the ARN of a KMS key")
}

// Days reports given unless CloudWatch Logs can keep logs for so many days.
func (c *Checks) Days(field string, given int) {
	c.That("OBS-001", field, given, slices.Contains(LogDays, given),
		"want one of CloudWatch's values: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731 or more whole years up to 3653")
}
