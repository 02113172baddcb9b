package pipeline

import (
	"fmt"
	"regexp"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/delivery"
)

// Wave is one stage of a release: environments that get the version side by side, when every wave before it holds.
// Environments is required.
type Wave struct {
	// Name names the stage, 1 to 80 letters, digits and . @ _ -. Default: the name of the only environment; required with
	// several.
	Name string
	// Environments get the version at the same time, such as the regions of production: all of them when all are ready, and
	// what fails in one of them is taken back there alone. 1 to 10. Required.
	Environments []Environment
	// Approval asks a person first. Default: nobody is asked.
	Approval *delivery.Approval
	// Window is when a release may begin; one that comes earlier waits. Default: at any time.
	Window *delivery.Window
	// OnFailure is what CodePipeline does by itself when the stage fails. Default: Stop. The release itself has gone back
	// before that, whatever is chosen. With several environments RetryFailed is RetryAll.
	OnFailure delivery.OnFailure
}

// Environment is one environment that a version is released to. Name and Target are required.
type Environment struct {
	// Name names the environment in the pipeline, 1 to 40 letters, digits and _ -, unique in the pipeline. Required.
	Name string
	// Target is where and how. Required.
	Target Target
	// Drift has CloudFormation compare the stack with its template first, and releases nothing where somebody has changed
	// what the stack made. The release role must then read every resource of the stack: see ReleaseRoleProps.Drift.
	// Default: false.
	Drift bool
	// Verify is how the version proves itself after the release. Default: its alarms are looked at once more.
	Verify delivery.Verify
}

var (
	wavePattern        = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.@_-]{0,79}$`)
	environmentPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$`)
)

func (w Wave) name() string {
	if w.Name == "" && len(w.Environments) == 1 {
		return w.Environments[0].Name
	}
	return w.Name
}

// again is OnFailure as CodePipeline must do it: a release among several leaves its failure to its proof, which cannot hold without
// it, so what failed there is only mended by all of the stage.
func (w Wave) again() delivery.OnFailure {
	if w.OnFailure == delivery.RetryFailed && len(w.Environments) > 1 {
		return delivery.RetryAll
	}
	return w.OnFailure
}

// Validate reports everything wrong with the wave, all at once.
func (w Wave) Validate() error {
	c := check.Of("pipeline.Wave")
	c.That("PIPE-003", "Name", w.name(), wavePattern.MatchString(w.name()), "want 1 to 80 letters, digits and . @ _ -")
	c.Require("PIPE-003", "Environments", len(w.Environments) > 0, "give the environments that get the version")
	c.That("PIPE-003", "Environments", len(w.Environments), len(w.Environments) <= 10, "want at most 10")
	for i, one := range w.Environments {
		c.Within(fmt.Sprintf("Environments[%d]", i), one.Validate())
	}
	if w.Approval != nil {
		c.Within("Approval", w.Approval.Validate())
	}
	if w.Window != nil {
		c.Within("Window", w.Window.Validate())
	}
	c.Between("PIPE-003", "OnFailure", int(w.OnFailure), int(delivery.Stop), int(delivery.RollBack))
	return c.Err()
}

// Validate reports everything wrong with the environment, all at once.
func (e Environment) Validate() error {
	c := check.Of("pipeline.Environment")
	c.That("PIPE-003", "Name", e.Name, environmentPattern.MatchString(e.Name), "want 1 to 40 letters, digits and _ -")
	c.Require("PIPE-003", "Target", e.Target != nil, "give where the version is released to")
	c.Within("Verify", e.Verify.Validate())
	if e.Target == nil {
		return c.Err()
	}
	d := e.Target.Deploy()
	c.Within("Target", d.Validate())
	within := d.Home.withDefaults().Within
	c.That("PIPE-003", "Verify.TestMachine.Timeout", e.Verify.TestMachine.Timeout, e.Verify.TestMachine.Timeout <= within,
		"want at most Target.Home.Within: the proof of a version waits no longer")
	if d.Inside {
		c.That("PIPE-003", "Verify.Bake", e.Verify.Bake, e.Verify.Bake <= within, "want at most Target.Home.Within: builds inside the environment know no other time")
		c.That("PIPE-004", "Target.Home.Within", within, within <= delivery.MostInside, fmt.Sprintf("want at most %s", delivery.MostInside))
		return c.Err()
	}
	most := delivery.MostBake(within)
	known := within <= delivery.MostWithin && e.Verify.Validate() == nil // the rest is reported there
	c.That("PIPE-004", "Verify.Bake", e.Verify.Bake, !known || e.Verify.Bake <= most,
		fmt.Sprintf("want at most %s after a release that may take %s: the build must still have time to go back", most, within))
	return c.Err()
}
