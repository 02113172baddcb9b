package network

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/network/plan"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// Vpc is the network of an environment: private subnets for tasks, public ones for load balancers and NAT gateways,
// and isolated ones for data stores, one of each in every zone.
//
// Use one VPC per environment. Join an existing one with [FromExisting] where a network team owns addresses and routes,
// or where egress must pass their inspection. Peering and transit gateways are theirs too: this VPC has none.
//
// The VPC, its subnets, routes and gateway endpoints are free. In eu-west-1 a NAT gateway is about 35 USD a month and
// 0.048 USD per GB (Amazon VPC pricing); an interface endpoint is about 8 USD a month in each zone and 0.01 USD per GB
// (AWS PrivateLink pricing); a key is 1 USD a month (AWS KMS pricing); flow logs are billed per GB as vended logs
// (CloudWatch pricing). So NAT in two zones costs as much as four endpoints there. Check the pages: they change.
type Vpc struct {
	constructs.Construct
	vpc   awsec2.IVpc
	id    string
	cidr  string
	ids   map[plan.Tier][]string
	props VpcProps
	place policy.Place
}

// NewVpc defines a VPC under scope. It panics with a *check.Error that names every bad prop; call props.Validate first
// to get it as a value.
//
// Make it the first construct of its stack, or give the app's context the entries of [ZoneContext]: CDK checks a VPC's
// zones against the account's, and would look them up there.
func NewVpc(scope constructs.Construct, id string, props *VpcProps) *Vpc {
	given := check.Given(props)
	check.Must(id, given.Validate())

	v := &Vpc{props: given.withDefaults(), ids: map[plan.Tier][]string{}}
	v.place = policy.Place{Partition: v.props.Partition, Account: v.props.Account, Region: v.props.Plan.Region}
	knowZones(scope, id, v.props)
	constructs.NewConstruct_Override(v, scope, &id)
	v.build()
	v.reachBuckets()
	v.reachServices()
	v.record()
	return v
}

// build defines the VPC, its subnets and their routes, exactly as planned.
func (v *Vpc) build() {
	n := v.props.Plan
	private, public, isolated := n.Masks()
	props := &awsec2.VpcProps{
		IpAddresses:       awsec2.IpAddresses_Cidr(&n.CIDR),
		AvailabilityZones: jsii.Strings(n.ZoneNames()...),
		ReservedAzs:       jsii.Number(n.ReservedZones()),
		NatGateways:       jsii.Number(v.gateways()),
		SubnetConfiguration: &[]*awsec2.SubnetConfiguration{
			subnets(plan.Private, v.privateType(), private),
			subnets(plan.Public, awsec2.SubnetType_PUBLIC, public),
			subnets(plan.Isolated, awsec2.SubnetType_PRIVATE_ISOLATED, isolated),
		},
		RestrictDefaultSecurityGroup: jsii.Bool(true),
	}
	(*props.SubnetConfiguration)[plan.Public].MapPublicIpOnLaunch = jsii.Bool(false)
	if v.props.Name != "" {
		props.VpcName = &v.props.Name
	}
	vpc := awsec2.NewVpc(v, jsii.String("Vpc"), props)
	v.vpc, v.id, v.cidr = vpc, *vpc.VpcId(), n.CIDR
	v.trim()
}

// trim takes from the function that empties the default security group what it does not need: it runs once, reports to
// CloudFormation, and may only be used by the Lambda of this account. Lambda need not say for whom it acts; where it
// does, that must be this account.
func (v *Vpc) trim() {
	provider := awscdk.Stack_Of(v).Node().FindChild(jsii.String("Custom::VpcRestrictDefaultSGCustomResourceProvider"))
	role := provider.Node().FindChild(jsii.String("Role")).(awscdk.CfnResource)
	role.AddPropertyDeletionOverride(jsii.String("ManagedPolicyArns"))
	role.AddPropertyOverride(jsii.String("AssumeRolePolicyDocument"), policy.Document(policy.Object{
		"Effect": "Allow", "Principal": policy.Service("lambda.amazonaws.com"), "Action": "sts:AssumeRole",
		"Condition": policy.Object{"StringEqualsIfExists": policy.Object{"aws:SourceAccount": v.place.Account}},
	}))
}

