package choose

import (
	"slices"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/release"
)

// What a task may ask for at all: the bounds of a task on an instance ([service.Size]), and nine tenths of the memory of
// the greatest instances of the families that Shipway knows, for the system keeps a part (Amazon EC2 instance types).
const (
	leastCPU, mostCPU       = 128, 196608
	leastMemory, mostMemory = 64, 675 << 10
)

// Invalid is the code of everything that is wrong on a command line.
const Invalid = "CLI-001"

// Validate reports every value that is not allowed, and every constraint that contradicts another. Fields are named as
// the flags of shipway choose.
func (c Constraints) Validate() error {
	all := check.Of("choose.Constraints")
	for _, o := range options {
		if text := o.Text(c); text != "" {
			if err := o.Take(&Constraints{}, text); err != nil {
				all.That(Invalid, "-"+o.Flag, text, false, err.Error())
			}
		}
	}
	if all.Err() == nil {
		c.contradictions(all)
	}
	return all.Err()
}

// contradictions reports constraints that cannot hold together, wherever the service runs.
func (c Constraints) contradictions(all *check.Checks) {
	c = c.WithDefaults()
	refuse := func(flag string, given any, wrong bool, want string) {
		all.That(Invalid, "-"+flag, given, !wrong, want)
	}
	quiet, who := !c.answers(), "a "+string(c.Kind)
	shifts := !slices.Contains([]release.Name{AnyStrategy, release.RollingName}, c.Strategy)
	refuse("protocol", string(c.Protocol), quiet && c.Protocol != HTTP, "nothing calls "+who+": leave it out")
	refuse("ports", c.Ports, quiet && c.Ports > 1, "nothing calls "+who+": leave it out")
	refuse("strategy", string(c.Strategy), quiet && shifts, who+" has no requests that could be moved: want rolling")
	refuse("codedeploy", c.CodeDeploy, quiet && c.CodeDeploy, who+" has no requests that could be moved: leave it out")
	refuse("tasks", c.Tasks, c.Kind == Job && c.Tasks > 1, "a job starts one task at a time: leave it out")
	refuse("compliance", "private", c.Kind == Web && c.Compliance.Private,
		"the internet reaches a web service: leave private out, or want -kind internal")
}
