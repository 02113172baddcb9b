package network_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/network"
	"github.com/shipway-cdk/shipway/constructs/network/plan"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func minimalProps(change ...func(*network.VpcProps)) *network.VpcProps {
	props := &network.VpcProps{
		Plan:    plan.Network{CIDR: "10.20.0.0/16", Region: synthtest.Region, Zones: []string{"a", "b"}},
		Account: synthtest.Account,
	}
	for _, c := range change {
		c(props)
	}
	return props
}

// synth is the template of a stack that holds one VPC.
func synth(t *testing.T, change ...func(*network.VpcProps)) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	network.NewVpc(stack, "Network", minimalProps(change...))
	return synthtest.Of(t, stack)
}

// built are the subnets of a template by logical ID, as the plan says them.
func built(got *synthtest.Template) map[string]string {
	all := map[string]string{}
	for id, r := range got.Resources("AWS::EC2::Subnet") {
		tier := ""
		for _, tag := range r.Properties["Tags"].([]any) {
			if pair := tag.(map[string]any); pair["Key"] == "aws-cdk:subnet-name" {
				tier = pair["Value"].(string)
			}
		}
		all[id] = fmt.Sprint(tier, " ", r.Properties["AvailabilityZone"], " ", r.Properties["CidrBlock"])
	}
	return all
}

