package express

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/constructs-go/constructs/v10"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// Cluster is the ECS cluster that a service joins, as plain values: Express services share it with all others.
type Cluster struct {
	// Name is the cluster's name, 1 to 64 letters, digits and dashes. Required.
	Name string
	// Account is the 12-digit AWS account. Required: trust policies name it.
	Account string
	// Region is the AWS region, such as "eu-west-1". Required.
	Region string
	// Partition is the AWS partition; Express Mode is in "aws" only. Default: "aws".
	Partition string
	// Key is the ARN of the KMS key that encrypts the log groups "/<name>/*". Its policy must let CloudWatch Logs use it
	// for them. Required.
	Key string
}

// ServiceProps describes one service. Name, Cluster, Vpc, Subnets and Image are required; every other zero value means
// the default written beside it.
type ServiceProps struct {
	// Name names the service in its cluster, 1 to 32 lower case letters, digits and dashes. Required: the ECS service,
	// the log group "/<cluster>/<name>", the task family and the alarms carry it.
	Name string
	// Cluster is where the service runs. Required.
	Cluster Cluster
	// Vpc is the id of the network that Subnets belong to. Required.
	Vpc string
	// Subnets are the ids of 2 to 16 subnets in different zones, all public or all private, with 8 free addresses each
	// (ECS developer guide, "Resources created by Amazon ECS Express Mode services"). They decide who reaches the
	// service: see the package's documentation. Required.
	Subnets []string
	// Network is what must exist before the service does: the routes, NAT gateways and VPC endpoints of Subnets when they
	// are defined in the same stack. Without it ECS may look at subnets that have no routes yet and refuse them.
	// Default: nothing; a network in another stack comes first by itself.
	Network []constructs.IDependable
	// Image is what runs. Required: image.Released or image.Fixed.
	Image image.Image
	// Port is the TCP port the container listens on, 1 to 65535. Default: 8080.
	Port int
	// Size is the CPU and memory of one task. Default: 256 CPU units and 512 MiB.
	Size service.Size
	// ARM runs tasks on Graviton processors, about 20 % cheaper (Fargate pricing); the image must be built for arm64.
	// Default: x86_64.
	ARM bool
	// Scaling bounds the number of tasks. Express Mode follows one number: give CPU, Memory or Requests, at most 65536
	// requests. Default: 2 to 4 tasks at 60 % CPU.
	Scaling service.Scaling
	// Health is the path that answers 200 when a task is ready; Express Mode sets the rest of a health check itself.
	// Default: "/".
	Health service.Health
	// Command replaces the image's command. Default: the image's own.
	Command []string
	// User is the numeric user, and group, the container runs as; never root. Default: "65532:65532", the "nonroot"
	// user of distroless images.
	User string
	// Writable are absolute paths that are writable although the root file system is not, each on the task's own
	// storage. Default: "/tmp". A path must be a VOLUME of the image that User may write to.
	Writable []string
	// Config is plain configuration by environment variable. It is readable by everybody who may read the template.
	// Default: none.
	Config map[string]string
	// Secrets are ARNs of Secrets Manager secrets or SSM parameters by environment variable; ECS reads them when a
	// task starts. Default: none.
	Secrets map[string]string
	// SecretKeys are ARNs of customer-managed KMS keys that Secrets are encrypted with. Default: none.
	SecretKeys []string
	// StopWithin is how long a task may take to finish its work after SIGTERM, whole seconds from 2 s to 120 s
	// (Fargate's limit). Default: 30 s.
	StopWithin time.Duration
	// Strategy is how a new version takes over: Express Mode's own canary and no other. Default: release.Canary{}, which
	// moves 5 % of the requests, watches for 3 minutes, moves the rest and watches for 3 more (ECS developer guide,
	// "Updating an Amazon ECS Express Mode service").
	Strategy release.Strategy
	// LogDays is how long logs are kept, one of CloudWatch's retention values. Default: 30 days.
	LogDays int
	// Retain keeps the logs when the stack is deleted. Default: false.
	Retain bool
	// Alerts are ARNs of SNS topics that the service's alarms notify. Required: an alarm nobody hears is no alarm.
	Alerts []string
	// Runbook is the https address that alarms point to. Default: Shipway's runbook, docs/runbook.md.
	Runbook string
}

