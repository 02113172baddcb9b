package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
)

// session is one run of everything, round after round.
type session struct {
	*workshop
	rounds int
	trials []*trial
	pairs  []*pair
	synth  *pair // synth is make synth with nothing changed, by the first one. It is among the pairs, if measured.
}

// pair is one way to run the Go program, by another.
type pair struct {
	name        string
	top, bottom *contender
	ordered     bool // ordered: bottom always goes first, because top uses what it left.
}

// many is how many environments the system has that one is selected from.
const many = 30

// plan lists the trials. A quick session has the largest and the smallest system under the CLI only.
func plan(quick bool) (trials []*trial) {
	for _, cli := range []bool{true, false} {
		for _, validation := range []bool{true, false} {
			for _, environments := range []int{1, 3, 10} {
				if !quick || cli && environments != 3 {
					trials = append(trials, &trial{Envs: environments, Validation: validation, CLI: cli})
				}
			}
		}
	}
	return trials
}

// prepare makes the projects of all trials and shows that their templates are the same.
func (s *session) prepare(ctx context.Context, progress io.Writer) error {
	for _, t := range s.trials {
		if err := t.prepare(ctx, s.workshop); err != nil {
			return fmt.Errorf("%s: %w", t.name(), err)
		}
		fmt.Fprintf(progress, "%s: all %d templates are the same in Go and JavaScript\n", t.name(), t.templates)
	}
	return nil
}

// program is the Go program alone, on a system with that many environments.
func (s *session) program(environments int, validation bool, args ...string) (*contender, error) {
	dir, err := s.goProject(environments)
	if err != nil {
		return nil, err
	}
	alone := trial{Validation: validation}
	return alone.contender(s.workshop, dir, append([]string{filepath.Join(dir, "bin", "app")}, args...)...), nil
}

// habits adds the pairs for what is done most: one environment, and nothing changed.
func (s *session) habits(context.Context) error {
	selected, err := s.program(many, false, "-c", "env=e01")
	if err != nil {
		return err
	}
	alone, err := s.program(1, false, "-c", "env=e01")
	if err != nil {
		return err
	}
	assembly := filepath.Join(s.dir, "synth", "cdk.out")
	synth := invocation{Dir: s.project, Argv: []string{"make", "synth", "ARGS=-out " + assembly}, Env: s.env}
	s.synth = &pair{
		name: "make synth: nothing changed by the first", ordered: true,
		top: &contender{invocation: synth, out: assembly, keep: true}, bottom: &contender{invocation: synth, out: assembly},
	}
	s.pairs = append(s.pairs, s.synth, &pair{
		name: fmt.Sprintf("program, validation off: 1 selected of %d environments by 1", many), top: selected, bottom: alone,
	})
	return nil
}

// levers adds a pair for each thing that makes the program fast: with it, by without it. What Node and its options give
// together is measured on the twin, because the program refuses a Node that CDK does not support.
func (s *session) levers(ctx context.Context) error {
	for _, validation := range []bool{true, false} {
		t := &trial{Envs: 1, Validation: validation}
		if err := t.prepare(ctx, s.workshop); err != nil {
			return err
		}
		s.pairs = append(s.pairs, &pair{
			name: "twin, " + t.name() + ": our Node and NODE_OPTIONS by the system's", top: t.contenders[tuned], bottom: t.contenders[untuned],
		})
	}
	for _, lever := range []struct {
		name       string
		validation bool
		without    string // without is the variable that takes the lever away.
	}{
		{"our NODE_OPTIONS by jsii's own, validation on", true, "NODE_OPTIONS=--max-old-space-size=4069"},
		{"our NODE_OPTIONS by jsii's own, validation off", false, "NODE_OPTIONS=--max-old-space-size=4069"},
		{"package cache by none, validation off", false, "JSII_RUNTIME_PACKAGE_CACHE=disabled"},
		{"validation off by on", false, "CDK_VALIDATION=true"},
	} {
		with, err := s.program(1, lever.validation)
		if err != nil {
			return err
		}
		without := &contender{invocation: with.with(lever.without), out: with.out}
		s.pairs = append(s.pairs, &pair{name: "program, 1 env: " + lever.name, top: with, bottom: without})
	}
	assembly := filepath.Join(s.dir, "run", "cdk.out")
	built := &contender{invocation: invocation{Dir: s.project, Argv: []string{"bin/app", "-out", assembly}, Env: s.env}, out: assembly}
	built.invocation = built.with("CDK_VALIDATION=false")
	run := &contender{invocation: built.invocation, out: assembly}
	run.Argv = []string{"go", "run", "-ldflags=-s -w", ".", "-out", assembly}
	s.pairs = append(s.pairs, &pair{name: "shipway.yaml, validation off: the binary by go run", top: built, bottom: run})
	return nil
}

// run runs every contender once per round. Within a trial or a pair they take turns at going first, so that whatever
// slows the machine down for a while slows each of them.
func (s *session) run(ctx context.Context, progress io.Writer) error {
	for round := range s.rounds {
		for _, t := range s.trials {
			fmt.Fprintf(progress, "round %d of %d: %s\n", round+1, s.rounds, t.name())
			if err := inTurns(ctx, round, t.contenders[:]...); err != nil {
				return err
			}
		}
		for _, p := range s.pairs {
			fmt.Fprintf(progress, "round %d of %d: %s\n", round+1, s.rounds, p.name)
			turn := round
			if p.ordered {
				turn = 0
			}
			if err := inTurns(ctx, turn, p.bottom, p.top); err != nil {
				return err
			}
		}
	}
	return nil
}

// inTurns runs each contender once, beginning with another one in each round.
func inTurns(ctx context.Context, round int, contenders ...*contender) error {
	for i := range contenders {
		if err := contenders[(round+i)%len(contenders)].run(ctx); err != nil {
			return err
		}
	}
	return nil
}
