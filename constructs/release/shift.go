package release

import (
	"cmp"
	"fmt"
	"math"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Linear moves the same share of the requests to the new version step by step, and back at once when an alarm says so.
// Both versions run at full size meanwhile.
//
// Use it where load should grow slowly, for caches and connection pools to follow. A canary finds a bad version with
// fewer requests.
type Linear struct {
	// Percent is the share of the requests that each step moves, 3 to 100 in steps of 0.1 (ECS API,
	// "LinearConfiguration"). Default: 10.
	Percent float64
	// StepBake is how long each step is watched, whole minutes from 0 to 24 h; the last needs none. Default: 6 m, ECS's
	// own.
	StepBake *time.Duration
	// Bake is how long both versions stay after the last step, whole minutes from 0 to 24 h. Default: 5 m.
	Bake *time.Duration
	// Alarms are names of existing CloudWatch alarms that also undo the deployment, beside the service's own.
	// Default: none besides those.
	Alarms []string
	// Hooks run at stages of the deployment. Default: none.
	Hooks []Hook
	// Test is how testers reach the new version before others do. Default: they cannot.
	Test Test
}

// Canary shows the new version to a small share of the requests, watches, and then moves the rest at once.
//
// Use it as the default of production services: it finds most bad versions at the price of few requests.
type Canary struct {
	// Percent is the share of the requests that the canary gets, 0.1 to 100 in steps of 0.1 (ECS API,
	// "CanaryConfiguration"). Default: 5, ECS's own.
	Percent float64
	// CanaryBake is how long the canary is watched, whole minutes from 0 to 24 h. Default: 10 m, ECS's own.
	CanaryBake *time.Duration
	// Bake is how long both versions stay after the rest moved, whole minutes from 0 to 24 h. Default: 5 m.
	Bake *time.Duration
	// Alarms are names of existing CloudWatch alarms that also undo the deployment, beside the service's own.
	// Default: none besides those.
	Alarms []string
	// Hooks run at stages of the deployment. Default: none.
	Hooks []Hook
	// Test is how testers reach the new version before others do. Default: they cannot.
	Test Test
}

// BlueGreen starts the new version at full size beside the old one, moves all requests at once, and keeps the old one
// for as long as Bake, so that going back takes seconds.
//
// Use it where two versions must not answer side by side, or where a test of the real thing comes first.
type BlueGreen struct {
	// Bake is how long the old version stays after the requests moved, whole minutes from 0 to 24 h. Default: 10 m.
	Bake *time.Duration
	// Alarms are names of existing CloudWatch alarms that also undo the deployment, beside the service's own.
	// Default: none besides those.
	Alarms []string
	// Hooks run at stages of the deployment. Default: none.
	Hooks []Hook
	// Test is how testers reach the new version before others do. Default: they cannot.
	Test Test
}

// Test is how testers reach the new version while everybody else still gets the old one: by a header or by a port.
// The zero value means they cannot.
type Test struct {
	// Header is the name of a request header that leads to the new version, 1 to 40 letters, digits and dashes
	// (Elastic Load Balancing API, "HttpHeaderConditionConfig"). Default: none. Give Header or Port, not both.
	Header string
	// Value is what the header must hold, 1 to 128 printable characters without wildcards. It is no secret: everybody
	// who may read the template may read it. Default: none; required with Header.
	Value string
	// Port is a port of the load balancer that leads to the new version, 1024 to 65535 and reachable from inside the
	// VPC only. Default: none. Give Header or Port, not both.
	Port int
}

func (Linear) strategy()    {}
func (Canary) strategy()    {}
func (BlueGreen) strategy() {}

// Name is what shipway.yaml calls the strategy.
func (Linear) Name() Name { return LinearName }

// Name is what shipway.yaml calls the strategy.
func (Canary) Name() Name { return CanaryName }

// Name is what shipway.yaml calls the strategy.
func (BlueGreen) Name() Name { return BlueGreenName }

// orWait is given, or a default wait where nothing was given.
func orWait(given *time.Duration, otherwise time.Duration) *time.Duration {
	if given == nil {
		return &otherwise
	}
	return given
}

// WithDefaults fills the fields that were left zero.
func (l Linear) WithDefaults() Linear {
	l.Percent = cmp.Or(l.Percent, 10)
	l.StepBake, l.Bake = orWait(l.StepBake, 6*time.Minute), orWait(l.Bake, 5*time.Minute)
	return l
}

// WithDefaults fills the fields that were left zero.
func (y Canary) WithDefaults() Canary {
	y.Percent = cmp.Or(y.Percent, 5)
	y.CanaryBake, y.Bake = orWait(y.CanaryBake, 10*time.Minute), orWait(y.Bake, 5*time.Minute)
	return y
}

// WithDefaults fills the fields that were left zero.
func (b BlueGreen) WithDefaults() BlueGreen {
	b.Bake = orWait(b.Bake, 10*time.Minute)
	return b
}

// tenths is percent in tenths, and whether it is a whole number of them.
func tenths(percent float64) (int, bool) {
	n := math.Round(percent * 10)
	return int(n), math.Abs(percent*10-n) < 1e-6
}

// checkPercent reports a share outside low to 100 or with more than one decimal.
func checkPercent(c *check.Checks, percent, low float64) {
	_, whole := tenths(percent)
	c.That("DEP-002", "Percent", percent, whole && low <= percent && percent <= 100, fmt.Sprintf("want %g to 100 in steps of 0.1", low))
}

// Steps is how many steps are watched for StepBake. The last one is not: it is watched for Bake (CloudFormation
// template reference, "AWS::ECS::Service LinearConfiguration").
func (l Linear) Steps() int { return l.shifts() - 1 }

// shifts is how often requests move until the new version has all of them.
func (l Linear) shifts() int {
	step, _ := tenths(l.WithDefaults().Percent)
	step = max(step, 1)
	return (1000 + step - 1) / step
}

// Validate reports every field out of range, and waits that together exceed what CloudFormation allows.
func (l Linear) Validate() error {
	l = l.WithDefaults()
	c := check.Of("release.Linear")
	checkPercent(c, l.Percent, 3)
	checkBake(c, "StepBake", *l.StepBake)
	checkBake(c, "Bake", *l.Bake)
	checkTotal(c, l, fmt.Sprintf("Bake and StepBake times %d steps", l.Steps()), waits(l.Hooks, l.shifts()) > 0)
	checkAlarms(c, l.Alarms)
	checkHooks(c, l.Hooks)
	c.Within("Test", l.Test.Validate())
	return c.Err()
}

// Validate reports every field out of range, and waits that together exceed what CloudFormation allows.
func (y Canary) Validate() error {
	y = y.WithDefaults()
	c := check.Of("release.Canary")
	checkPercent(c, y.Percent, 0.1)
	checkBake(c, "CanaryBake", *y.CanaryBake)
	checkBake(c, "Bake", *y.Bake)
	checkTotal(c, y, "Bake and CanaryBake", waits(y.Hooks, 2) > 0)
	checkAlarms(c, y.Alarms)
	checkHooks(c, y.Hooks)
	c.Within("Test", y.Test.Validate())
	return c.Err()
}

// Validate reports every field out of range.
func (b BlueGreen) Validate() error {
	b = b.WithDefaults()
	c := check.Of("release.BlueGreen")
	checkBake(c, "Bake", *b.Bake)
	checkTotal(c, b, "Bake", waits(b.Hooks, 1) > 0)
	checkAlarms(c, b.Alarms)
	checkHooks(c, b.Hooks)
	c.Within("Test", b.Test.Validate())
	return c.Err()
}

// checkTotal reports watches and hooks that together may outlast what CloudFormation waits for.
func checkTotal(c *check.Checks, s Strategy, what string, hooked bool) {
	if hooked {
		what += ", and the longest that Hooks may take,"
	}
	total := s.Longest()
	c.That("DEP-004", "Bake", total, total <= longest, what+" are together more than 33h, which CloudFormation does not wait for")
}

// Longest is how long the strategy watches, and its hooks may take.
func (l Linear) Longest() time.Duration {
	l = l.WithDefaults()
	return counted(*l.Bake) + time.Duration(l.Steps())*counted(*l.StepBake) + waits(l.Hooks, l.shifts())
}

// Longest is how long the strategy watches, and its hooks may take.
func (y Canary) Longest() time.Duration {
	y = y.WithDefaults()
	return counted(*y.Bake) + counted(*y.CanaryBake) + waits(y.Hooks, 2)
}

// Longest is how long the strategy watches, and its hooks may take.
func (b BlueGreen) Longest() time.Duration {
	return counted(*b.WithDefaults().Bake) + waits(b.Hooks, 1)
}
