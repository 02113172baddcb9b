package choose

import (
	"fmt"
	"slices"

	"github.com/shipway-cdk/shipway/constructs/service"
)

// Reason is one reason for or against a runtime.
type Reason struct {
	// Condition is the name of the condition it comes from.
	Condition string `json:"condition"`
	// Effect is what it means for the runtime.
	Effect Effect `json:"effect"`
	// Says is the reason as a sentence.
	Says string `json:"says"`
	// Source is the page that says so.
	Source string `json:"source"`
}

// Assessment is what the table says of one runtime.
type Assessment struct {
	// Runtime is the word of shipway.yaml.
	Runtime service.Runtime `json:"runtime"`
	// Reasons are those that hold, in the table's order. Of a runtime that is out they are those that rule it out.
	Reasons []Reason `json:"reasons"`
	// Floor is what it costs a month with nobody using it; nil of a runtime that is out.
	Floor *Floor `json:"floor,omitempty"`
}

// out says whether a reason rules the runtime out.
func (a Assessment) out() bool { return len(a.with(No)) > 0 }

// leads is the place in the table of the first condition that puts the runtime in front, or -1.
func (a Assessment) leads() int {
	ahead := a.with(First)
	if len(ahead) == 0 {
		return -1
	}
	return slices.IndexFunc(conditions, func(c Condition) bool { return c.Name == ahead[0].Condition })
}

// with are the reasons with one of the effects.
func (a Assessment) with(effects ...Effect) (all []Reason) {
	for _, r := range a.Reasons {
		if slices.Contains(effects, r.Effect) {
			all = append(all, r)
		}
	}
	return all
}

// Decision is the answer to constraints.
type Decision struct {
	// Constraints are what was asked, with defaults.
	Constraints Constraints `json:"constraints"`
	// Choice is the runtime to take; nil when nothing fits.
	Choice *Assessment `json:"choice"`
	// Possible are the other runtimes that fit, in the order of preference. Never nil.
	Possible []Assessment `json:"possible"`
	// Rejected are the runtimes that do not fit, in the order of preference. Never nil.
	Rejected []Assessment `json:"rejected"`
	// Prices say what the floors were calculated with.
	Prices Basis `json:"prices"`
	// Loosen says what to give up so that something fits. Empty with a choice.
	Loosen []Loosening `json:"loosen,omitempty"`
	// Lines are the service in shipway.yaml. Empty without a choice.
	Lines string `json:"lines,omitempty"`
	// Environment are lines of an environment in shipway.yaml that it needs. Empty: none.
	Environment string `json:"environment,omitempty"`
}

// The conditions that no table holds: what a place is by itself, and what it costs.
const (
	byItself   = "by itself"
	overBudget = "over budget"
)

// Decide answers constraints, which must be valid.
func Decide(given Constraints) Decision {
	c := given.WithDefaults()
	d := decide(c)
	if d.Choice == nil {
		d.Loosen = loosenings(given)
	} else {
		d.Lines, d.Environment = Lines(c, d.Choice.Runtime), EnvironmentLines(c, d.Choice.Runtime)
	}
	return d
}

// decide is the answer without what only a reader needs.
func decide(c Constraints) Decision {
	d := Decision{Constraints: c, Prices: basis(c.Region), Possible: []Assessment{}, Rejected: []Assessment{}}
	for _, p := range places {
		if a := assess(c, p.Runtime); a.out() {
			d.Rejected = append(d.Rejected, a)
		} else {
			d.Possible = append(d.Possible, a)
		}
	}
	if len(d.Possible) > 0 {
		at := front(d.Possible)
		chosen := d.Possible[at]
		place := placeOf(chosen.Runtime)
		chosen.Reasons = append([]Reason{{byItself, Plus, place.Because, place.Source}}, chosen.Reasons...)
		d.Choice, d.Possible = &chosen, slices.Delete(d.Possible, at, at+1)
	}
	return d
}

// front is the one of the possible that is chosen: the one that the earliest condition puts in front, or the first.
func front(possible []Assessment) int {
	best, at := len(conditions), 0
	for i, a := range possible {
		if lead := a.leads(); lead >= 0 && lead < best {
			best, at = lead, i
		}
	}
	return at
}

// assess is what the table says of one runtime: what rules it out, or everything that is to be said.
func assess(c Constraints, runtime service.Runtime) Assessment {
	a := Assessment{Runtime: runtime, Reasons: []Reason{}}
	for _, condition := range conditions {
		verdict, known := condition.Verdicts[runtime]
		if known && condition.holds(c) {
			a.Reasons = append(a.Reasons, Reason{condition.Name, verdict.Effect, verdict.Says, verdict.Source})
		}
	}
	if !a.out() {
		floor := floorOf(c, runtime)
		a.Floor = &floor
		if c.Budget > 0 && max(floor.Total, floor.AtLeast) > Cents(c.Budget)*100 {
			a.Reasons = append(a.Reasons, Reason{overBudget, No, tooDear(floor, c.Budget), "the price table"})
		}
	}
	if a.out() {
		a.Floor = nil
		a.Reasons = slices.DeleteFunc(a.Reasons, func(r Reason) bool { return r.Effect != No })
	}
	return a
}

// tooDear says that a floor is more than the budget.
func tooDear(floor Floor, budget int) string {
	if !floor.Known {
		return fmt.Sprintf("With nobody using it, it costs more than %s USD a month, and so more than %d.", floor.AtLeast, budget)
	}
	return fmt.Sprintf("With nobody using it, it costs %s USD a month: more than %d.", floor.Total, budget)
}
