package network

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/network/plan"
)

// ExistingProps describes a VPC that somebody else owns. Everything but Public is required.
type ExistingProps struct {
	// ID is the VPC's id, "vpc-" and hexadecimal digits. Required.
	ID string
	// CIDR is the VPC's IPv4 range, /16 to /28. Required.
	CIDR string
	// Region is the AWS region, such as "eu-west-1". Required.
	Region string
	// Zones are the letters of the availability zones in ascending order, 2 to 6. Required.
	Zones []string
	// Private are the ids of the subnets for tasks, one per zone and in the same order. They need a way out, or
	// endpoints for what ECS needs to start a task (see [plan.Needed]). Required.
	Private []string
	// Public are the ids of the subnets for load balancers, with a route to an internet gateway: one per zone and in the
	// same order, or none. Default: none, so nothing can face the internet.
	Public []string
}

var (
	vpcID    = regexp.MustCompile(`^vpc-([0-9a-f]{8}|[0-9a-f]{17})$`)
	subnetID = regexp.MustCompile(`^subnet-([0-9a-f]{8}|[0-9a-f]{17})$`)
)

// Validate reports every prop that FromExisting would refuse, all at once.
func (p ExistingProps) Validate() error {
	c := check.Of("network.ExistingProps")
	c.That("NET-010", "ID", p.ID, vpcID.MatchString(p.ID), "want the id of a VPC, such as vpc-0123456789abcdef0")
	plan.CheckCIDR(c, "CIDR", p.CIDR)
	c.Region("Region", p.Region)
	plan.CheckZones(c, "Zones", p.Zones, p.Region)
	c.That("NET-011", "Private", len(p.Private), len(p.Private) == len(p.Zones),
		fmt.Sprintf("want one subnet for each of the %d zones, in their order", len(p.Zones)))
	c.That("NET-011", "Public", len(p.Public), len(p.Public) == 0 || len(p.Public) == len(p.Zones),
		fmt.Sprintf("want one subnet for each of the %d zones, in their order, or none", len(p.Zones)))
	all := slices.Concat(p.Private, p.Public)
	for i, id := range all {
		field := fmt.Sprintf("Private[%d]", i)
		if i >= len(p.Private) {
			field = fmt.Sprintf("Public[%d]", i-len(p.Private))
		}
		c.That("NET-011", field, id, subnetID.MatchString(id), "want the id of a subnet, such as subnet-0123456789abcdef0")
		c.That("NET-011", field, id, slices.Index(all, id) == i, "want each subnet once")
	}
	return c.Err()
}

// FromExisting joins a VPC by its ids. It creates no resource, looks nothing up and changes nothing in the VPC: flow
// logs, endpoints and the default security group stay its owner's business. A stack that holds nothing else is empty,
// and CloudFormation takes no empty stack. It panics with a *check.Error that names
// every bad prop; call props.Validate first to get it as a value.
func FromExisting(scope constructs.Construct, id string, props *ExistingProps) *Vpc {
	given := check.Given(props)
	check.Must(id, given.Validate())

	v := &Vpc{id: given.ID, cidr: given.CIDR, ids: map[plan.Tier][]string{
		plan.Private: given.Private, plan.Public: given.Public, plan.Isolated: nil,
	}}
	constructs.NewConstruct_Override(v, scope, &id)
	zones := plan.Network{Region: given.Region, Zones: given.Zones}.ZoneNames()
	attributes := &awsec2.VpcAttributes{
		VpcId:              &given.ID,
		VpcCidrBlock:       &given.CIDR,
		Region:             &given.Region,
		AvailabilityZones:  jsii.Strings(zones...),
		PrivateSubnetIds:   jsii.Strings(given.Private...),
		PrivateSubnetNames: jsii.Strings(plan.Private.String()),
	}
	if len(given.Public) > 0 {
		attributes.PublicSubnetIds = jsii.Strings(given.Public...)
		attributes.PublicSubnetNames = jsii.Strings(plan.Public.String())
	}
	v.vpc = awsec2.Vpc_FromVpcAttributes(v, jsii.String("Vpc"), attributes)
	awscdk.Annotations_Of(v).AcknowledgeWarning(jsii.String("@aws-cdk/aws-ec2:noSubnetRouteTableId"),
		jsii.String("routes are the business of the VPC's owner, so nothing asks for a route table"))
	return v
}
