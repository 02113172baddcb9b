package spec

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Endpoint is who reaches the Kubernetes API. Closing it altogether cannot be said: nodes and deployments need it.
type Endpoint string

const (
	// Private is the VPC, and networks connected with it.
	Private Endpoint = "private"
	// Restricted is the VPC, and named ranges of public addresses over the internet.
	Restricted Endpoint = "restricted"
)

const (
	maxCIDRs    = 40 // AWS General Reference, "Amazon Elastic Kubernetes Service endpoints and quotas"
	widestRange = 8
)

// reserved are the ranges that are not on the internet, which EKS refuses (EKS user guide, "Configure network access to
// cluster API server endpoint"; IANA IPv4 Special-Purpose Address Registry). Ranges for documentation are let through.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("224.0.0.0/3"),
}

// checkEndpoint reports an endpoint that is open to the internet, closed to everybody, or says two things.
func (c Cluster) checkEndpoint(checks *check.Checks) {
	given := len(c.EndpointCIDRs)
	switch c.Endpoint {
	case Private:
		checks.That("EKS-002", "EndpointCIDRs", given, given == 0, "want none with a private endpoint: only the VPC reaches it")
	case Restricted:
		checks.Require("EKS-002", "EndpointCIDRs", given > 0, "give the public ranges that reach the API: EKS lets in the whole internet otherwise")
		checks.That("EKS-002", "EndpointCIDRs", given, given <= maxCIDRs, fmt.Sprintf("want at most %d ranges, EKS's limit", maxCIDRs))
	default:
		checks.OneOf("EKS-002", "Endpoint", string(c.Endpoint), string(Private), string(Restricted))
	}
	for i, cidr := range c.EndpointCIDRs {
		field := fmt.Sprintf("EndpointCIDRs[%d]", i)
		if problem := rangeProblem(cidr); problem != "" {
			checks.That("EKS-002", field, cidr, false, problem)
			continue
		}
		checks.That("EKS-002", field, cidr, slices.Index(c.EndpointCIDRs, cidr) == i, "want each range once")
	}
}

// rangeProblem says what is wrong with one range, or nothing.
func rangeProblem(cidr string) string {
	prefix, err := netip.ParsePrefix(cidr)
	switch {
	case err != nil || !prefix.Addr().Is4():
		return "want an IPv4 range, such as 203.0.113.0/24"
	case prefix != prefix.Masked():
		return fmt.Sprintf("did you mean %s?", prefix.Masked())
	case prefix.Bits() == 0:
		return "that is the whole internet: want the ranges of your offices or your VPN"
	case prefix.Bits() < widestRange:
		return fmt.Sprintf("that is too much of the internet: want /%d to /32", widestRange)
	case slices.ContainsFunc(reserved, prefix.Overlaps):
		return "want public addresses: the VPC and networks connected with it need no range"
	}
	return ""
}
