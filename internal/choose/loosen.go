package choose

import (
	"fmt"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/service"
)

// Loosening is what to give up so that something fits.
type Loosening struct {
	// Flags are the options to leave out, or to change.
	Flags []string `json:"flags"`
	// Says is what to do.
	Says string `json:"says"`
	// Runtime is what fits then.
	Runtime service.Runtime `json:"runtime"`
}

// step is one constraint less.
type step struct {
	flag  string
	way   string // way is the flag as it would be given
	apply func(*Constraints)
}

// loosenings are the single constraints that stand in the way, or, where none does alone, the pairs of them.
func loosenings(c Constraints) (found []Loosening) {
	steps := loosable(c)
	for _, one := range steps {
		found = append(found, tried(c, one)...)
	}
	if len(found) > 0 {
		return found
	}
	for i, one := range steps {
		for _, other := range steps[i+1:] {
			if other.flag != one.flag {
				found = append(found, tried(c, one, other)...)
			}
		}
	}
	return found
}

// loosable are the steps that loosen what c asks for.
func loosable(c Constraints) (all []step) {
	for _, o := range options {
		if text := o.Text(c); text != "" && text != o.Default() && o.Flag != "budget" {
			way := fmt.Sprintf("-%s %s", o.Flag, o.Default())
			if o.Default() == "" || o.list || o.Switch() {
				way = "no -" + o.Flag
			}
			all = append(all, step{o.Flag, way, o.clears})
		}
	}
	if c.Kubernetes == "" || c.Kubernetes == NoSkill {
		all = append(all, step{"kubernetes", "-kubernetes " + string(Some), func(c *Constraints) { c.Kubernetes = Some }})
	}
	if least, given := budget(c); given {
		all = append(all, step{"budget", fmt.Sprintf("-budget %d", least), func(c *Constraints) { c.Budget = least }})
	}
	return all
}

// tried is what fits after the steps: nothing, or one runtime.
func tried(c Constraints, steps ...step) []Loosening {
	var flags, ways []string
	for _, s := range steps {
		s.apply(&c)
		flags, ways = append(flags, s.flag), append(ways, s.way)
	}
	if c.Validate() != nil {
		return nil
	}
	d := decide(c.WithDefaults())
	if d.Choice == nil {
		return nil
	}
	runtime := d.Choice.Runtime
	return []Loosening{{flags, fmt.Sprintf("%s: then %s fits", strings.Join(ways, " and "), runtime), runtime}}
}

// budget is the least budget in whole US dollars with which something fits, and whether c has one at all.
func budget(c Constraints) (int, bool) {
	free := c
	free.Budget = 0
	d := decide(free.WithDefaults())
	if c.Budget == 0 || d.Choice == nil {
		return 0, false
	}
	var least Cents
	for _, a := range append(d.Possible, *d.Choice) {
		if floor := max(a.Floor.Total, a.Floor.AtLeast); least == 0 || floor < least {
			least = floor
		}
	}
	return int((least + 99) / 100), true
}
