package ingress

import (
	"cmp"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Network is what a load balancer must know of the VPC it joins. A *network.Vpc is one.
type Network interface {
	// ID is the VPC's id.
	ID() string
	// CIDR is the VPC's IPv4 range.
	CIDR() string
	// PublicSubnets are the ids of one subnet in each zone that routes to the internet, or none.
	PublicSubnets() []string
	// PrivateSubnets are the ids of one subnet in each zone that does not.
	PrivateSubnets() []string
}

// BalancerProps describes one load balancer. Vpc, Account, Region and Certificates are required; every other zero value
// means the default written beside it.
type BalancerProps struct {
	// Vpc is the network the balancer joins and sends requests into, with subnets in 2 or more zones. Required.
	Vpc Network
	// Account is the 12-digit AWS account. Required: the log bucket's policy names it.
	Account string
	// Region is the AWS region, such as "eu-west-1". Required.
	Region string
	// Partition is the AWS partition: "aws", "aws-cn" or "aws-us-gov". Default: "aws".
	Partition string
	// Public puts the balancer into the public subnets, reachable from the internet. Default: false, in the private ones.
	Public bool
	// From are the IPv4 ranges that may connect, at most 25. Only a Public balancer may list 0.0.0.0/0.
	// Default: everywhere for a Public balancer, the VPC's range for any other.
	From []string
	// Certificates are the ARNs of ACM certificates of this account and region, 1 to 26 (Elastic Load Balancing quotas,
	// "Certificates per load balancer"). The first also answers clients that name no host. Required.
	Certificates []string
	// TestPorts are ports on which testers reach a new version before others do, 1024 to 65535, at most 5. Each is an
	// HTTPS listener that only the VPC's range reaches: of a Public balancer by its private addresses, for its name leads
	// to the public ones. Default: none.
	TestPorts []int
	// TLSPolicy is the name of Elastic Load Balancing's security policy, with TLS 1.2 or newer.
	// Default: ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09: TLS 1.3 with post-quantum key exchange where the client can,
	// TLS 1.2 with forward secrecy where it cannot (ELB guide, "Security policies").
	TLSPolicy string
	// IdleTimeout is how long a silent connection is kept, whole seconds from 1 s to 4000 s. An application must keep its
	// own connections longer. Default: 60 s, the balancer's own (ELB guide, "Connection idle timeout").
	IdleTimeout time.Duration
	// Logs is where requests and connections are recorded. Default: a bucket of the balancer's own, for 90 days.
	Logs Logs
	// Protect refuses to delete the balancer. Default: false.
	Protect bool
	// Runbook is the https address its signals point to, at most 500 characters. Default: Shipway's own runbook.
	Runbook string
}

// Logs is where a balancer records requests and connections.
type Logs struct {
	// Days is how long a record is kept in the balancer's own bucket, 1 to 3650. One that is deleted before, or expired,
	// can be had back for 7 days. Default: 90 days.
	Days int
	// Bucket is the name of an existing bucket in the region. It must be encrypted with SSE-S3, the only encryption
	// that log delivery supports, and let it write below "access/" and "connections/". Default: a bucket of its own.
	Bucket string
}

// defaultRunbook is the page that says what to do about each signal.
const defaultRunbook = "https://github.com/shipway-cdk/shipway/blob/main/docs/runbook.md"

// world is every IPv4 address.
const world = "0.0.0.0/0"

func (p BalancerProps) withDefaults() BalancerProps {
	p.Partition = cmp.Or(p.Partition, "aws")
	p.TLSPolicy = cmp.Or(p.TLSPolicy, tlsPolicies[0])
	p.IdleTimeout = cmp.Or(p.IdleTimeout, time.Minute)
	p.Runbook = cmp.Or(p.Runbook, defaultRunbook)
	if p.Logs.Bucket == "" {
		p.Logs.Days = cmp.Or(p.Logs.Days, 90)
	}
	if len(p.From) == 0 && p.Public {
		p.From = []string{world}
	} else if len(p.From) == 0 && p.Vpc != nil {
		p.From = []string{p.Vpc.CIDR()}
	}
	return p
}

// tlsPolicies are Elastic Load Balancing's policies that speak TLS 1.3 and nothing older than TLS 1.2, the default
// first (ELB guide, "Security policies").
var tlsPolicies = []string{
	"ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
	"ELBSecurityPolicy-TLS13-1-2-PQ-2025-09", "ELBSecurityPolicy-TLS13-1-2-Ext1-PQ-2025-09",
	"ELBSecurityPolicy-TLS13-1-2-Ext2-PQ-2025-09", "ELBSecurityPolicy-TLS13-1-3-FIPS-PQ-2025-09",
	"ELBSecurityPolicy-TLS13-1-2-FIPS-PQ-2025-09", "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
	"ELBSecurityPolicy-TLS13-1-3-2021-06", "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
	"ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06",
	"ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06", "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
	"ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04", "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
}

// Limits: certificates are ELB's quota with the default certificate, sources and test ports keep the security group
// below the quota of 60 rules per direction, where each source takes two (Amazon VPC quotas) and the rest is room to grow.
const (
	mostCertificates = 26
	mostSources      = 25
	mostTestPorts    = 5
)

var (
	certificate = regexp.MustCompile(`^arn:([^:]+):acm:([^:]+):(\d{12}):certificate/[0-9a-zA-Z-]+$`)
	bucketName  = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
)

// Validate reports every prop that NewBalancer would refuse, all at once.
func (p BalancerProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("ingress.BalancerProps")
	c.Place(p.Account, p.Region, p.Partition)
	p.checkNetwork(c)
	p.checkTestPorts(c)
	p.checkCertificates(c)
	c.OneOf("LB-004", "TLSPolicy", p.TLSPolicy, tlsPolicies...)
	c.That("LB-005", "IdleTimeout", p.IdleTimeout,
		time.Second <= p.IdleTimeout && p.IdleTimeout <= 4000*time.Second && p.IdleTimeout%time.Second == 0,
		"want whole seconds from 1s to 4000s")
	p.checkLogs(c)
	c.That("OBS-005", "Runbook", p.Runbook, strings.HasPrefix(p.Runbook, "https://") && len(p.Runbook) <= 500,
		"want an https address of at most 500 characters")
	return c.Err()
}

// subnets are where the balancer's addresses are.
func (p BalancerProps) subnets() []string {
	if p.Public {
		return p.Vpc.PublicSubnets()
	}
	return p.Vpc.PrivateSubnets()
}

// checkNetwork reports what is wrong with where requests come from and go to.
func (p BalancerProps) checkNetwork(c *check.Checks) {
	c.Require("API-001", "Vpc", p.Vpc != nil, "give the network the balancer joins")
	if p.Vpc != nil {
		kind := map[bool]string{true: "public", false: "private"}[p.Public]
		n := len(p.subnets())
		c.That("NET-011", "Vpc", fmt.Sprintf("a network with %d %s subnets", n, kind), n >= 2,
			fmt.Sprintf("want %s subnets in 2 or more zones", kind))
	}
	c.That("NET-009", "From", len(p.From), len(p.From) <= mostSources, fmt.Sprintf("want at most %d ranges", mostSources))
	for i, from := range p.From {
		at := fmt.Sprintf("From[%d]", i)
		if checkRange(c, at, from) {
			c.That("NET-009", at, from, p.Public || !strings.HasSuffix(from, "/0"),
				"want a range narrower than everywhere, or a Public balancer")
			c.That("NET-009", at, from, slices.Index(p.From, from) == i, "want each range once")
		}
	}
}

// checkRange reports an IPv4 range that is none, or that has bits beyond its prefix, and says whether it is one.
func checkRange(c *check.Checks, field, cidr string) bool {
	prefix, err := netip.ParsePrefix(cidr)
	if err != nil || !prefix.Addr().Is4() {
		c.That("NET-001", field, cidr, false, "want an IPv4 range, such as 10.20.0.0/16")
		return false
	}
	c.That("NET-002", field, cidr, prefix == prefix.Masked(), fmt.Sprintf("did you mean %s?", prefix.Masked()))
	return prefix == prefix.Masked()
}

// checkTestPorts reports ports on which the balancer could not answer testers.
func (p BalancerProps) checkTestPorts(c *check.Checks) {
	c.That("LB-003", "TestPorts", len(p.TestPorts), len(p.TestPorts) <= mostTestPorts, fmt.Sprintf("want at most %d ports", mostTestPorts))
	for i, port := range p.TestPorts {
		at := fmt.Sprintf("TestPorts[%d]", i)
		c.Between("LB-003", at, port, 1024, 65535)
		c.That("LB-003", at, port, slices.Index(p.TestPorts, port) == i, "want each port once")
	}
	// Each listener has the certificates; how often one on several listeners counts is not documented.
	more := max(0, len(p.Certificates)-1)
	c.That("LB-001", "Certificates", len(p.Certificates), len(p.TestPorts) == 0 || more*(1+len(p.TestPorts)) < mostCertificates,
		fmt.Sprintf("want at most %d with %d test ports", 1+(mostCertificates-1)/(1+len(p.TestPorts)), len(p.TestPorts)))
}

// checkCertificates reports certificates the balancer could not use.
func (p BalancerProps) checkCertificates(c *check.Checks) {
	c.Require("LB-001", "Certificates", len(p.Certificates) > 0,
		"give the ARN of the ACM certificate for the hosts it serves")
	c.That("LB-001", "Certificates", len(p.Certificates), len(p.Certificates) <= mostCertificates,
		fmt.Sprintf("want at most %d certificates", mostCertificates))
	for i, arn := range p.Certificates {
		at := fmt.Sprintf("Certificates[%d]", i)
		m := certificate.FindStringSubmatch(arn)
		c.That("LB-001", at, arn, m != nil, "want the ARN of an ACM certificate")
		c.That("LB-001", at, arn, m == nil || m[1] == p.Partition && m[2] == p.Region && m[3] == p.Account,
			fmt.Sprintf("want a certificate of account %s in %s, where the balancer is", p.Account, p.Region))
		c.That("LB-001", at, arn, slices.Index(p.Certificates, arn) == i, "want each certificate once")
	}
}

// checkLogs reports where records could not be kept.
func (p BalancerProps) checkLogs(c *check.Checks) {
	if p.Logs.Bucket == "" {
		c.Between("OBS-001", "Logs.Days", p.Logs.Days, 1, 3650)
		return
	}
	c.That("OBS-009", "Logs.Bucket", p.Logs.Bucket,
		bucketName.MatchString(p.Logs.Bucket) && !strings.Contains(p.Logs.Bucket, ".."),
		"want the name of an S3 bucket: 3 to 63 lower case letters, digits, dots and dashes")
	c.That("OBS-001", "Logs.Days", p.Logs.Days, p.Logs.Days == 0, "want none with a Bucket, whose owner says how long")
}
