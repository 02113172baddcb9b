package plan

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Prefix lengths. Amazon VPC takes /16 to /28 (VPC guide, "VPC CIDR blocks"); a plan needs room for all slots.
const (
	widest       = 16
	narrowest    = 22
	narrowestVPC = 28
)

var region = regexp.MustCompile(`^[a-z]{2,4}(?:-[a-z]+)+-\d$`)

// Validate reports everything that would not build, or would not work once built.
func (n Network) Validate() error {
	n = n.WithDefaults()
	c := check.Of("plan.Network")
	if prefix, ok := CheckCIDR(c, "CIDR", n.CIDR); ok {
		checkRoom(c, n.CIDR, prefix)
	}
	c.That("ENV-008", "Region", n.Region, region.MatchString(n.Region), "want an AWS region, such as eu-west-1")
	CheckZones(c, "Zones", n.Zones, n.Region)
	c.That("NET-008", "NAT", int(n.NAT), SingleNAT <= n.NAT && n.NAT <= NoNAT, "want SingleNAT, NATPerZone or NoNAT")
	n.checkEndpoints(c)
	return c.Err()
}

// CheckCIDR reports a range that is not the IPv4 range of a VPC, and says whether it is one.
func CheckCIDR(c *check.Checks, field, cidr string) (netip.Prefix, bool) {
	if cidr == "" {
		c.Require("NET-001", field, false, "give the VPC's IPv4 range, such as 10.20.0.0/16")
		return netip.Prefix{}, false
	}
	prefix, err := netip.ParsePrefix(cidr)
	if err != nil || !prefix.Addr().Is4() {
		c.That("NET-001", field, cidr, false, "want an IPv4 range, such as 10.20.0.0/16")
		return prefix, false
	}
	if prefix != prefix.Masked() {
		c.That("NET-002", field, cidr, false, fmt.Sprintf("did you mean %s?", prefix.Masked()))
		return prefix, false
	}
	if prefix.Bits() < widest || prefix.Bits() > narrowestVPC {
		c.That("NET-003", field, cidr, false, fmt.Sprintf("want /%d to /%d, the sizes a VPC can have", widest, narrowestVPC))
		return prefix, false
	}
	return prefix, true
}

// private are the ranges that nobody on the internet owns (RFC 1918) or that carriers share (RFC 6598).
var private = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("100.64.0.0/10"),
}

// checkRoom reports a range in which the plan does not fit or whose addresses belong to others.
func checkRoom(c *check.Checks, cidr string, prefix netip.Prefix) {
	c.That("NET-006", "CIDR", cidr, prefix.Bits() <= narrowest, fmt.Sprintf(
		"want /%d to /%d: %d zones in 3 tiers need %d addresses, a /%d has %d",
		widest, narrowest, Slots, 1<<(32-narrowest), prefix.Bits(), 1<<(32-prefix.Bits())))
	inside := func(of netip.Prefix) bool { return of.Overlaps(prefix) && of.Bits() <= prefix.Bits() }
	c.That("NET-004", "CIDR", cidr, slices.ContainsFunc(private, inside),
		"want private addresses: within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10")
}

var zone = regexp.MustCompile(`^[a-f]$`)

// CheckZones reports letters that do not name 2 to 6 zones of one region in ascending order.
func CheckZones(c *check.Checks, field string, zones []string, region string) {
	c.That("NET-007", field, len(zones), 2 <= len(zones) && len(zones) <= Slots,
		fmt.Sprintf("want 2 to %d zones, so that the loss of one is survived", Slots))
	if len(zones) > Slots {
		return
	}
	for i, z := range zones {
		at := fmt.Sprintf("%s[%d]", field, i)
		letter := z[max(0, len(z)-1):]
		switch {
		case zone.MatchString(z):
			before := slices.Index(zones[:i], z)
			c.That("NET-007", at, z, before < 0, "want each zone once")
			c.That("NET-007", at, z, before >= 0 || i == 0 || zones[i-1] < z || !zone.MatchString(zones[i-1]),
				"want the letters in ascending order: a zone's place decides its addresses")
		case zone.MatchString(letter) && z == region+letter:
			c.That("NET-007", at, z, false, fmt.Sprintf("want the letter only: did you mean %s?", letter))
		default:
			c.That("NET-007", at, z, false, "want the letter of a zone in the environment's region, a to f")
		}
	}
}

// checkEndpoints reports endpoints that do not exist, and a VPC without a way to AWS.
func (n Network) checkEndpoints(c *check.Checks) {
	for i, e := range n.Endpoints {
		at := fmt.Sprintf("Endpoints[%d]", i)
		c.OneOf("NET-012", at, e, endpoints...)
		c.That("NET-012", at, e, !slices.Contains(n.Endpoints[:i], e), "want each endpoint once")
	}
	var missing []string
	for _, e := range Needed() {
		if !slices.Contains(n.Endpoints, e) {
			missing = append(missing, e)
		}
	}
	if n.NAT == NoNAT && len(missing) > 0 {
		c.That("NET-008", "Endpoints", n.Endpoints, false,
			"without NAT, no task starts unless Endpoints also has "+strings.Join(missing, ", "))
	}
}
