// Package plan cuts a VPC's address range into subnets, so that adding a zone never moves an existing subnet.
//
// It is pure Go: constructs/network builds what it plans, and config refuses a file whose plan does not work.
package plan

import (
	"fmt"
	"net/netip"
	"slices"
)

// NAT is how private subnets reach the internet.
type NAT int

const (
	// SingleNAT is one gateway for all zones: cheap, and out of service with its zone.
	SingleNAT NAT = iota
	// NATPerZone is one gateway in each zone: survives the loss of a zone, costs one gateway each.
	NATPerZone
	// NoNAT has no gateway: private subnets reach AWS through interface endpoints only.
	NoNAT
)

// Network is an address plan: the range of a VPC, the zones it spans and its way out.
type Network struct {
	// CIDR is the VPC's private IPv4 range, /16 to /22, such as "10.20.0.0/16". Required.
	CIDR string
	// Region is the AWS region, such as "eu-west-1". Required.
	Region string
	// Zones are the letters of the availability zones in ascending order, 2 to 6, such as "a", "b", "c". Required.
	// Append only: a zone's place in the list decides its addresses.
	Zones []string
	// NAT is the private subnets' way out. Default: SingleNAT.
	NAT NAT
	// Endpoints are short names of AWS services reached through interface endpoints, such as "ecr.api" or "logs".
	// Default: none with NAT; with NoNAT, what ECS needs to start a task (see [Needed]).
	Endpoints []string
}

// Slots is how many zones a plan has room for. Each tier holds this many places whether or not a zone fills them, so
// that a zone appended later finds its addresses free.
const Slots = 6

// Tier is one group of subnets with the same routes.
type Tier int

// The tiers, in the order in which the range is cut.
const (
	// Private subnets hold the tasks; their way out is NAT, or endpoints.
	Private Tier = iota
	// Public subnets hold load balancers and NAT gateways, and route to the internet.
	Public
	// Isolated subnets hold data stores and have no way out.
	Isolated
)

// String is the tier's name, such as "private".
func (t Tier) String() string { return [...]string{"private", "public", "isolated"}[t] }

// Subnet is one zone's part of a tier.
type Subnet struct {
	Tier Tier
	Zone string // Zone is the full name, such as "eu-west-1a".
	CIDR string // CIDR is the subnet's range, such as "10.20.16.0/20".
}

// WithDefaults fills the fields that were left zero.
func (n Network) WithDefaults() Network {
	if len(n.Endpoints) == 0 && n.NAT == NoNAT {
		n.Endpoints = Needed()
	}
	return n
}

// ZoneNames are the full names of the zones in the order of Zones, such as "eu-west-1a".
func (n Network) ZoneNames() []string {
	names := make([]string, len(n.Zones))
	for i, letter := range n.Zones {
		names[i] = n.Region + letter
	}
	return names
}

// ReservedZones is how many slots no zone fills yet.
func (n Network) ReservedZones() int { return Slots - len(n.Zones) }

// Masks are the prefix lengths of the subnets in each tier. A private subnet is a sixteenth of the VPC, because tasks
// live there; the others are a 256th, but never smaller than /27, the least a load balancer accepts (ELB guide,
// "Subnets for your load balancer").
func (n Network) Masks() (private, public, isolated int) {
	vpc := netip.MustParsePrefix(n.CIDR).Bits()
	small := min(vpc+8, 27)
	return vpc + 4, small, small
}

// Subnets are the subnets of all zones, tier by tier. The network must be valid.
//
// Tiers are cut one after the other from the start of the range, [Slots] places each. That is how CDK's Vpc allocates
// the subnet groups private, public and isolated with ReservedZones reserved zones, so the plan is what gets built.
func (n Network) Subnets() []Subnet {
	private, public, isolated := n.Masks()
	next := address(netip.MustParsePrefix(n.CIDR).Addr())
	var all []Subnet
	for tier, bits := range []int{private, public, isolated} {
		size := uint32(1) << (32 - bits)
		for slot := range Slots {
			if slot < len(n.Zones) {
				all = append(all, Subnet{Tier(tier), n.Region + n.Zones[slot], fmt.Sprintf("%s/%d", quad(next), bits)})
			}
			next += size
		}
	}
	return all
}

// Needed are the endpoints without which a VPC that has no NAT cannot start a task: image, logs, secrets, keys and
// identity. Layers of images come from Amazon S3, whose gateway endpoint every VPC has.
func Needed() []string {
	return []string{"ecr.api", "ecr.dkr", "kms", "logs", "secretsmanager", "ssm", "sts"}
}

// NeededForExec is the endpoint through which people open a shell in a task of a VPC without NAT.
const NeededForExec = "ssmmessages"

// NeededForKubernetes are the endpoints that an EKS cluster needs beside [Needed] in a VPC that has no NAT: nodes find
// their cluster and their zone, pods their IAM roles, and agents send metrics. A controller of load balancers that runs
// in the cluster needs "elasticloadbalancing" too, and one that starts nodes "autoscaling"; Auto Mode has its own outside
// of the VPC (EKS user guide, "Deploy private clusters with limited internet access").
func NeededForKubernetes() []string { return []string{"ec2", "eks", "eks-auth", "monitoring"} }

// Endpoints are the services that can be reached through an interface endpoint, sorted.
func Endpoints() []string { return slices.Clone(endpoints) }

var endpoints = []string{
	"autoscaling", "dynamodb", "ec2", "ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "eks", "eks-auth",
	"elasticfilesystem", "elasticloadbalancing", "email-smtp", "events", "execute-api", "kinesis-streams", "kms", "lambda",
	"logs", "monitoring", "rds-data", "secretsmanager", "sns", "sqs", "ssm", "ssmmessages", "states", "sts", "xray",
}

// address is a as a number.
func address(a netip.Addr) uint32 {
	b := a.As4()
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}

// quad is n as an address.
func quad(n uint32) netip.Addr {
	return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
}