func subnets(tier plan.Tier, kind awsec2.SubnetType, mask int) *awsec2.SubnetConfiguration {
	return &awsec2.SubnetConfiguration{Name: jsii.String(tier.String()), SubnetType: kind, CidrMask: jsii.Number(mask)}
}

// gateways is the number of NAT gateways.
func (v *Vpc) gateways() int {
	switch v.props.Plan.NAT {
	case plan.NATPerZone:
		return len(v.props.Plan.Zones)
	case plan.NoNAT:
		return 0
	default:
		return 1
	}
}

// privateType says whether private subnets have a default route. Subnets keep their identity when it changes.
func (v *Vpc) privateType() awsec2.SubnetType {
	if v.gateways() == 0 {
		return awsec2.SubnetType_PRIVATE_ISOLATED
	}
	return awsec2.SubnetType_PRIVATE_WITH_EGRESS
}

// Vpc is the L2 VPC, for AWS's own constructs.
func (v *Vpc) Vpc() awsec2.IVpc { return v.vpc }

// ID is the VPC's id: a token for a VPC that is created.
func (v *Vpc) ID() string { return v.id }

// CIDR is the VPC's IPv4 range, known before it is deployed.
func (v *Vpc) CIDR() string { return v.cidr }

// Private selects the subnets for tasks in AWS's own constructs, with NAT and without.
func (v *Vpc) Private() *awsec2.SubnetSelection { return selection(plan.Private) }

// Public selects the subnets for load balancers.
func (v *Vpc) Public() *awsec2.SubnetSelection { return selection(plan.Public) }

// Isolated selects the subnets for data stores.
func (v *Vpc) Isolated() *awsec2.SubnetSelection { return selection(plan.Isolated) }

func selection(tier plan.Tier) *awsec2.SubnetSelection {
	return &awsec2.SubnetSelection{SubnetGroupName: jsii.String(tier.String())}
}

// PrivateSubnets are the ids of the subnets for tasks, in the order of the zones.
func (v *Vpc) PrivateSubnets() []string { return v.subnets(plan.Private) }

// PublicSubnets are the ids of the subnets for load balancers, in the order of the zones. An existing VPC may have
// none.
func (v *Vpc) PublicSubnets() []string { return v.subnets(plan.Public) }

// IsolatedSubnets are the ids of the subnets for data stores, in the order of the zones. An existing VPC has none.
func (v *Vpc) IsolatedSubnets() []string { return v.subnets(plan.Isolated) }

// subnets asks the VPC for the ids of a tier once.
func (v *Vpc) subnets(tier plan.Tier) []string {
	if ids, known := v.ids[tier]; known {
		return ids
	}
	ids := make([]string, len(v.props.Plan.Zones))
	for i, subnet := range v.tier(tier) {
		ids[i] = *subnet.SubnetId()
	}
	v.ids[tier] = ids
	return ids
}

// tier is a created tier. Without NAT the private subnets are isolated ones too, made before the others. (Selecting
// them by name costs a call for each field of the answer.)
func (v *Vpc) tier(tier plan.Tier) []awsec2.ISubnet {
	zones := len(v.props.Plan.Zones)
	switch {
	case tier == plan.Public:
		return *v.vpc.PublicSubnets()
	case tier == plan.Private && v.gateways() > 0:
		return *v.vpc.PrivateSubnets()
	case tier == plan.Private:
		return (*v.vpc.IsolatedSubnets())[:zones]
	default:
		isolated := *v.vpc.IsolatedSubnets()
		return isolated[len(isolated)-zones:]
	}
}