func (p ServiceProps) withDefaults() ServiceProps {
	p.Cluster.Partition = cmp.Or(p.Cluster.Partition, "aws")
	p.Port = cmp.Or(p.Port, 8080)
	p.Size = p.Size.WithDefaults()
	if p.Scaling.Memory == 0 && p.Scaling.Requests == 0 {
		p.Scaling.CPU = cmp.Or(p.Scaling.CPU, 60)
	}
	p.Scaling.Min = cmp.Or(p.Scaling.Min, 2)
	p.Scaling.Max = cmp.Or(p.Scaling.Max, 2*p.Scaling.Min)
	p.Health.Path = cmp.Or(p.Health.Path, "/")
	p.User = cmp.Or(p.User, "65532:65532")
	if p.Writable == nil {
		p.Writable = []string{"/tmp"}
	}
	p.StopWithin = cmp.Or(p.StopWithin, 30*time.Second)
	if p.Strategy == nil {
		p.Strategy = release.Canary{}
	}
	p.LogDays = cmp.Or(p.LogDays, 30)
	p.Runbook = cmp.Or(p.Runbook, symptom.DefaultRunbook)
	return p
}

func (c Cluster) place() policy.Place {
	return policy.Place{Partition: c.Partition, Account: c.Account, Region: c.Region}
}

var (
	serviceName = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$`)
	clusterName = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9-]{0,63}$`)
	vpcID       = regexp.MustCompile(`^vpc-[0-9a-f]{8,17}$`)
	subnetID    = regexp.MustCompile(`^subnet-[0-9a-f]{8,17}$`)
)

// Validate reports every prop that NewService would refuse, all at once.
func (p ServiceProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("express.ServiceProps")
	c.That("SVC-001", "Name", p.Name, serviceName.MatchString(p.Name), "want 1 to 32 lower case letters, digits and dashes, starting with a letter")
	c.Within("Cluster", p.Cluster.validate())
	p.checkNetwork(c)
	c.Within("Image", p.Image.Validate())
	c.Between("SVC-003", "Port", p.Port, 1, 65535)
	c.Within("Size", p.Size.ValidateOn(service.Express))
	p.checkScaling(c)
	p.checkHealth(c)
	p.checkContainer(c)
	p.checkStrategy(c)
	c.Days("LogDays", p.LogDays)
	c.Alerts(p.Alerts, p.Runbook)
	return c.Err()
}

func (c Cluster) validate() error {
	all := check.Of("express.Cluster")
	all.That("SVC-001", "Name", c.Name, clusterName.MatchString(c.Name), "want 1 to 64 letters, digits and dashes, starting with a letter")
	all.Place(c.Account, c.Region, c.Partition)
	// CloudFormation resource specification, "AWS::ECS::ExpressGatewayService".
	all.That("ENV-009", "Partition", c.Partition, c.Partition != "aws-cn" && c.Partition != "aws-us-gov", "want aws: Express Mode is in no other partition; use runtime fargate")
	all.Key("Key", c.Key)
	return all.Err()
}

// checkNetwork reports what cannot be the subnets of one network.
func (p ServiceProps) checkNetwork(c *check.Checks) {
	c.That("NET-011", "Vpc", p.Vpc, vpcID.MatchString(p.Vpc), "want the id of the network, such as vpc-0123456789abcdef0")
	c.That("NET-011", "Subnets", len(p.Subnets), 2 <= len(p.Subnets) && len(p.Subnets) <= 16, "want 2 to 16 subnets, one in each zone")
	for i, id := range p.Subnets {
		at := fmt.Sprintf("Subnets[%d]", i)
		c.That("NET-011", at, id, subnetID.MatchString(id), "want the id of a subnet, such as subnet-0123456789abcdef0")
		c.That("NET-011", at, id, slices.Index(p.Subnets, id) == i, "want each subnet once")
	}
}

// checkContainer reports what is wrong with the container's own settings.
func (p ServiceProps) checkContainer(c *check.Checks) {
	service.CheckUser(c, "User", p.User)
	service.CheckVariables(c, [2]string{"Config", "Secrets"}, p.Config, p.Secrets, p.Cluster.Account, p.Cluster.Region)
	c.Secrets(p.Secrets, p.SecretKeys)
	service.CheckWords(c, "Config", service.Words(p.Config, p.Secrets, p.Command, p.Writable))
	for i, path := range p.Writable {
		c.That("SVC-023", fmt.Sprintf("Writable[%d]", i), path,
			strings.HasPrefix(path, "/") && len(path) > 1 && !strings.Contains(path, "..") && !strings.ContainsAny(path, ": "),
			"want an absolute path below /")
		c.That("SVC-023", fmt.Sprintf("Writable[%d]", i), path, slices.Index(p.Writable, path) == i, "want each path once")
	}
	c.That("DEP-011", "StopWithin", p.StopWithin,
		2*time.Second <= p.StopWithin && p.StopWithin <= 2*time.Minute && p.StopWithin%time.Second == 0,
		"want whole seconds from 2s to 2m0s, Fargate's limit")
}
