package plan_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/network/plan"
)

var letters = []string{"a", "b", "c", "d", "e", "f"}

// everyNetwork is a valid network of each size, at the start and at the end of each private range.
func everyNetwork() (all []plan.Network) {
	for bits := 16; bits <= 22; bits++ {
		for _, address := range []string{"10.0.0.0", "10.255.252.0", "172.31.252.0", "192.168.0.0", "100.127.252.0"} {
			cidr := netip.PrefixFrom(netip.MustParseAddr(address), bits).Masked().String()
			all = append(all, plan.Network{CIDR: cidr, Region: "eu-west-1", Zones: letters[:2]})
		}
	}
	return all
}

func TestNetworkRefusesWhatWouldNotBuild(t *testing.T) {
	good := plan.Network{CIDR: "10.20.0.0/16", Region: "eu-west-1", Zones: []string{"a", "b", "c"}}
	for _, c := range []struct {
		name   string
		change func(*plan.Network)
		want   []string
	}{
		{"nothing wrong", func(*plan.Network) {}, nil},
		{"no range", func(n *plan.Network) { n.CIDR = "" }, []string{"NET-001 CIDR"}},
		{"a word", func(n *plan.Network) { n.CIDR = "hello" }, []string{"NET-001 CIDR"}},
		{"33 bits", func(n *plan.Network) { n.CIDR = "10.0.0.0/33" }, []string{"NET-001 CIDR"}},
		{"three quads", func(n *plan.Network) { n.CIDR = "10.0.0/16" }, []string{"NET-001 CIDR"}},
		{"IPv6", func(n *plan.Network) { n.CIDR = "fd00::/16" }, []string{"NET-001 CIDR"}},
		{"host bits", func(n *plan.Network) { n.CIDR = "10.0.0.5/16" }, []string{"NET-002 CIDR"}},
		{"wider than a VPC", func(n *plan.Network) { n.CIDR = "10.0.0.0/15" }, []string{"NET-003 CIDR"}},
		{"narrower than a VPC", func(n *plan.Network) { n.CIDR = "10.0.0.0/29" }, []string{"NET-003 CIDR"}},
		{"public addresses", func(n *plan.Network) { n.CIDR = "8.8.0.0/16" }, []string{"NET-004 CIDR"}},
		{"loopback", func(n *plan.Network) { n.CIDR = "127.0.0.0/16" }, []string{"NET-004 CIDR"}},
		{"link local", func(n *plan.Network) { n.CIDR = "169.254.0.0/16" }, []string{"NET-004 CIDR"}},
		{"multicast", func(n *plan.Network) { n.CIDR = "224.0.0.0/16" }, []string{"NET-004 CIDR"}},
		{"just outside a private range", func(n *plan.Network) { n.CIDR = "172.32.0.0/16" }, []string{"NET-004 CIDR"}},
		{"no room for the slots", func(n *plan.Network) { n.CIDR = "10.0.0.0/23" }, []string{"NET-006 CIDR"}},
		{"no region", func(n *plan.Network) { n.Region = "" }, []string{"ENV-008 Region"}},
		{"a zone as region", func(n *plan.Network) { n.Region = "eu-west-1a" }, []string{"ENV-008 Region"}},
		{"no zones", func(n *plan.Network) { n.Zones = nil }, []string{"NET-007 Zones"}},
		{"one zone", func(n *plan.Network) { n.Zones = []string{"a"} }, []string{"NET-007 Zones"}},
		{"seven zones", func(n *plan.Network) { n.Zones = append(slices.Clone(letters), "g") }, []string{"NET-007 Zones"}},
		{"a zone twice", func(n *plan.Network) { n.Zones = []string{"a", "b", "a"} }, []string{"NET-007 Zones[2]"}},
		{"zones out of order", func(n *plan.Network) { n.Zones = []string{"b", "a"} }, []string{"NET-007 Zones[1]"}},
		{"full zone names", func(n *plan.Network) { n.Zones = []string{"eu-west-1a", "b"} }, []string{"NET-007 Zones[0]"}},
		{"another region's zone", func(n *plan.Network) { n.Zones = []string{"a", "us-east-1b"} }, []string{"NET-007 Zones[1]"}},
		{"an empty zone", func(n *plan.Network) { n.Zones = []string{"a", ""} }, []string{"NET-007 Zones[1]"}},
		{"an unknown way out", func(n *plan.Network) { n.NAT = -1 }, []string{"NET-008 NAT"}},
		{"no way to AWS", func(n *plan.Network) { n.NAT, n.Endpoints = plan.NoNAT, []string{"logs"} }, []string{"NET-008 Endpoints"}},
		{"an unknown endpoint", func(n *plan.Network) { n.Endpoints = []string{"ecr.apo"} }, []string{"NET-012 Endpoints[0]"}},
		{"an endpoint twice", func(n *plan.Network) { n.Endpoints = []string{"sqs", "sqs"} }, []string{"NET-012 Endpoints[1]"}},
		{"everything at once", func(n *plan.Network) { *n = plan.Network{CIDR: "x", Region: "y", Zones: []string{"z", "a"}, NAT: 7} },
			[]string{"NET-001 CIDR", "ENV-008 Region", "NET-007 Zones[0]", "NET-008 NAT"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := good
			c.change(&n)
			var got []string
			var e *check.Error
			if errors.As(n.Validate(), &e) {
				for _, p := range e.Problems {
					got = append(got, p.Code+" "+p.Field)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestHostBitsAreAnsweredWithTheRangeThatWasMeant(t *testing.T) {
	err := plan.Network{CIDR: "10.0.0.5/16", Region: "eu-west-1", Zones: letters[:2]}.Validate()
	if err == nil || !strings.Contains(err.Error(), `CIDR is "10.0.0.5/16": did you mean 10.0.0.0/16? [NET-002]`) {
		t.Error(err)
	}
}

func TestAddingAZoneMovesNoSubnet(t *testing.T) {
	for _, n := range everyNetwork() {
		for count := 3; count <= plan.Slots; count++ {
			before := n.Subnets()
			n.Zones = letters[:count]
			after := n.Subnets()
			for _, s := range before {
				if !slices.Contains(after, s) {
					t.Errorf("%s: with %d zones %v is gone: %v", n.CIDR, count, s, after)
				}
			}
			if len(after) != 3*count {
				t.Errorf("%s: %d zones have %d subnets, want one in each tier", n.CIDR, count, len(after))
			}
		}
	}
}

func TestSubnetsAreDisjointAndInsideTheNetwork(t *testing.T) {
	for _, n := range everyNetwork() {
		n.Zones = letters
		if err := n.Validate(); err != nil {
			t.Fatal(err)
		}
		vpc := netip.MustParsePrefix(n.CIDR)
		var seen []netip.Prefix
		for _, s := range n.Subnets() {
			p := netip.MustParsePrefix(s.CIDR)
			if p != p.Masked() || !vpc.Contains(p.Addr()) || p.Bits() <= vpc.Bits() {
				t.Errorf("%s: %v is not a part of it", n.CIDR, s)
			}
			for _, other := range seen {
				if p.Overlaps(other) {
					t.Errorf("%s: %s overlaps %s", n.CIDR, p, other)
				}
			}
			seen = append(seen, p)
		}
	}
}

func TestAPlanIsTheOneCDKBuilds(t *testing.T) {
	// Allocated by aws-cdk-lib 2.270.0's Vpc for 10.20.0.0/16 and 10.20.0.0/22 with four reserved zones.
	for cidr, want := range map[string]string{
		"10.20.0.0/16": "private eu-west-1a 10.20.0.0/20, private eu-west-1b 10.20.16.0/20, " +
			"public eu-west-1a 10.20.96.0/24, public eu-west-1b 10.20.97.0/24, " +
			"isolated eu-west-1a 10.20.102.0/24, isolated eu-west-1b 10.20.103.0/24",
		"10.20.0.0/22": "private eu-west-1a 10.20.0.0/26, private eu-west-1b 10.20.0.64/26, " +
			"public eu-west-1a 10.20.1.128/27, public eu-west-1b 10.20.1.160/27, " +
			"isolated eu-west-1a 10.20.2.64/27, isolated eu-west-1b 10.20.2.96/27",
	} {
		n := plan.Network{CIDR: cidr, Region: "eu-west-1", Zones: []string{"a", "b"}}
		var got []string
		for _, s := range n.Subnets() {
			got = append(got, fmt.Sprint(s.Tier, " ", s.Zone, " ", s.CIDR))
		}
		if joined := strings.Join(got, ", "); joined != want {
			t.Errorf("%s: got  %s\nwant %s", cidr, joined, want)
		}
		if n.ReservedZones() != 4 {
			t.Errorf("%d reserved zones, want 4", n.ReservedZones())
		}
	}
}

func TestWithoutNATEndpointsLeadToWhatATaskNeeds(t *testing.T) {
	n := plan.Network{CIDR: "10.0.0.0/16", Region: "eu-west-1", Zones: letters[:3], NAT: plan.NoNAT}.WithDefaults()
	if !slices.Equal(n.Endpoints, plan.Needed()) {
		t.Errorf("endpoints are %q, want %q", n.Endpoints, plan.Needed())
	}
	for _, e := range slices.Concat(plan.Needed(), plan.NeededForKubernetes(), []string{plan.NeededForExec}) {
		if !slices.Contains(plan.Endpoints(), e) {
			t.Errorf("%s is needed but is not an endpoint", e)
		}
	}
}

func TestKubernetesNeedsNothingTwice(t *testing.T) {
	for _, e := range plan.NeededForKubernetes() {
		if slices.Contains(plan.Needed(), e) {
			t.Errorf("a task needs %s too", e)
		}
	}
	if !slices.IsSorted(plan.NeededForKubernetes()) || !slices.IsSorted(plan.Endpoints()) {
		t.Errorf("out of order: %q, %q", plan.NeededForKubernetes(), plan.Endpoints())
	}
}

func TestAnyRangeIsEitherRefusedOrCut(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 3_000 {
		n := plan.Network{Region: "eu-west-1", Zones: letters[:random.IntN(7)], NAT: plan.NAT(random.IntN(3))}
		n.CIDR = fmt.Sprintf("%d.%d.%d.%d/%d", random.IntN(256), random.IntN(256), random.IntN(256), random.IntN(256), random.IntN(34))
		if random.IntN(2) == 0 {
			n.CIDR = fmt.Sprintf("10.%d.0.0/%d", random.IntN(256), 16+random.IntN(8))
		}
		if n.Validate() == nil && len(n.Subnets()) != 3*len(n.Zones) {
			t.Fatalf("%+v is cut into %v", n, n.Subnets())
		}
	}
}
