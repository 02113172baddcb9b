package fleet

import (
	"fmt"
	"slices"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// CodeDeploy's own deployment configurations (CodeDeploy user guide, "Working with deployment configurations").
const (
	oneAtATime  = "CodeDeployDefault.OneAtATime"
	halfAtATime = "CodeDeployDefault.HalfAtATime"
	allAtOnce   = "CodeDeployDefault.AllAtOnce"
)

// Limits of CodeDeploy (CodeDeploy user guide, "CodeDeploy quotas" and "AlarmConfiguration"): a script may run for an
// hour, of which one minute is left for its start; a deployment for 12 h, of which an hour is left for the hosts
// themselves.
const (
	mostAlarms  = 10
	longestBake = 59 * time.Minute
	longestWait = 11 * time.Hour
	longestIdle = 48 * time.Hour
)

// checkStrategy reports what CodeDeploy cannot do on EC2. It looks at what was given, for a default that means something
// to ECS only must not be refused.
func (p ServiceProps) checkStrategy(c *check.Checks) {
	strategy := p.withDefaults().Strategy
	if cell, _ := release.At(service.Fleet, false, strategy.Name()); !cell.Works(release.Public) {
		c.That("DEP-005", "Strategy", string(strategy.Name()), false, cell.Refused)
		return
	}
	c.Within("Strategy", strategy.Validate())
	wait := p.WaitForReroute
	c.That("DEP-009", "WaitForReroute", wait, 0 <= wait && wait <= longestIdle && wait%time.Minute == 0, "want whole minutes from 0s to 48h")
	switch s := strategy.(type) {
	case release.Rolling:
		p.checkRolling(c, s)
		c.That("DEP-009", "WaitForReroute", wait, wait == 0, "want none: only a release.BlueGreen has hosts that can wait")
	case release.BlueGreen:
		c.That("DEP-010", "Strategy.Hooks", len(s.Hooks), len(s.Hooks) == 0,
			"want none: CodeDeploy runs functions for ECS only; put checks into the pipeline, or use runtime fargate")
		c.That("DEP-010", "Strategy.Test", "a header or a port", !s.Test.Given(),
			"want none: CodeDeploy has a test listener for ECS only; use WaitForReroute, or runtime fargate")
	}
	c.That("DEP-007", "Strategy.Alarms", len(alarms(strategy)), len(alarms(strategy)) < mostAlarms,
		fmt.Sprintf("want at most %d: CodeDeploy watches %d alarms, the service's own among them", mostAlarms-1, mostAlarms))
}

// checkRolling reports what leaves CodeDeploy no host to begin with, and waits that outlast its deployment.
func (p ServiceProps) checkRolling(c *check.Checks, r release.Rolling) {
	c.That("DEP-001", "Strategy.MaxPercent", r.MaxPercent, r.MaxPercent == 0 || r.MaxPercent == release.Rolling{}.WithDefaults().MaxPercent,
		"want none: a host runs one container, so the new one never runs beside the old one")
	known := slices.Contains([]release.Batch{release.BatchDefault, release.BatchOne, release.BatchHalf, release.BatchAll}, r.Batch)
	c.That("DEP-009", "Strategy.Batch", string(r.Batch), known, "want one, half or all, or leave it out")
	c.That("DEP-009", "Strategy.Batch", string(r.Batch), r.Batch == release.BatchDefault || share(r) == nil, "want one of Batch and MinHealthyPercent")
	hosts := p.Scaling.WithDefaults().Min
	c.That("DEP-009", "Strategy.Batch", string(r.Batch), r.Batch != release.BatchHalf || hosts > 1, "want one or all: half of one host is none, and Scaling.Min is 1")
	if share := share(r); share != nil && hosts > 0 {
		most := 100 * (hosts - 1) / hosts
		c.That("DEP-009", "Strategy.MinHealthyPercent", *share, *share <= most || *share > 100,
			fmt.Sprintf("want at most %d: CodeDeploy rounds up, and of %d hosts one must be free to be replaced", most, hosts))
	}
	bake, steps := r.WithDefaults().Bake, r.Groups(p.Scaling.WithDefaults().Max)
	c.That("DEP-004", "Strategy.Bake", bake, bake <= longestBake, "want at most 59m: each host waits for so long, and CodeDeploy ends a script after 1h")
	c.That("DEP-004", "Strategy.Bake", bake, time.Duration(steps)*bake <= longestWait,
		fmt.Sprintf("want at most %s: %d groups of hosts wait one after the other, and CodeDeploy ends a deployment after 12h", (longestWait/time.Duration(steps)).Truncate(time.Minute), steps))
}

// share is how many percent of the hosts stay healthy, or nil for as many as can: all but one. All of them, the default
// of release.Rolling, cannot stay healthy where a host runs one container.
func share(r release.Rolling) *int {
	if r.MinHealthyPercent == nil || *r.MinHealthyPercent == 100 {
		return nil
	}
	return r.MinHealthyPercent
}

// blueGreen is the strategy's other shape, and whether it is that one.
func (p ServiceProps) blueGreen() (release.BlueGreen, bool) {
	b, is := p.Strategy.(release.BlueGreen)
	return b.WithDefaults(), is
}

// predefined is the deployment configuration of CodeDeploy's own that says what the strategy says, or none.
//
// A second group is also filled and let in by halves: with all hosts at once CodeDeploy would be content with a single
// good one, and end the old ones. A single host cannot be halved.
func (p ServiceProps) predefined() string {
	r, rolling := p.Strategy.(release.Rolling)
	switch {
	case !rolling && p.Scaling.Min > 1 || r.Batch == release.BatchHalf:
		return halfAtATime
	case r.Batch == release.BatchAll:
		return allAtOnce
	case share(r) != nil:
		return ""
	}
	return oneAtATime
}

// bake is how long each host is watched after it took requests again. A second group needs no such wait: the old one
// stays for as long.
func (p ServiceProps) bake() time.Duration {
	if r, rolling := p.Strategy.(release.Rolling); rolling {
		return r.WithDefaults().Bake
	}
	return 0
}

// alarms are the strategy's further alarms.
func alarms(strategy release.Strategy) []string {
	switch s := strategy.(type) {
	case release.Rolling:
		return s.Alarms
	case release.BlueGreen:
		return s.Alarms
	}
	return nil
}
