package test

import (
	"testing"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/test/gate"
)

// everyScenario runs check over the shipped file and over every variant.
func everyScenario(t *testing.T, check func(t *testing.T, s scenario)) {
	t.Helper()
	for _, path := range append([]string{shipped}, variants(t)...) {
		t.Run(title(path), func(t *testing.T) {
			s := load(t, path)
			if len(s.stacks) < 2*len(s.file.Environments) {
				t.Fatalf("the gates have nothing to look at: %d stacks", len(s.stacks))
			}
			check(t, s)
		})
	}
}

// everyStack runs a gate over every stack of every scenario.
func everyStack(t *testing.T, check func(gate.Stack) []gate.Finding) {
	t.Helper()
	everyScenario(t, func(t *testing.T, s scenario) {
		for _, one := range s.stacks {
			refuse(t, check(one))
		}
	})
}

func TestEveryPermissionIsExact(t *testing.T) { everyStack(t, gate.IAM) }

func TestEveryStackHasRoomToGrow(t *testing.T) { everyStack(t, gate.Limits) }

func TestEveryAlarmReachesSomebodyWhoKnowsWhatToDo(t *testing.T) { everyStack(t, gate.Alarms) }

func TestEveryLogGroupIsEncryptedAndEnds(t *testing.T) { everyStack(t, gate.Logs) }

func TestNoStackHoldsAnother(t *testing.T) {
	everyScenario(t, func(t *testing.T, s scenario) { refuse(t, gate.References(s.stacks)) })
}

// The images of every environment are in the registry, so its stacks are as protected as the most protected one.
func TestProtectedEnvironmentsLoseNothing(t *testing.T) {
	everyScenario(t, func(t *testing.T, s scenario) {
		protected, some := map[string]bool{}, false
		for _, e := range s.file.Environments {
			protected[e.Name], some = e.Protect, some || e.Protect
		}
		for _, one := range s.stacks {
			keep, environment := protected[one.Stage()]
			refuse(t, gate.Retain(one, keep || !environment && some))
		}
	})
}

func TestNoTemplateKnowsAVersionOfTheApp(t *testing.T) {
	everyScenario(t, func(t *testing.T, s scenario) {
		for _, one := range s.stacks {
			refuse(t, gate.Images(one, pinned(s.file, one.Stage())...))
		}
	})
}

// pinned are the images that the file itself fixes in an environment.
func pinned(file config.File, environment string) (all []string) {
	for _, e := range file.Environments {
		for _, s := range e.Services {
			if e.Name != environment {
				continue
			}
			for _, sidecar := range s.Sidecars {
				all = append(all, sidecar.Image)
			}
			if s.Image != "" {
				all = append(all, s.Image)
			}
		}
	}
	return all
}
