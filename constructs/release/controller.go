package release

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// CodeDeploy hands the deployments of an ECS service to AWS CodeDeploy instead of ECS itself: for teams whose approvals,
// hooks or dashboards are built on it. Canary and Linear become its time-based shifts, BlueGreen its all-at-once.
//
// New services should not use it: ECS does the same with less, and CloudFormation may no longer change most of a
// service that CodeDeploy deploys (ECS API, "UpdateService").
type CodeDeploy struct {
	// TerminateAfter is how long the old tasks stay after the requests moved, whole minutes from 0 to 2 days
	// (CodeDeploy API, "BlueInstanceTerminationOption"). Default: the strategy's Bake.
	TerminateAfter *time.Duration
	// WaitForReroute is how long the new tasks wait for somebody to move the requests, whole minutes from 0 to 2 days;
	// the deployment ends when nobody does (CodeDeploy API, "DeploymentReadyOption"). Default: 0, they move at once.
	WaitForReroute time.Duration
	// Frozen is what the service's output "Frozen" said after its first deployment: what CloudFormation may no longer
	// change. With it, such a change is refused before it reaches CloudFormation. Default: nothing was deployed yet.
	Frozen string
}

// Validate reports every field that is out of range.
func (d CodeDeploy) Validate() error {
	c := check.Of("release.CodeDeploy")
	two := 48 * time.Hour
	if d.TerminateAfter != nil {
		after := *d.TerminateAfter
		c.That("DEP-009", "TerminateAfter", after, 0 <= after && after <= two && after%time.Minute == 0, "want whole minutes from 0s to 48h")
	}
	c.That("DEP-009", "WaitForReroute", d.WaitForReroute, 0 <= d.WaitForReroute && d.WaitForReroute <= two && d.WaitForReroute%time.Minute == 0, "want whole minutes from 0s to 48h")
	c.That("DEP-012", "Frozen", fmt.Sprintf("%d characters", len(d.Frozen)), len(d.Frozen) <= 1024, "want what the output Frozen says, at most 1024 characters")
	return c.Err()
}

// plain is text that is printed without quotes: a number, a word.
type plain string

// CheckFrozen reports what of is, the fields that Frozen names and their values, was deployed otherwise.
func (d CodeDeploy) CheckFrozen(c *check.Checks, is [][2]string) {
	was := map[string]string{}
	for _, word := range strings.Fields(d.Frozen) {
		field, value, ok := strings.Cut(word, "=")
		c.That("DEP-012", "Controller.Frozen", word, ok, "want what the output Frozen says")
		was[field] = value
	}
	for _, now := range is {
		value, known := was[now[0]]
		c.That("DEP-012", now[0], plain(now[1]), !known || value == now[1], fmt.Sprintf("want %s, as it was deployed: "+
			"CloudFormation cannot change it on a service that CodeDeploy deploys; a second service may have another", value))
	}
}

// Terminate is how long the old tasks stay, with bake for what was left out.
func (d CodeDeploy) Terminate(bake time.Duration) time.Duration {
	if d.TerminateAfter == nil {
		return bake
	}
	return *d.TerminateAfter
}

// Can reports what of a strategy CodeDeploy cannot do, although ECS can.
func (CodeDeploy) Can(strategy Strategy) error {
	c := check.Of("release.CodeDeploy")
	switch s := strategy.(type) {
	case Linear:
		s = s.WithDefaults()
		checkWhole(c, s.Percent)
		c.That("DEP-009", "StepBake", *s.StepBake, *s.StepBake >= time.Minute, "want at least 1m: CodeDeploy waits between two steps")
		checkEvents(c, s.Hooks, s.Test)
	case Canary:
		s = s.WithDefaults()
		checkWhole(c, s.Percent)
		c.That("DEP-009", "CanaryBake", *s.CanaryBake, *s.CanaryBake >= time.Minute, "want at least 1m: CodeDeploy waits between its two steps")
		checkEvents(c, s.Hooks, s.Test)
	case BlueGreen:
		checkEvents(c, s.Hooks, s.Test)
	}
	return c.Err()
}

// checkWhole reports a share that CodeDeploy cannot move: it counts in whole percent (CodeDeploy API, "TimeBasedCanary",
// "TimeBasedLinear"), and its whole is one shift.
func checkWhole(c *check.Checks, percent float64) {
	n, _ := tenths(percent)
	c.That("DEP-009", "Percent", percent, n%10 == 0, "want a whole number: CodeDeploy moves no fractions of a percent")
	c.That("DEP-009", "Percent", percent, percent < 100, "want less than 100, or blue-green, which moves all at once")
}

// events are the hooks of an AppSpec file by the stage they stand for (CodeDeploy user guide, "AppSpec 'hooks' section
// for an Amazon ECS deployment").
var events = map[Stage]string{
	PreScaleUp:                 "BeforeInstall",
	PostScaleUp:                "AfterInstall",
	PostTestTrafficShift:       "AfterAllowTestTraffic",
	PreProductionTrafficShift:  "BeforeAllowTraffic",
	PostProductionTrafficShift: "AfterAllowTraffic",
}

// Event is what CodeDeploy calls the stage, or empty for one it does not stop at.
func (s Stage) Event() string { return events[s] }

// checkEvents reports hooks and tests that an AppSpec file cannot say. CodeDeploy calls one function at an event, and
// always gives it an hour (CodeDeploy user guide, "AppSpec 'hooks' section for an Amazon ECS deployment").
func checkEvents(c *check.Checks, hooks []Hook, test Test) {
	seen := map[Stage]bool{}
	for i, h := range hooks {
		at := fmt.Sprintf("Hooks[%d].", i)
		c.That("DEP-010", at+"Function", h.Function, !h.Pause(), "want a function: CodeDeploy pauses at WaitForReroute only")
		c.That("DEP-010", at+"Timeout", h.Timeout, h.Timeout == 0 || h.Pause() || h.Timeout == time.Hour, "want 1h0m0s, which CodeDeploy always gives")
		c.That("DEP-010", at+"GoOn", h.GoOn, !h.GoOn, "want false: CodeDeploy goes back when nothing was decided in time")
		c.That("DEP-010", at+"Details", h.Details, h.Details == "" || h.Pause(), "want none: CodeDeploy passes nothing on")
		for j, stage := range h.Stages {
			at := fmt.Sprintf("%sStages[%d]", at, j)
			known := stage.Event() != "" || !slices.Contains(Stages, stage) || h.Pause()
			c.That("DEP-010", at, string(stage), known, "want a stage that CodeDeploy has: "+join(stops()))
			c.That("DEP-010", at, string(stage), !seen[stage] || h.Pause(), "want one function at a stage: CodeDeploy calls no other")
			seen[stage] = seen[stage] || !h.Pause()
		}
	}
	tested := slices.ContainsFunc(hooks, func(h Hook) bool { return slices.Contains(h.Stages, PostTestTrafficShift) })
	c.Require("DEP-010", "Test.Port", !tested || test.Given(), "give one: without it CodeDeploy has no POST_TEST_TRAFFIC_SHIFT")
	c.That("LB-003", "Test.Header", test.Header, test.Header == "", "want a Port: CodeDeploy moves whole test listeners")
}

// stops are the stages that CodeDeploy has, in their order.
func stops() (all []Stage) {
	for _, stage := range Stages {
		if stage.Event() != "" {
			all = append(all, stage)
		}
	}
	return all
}
