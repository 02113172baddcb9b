package choose

import "github.com/shipway-cdk/shipway/constructs/service"

// Effect is what a condition means for a place.
type Effect string

// The effects.
const (
	No    Effect = "no"    // No rules the place out.
	First Effect = "first" // First puts the place in front of those that the order prefers.
	Plus  Effect = "plus"  // Plus speaks for the place.
	Mind  Effect = "mind"  // Mind does not rule it out, and is to be known.
)

// Verdict is what a condition means for a place, and why.
type Verdict struct {
	Effect Effect
	Says   string // Says is the reason, as a sentence.
	Source string // Source is the AWS page that says so.
}

// Condition is something that may be true of constraints, and what follows from it for each place. A place that it
// does not name does not care.
type Condition struct {
	// Name names the condition, and never changes.
	Name string
	// Flag is the option that makes it true, so the one to loosen.
	Flag string
	// Title says what is true, for the guide.
	Title string
	// Verdicts are what follows.
	Verdicts map[service.Runtime]Verdict

	holds func(Constraints) bool
}

// Conditions are the decision table in the order in which reasons are given. Where two put different places in front,
// the first one decides.
func Conditions() []Condition { return append([]Condition(nil), conditions...) }

// Holds says whether the condition is true of constraints.
func (c Condition) Holds(of Constraints) bool { return c.holds(of.WithDefaults()) }

var conditions = join(team, kinds, tasks, strategies(), rules)

func join(tables ...[]Condition) (all []Condition) {
	for _, t := range tables {
		all = append(all, t...)
	}
	return all
}

// What makes the tables short.
type verdicts = map[service.Runtime]Verdict

func no(says, source string) Verdict    { return Verdict{No, says, source} }
func first(says, source string) Verdict { return Verdict{First, says, source} }
func plus(says, source string) Verdict  { return Verdict{Plus, says, source} }
func mind(says, source string) Verdict  { return Verdict{Mind, says, source} }
