package network

import (
	"cmp"

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

// Validate reports every prop that NewVpc would refuse, all at once.
func (p VpcProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("network.VpcProps")
	c.Within("Plan", p.Plan.Validate())
	c.Account("Account", p.Account)
	c.OneOf("ENV-010", "Partition", p.Partition, "aws", "aws-cn", "aws-us-gov")
	c.That("TAG-001", "Name", p.Name, len(p.Name) <= 255, "want at most 255 characters")
	c.Days("FlowLogs.Days", p.FlowLogs.Days)
	if p.FlowLogs.Key != "" {
		c.Key("FlowLogs.Key", p.FlowLogs.Key)
	}
	return c.Err()
}
