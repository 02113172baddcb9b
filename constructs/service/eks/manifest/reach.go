package manifest

import (
	"cmp"
	"fmt"
	"net/netip"
	"regexp"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// Ingress is how requests reach a service. The set is closed: [Public], [Internal].
type Ingress interface {
	withDefaults() Ingress
	validate(account, region string) error
}

// Public puts the service behind an internet-facing Application Load Balancer of its own, which EKS Auto Mode makes and
// keeps: HTTPS on port 443, and a redirect on port 80.
type Public struct {
	// Hosts are the DNS names served, 1 to 5 together with Paths. Point them to the load balancer once it exists.
	// Required.
	Hosts []string
	// Certificate is the ARN of the ACM certificate for Hosts, in the service's account and region. Required.
	Certificate string
	// Paths are the path patterns served, such as "/api/*". Default: every path.
	Paths []string
	// Health is how the load balancer and the kubelet check a pod. A pod that fails twice as long as Unhealthy says is
	// restarted, so the path must say whether this pod works, not whether others do. Codes are 200 to 399, which is what a
	// kubelet takes for ready. Default: GET / answers 200.
	Health service.Health
	// Subnets are the ids of 2 or more public subnets in different zones. Default: those tagged kubernetes.io/role/elb.
	Subnets []string
	// From are the IPv4 ranges that may connect, at most 25. Default: everywhere.
	From []string
	// Ranges are the IPv4 ranges that the load balancer's own addresses lie in, which alone may reach the pods.
	// Default: the private ranges a VPC can have: 10.0.0.0/8, 100.64.0.0/10, 172.16.0.0/12 and 192.168.0.0/16.
	Ranges []string
	// TLSPolicy is the name of Elastic Load Balancing's security policy, with TLS 1.2 or newer.
	// Default: ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09 (ELB guide, "Security policies").
	TLSPolicy string
	// LogBucket is the name of an existing bucket that records requests below "access/". Default: they are not recorded.
	LogBucket string
	// Protect refuses to delete the load balancer. Default: false.
	Protect bool
	// Balancer is the load balancer's full name, "app/<name>/<id>", as its metrics know it. Only AWS knows the id, from
	// the first release on. With it the service gets an alarm on the share of wrong answers, which also judges releases;
	// without, only Strategy's Alarms and the state of the pods do. Default: not known yet.
	Balancer string
}

// Internal lets the pods of the service's own namespace call it as http://<name>:<port>.
type Internal struct {
	// Health is how the kubelet checks a pod over HTTP. Default: the port accepts connections.
	Health *service.Health
}

// privateRanges are the IPv4 ranges that a VPC of ours lies in (RFC 1918 and RFC 6598).
var privateRanges = []string{"10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"}

func (p Public) withDefaults() Ingress {
	if len(p.Paths) == 0 {
		p.Paths = []string{"/*"}
	}
	p.Health = p.Health.WithDefaults()
	if len(p.Ranges) == 0 {
		p.Ranges = privateRanges
	}
	p.TLSPolicy = cmp.Or(p.TLSPolicy, "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09")
	return p
}

func (i Internal) withDefaults() Ingress {
	if i.Health != nil {
		filled := i.Health.WithDefaults()
		i.Health = &filled
	}
	return i
}

var (
	hostPattern = regexp.MustCompile(`^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$`)
	pathPattern = regexp.MustCompile(`^/[A-Za-z0-9_.$/~"'@:+&*?-]{0,127}$`)
	certificate = regexp.MustCompile(`^arn:aws[a-z-]*:acm:([a-z0-9-]+):(\d{12}):certificate/[0-9a-zA-Z-]+$`)
	subnetID    = regexp.MustCompile(`^subnet-([0-9a-f]{8}|[0-9a-f]{17})$`)
	tlsPolicy   = regexp.MustCompile(`^ELBSecurityPolicy-TLS13-1-[23](-[A-Za-z0-9]+)*-20\d\d-\d\d$`)
	bucketName  = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
	balancer    = regexp.MustCompile(`^app/[A-Za-z0-9-]{1,32}/[0-9a-f]{16}$`)
	kubeletCode = regexp.MustCompile(`^[23]\d\d(-[23]\d\d)?(,[23]\d\d(-[23]\d\d)?)*$`)
)

func (p Public) validate(account, region string) error {
	c := check.Of("eks.Public")
	c.Require("LB-003", "Hosts", len(p.Hosts) > 0, "give the DNS names to serve")
	values := len(p.Hosts)
	if !everyPath(p.Paths) {
		values += len(p.Paths)
	}
	c.That("LB-003", "Hosts", values, values <= 5, "want at most 5 Hosts and Paths together")
	for i, host := range p.Hosts {
		c.That("LB-003", fmt.Sprintf("Hosts[%d]", i), host, hostPattern.MatchString(host) && len(host) <= 128, "want a DNS name in lower case")
	}
	for i, path := range p.Paths {
		c.That("LB-003", fmt.Sprintf("Paths[%d]", i), path, pathPattern.MatchString(path), "want a path pattern that starts with a slash, at most 128 characters")
	}
	p.checkCertificate(c, account, region)
	checkHealth(c, p.Health)
	p.checkBalancer(c)
	return c.Err()
}

func (p Public) checkCertificate(c *check.Checks, account, region string) {
	if p.Certificate == "" || check.Token(p.Certificate) {
		c.Require("LB-001", "Certificate", p.Certificate != "", "give the ARN of the ACM certificate for Hosts")
		return
	}
	m := certificate.FindStringSubmatch(p.Certificate)
	c.That("LB-001", "Certificate", p.Certificate, m != nil, "want the ARN of an ACM certificate")
	if m != nil {
		c.That("LB-001", "Certificate", p.Certificate, m[1] == region, "want a certificate in the service's region, "+region)
		c.That("LB-001", "Certificate", p.Certificate, m[2] == account, "want a certificate in the service's account, "+account)
	}
}

// checkBalancer reports what cannot be asked of the load balancer.
func (p Public) checkBalancer(c *check.Checks) {
	c.That("NET-007", "Subnets", len(p.Subnets), len(p.Subnets) != 1, "want 2 or more subnets in different zones, or none")
	for i, id := range p.Subnets {
		c.That("NET-007", fmt.Sprintf("Subnets[%d]", i), id, subnetID.MatchString(id), "want the id of a subnet")
	}
	c.That("NET-009", "From", len(p.From), len(p.From) <= 25, "want at most 25 ranges")
	checkRanges(c, "From", p.From)
	checkRanges(c, "Ranges", p.Ranges)
	c.That("LB-004", "TLSPolicy", p.TLSPolicy, tlsPolicy.MatchString(p.TLSPolicy), "want a security policy with TLS 1.2 or newer, such as ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09")
	c.That("OBS-002", "LogBucket", p.LogBucket, p.LogBucket == "" || bucketName.MatchString(p.LogBucket), "want the name of a bucket")
	c.That("LB-002", "Balancer", p.Balancer, p.Balancer == "" || balancer.MatchString(p.Balancer), `want the load balancer's full name, "app/<name>/<id>"`)
}

func checkRanges(c *check.Checks, field string, ranges []string) {
	for i, one := range ranges {
		prefix, err := netip.ParsePrefix(one)
		c.That("NET-001", fmt.Sprintf("%s[%d]", field, i), one, err == nil && prefix.Addr().Is4() && prefix == prefix.Masked(),
			"want an IPv4 range such as 10.0.0.0/16")
	}
}

func (i Internal) validate(string, string) error {
	c := check.Of("eks.Internal")
	if i.Health != nil {
		checkHealth(c, *i.Health)
	}
	return c.Err()
}

// checkHealth reports what a load balancer refuses, and codes that a kubelet does not take for ready.
func checkHealth(c *check.Checks, h service.Health) {
	err := h.Validate()
	c.Within("Health", err)
	if err == nil {
		c.That("SVC-019", "Health.Codes", h.Codes, kubeletCode.MatchString(h.Codes),
			"want codes from 200 to 399: a kubelet takes no others for ready")
	}
}

// everyPath says whether the paths leave nothing out.
func everyPath(paths []string) bool { return len(paths) == 1 && paths[0] == "/*" }
