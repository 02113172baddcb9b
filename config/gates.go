package config

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/delivery"
)

// resolveGates decides who is asked, and when a release may begin, before one enters the environment.
func (e *environmentDoc) resolveGates() {
	s := e.scope
	if e.Wave == "" {
		e.Wave = e.Name
	}
	if e.approve {
		s.rules("Approval", e.approval.Validate())
		approval := e.approval.WithDefaults()
		e.Approval = &approval
	}
	if s.given("Window") && !s.broken["Window"] {
		usual := delivery.Window{}.WithDefaults()
		if !s.given("Window.From") {
			e.window.From = usual.From
		}
		if !s.given("Window.To") {
			e.window.To = usual.To
		}
		s.rules("Window", e.window.Validate())
		window := e.window.WithDefaults()
		slices.Sort(window.Days)
		e.Window = &window
	}
}

// mostTogether is how many environments a wave has at most (pipeline.Wave).
const mostTogether = 10

// gates are what a wave has once, by Go field.
var gates = []struct {
	field string
	of    func(e *environmentDoc) any
}{
	{"Approval", func(e *environmentDoc) any { return e.Approval }},
	{"Window", func(e *environmentDoc) any { return e.Window }},
	{"OnFailure", func(e *environmentDoc) any { return e.OnFailure }},
}

// checkWaves reports waves that a promotion in the order of the file does not have, and environments of one wave that a
// release would enter by different rules.
func (s *scope) checkWaves(d *fileDoc) {
	first, size := map[string]*environmentDoc{}, map[string]int{}
	for i, e := range d.environments {
		lead := first[e.Wave]
		size[e.Wave]++
		switch {
		case e.unnamed || e.scope.broken["Wave"]:
		case lead == nil:
			first[e.Wave] = e
		case d.environments[i-1].Wave != e.Wave:
			named := e
			if !e.scope.given("Wave") { // it is called like the wave, into which another has put itself
				named, lead = lead, e
			}
			want := fmt.Sprintf("%s has it too, and others come between: want neighbours, or another wave", segment(lead.Name))
			named.scope.reject("Wave", want, "PIPE-003")
		case size[e.Wave] == mostTogether+1:
			want := fmt.Sprintf("want at most %d environments in a wave", mostTogether)
			e.scope.rule("Wave", check.Problem{Given: check.Print(e.Wave), Want: want, Code: "PIPE-003"})
		default:
			e.follows(lead)
		}
	}
}

// follows reports what e has otherwise than lead, with which it shares a wave.
func (e *environmentDoc) follows(lead *environmentDoc) {
	for _, gate := range gates {
		if reflect.DeepEqual(gate.of(e), gate.of(lead)) || lead.scope.hurt(gate.field) || e.scope.hurt(gate.field) {
			continue
		}
		if e.scope.given(gate.field) {
			e.scope.reject(gate.field, fmt.Sprintf("want the same as in %s, which is in the same wave", segment(lead.Name)), "PIPE-003")
			continue
		}
		joined := e
		if !e.scope.given("Wave") { // it is called like the wave, which the other has joined
			joined = lead
		}
		want := fmt.Sprintf("%s is in it with %s, and %s without: want the same in both, or another wave",
			segment(lead.Name), e.scope.key(gate.field), segment(e.Name))
		joined.scope.reject("Wave", want, "PIPE-003")
	}
}
