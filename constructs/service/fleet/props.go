package fleet

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// Place is where a fleet runs, as plain values or tokens.
type Place struct {
	// Name names the environment, 1 to 64 letters, digits and dashes, such as "shop-dev". Required: the fleet is called
	// "<place>-<service>", and its log group "/<place>/<service>". It must not start with xn--, sthree- or amzn-s3-demo-,
	// as a bucket is called after it.
	Name string
	// Account is the 12-digit AWS account. Required: policies name it.
	Account string
	// Region is the AWS region, such as "eu-west-1". Required.
	Region string
	// Partition is the AWS partition. Default: "aws".
	Partition string
	// VpcID is the id of the network the hosts join. Required.
	VpcID string
	// SubnetIDs are the ids of its subnets for hosts, one per zone, with a way to AWS's services and to the repositories
	// of Amazon Linux. Required.
	SubnetIDs []string
	// Key is the ARN of the KMS key that encrypts the log groups "/<name>/*"; its policy must let CloudWatch Logs use it
	// for them. Required.
	Key string
}

// Listener is the HTTPS listener of a load balancer, as plain values or tokens.
type Listener struct {
	// ARN is the listener's ARN. Required.
	ARN string
	// SecurityGroup is the id of the load balancer's security group. Required.
	SecurityGroup string
	// Balancer is the load balancer's full name, "app/name/id", as its metrics know it. Required.
	Balancer string
}

// ServiceProps describes one service on a fleet of hosts. Name, Place, Image, Listener, Hosts, Priority and Alerts are
// required; every other zero value means the default written beside it.
type ServiceProps struct {
	// Name names the service in its environment, 1 to 32 lower case letters, digits and dashes. Required: the hosts, the
	// log group "/<place>/<name>", the CodeDeploy application and the alarms carry it.
	Name string
	// Place is where the hosts run. Required.
	Place Place
	// Image is what runs. Required: image.Released or image.Fixed. It decides whose images hosts may pull; which one a
	// host runs is said by the revision that CodeDeploy deployed to it.
	Image image.Image
	// Port is the TCP port the container listens on, 1 to 65535. Default: 8080.
	Port int
	// Instances are the hosts' types, disks, price and age. How many there are is said by Scaling, so Min and Max must be
	// left out. Default: service.Instances' own.
	Instances service.Instances
	// Scaling bounds the number of hosts, Max at most 500 (CodeDeploy quotas, "Instances per deployment"), and says what
	// moves it: CPU, and Requests per host and minute. Memory, Concurrency and Rest must be left out: EC2 measures no
	// memory, and waits by itself. Default: 2 to 4 hosts at 60 % CPU.
	Scaling service.Scaling
	// Listener is where requests arrive. Required.
	Listener Listener
	// Hosts are the DNS names served, 1 to 5 together with Paths (Elastic Load Balancing quotas, "Condition values per
	// rule"). Required.
	Hosts []string
	// Paths are the path patterns served, such as "/api/*". Default: every path.
	Paths []string
	// Priority orders the rules of a listener, 1 to 50000, unique on the listener. Required.
	Priority int
	// Health is how the load balancer checks a host, and how a release knows that the container answers; Grace is how
	// long a release waits for that, at most 59 m. Default: GET / answers 200 within 60 s.
	Health service.Health
	// Command replaces the image's command. Default: the image's own.
	Command []string
	// User is the numeric user, and group, the container runs as; never root. Default: "65532:65532", the "nonroot" user
	// of distroless images.
	User string
	// Writable are absolute paths that are writable although the root file system is not, each a volume of the host:
	// what is there survives a release.Rolling, and ends with the host. Default: "/tmp". A path must be a directory of
	// the image that User may write to.
	Writable []string
	// Config is plain configuration by environment variable. It is readable by everybody who may read the parameter
	// "/<place>/<name>/settings". Default: none.
	Config map[string]string
	// Secrets are ARNs of Secrets Manager secrets or SSM parameters by environment variable; the host reads them when
	// the container starts. Default: none.
	Secrets map[string]string
	// SecretKeys are ARNs of customer-managed KMS keys that Secrets are encrypted with. Default: none.
	SecretKeys []string
	// Exec lets people who are allowed to open a shell on a host through Session Manager; what happens is logged in
	// "/<place>/<name>/exec". Default: false.
	Exec bool
	// StopWithin is how long the container may take to finish its work after SIGTERM, whole seconds from 2 s to 120 s.
	// Default: 30 s.
	StopWithin time.Duration
	// Strategy is how a new version takes over: release.Rolling or release.BlueGreen; see [Service] for what each means
	// here. Default: release.Rolling{}, one host after the other. Changing it from one to the other would replace the whole
	// fleet by hosts that run nothing until the next release, so CloudFormation refuses it: move to a second service.
	Strategy release.Strategy
	// WaitForReroute is how long the hosts of a release.BlueGreen wait for somebody to move the requests to them, whole
	// minutes from 0 to 2 days (CodeDeploy quotas); the deployment ends when nobody does. Default: 0, they move at once.
	WaitForReroute time.Duration
	// LogDays is how long logs are kept, one of CloudWatch's retention values. Default: 30 days.
	LogDays int
	// Retain keeps the logs when the stack is deleted. Revisions are always kept: a stack that is made anew
	// meets their bucket, and takes it over with cdk deploy --import-existing-resources. Default: false.
	Retain bool
	// Alerts are ARNs of SNS topics that alarms, failed deployments and hosts that cannot start notify. EventBridge must
	// be allowed to publish to them. Required: an alarm nobody hears is no alarm.
	Alerts []string
	// Runbook is the https address that alarms point to. Default: Shipway's runbook, docs/runbook.md.
	Runbook string
}

