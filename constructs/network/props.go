package network

import (
	"cmp"
	"regexp"
	"slices"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/network/plan"
)

// VpcProps describes one VPC. Plan and Account are required; every other zero value means the default written beside
// it.
type VpcProps struct {
	// Plan is the address range, the region, the zones and the way out. Required.
	Plan plan.Network
	// Account is the 12-digit AWS account. Required: trust policies and endpoint policies name it.
	Account string
	// Partition is the AWS partition: "aws", "aws-cn" or "aws-us-gov". Default: "aws".
	Partition string
	// Name is the VPC's Name tag, at most 255 characters. Default: the construct's path.
	Name string
	// FlowLogs is how the record of the VPC's traffic is kept. Default: 90 days, under a key of its own.
	FlowLogs FlowLogs
	// Protect keeps the flow logs and their key when the stack is deleted. Default: false.
	Protect bool
}

// FlowLogs is how the record of a VPC's traffic is kept.
type FlowLogs struct {
	// Days is how long a record is kept, one of CloudWatch's retention values. Default: 90 days.
	Days int
	// Key is the ARN of the KMS key that encrypts the records; its policy must let CloudWatch Logs use it.
	// Default: a key of their own.
	Key string
}

func (p VpcProps) withDefaults() VpcProps {
	p.Plan = p.Plan.WithDefaults()
	p.Partition = cmp.Or(p.Partition, "aws")
	p.FlowLogs.Days = cmp.Or(p.FlowLogs.Days, 90)
	return p
}

var (
	accountID = regexp.MustCompile(`^\d{12}$`)
	keyARN    = regexp.MustCompile(`^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[a-zA-Z0-9-]+$`)
)

// days are the retention values CloudWatch Logs accepts (API reference, "PutRetentionPolicy").
var days = []int{
	1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
}

// Validate reports every prop that NewVpc would refuse, all at once.
func (p VpcProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("network.VpcProps")
	c.Within("Plan", p.Plan.Validate())
	c.That("ENV-005", "Account", p.Account, accountID.MatchString(p.Account), "want a 12-digit AWS account")
	c.OneOf("ENV-010", "Partition", p.Partition, "aws", "aws-cn", "aws-us-gov")
	c.That("TAG-001", "Name", p.Name, len(p.Name) <= 255, "want at most 255 characters")
	c.That("OBS-001", "FlowLogs.Days", p.FlowLogs.Days, slices.Contains(days, p.FlowLogs.Days),
		"want one of CloudWatch's values: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731 or more whole "+
			"years up to 3653")
	c.That("SEC-004", "FlowLogs.Key", p.FlowLogs.Key, p.FlowLogs.Key == "" || keyARN.MatchString(p.FlowLogs.Key),
		"want the ARN of a KMS key")
	return c.Err()
}
