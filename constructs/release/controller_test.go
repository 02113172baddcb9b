package release_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/release"
)

func TestOldTasksStayAsLongAsTheStrategyWatches(t *testing.T) {
	if got := (release.CodeDeploy{}).Terminate(7 * time.Minute); got != 7*time.Minute {
		t.Errorf("they stay for %s", got)
	}
	if got := (release.CodeDeploy{TerminateAfter: wait(0)}).Terminate(7 * time.Minute); got != 0 {
		t.Errorf("they stay for %s", got)
	}
}

func TestCodeDeployWaitsForTwoDaysAtMost(t *testing.T) {
	for _, c := range []struct {
		given release.CodeDeploy
		want  string
	}{
		{release.CodeDeploy{}, ""},
		{release.CodeDeploy{TerminateAfter: wait(48 * time.Hour), WaitForReroute: 48 * time.Hour, Frozen: strings.Repeat("a", 1024)}, ""},
		{release.CodeDeploy{TerminateAfter: wait(-time.Minute)}, "TerminateAfter is -1m0s: want whole minutes from 0s to 48h [DEP-009]"},
		{release.CodeDeploy{TerminateAfter: wait(2881 * time.Minute)}, "TerminateAfter is 48h1m0s: want whole minutes from 0s to 48h [DEP-009]"},
		{release.CodeDeploy{TerminateAfter: wait(90 * time.Second)}, "TerminateAfter is 1m30s: want whole minutes from 0s to 48h [DEP-009]"},
		{release.CodeDeploy{WaitForReroute: 2881 * time.Minute}, "WaitForReroute is 48h1m0s: want whole minutes from 0s to 48h [DEP-009]"},
		{release.CodeDeploy{WaitForReroute: 30 * time.Second}, "WaitForReroute is 30s: want whole minutes from 0s to 48h [DEP-009]"},
		{release.CodeDeploy{Frozen: strings.Repeat("a", 1025)}, `Frozen is "1025 characters": want what the output Frozen says, at most 1024 characters [DEP-012]`},
	} {
		if got := refusal(c.given.Validate()); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestCodeDeployMovesWholePercentsOnly(t *testing.T) {
	for tenth := 1; tenth <= 1000; tenth++ {
		percent := float64(tenth) / 10
		want := tenth%10 == 0 && tenth < 1000
		for _, strategy := range []release.Strategy{release.Canary{Percent: percent}, release.Linear{Percent: percent}} {
			err := release.CodeDeploy{}.Can(strategy)
			if (err == nil) != want {
				t.Errorf("%s of %g %%: %v, want accepted: %t", strategy.Name(), percent, err, want)
			}
			if err != nil && !strings.Contains(err.Error(), "DEP-009") {
				t.Error(err)
			}
		}
	}
}

func TestCodeDeployHasNoWordForSomeWishes(t *testing.T) {
	asks := func(stages ...release.Stage) release.Hook { return release.Hook{Function: function, Stages: stages} }
	hooked := func(change func(h *release.Hook)) release.Strategy {
		h := asks(release.PreScaleUp)
		change(&h)
		return release.BlueGreen{Hooks: []release.Hook{h}}
	}
	for _, c := range []struct {
		given release.Strategy
		want  string
	}{
		{release.Rolling{}, ""}, // the grid refuses it
		{release.BlueGreen{}, ""},
		{release.Canary{CanaryBake: wait(time.Minute), Test: release.Test{Port: 8443}}, ""},
		{release.Canary{Percent: 12.5}, "Percent is 12.5: want a whole number: CodeDeploy moves no fractions of a percent [DEP-009]"},
		{release.Canary{Percent: 100}, "Percent is 100: want less than 100, or blue-green, which moves all at once [DEP-009]"},
		{release.Canary{CanaryBake: wait(0)}, "CanaryBake is 0s: want at least 1m: CodeDeploy waits between its two steps [DEP-009]"},
		{release.Linear{StepBake: wait(0)}, "StepBake is 0s: want at least 1m: CodeDeploy waits between two steps [DEP-009]"},
		{release.Linear{Test: release.Test{Header: "X-Test", Value: "1"}}, `Test.Header is "X-Test": want a Port: CodeDeploy moves whole test listeners [LB-003]`},
		{hooked(func(*release.Hook) {}), ""},
		{hooked(func(h *release.Hook) { h.Timeout = time.Hour }), ""},
		{hooked(func(h *release.Hook) { h.Function = "" }), `Hooks[0].Function is "": want a function: CodeDeploy pauses at WaitForReroute only [DEP-010]`},
		{hooked(func(h *release.Hook) { h.Timeout = 2 * time.Hour }), "Hooks[0].Timeout is 2h0m0s: want 1h0m0s, which CodeDeploy always gives [DEP-010]"},
		{hooked(func(h *release.Hook) { h.GoOn = true }), "Hooks[0].GoOn is true: want false: CodeDeploy goes back when nothing was decided in time [DEP-010]"},
		{hooked(func(h *release.Hook) { h.Details = "{}" }), `Hooks[0].Details is "{}": want none: CodeDeploy passes nothing on [DEP-010]`},
		{hooked(func(h *release.Hook) { h.Stages = []release.Stage{release.Reconcile} }), `Hooks[0].Stages[0] is "RECONCILE_SERVICE": want a stage that CodeDeploy has: PRE_SCALE_UP, POST_SCALE_UP, POST_TEST_TRAFFIC_SHIFT, PRE_PRODUCTION_TRAFFIC_SHIFT, POST_PRODUCTION_TRAFFIC_SHIFT [DEP-010]`},
		{hooked(func(h *release.Hook) { h.Stages = []release.Stage{release.PostTestTrafficShift} }), "Test.Port is missing: give one: without it CodeDeploy has no POST_TEST_TRAFFIC_SHIFT [DEP-010]"},
		{release.Canary{Hooks: []release.Hook{asks(release.PreScaleUp), asks(release.PostScaleUp, release.PreScaleUp)}}, `Hooks[1].Stages[1] is "PRE_SCALE_UP": want one function at a stage: CodeDeploy calls no other [DEP-010]`},
	} {
		if got := refusal(release.CodeDeploy{}.Can(c.given)); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestStagesHaveCodeDeploysNames(t *testing.T) {
	for stage, want := range map[release.Stage]string{
		release.Reconcile: "", release.PreScaleUp: "BeforeInstall", release.PostScaleUp: "AfterInstall", release.TestTrafficShift: "",
		release.PostTestTrafficShift: "AfterAllowTestTraffic", release.PreProductionTrafficShift: "BeforeAllowTraffic",
		release.ProductionTrafficShift: "", release.PostProductionTrafficShift: "AfterAllowTraffic",
	} {
		if got := stage.Event(); got != want {
			t.Errorf("%s is %q, want %q", stage, got, want)
		}
	}
}

func TestWhatWasDeployedOtherwiseIsRefused(t *testing.T) {
	is := [][2]string{{"Port", "80"}, {"Exec", "false"}}
	for frozen, want := range map[string]string{
		"":                     "",
		"Port=80 Exec=false":   "",
		"Port=80":              "",
		"Subnets=a":            "",
		"nonsense":             `Controller.Frozen is "nonsense": want what the output Frozen says [DEP-012]`,
		"Port=8080 Exec=false": `Port is 80: want 8080, as it was deployed: CloudFormation cannot change it on a service that CodeDeploy deploys; a second service may have another [DEP-012]`,
	} {
		c := check.Of("test")
		release.CodeDeploy{Frozen: frozen}.CheckFrozen(c, is)
		if got := refusal(c.Err()); got != want {
			t.Errorf("%q: got %s, want %s", frozen, got, want)
		}
	}
}