func (p ServiceProps) withDefaults() ServiceProps {
	p.Place.Partition = cmp.Or(p.Place.Partition, "aws")
	p.Port = cmp.Or(p.Port, 8080)
	p.Instances = p.Instances.WithDefaults()
	p.Scaling = p.Scaling.WithDefaults()
	p.Health = p.Health.WithDefaults()
	p.User = cmp.Or(p.User, "65532:65532")
	if p.Writable == nil {
		p.Writable = []string{"/tmp"}
	}
	p.StopWithin = cmp.Or(p.StopWithin, 30*time.Second)
	if p.Strategy == nil {
		p.Strategy = release.Rolling{}
	}
	p.LogDays = cmp.Or(p.LogDays, 30)
	p.Runbook = cmp.Or(p.Runbook, symptom.DefaultRunbook)
	return p
}

// mostHosts is how many hosts a deployment may have (CodeDeploy quotas, "Instances per deployment").
const mostHosts = 500

// mostName is how long a deployment group's name may be (CodeDeploy API, "CreateDeploymentGroup").
const mostName = 100

var (
	placeName   = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9-]{0,63}$`)
	serviceName = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$`)
	hostPattern = regexp.MustCompile(`^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$`)
	pathPattern = regexp.MustCompile(`^/[A-Za-z0-9_.$/~"'@:+&*?-]{0,127}$`)
)

// Validate reports every prop that NewService would refuse, all at once.
func (p ServiceProps) Validate() error {
	given := p
	p = p.withDefaults()
	c := check.Of("fleet.ServiceProps")
	c.That("SVC-001", "Name", p.Name, serviceName.MatchString(p.Name), "want 1 to 32 lower case letters, digits and dashes, starting with a letter")
	c.That("SVC-001", "Name", p.Name, len(p.group()) <= mostName, fmt.Sprintf("want less: CodeDeploy's names have at most %d characters, and %s has %d", mostName, p.group(), len(p.group())))
	c.Within("Place", p.Place.validate())
	c.That("SVC-001", "Place.Name", p.Place.Name, !p.Exec || !starts(p.Place.Name, "aws", "amazon", "amzn"), "want a name that does not start with aws, amazon or amzn: with Exec, a document of Systems Manager is called after it")
	c.Within("Image", p.Image.Validate())
	c.Between("SVC-003", "Port", p.Port, 1, 65535)
	c.Within("Instances", p.Instances.Validate())
	c.That("SVC-025", "Instances", "Min and Max", given.Instances.Min == nil && given.Instances.Max == 0, "want none: Scaling says how many hosts there are")
	given.checkScaling(c)
	p.checkIngress(c)
	p.checkContainer(c)
	given.checkStrategy(c)
	c.Days("LogDays", p.LogDays)
	c.Alerts(p.Alerts, p.Runbook)
	c.That("OBS-005", "Alerts", len(p.Alerts), len(p.Alerts) <= mostTargets, fmt.Sprintf("want at most %d: a rule of EventBridge has no more targets", mostTargets))
	return c.Err()
}

func (p Place) validate() error {
	c := check.Of("fleet.Place")
	c.That("SVC-001", "Name", p.Name, placeName.MatchString(p.Name), "want 1 to 64 letters, digits and dashes, starting with a letter")
	c.That("SVC-001", "Name", p.Name, !starts(p.Name, "aws", "ssm"), "want a name that does not start with aws or ssm: no parameter's may")
	c.That("SVC-001", "Name", p.Name, !starts(p.Name, "xn--", "sthree-", "amzn-s3-demo-"), "want a name that does not start with xn--, sthree- or amzn-s3-demo-: no bucket's may")
	c.Place(p.Account, p.Region, p.Partition)
	c.Require("API-001", "VpcID", p.VpcID != "", "give the network the hosts join")
	c.Require("API-001", "SubnetIDs", len(p.SubnetIDs) > 0, "give the subnets the hosts run in")
	c.Key("Key", p.Key)
	return c.Err()
}

// starts says whether name, in whatever case, has one of the beginnings that AWS keeps for itself (AWS Systems Manager user
// guide, "About requirements and constraints for parameter names"; Systems Manager API, "CreateDocument"; Amazon S3 user
// guide, "General purpose bucket naming rules").
func starts(name string, with ...string) bool {
	return slices.ContainsFunc(with, func(start string) bool { return strings.HasPrefix(strings.ToLower(name), start) })
}

