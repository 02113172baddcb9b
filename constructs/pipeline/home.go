package pipeline

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// Home is one service in one environment, by names alone: the pipeline in its account and the roles in the
// environment's account are defined from the same one, and none needs to ask the other. App, Service, Environment,
// Account and Region are required.
type Home struct {
	// App names the application, 1 to 20 lower case letters, digits and dashes. Required.
	App string
	// Service names the service, 1 to 32 lower case letters, digits and dashes. Required.
	Service string
	// Environment names the environment, 1 to 20 lower case letters, digits and dashes, such as "prod". Required.
	Environment string
	// Account is the 12-digit AWS account of the environment. Required.
	Account string
	// Region is the AWS region of the environment. Required.
	Region string
	// Partition is the AWS partition. Default: "aws".
	Partition string
	// Stack is the name of the service's stack. Default: "<app>-<environment>-<service>".
	Stack string
	// Alarms are the names of the alarms that must be quiet before, during and after a release. Default: none.
	Alarms []string
	// Within is how long a release may take, its bake included: 5 m to 17 h 45 m, and to 11 h 50 m
	// for [Manifests]. Default: 1 h.
	Within time.Duration
}

// leastWithin is the least that a release may be given; the most is delivery.MostWithin.
const leastWithin = 5 * time.Minute

// withDefaults fills what was left out.
func (h Home) withDefaults() Home {
	h.Partition = cmp.Or(h.Partition, "aws")
	h.Stack = cmp.Or(h.Stack, h.name())
	h.Within = cmp.Or(h.Within, delivery.Within(0))
	return h
}

// Validate reports everything that keeps the home from being found, all at once.
func (h Home) Validate() error {
	h = h.withDefaults()
	c := check.Of("pipeline.Home")
	names(c, h.App, h.Service)
	c.That("INJ-003", "Environment", h.Environment, appName.MatchString(h.Environment), "want 1 to 20 lower case letters, digits and dashes, starting with a letter")
	c.Place(h.Account, h.Region, h.Partition)
	c.That("INJ-003", "Stack", h.Stack, stackName.MatchString(h.Stack), "want the name of a CloudFormation stack")
	alarms(c, h.Alarms)
	c.That("PIPE-004", "Within", h.Within, leastWithin <= h.Within && h.Within <= delivery.MostWithin && h.Within%time.Second == 0, "want 5 m to 17 h 45 m, in whole seconds")
	return c.Err()
}

// alarms reports the field Alarms unless each is the name of an alarm that fits into a list with spaces, and there once.
func alarms(c *check.Checks, names []string) {
	for i, alarm := range names {
		// The programs take the names of all alarms in one variable, with spaces between them.
		c.That("INJ-001", fmt.Sprintf("Alarms[%d]", i), alarm, alarm != "" && len(alarm) <= 255 && word(alarm), "want an alarm's name without spaces")
		c.That("INJ-001", fmt.Sprintf("Alarms[%d]", i), alarm, slices.Index(names, alarm) == i, "want each alarm once")
	}
}

// word says whether text is one word of plain characters.
func word(text string) bool {
	for _, r := range text {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	return true
}

// name is what everything of the service in the environment is called: "shop-prod-web".
func (h Home) name() string { return h.App + "-" + h.Environment + "-" + h.Service }

func (h Home) place() policy.Place {
	h = h.withDefaults()
	return policy.Place{Partition: h.Partition, Account: h.Account, Region: h.Region}
}

// RoleARN is the ARN of the role that a release acts as in the environment: see [NewReleaseRole]. It is known before
// anything is deployed.
func (h Home) RoleARN() string { return role(h.place(), named(roleLimit, h.name(), "release")) }

// StackARN is the pattern of the stack's ARN, whose end only CloudFormation knows.
func (h Home) StackARN() string {
	return h.place().ARN("cloudformation", "stack/"+h.withDefaults().Stack+"/*")
}

// project is what the names of the builds start with that release from inside the environment: see
// [NewClusterReleaser].
func (h Home) project() string { return h.name() + "-release" }

// builderARN is the ARN of the role that those builds act as.
func (h Home) builderARN() string { return role(h.place(), h.builder()) }

func (h Home) builder() string { return named(roleLimit, h.name(), "releaser") }

// starterARN is the ARN of the role by which a pipeline of another account starts those builds.
func (h Home) starterARN() string { return role(h.place(), h.starter()) }

func (h Home) starter() string { return named(roleLimit, h.name(), "starter") }
