package ecs

import (
	"cmp"
	"fmt"
	"regexp"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// Listener is the HTTPS listener of a load balancer, as plain values or tokens.
type Listener struct {
	// ARN is the listener's ARN. Required.
	ARN string
	// SecurityGroup is the id of the load balancer's security group. Required.
	SecurityGroup string
	// Balancer is the load balancer's full name, "app/name/id", as its metrics know it. Required.
	Balancer string
}

// LoadBalanced puts the service behind a listener rule of an Application Load Balancer.
//
// The rule forwards to two target groups, whichever strategy releases the service: ECS or CodeDeploy moves the requests
// between them, and nothing of the service but Listener, Hosts, Paths and Priority is part of the rule. Before one of
// those changes, the requests must be back on the first group, for CloudFormation then writes the whole rule
// (docs/runbook.md, "Changing the rule").
type LoadBalanced struct {
	// Listener is where requests arrive. Required.
	Listener Listener
	// Hosts are the DNS names served, 1 to 5 together with Paths (Elastic Load Balancing quotas, "Condition values
	// per rule"). Required.
	Hosts []string
	// Paths are the path patterns served, such as "/api/*". Default: every path.
	Paths []string
	// Priority orders the rules of a listener, 1 to 50000, unique on the listener. Required.
	Priority int
	// TestPriority orders the rule of a strategy's Test.Header among those of Listener, 1 to 49999: less than Priority,
	// so that it is asked first, and unique. Default: Priority less 1.
	TestPriority int
	// TestListener is the ARN of the load balancer's listener on a strategy's Test.Port. Required with one.
	TestListener string
	// Health is how the load balancer checks a task. Default: GET / answers 200.
	Health service.Health
}

func (b LoadBalanced) withDefaults() Ingress {
	b.Health = b.Health.WithDefaults()
	b.TestPriority = cmp.Or(b.TestPriority, b.Priority-1)
	return b
}

var (
	hostPattern = regexp.MustCompile(`^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$`)
	pathPattern = regexp.MustCompile(`^/[A-Za-z0-9_.$/~"'@:+&*?-]{0,127}$`)
)

func (b LoadBalanced) validate() error {
	c := check.Of("ecs.LoadBalanced")
	c.Require("API-001", "Listener", b.Listener.ARN != "" && b.Listener.SecurityGroup != "" && b.Listener.Balancer != "",
		"give the listener's ARN, its security group and the load balancer's full name")
	c.Require("LB-003", "Hosts", len(b.Hosts) > 0, "give the DNS names to serve")
	c.That("LB-003", "Hosts", len(b.Hosts)+len(b.Paths), len(b.Hosts)+len(b.Paths) <= mostValues, fmt.Sprintf("want at most %d Hosts and Paths together", mostValues))
	for i, host := range b.Hosts {
		c.That("LB-003", fmt.Sprintf("Hosts[%d]", i), host, hostPattern.MatchString(host) && len(host) <= 128, "want a DNS name in lower case")
	}
	for i, path := range b.Paths {
		c.That("LB-003", fmt.Sprintf("Paths[%d]", i), path, pathPattern.MatchString(path), "want a path pattern that starts with a slash, at most 128 characters")
	}
	c.Between("LB-003", "Priority", b.Priority, 1, mostPriority)
	c.Within("Health", b.Health.Validate())
	return c.Err()
}

// Elastic Load Balancing's limits on the rules of a listener (Elastic Load Balancing API, "CreateRule"; quotas,
// "Condition values per rule").
const (
	mostPriority = 50000
	mostValues   = 5
)

// checkRules reports testers that could not reach the new version, and rules that another service of the cluster has.
func (b LoadBalanced) checkRules(c *check.Checks, test release.Test, p ServiceProps) {
	if test.Header != "" {
		c.That("LB-003", "Priority", b.Priority, b.Priority != 1, "want at least 2: the rule for testers must be asked before")
		c.That("LB-003", "TestPriority", b.TestPriority, b.Priority < 2 || 1 <= b.TestPriority && b.TestPriority < b.Priority,
			fmt.Sprintf("want 1 to %d, to be asked before Priority", b.Priority-1))
		values := len(b.Hosts) + len(b.Paths)
		c.That("LB-003", "Hosts", values, values != mostValues,
			fmt.Sprintf("want at most %d Hosts and Paths together: the rule for testers has the header's value, too", mostValues-1))
	}
	c.Require("LB-003", "TestListener", test.Port == 0 || b.TestListener != "",
		fmt.Sprintf("give the ARN of the load balancer's listener on port %d", test.Port))
	if p.Cluster == nil {
		return
	}
	for field, turn := range b.turns(test) {
		holder := p.Cluster.turns[turn]
		c.That("LB-003", field, turn.priority, holder == "" || holder == p.Name,
			fmt.Sprintf("want another: service %s has it on this listener", holder))
	}
}

// turn is when a rule is asked among those of its listener.
type turn struct {
	listener string
	priority int
}

// turns are when the service's rules are asked, by the field that says so.
func (b LoadBalanced) turns(test release.Test) map[string]turn {
	all := map[string]turn{"Priority": {b.Listener.ARN, b.Priority}}
	if test.Header != "" {
		all["TestPriority"] = turn{b.Listener.ARN, b.TestPriority}
	}
	return all
}