// checkScaling reports bounds a fleet cannot have, and what EC2 cannot scale on. It looks at what was given.
func (p ServiceProps) checkScaling(c *check.Checks) {
	c.Within("Scaling", p.Scaling.Validate())
	s := p.Scaling.WithDefaults()
	c.That("SVC-015", "Scaling.Max", s.Max, s.Max <= mostHosts || s.Max > service.MaxTasks, fmt.Sprintf("want Min to %d: CodeDeploy deploys to no more hosts at once", mostHosts))
	c.That("SVC-022", "Scaling.Memory", p.Scaling.Memory, p.Scaling.Memory == 0, "want none: EC2 does not measure the memory of a host; use CPU or Requests, or runtime ec2")
	c.That("SVC-022", "Scaling.Concurrency", p.Scaling.Concurrency, p.Scaling.Concurrency == 0, "want none: only App Runner counts requests at a time")
	c.That("SVC-022", "Scaling.Rest", p.Scaling.Rest, p.Scaling.Rest == 0, "want none: EC2 Auto Scaling waits for a host to warm up, and by itself before it removes one")
}

// checkIngress reports what is wrong with how requests reach the hosts.
func (p ServiceProps) checkIngress(c *check.Checks) {
	l := p.Listener
	c.Require("DEP-008", "Listener", l.ARN != "" && l.SecurityGroup != "" && l.Balancer != "",
		"give the listener's ARN, its security group and the load balancer's full name: a fleet stands behind a load balancer")
	c.Require("LB-003", "Hosts", len(p.Hosts) > 0, "give the DNS names to serve")
	c.That("LB-003", "Hosts", len(p.Hosts)+len(p.Paths), len(p.Hosts)+len(p.Paths) <= 5, "want at most 5 Hosts and Paths together")
	for i, host := range p.Hosts {
		c.That("LB-003", fmt.Sprintf("Hosts[%d]", i), host, hostPattern.MatchString(host) && len(host) <= 128, "want a DNS name in lower case")
	}
	for i, path := range p.Paths {
		c.That("LB-003", fmt.Sprintf("Paths[%d]", i), path, pathPattern.MatchString(path), "want a path pattern that starts with a slash, at most 128 characters")
	}
	c.Between("LB-003", "Priority", p.Priority, 1, 50000)
	c.Within("Health", p.Health.Validate())
	c.That("DEP-011", "Health.Grace", p.Health.Grace, p.Health.Grace <= longestBake, "want at most 59m: CodeDeploy ends the script that waits after 1h")
}

// mostReferences is how many characters the secrets' ARNs may have, so that the hosts' policy stays below the 10,240
// characters of a role's inline policies (IAM user guide, "IAM and AWS STS quotas").
const mostReferences = 6000

// mostSettings is how many characters a parameter holds (Systems Manager quotas, "Maximum size for an advanced
// parameter").
const mostSettings = 8192

// checkContainer reports what is wrong with the container's own settings.
func (p ServiceProps) checkContainer(c *check.Checks) {
	service.CheckUser(c, "User", p.User)
	service.CheckVariables(c, [2]string{"Config", "Secrets"}, p.Config, p.Secrets, p.Place.Account, p.Place.Region)
	service.CheckOwnVariables(c, [2]string{"Config", "Secrets"}, p.Config, p.Secrets, service.Fleet, false)
	references := 0
	for _, arn := range p.Secrets {
		references += len(arn)
	}
	c.That("LIM-001", "Secrets", fmt.Sprintf("%d characters of ARNs", references), references <= mostReferences,
		fmt.Sprintf("want at most %d together: the role that reads them has one policy; put several values into one secret", mostReferences))
	size := len(p.settings())
	c.That("LIM-001", "Config", fmt.Sprintf("%d characters with everything else the container is given", size), size <= mostSettings,
		fmt.Sprintf("want at most %d together: the hosts read them from one parameter; put a long value into a secret", mostSettings))
	for i, arn := range p.SecretKeys {
		c.Key(fmt.Sprintf("SecretKeys[%d]", i), arn)
	}
	for i, path := range p.Writable {
		c.That("SVC-023", fmt.Sprintf("Writable[%d]", i), path,
			strings.HasPrefix(path, "/") && len(path) > 1 && !strings.Contains(path, "..") && !strings.ContainsAny(path, ":, "),
			"want an absolute path below /")
		c.That("SVC-023", fmt.Sprintf("Writable[%d]", i), path, slices.Index(p.Writable, path) == i, "want each path once")
	}
	c.That("DEP-011", "StopWithin", p.StopWithin,
		2*time.Second <= p.StopWithin && p.StopWithin <= 2*time.Minute && p.StopWithin%time.Second == 0,
		"want whole seconds from 2s to 2m0s")
}