func TestVpcIsBuiltAsPlanned(t *testing.T) {
	for _, n := range []plan.Network{
		{CIDR: "10.20.0.0/16", Region: synthtest.Region, Zones: []string{"a", "b", "c"}},
		{CIDR: "172.31.252.0/22", Region: synthtest.Region, Zones: []string{"a", "c"}, NAT: plan.NoNAT},
		{CIDR: "100.64.0.0/19", Region: synthtest.Region, Zones: []string{"a", "b", "c", "d", "e", "f"}, NAT: plan.NATPerZone},
	} {
		got := built(synth(t, func(p *network.VpcProps) { p.Plan = n }))
		want := map[string]bool{}
		for _, s := range n.Subnets() {
			want[fmt.Sprint(s.Tier, " ", s.Zone, " ", s.CIDR)] = true
		}
		for id, subnet := range got {
			if !want[subnet] {
				t.Errorf("%s: %s is %s, which the plan does not have", n.CIDR, id, subnet)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: %d subnets, want %d", n.CIDR, len(got), len(want))
		}
	}
}

func TestAppendingAZoneChangesNoExistingSubnet(t *testing.T) {
	with := func(zones int) func(*network.VpcProps) {
		return func(p *network.VpcProps) { p.Plan.Zones = []string{"a", "b", "c", "d", "e", "f"}[:zones] }
	}
	before := synth(t, with(2))
	for zones := 3; zones <= 6; zones++ {
		after := synth(t, with(zones))
		for id, subnet := range built(before) {
			if moved := built(after)[id]; moved != subnet {
				t.Errorf("with %d zones %s is %q, was %q", zones, id, moved, subnet)
			}
		}
		for id, r := range before.All() {
			if after.All()[id].Type != r.Type {
				t.Errorf("with %d zones %s is no longer %s", zones, id, r.Type)
			}
		}
	}
}

func TestChangingTheWayOutMovesNoSubnet(t *testing.T) {
	before := built(synth(t))
	for _, nat := range []plan.NAT{plan.NATPerZone, plan.NoNAT} {
		after := built(synth(t, func(p *network.VpcProps) { p.Plan.NAT = nat }))
		for id, subnet := range before {
			if after[id] != subnet {
				t.Errorf("%s is %q, was %q", id, after[id], subnet)
			}
		}
	}
}

func TestNATGatewaysFollowThePlan(t *testing.T) {
	for nat, want := range map[plan.NAT]int{plan.SingleNAT: 1, plan.NATPerZone: 2, plan.NoNAT: 0} {
		got := synth(t, func(p *network.VpcProps) { p.Plan.NAT = nat })
		got.Count("AWS::EC2::NatGateway", want)
		got.Count("AWS::EC2::EIP", want)
		used := map[string]bool{}
		for _, r := range got.Resources("AWS::EC2::Route") {
			if through, isNAT := r.Properties["NatGatewayId"]; isNAT {
				used[fmt.Sprint(through)] = true
			}
		}
		if len(used) != want {
			t.Errorf("private subnets leave through %d gateways, want %d", len(used), want)
		}
	}
}

func TestPublicSubnetsExistWithoutNATAndHandOutNoPublicAddress(t *testing.T) {
	for _, nat := range []plan.NAT{plan.SingleNAT, plan.NoNAT} {
		got := synth(t, func(p *network.VpcProps) { p.Plan.NAT = nat })
		got.Count("AWS::EC2::InternetGateway", 1)
		for id, r := range got.Resources("AWS::EC2::Subnet") {
			if open := r.Properties["MapPublicIpOnLaunch"]; open == true {
				t.Errorf("%s hands out public addresses", id)
			}
		}
	}
}

func TestTheDefaultSecurityGroupIsEmptiedByAFunctionThatMayDoNothingElse(t *testing.T) {
	got := synth(t)
	got.Count("Custom::VpcRestrictDefaultSG", 1)
	got.Has("AWS::IAM::Role", synthtest.Props{
		"AssumeRolePolicyDocument": synthtest.Text(`"Condition":{"StringEqualsIfExists":{"aws:SourceAccount":"111111111111"}}`),
		"ManagedPolicyArns":        synthtest.Absent(),
		"Policies":                 synthtest.Text("ec2:RevokeSecurityGroupIngress"),
	})
}

func TestTheNameIsTheOneGiven(t *testing.T) {
	named := func(want string) synthtest.Props {
		return synthtest.Props{"Tags": synthtest.Containing(synthtest.Props{"Key": "Name", "Value": want})}
	}
	synth(t).Has("AWS::EC2::VPC", named("Test/Network/Vpc"))
	synth(t, func(p *network.VpcProps) { p.Name = "shop-dev" }).Has("AWS::EC2::VPC", named("shop-dev"))
}

func TestSynthesisAsksNoAccount(t *testing.T) {
	if missing := synth(t).Missing(); len(missing) > 0 {
		t.Errorf("synthesis wants %v", missing)
	}
}

func TestAContextWithTheZonesLetsTheVpcStandAnywhere(t *testing.T) {
	key, zones := network.ZoneContext(synthtest.Account, minimalProps().Plan)
	stack := synthtest.Stack(t, synthtest.Context(key, zones))
	awssqs.NewCfnQueue(stack, jsii.String("Before"), nil)
	network.NewVpc(stack, "Network", minimalProps())
	got := synthtest.Of(t, stack)
	got.Count("AWS::EC2::VPC", 1)
	if missing := got.Missing(); len(missing) > 0 {
		t.Errorf("synthesis wants %v", missing)
	}
}

func TestVpcFailsWhereItWouldNeedALookUp(t *testing.T) {
	stack := synthtest.Stack(t)
	awssqs.NewCfnQueue(stack, jsii.String("Before"), nil)
	refused := synthtest.Panics(t, func() { network.NewVpc(stack, "Network", minimalProps()) })
	if got := refused.Error(); !strings.Contains(got, "create the VPC before them") || !strings.Contains(got, "[NET-013]") {
		t.Error(got)
	}
}

func TestVpcFailsInAZoneTheContextDoesNotHave(t *testing.T) {
	key, _ := network.ZoneContext(synthtest.Account, minimalProps().Plan)
	stack := synthtest.Stack(t, synthtest.Context(key, []string{"eu-west-1a", "eu-west-1c"}))
	refused := synthtest.Panics(t, func() { network.NewVpc(stack, "Network", minimalProps()) })
	if p := refused.Problems; len(p) != 1 || p[0].Code != "NET-013" || p[0].Field != "Plan.Zones[1]" {
		t.Error(refused)
	}
}

func TestTwoVpcsFitInOneStack(t *testing.T) {
	stack := synthtest.Stack(t)
	network.NewVpc(stack, "Blue", minimalProps())
	network.NewVpc(stack, "Green", minimalProps(func(p *network.VpcProps) { p.Plan.CIDR = "10.30.0.0/16" }))
	got := synthtest.Of(t, stack)
	got.Count("AWS::EC2::VPC", 2)
	got.Count("AWS::EC2::FlowLog", 2)
	got.Count("AWS::Lambda::Function", 1)
}

func TestPropsAreNotChanged(t *testing.T) {
	props := minimalProps(func(p *network.VpcProps) { p.Plan.NAT = plan.NoNAT })
	network.NewVpc(synthtest.Stack(t), "Network", props)
	if props.Plan.Endpoints != nil || props.Partition != "" || props.FlowLogs.Days != 0 {
		t.Errorf("now %+v", props)
	}
}

func TestOtherConstructsUseTheVpc(t *testing.T) {
	for _, nat := range []plan.NAT{plan.SingleNAT, plan.NoNAT} {
		stack := synthtest.Stack(t)
		v := network.NewVpc(stack, "Network", minimalProps(func(p *network.VpcProps) { p.Plan.NAT = nat }))
		for tier, selection := range map[string]*awsec2.SubnetSelection{"private": v.Private(), "public": v.Public(), "isolated": v.Isolated()} {
			ids := map[string][]string{"private": v.PrivateSubnets(), "public": v.PublicSubnets(), "isolated": v.IsolatedSubnets()}[tier]
			var selected []string
			for _, id := range *v.Vpc().SelectSubnets(selection).SubnetIds {
				selected = append(selected, *id)
			}
			if len(ids) != 2 || !slices.Equal(ids, selected) {
				t.Errorf("%s subnets are %v, their selection has %v", tier, ids, selected)
			}
		}
		if v.CIDR() != "10.20.0.0/16" {
			t.Errorf("the range is %s", v.CIDR())
		}
		awsec2.NewSecurityGroup(stack, jsii.String("Group"), &awsec2.SecurityGroupProps{Vpc: v.Vpc()})
		awsec2.NewCfnSecurityGroup(stack, jsii.String("Other"), &awsec2.CfnSecurityGroupProps{
			GroupDescription: jsii.String("by id"), VpcId: jsii.String(v.ID()),
		})
		got := synthtest.Of(t, stack)
		for _, group := range got.Resources("AWS::EC2::SecurityGroup") {
			if len(synthtest.Diff(synthtest.Props{"VpcId": synthtest.Props{"Ref": got.One("AWS::EC2::VPC").ID}}, group.Properties)) > 0 {
				t.Errorf("%s is in %v", group.ID, group.Properties["VpcId"])
			}
		}
	}
}

func TestAnotherStackReachesTheVpcWithoutAnExport(t *testing.T) {
	app := synthtest.App(t)
	env := &awscdk.Environment{Account: jsii.String(synthtest.Account), Region: jsii.String(synthtest.Region)}
	first := awscdk.NewStack(app, jsii.String("First"), &awscdk.StackProps{Env: env})
	second := awscdk.NewStack(app, jsii.String("Second"), &awscdk.StackProps{Env: env})
	v := network.NewVpc(first, "Network", minimalProps())
	awsec2.NewCfnSecurityGroup(second, jsii.String("Group"), &awsec2.CfnSecurityGroupProps{
		GroupDescription: jsii.String("elsewhere"), VpcId: jsii.String(v.ID()),
	})
	synthtest.Of(t, second).Has("AWS::EC2::SecurityGroup", synthtest.Props{"VpcId": synthtest.Text("Fn::GetStackOutput")})
}
