package network_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/network"
	"github.com/shipway-cdk/shipway/constructs/network/plan"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestVpcRefuses(t *testing.T) {
	for name, row := range map[string]struct {
		change func(*network.VpcProps)
		want   []string
	}{
		"nothing wrong":     {func(*network.VpcProps) {}, nil},
		"a bad plan":        {func(p *network.VpcProps) { p.Plan.CIDR = "10.0.0.5/16" }, []string{"NET-002 Plan.CIDR"}},
		"a short account":   {func(p *network.VpcProps) { p.Account = "11111111111" }, []string{"ENV-005 Account"}},
		"no account":        {func(p *network.VpcProps) { p.Account = "" }, []string{"ENV-005 Account"}},
		"another partition": {func(p *network.VpcProps) { p.Partition = "aws-eu" }, []string{"ENV-010 Partition"}},
		"a long name":       {func(p *network.VpcProps) { p.Name = strings.Repeat("x", 256) }, []string{"TAG-001 Name"}},
		"13 days":           {func(p *network.VpcProps) { p.FlowLogs.Days = 13 }, []string{"OBS-001 FlowLogs.Days"}},
		"a key's alias":     {func(p *network.VpcProps) { p.FlowLogs.Key = "alias/logs" }, []string{"SEC-004 FlowLogs.Key"}},
		"everything": {func(p *network.VpcProps) { *p = network.VpcProps{} },
			[]string{"NET-001 Plan.CIDR", "ENV-008 Plan.Region", "NET-007 Plan.Zones", "ENV-005 Account"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := synthtest.Refused(minimalProps(row.change).Validate()); !slices.Equal(got, row.want) {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

func TestAKeyThatIsATokenIsNotRefused(t *testing.T) {
	if err := minimalProps(func(p *network.VpcProps) { p.FlowLogs.Key = "${Token[TOKEN.7]}" }).Validate(); err != nil {
		t.Error(err)
	}
}

func TestVpcPanicsWithEveryProblemAndItsID(t *testing.T) {
	got := synthtest.Panics(t, func() { network.NewVpc(synthtest.Stack(t), "Network", nil) })
	if got.ID != "Network" || len(got.Problems) != 4 {
		t.Error(got)
	}
}

func existingProps(change ...func(*network.ExistingProps)) *network.ExistingProps {
	props := &network.ExistingProps{
		ID: "vpc-0123456789abcdef0", CIDR: "10.9.0.0/16", Region: synthtest.Region, Zones: []string{"a", "b"},
		Private: []string{"subnet-0000000000000000a", "subnet-0000000000000000b"},
		Public:  []string{"subnet-0000000000000001a", "subnet-0000000000000001b"},
	}
	for _, c := range change {
		c(props)
	}
	return props
}

func TestExistingVpcRefuses(t *testing.T) {
	for name, row := range map[string]struct {
		change func(*network.ExistingProps)
		want   []string
	}{
		"nothing wrong":         {func(*network.ExistingProps) {}, nil},
		"no public subnets":     {func(p *network.ExistingProps) { p.Public = nil }, nil},
		"an old, short id":      {func(p *network.ExistingProps) { p.ID = "vpc-01234567" }, nil},
		"no id":                 {func(p *network.ExistingProps) { p.ID = "" }, []string{"NET-010 ID"}},
		"a name for the id":     {func(p *network.ExistingProps) { p.ID = "main" }, []string{"NET-010 ID"}},
		"host bits":             {func(p *network.ExistingProps) { p.CIDR = "10.9.0.1/16" }, []string{"NET-002 CIDR"}},
		"no region":             {func(p *network.ExistingProps) { p.Region = "" }, []string{"ENV-008 Region"}},
		"one zone":              {func(p *network.ExistingProps) { p.Zones = p.Zones[:1] }, []string{"NET-007 Zones", "NET-011 Private", "NET-011 Public"}},
		"no private subnets":    {func(p *network.ExistingProps) { p.Private = nil }, []string{"NET-011 Private"}},
		"one private subnet":    {func(p *network.ExistingProps) { p.Private = p.Private[:1] }, []string{"NET-011 Private"}},
		"one public subnet":     {func(p *network.ExistingProps) { p.Public = p.Public[:1] }, []string{"NET-011 Public"}},
		"a name for a subnet":   {func(p *network.ExistingProps) { p.Private[1] = "private-b" }, []string{"NET-011 Private[1]"}},
		"a subnet in two tiers": {func(p *network.ExistingProps) { p.Public[0] = p.Private[0] }, []string{"NET-011 Public[0]"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := synthtest.Refused(existingProps(row.change).Validate()); !slices.Equal(got, row.want) {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

func TestAnExistingVpcIsJoinedAndLeftAlone(t *testing.T) {
	stack := synthtest.Stack(t)
	v := network.FromExisting(stack, "Network", existingProps())
	given := existingProps()
	if v.ID() != given.ID || v.CIDR() != given.CIDR || *v.Vpc().VpcId() != given.ID || len(v.IsolatedSubnets()) != 0 ||
		!slices.Equal(v.PrivateSubnets(), given.Private) || !slices.Equal(v.PublicSubnets(), given.Public) {
		t.Errorf("joined %s %s with %v and %v", v.ID(), v.CIDR(), v.PrivateSubnets(), v.PublicSubnets())
	}
	for i, id := range *v.Vpc().SelectSubnets(v.Private()).SubnetIds {
		if *id != given.Private[i] {
			t.Errorf("selected %s, want %s", *id, given.Private[i])
		}
	}
	awssqs.NewCfnQueue(stack, jsii.String("Queue"), nil) // CloudFormation takes no stack without a resource
	got := synthtest.Of(t, stack)
	if len(got.All()) != 1 || len(got.Missing()) != 0 {
		t.Errorf("creates %v, looks up %v", got.All(), got.Missing())
	}
}

func TestAnExistingVpcWithoutPublicSubnetsHasNone(t *testing.T) {
	v := network.FromExisting(synthtest.Stack(t), "Network", existingProps(func(p *network.ExistingProps) { p.Public = nil }))
	if len(v.PublicSubnets()) != 0 {
		t.Error(v.PublicSubnets())
	}
}

func TestExistingVpcPanicsWithEveryProblem(t *testing.T) {
	got := synthtest.Panics(t, func() { network.FromExisting(synthtest.Stack(t), "Network", nil) })
	if got.ID != "Network" || len(got.Problems) < 3 {
		t.Error(got)
	}
}

func TestTheContextEntryIsTheOneCDKAsksFor(t *testing.T) {
	key, zones := network.ZoneContext("222222222222", plan.Network{Region: "us-east-1", Zones: []string{"a", "d"}})
	if key != "availability-zones:account=222222222222:region=us-east-1" || !slices.Equal(zones, []string{"us-east-1a", "us-east-1d"}) {
		t.Error(key, zones)
	}
}
