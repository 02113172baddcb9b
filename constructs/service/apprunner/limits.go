package apprunner

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// Regions are where App Runner is (AWS General Reference, "AWS App Runner endpoints and quotas").
var Regions = service.AppRunnerRegions

var (
	serviceName     = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$`)
	environmentName = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9-]{0,63}$`)
	regionalKey     = regexp.MustCompile(`^arn:aws:kms:[a-z0-9-]+:\d{12}:key/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	vpcID           = regexp.MustCompile(`^vpc-[0-9a-f]{8,17}$`)
	subnetID        = regexp.MustCompile(`^subnet-[0-9a-f]{8,17}$`)
	endpointID      = regexp.MustCompile(`^vpce-[0-9a-f]{8,17}$`)
	plainWord       = regexp.MustCompile(`^[A-Za-z0-9@%+=:,./_-]+$`)
)

// longestName is how long the name of an App Runner service may be (App Runner API, "CreateService").
const longestName = 40

func (p ServiceProps) checkName(c *check.Checks) {
	c.That("SVC-001", "Name", p.Name, serviceName.MatchString(p.Name), "want 1 to 32 lower case letters, digits and dashes, starting with a letter")
	c.That("SVC-001", "Name", p.Name, len(p.serviceName()) <= longestName,
		fmt.Sprintf("with the environment's name in front want at most %d characters, not %d", longestName, len(p.serviceName())))
}

// serviceName is what App Runner calls the service; it must be unique in the account and region.
func (p ServiceProps) serviceName() string { return p.Environment.Name + "-" + p.Name }

func (e Environment) validate() error {
	c := check.Of("apprunner.Environment")
	c.That("SVC-001", "Name", e.Name, environmentName.MatchString(e.Name), "want 1 to 64 letters, digits and dashes, starting with a letter")
	c.Account("Account", e.Account)
	c.OneOf("ENV-009", "Region", e.Region, Regions...)
	c.OneOf("ENV-010", "Partition", e.Partition, "aws")
	c.That("SEC-004", "Key", e.Key, regionalKey.MatchString(e.Key), "want the ARN of a KMS key of one region; App Runner takes no multi-region key")
	return c.Err()
}

// checkImage reports an image that App Runner cannot pull.
func (p ServiceProps) checkImage(c *check.Checks) {
	err := p.Image.Validate()
	c.Within("Image", err)
	if err == nil && p.Image.Repository() == "" {
		c.That("IMG-003", "Image", p.Image.Reference(), strings.HasPrefix(p.Image.Reference(), "public.ecr.aws/"),
			"want an image of ECR, with the ARN of its repository, or of public.ecr.aws: App Runner pulls from nowhere else")
	}
}

// mostKept is how many instances App Runner keeps ready at most (App Runner API, "CreateAutoScalingConfiguration").
const mostKept = 25

// checkScaling reports bounds out of range, and numbers that App Runner does not follow.
func (p ServiceProps) checkScaling(c *check.Checks) {
	s := p.Scaling
	c.Between("APR-001", "Scaling.Min", s.Min, 1, mostKept)
	c.That("APR-001", "Scaling.Max", s.Max, s.Max >= s.Min, fmt.Sprintf("want Min or more: %d", s.Min))
	c.Between("APR-001", "Scaling.Concurrency", s.Concurrency, 1, 200)
	for _, other := range []struct {
		field string
		given any
		none  bool
	}{
		{"CPU", s.CPU, s.CPU == 0}, {"Memory", s.Memory, s.Memory == 0}, {"Requests", s.Requests, s.Requests == 0}, {"Rest", s.Rest, s.Rest == 0},
	} {
		c.That("SVC-021", "Scaling."+other.field, other.given, other.none, "want none: App Runner follows Concurrency only; use runtime fargate to choose")
	}
}

// checkHealth reports what App Runner's health check cannot do (App Runner API, "HealthCheckConfiguration").
func (p ServiceProps) checkHealth(c *check.Checks) {
	h := p.Health
	c.Within("Health", service.Health{Path: h.Path}.Validate())
	for _, wait := range []struct {
		field string
		given time.Duration
	}{{"Interval", h.Interval}, {"Timeout", h.Timeout}} {
		c.That("SVC-019", "Health."+wait.field, wait.given,
			time.Second <= wait.given && wait.given <= 20*time.Second && wait.given%time.Second == 0, "want whole seconds from 1s to 20s")
	}
	c.Between("SVC-019", "Health.Healthy", h.Healthy, 1, 20)
	c.Between("SVC-019", "Health.Unhealthy", h.Unhealthy, 1, 20)
	c.That("SVC-021", "Health.Codes", h.Codes, h.Codes == "", "want none: App Runner offers no choice of codes; use runtime fargate to choose")
	c.That("SVC-021", "Health.Grace", h.Grace, h.Grace == 0, "want none: App Runner has no such time; use runtime fargate to choose")
}

// checkContainer reports what is wrong with the container's own settings.
func (p ServiceProps) checkContainer(c *check.Checks) {
	for i, word := range p.Command {
		c.That("SVC-021", fmt.Sprintf("Command[%d]", i), word, plainWord.MatchString(word),
			"want letters, digits and @%+=:,./_- only: App Runner takes the command as one line and splits it at spaces")
	}
	service.CheckVariables(c, [2]string{"Config", "Secrets"}, p.Config, p.Secrets, p.Environment.Account, p.Environment.Region)
	service.CheckOwnVariables(c, [2]string{"Config", "Secrets"}, p.Config, p.Secrets, service.AppRunner, false)
	c.Secrets(p.Secrets, p.SecretKeys)
}

// checkNetwork reports what cannot be the subnets and the endpoint of one network.
func (p ServiceProps) checkNetwork(c *check.Checks) {
	if len(p.Subnets) > 0 || p.Endpoint != "" {
		c.That("NET-011", "Vpc", p.Vpc, vpcID.MatchString(p.Vpc), "want the id of the network, such as vpc-0123456789abcdef0")
	}
	for i, id := range p.Subnets {
		at := fmt.Sprintf("Subnets[%d]", i)
		c.That("NET-011", at, id, subnetID.MatchString(id), "want the id of a subnet, such as subnet-0123456789abcdef0")
		c.That("NET-011", at, id, slices.Index(p.Subnets, id) == i, "want each subnet once")
	}
	c.That("NET-011", "Endpoint", p.Endpoint, p.Endpoint == "" || endpointID.MatchString(p.Endpoint),
		"want the id of an interface endpoint, such as vpce-0123456789abcdef0")
}

// checkStrategy reports every strategy but App Runner's own, with the sentence of the grid, and changes to that one.
func (p ServiceProps) checkStrategy(c *check.Checks) {
	rolling, is := p.Strategy.(release.Rolling)
	if !is {
		cell, _ := release.At(service.AppRunner, false, p.Strategy.Name())
		c.That("DEP-005", "Strategy", string(p.Strategy.Name()), false, cell.Refused)
		return
	}
	fixed := func(field string, given any, ok bool) {
		c.That("DEP-005", "Strategy."+field, given, ok,
			"want none: App Runner always doubles the instances and stops the old ones when the new are healthy; use runtime fargate to choose")
	}
	if least := rolling.MinHealthyPercent; least != nil {
		fixed("MinHealthyPercent", *least, *least == 100)
	}
	fixed("MaxPercent", rolling.MaxPercent, rolling.MaxPercent == 0 || rolling.MaxPercent == 200)
	fixed("Bake", rolling.Bake, rolling.Bake == 0)
	fixed("Batch", string(rolling.Batch), rolling.Batch == release.BatchDefault)
	fixed("Alarms", len(rolling.Alarms), len(rolling.Alarms) == 0)
}
