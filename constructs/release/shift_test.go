package release_test

import (
	"math"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/release"
)

func wait(d time.Duration) *time.Duration { return &d }

func TestACanaryShowsAFewRequestsTheNewVersionUnlessToldTo(t *testing.T) {
	got := release.Canary{}.WithDefaults()
	if got.Percent != 5 || *got.CanaryBake != 10*time.Minute || *got.Bake != 5*time.Minute || got.Test.Given() || got.Hooks != nil {
		t.Errorf("defaults are %+v", got)
	}
}

func TestALinearShiftTakesAnHourUnlessToldTo(t *testing.T) {
	got := release.Linear{}.WithDefaults()
	if got.Percent != 10 || *got.StepBake != 6*time.Minute || *got.Bake != 5*time.Minute || got.Steps() != 9 {
		t.Errorf("defaults are %+v in %d steps", got, got.Steps())
	}
}

func TestTheOldVersionStaysTenMinutesUnlessToldTo(t *testing.T) {
	if got := (release.BlueGreen{}).WithDefaults(); *got.Bake != 10*time.Minute {
		t.Errorf("defaults are %+v", got)
	}
}

func TestAWishForNoWaitIsKept(t *testing.T) {
	linear := release.Linear{StepBake: wait(0), Bake: wait(0)}.WithDefaults()
	canary := release.Canary{CanaryBake: wait(0), Bake: wait(0)}.WithDefaults()
	for _, got := range []*time.Duration{linear.StepBake, linear.Bake, canary.CanaryBake, canary.Bake, release.BlueGreen{Bake: wait(0)}.WithDefaults().Bake} {
		if *got != 0 {
			t.Errorf("a wish for no wait became %s", *got)
		}
	}
}

// CloudFormation's rule in floating point, where ours is in whole tenths: one less than 100 / percent if that is whole,
// else 100 / percent rounded down.
func TestStepsAreCountedAsCloudFormationCountsThem(t *testing.T) {
	for tenth := 1; tenth <= 1000; tenth++ {
		percent := float64(tenth) / 10
		want := int(math.Floor(100/percent + 1e-9))
		if math.Abs(100/percent-math.Round(100/percent)) < 1e-9 {
			want--
		}
		if got := (release.Linear{Percent: percent}).Steps(); got != want {
			t.Errorf("%g %% takes %d steps, want %d", percent, got, want)
		}
	}
}

func TestEveryTenthOfAPercentCanBeGivenAndNothingBetween(t *testing.T) {
	for hundredth := -10; hundredth <= 10010; hundredth++ {
		percent := float64(hundredth) / 100
		if percent == 0 {
			continue // the default
		}
		whole := hundredth%10 == 0
		for name, c := range map[string]struct {
			strategy release.Strategy
			want     bool
		}{
			"canary": {release.Canary{Percent: percent}, whole && hundredth >= 10 && hundredth <= 10000},
			"linear": {release.Linear{Percent: percent, StepBake: wait(0)}, whole && hundredth >= 300 && hundredth <= 10000},
		} {
			if err := c.strategy.Validate(); (err == nil) != c.want {
				t.Errorf("%s of %g %%: %v, want accepted: %t", name, percent, err, c.want)
			}
		}
	}
}

func TestSharesAndWaitsOutOfRangeAreRefused(t *testing.T) {
	for _, c := range []struct {
		given release.Strategy
		want  string
	}{
		{release.Canary{Percent: 33.333}, "Percent is 33.333: want 0.1 to 100 in steps of 0.1 [DEP-002]"},
		{release.Canary{Percent: 101}, "Percent is 101: want 0.1 to 100 in steps of 0.1 [DEP-002]"},
		{release.Canary{Percent: -1}, "Percent is -1: want 0.1 to 100 in steps of 0.1 [DEP-002]"},
		{release.Canary{Percent: math.NaN()}, "Percent is NaN: want 0.1 to 100 in steps of 0.1 [DEP-002]"},
		{release.Linear{Percent: 2.9}, "Percent is 2.9: want 3 to 100 in steps of 0.1 [DEP-002]"},
		{release.Linear{Percent: 100, StepBake: wait(24 * time.Hour), Bake: wait(24 * time.Hour)}, ""},
		{release.Linear{StepBake: wait(-time.Minute)}, "StepBake is -1m0s: want whole minutes from 0s to 24h [DEP-004]"},
		{release.Linear{StepBake: wait(90 * time.Second)}, "StepBake is 1m30s: want whole minutes from 0s to 24h [DEP-004]"},
		{release.Linear{StepBake: wait(1441 * time.Minute)}, "StepBake is 24h1m0s: want whole minutes from 0s to 24h [DEP-004]"},
		{release.Canary{CanaryBake: wait(1441 * time.Minute)}, "CanaryBake is 24h1m0s: want whole minutes from 0s to 24h [DEP-004]"},
		{release.BlueGreen{Bake: wait(1441 * time.Minute)}, "Bake is 24h1m0s: want whole minutes from 0s to 24h [DEP-004]"},
		{release.BlueGreen{Bake: wait(1440 * time.Minute)}, ""},
		{release.BlueGreen{Alarms: []string{""}}, `Alarms[0] is "": want the name of an existing CloudWatch alarm, 1 to 255 characters [DEP-007]`},
		{release.Canary{Alarms: []string{""}}, `Alarms[0] is "": want the name of an existing CloudWatch alarm, 1 to 255 characters [DEP-007]`},
		{release.Linear{Alarms: []string{""}}, `Alarms[0] is "": want the name of an existing CloudWatch alarm, 1 to 255 characters [DEP-007]`},
	} {
		if got := refusal(c.given.Validate()); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestADeploymentEndsBeforeCloudFormationGivesUp(t *testing.T) {
	pause := func(timeout time.Duration, stages ...release.Stage) []release.Hook {
		return []release.Hook{{Stages: stages, Timeout: timeout}}
	}
	for name, c := range map[string]struct {
		given release.Strategy
		want  string
	}{
		"canary of 33 h":   {release.Canary{CanaryBake: wait(24 * time.Hour), Bake: wait(9 * time.Hour)}, ""},
		"a minute more":    {release.Canary{CanaryBake: wait(24 * time.Hour), Bake: wait(541 * time.Minute)}, "Bake is 33h1m0s: Bake and CanaryBake are together more than 33h, which CloudFormation does not wait for [DEP-004]"},
		"linear of 33 h":   {release.Linear{Percent: 3, StepBake: wait(time.Hour), Bake: wait(0)}, ""},
		"an hour more":     {release.Linear{Percent: 3, StepBake: wait(time.Hour), Bake: wait(time.Minute)}, "Bake is 33h1m0s: Bake and StepBake times 33 steps are together more than 33h, which CloudFormation does not wait for [DEP-004]"},
		"a step fewer":     {release.Linear{Percent: 3.1, StepBake: wait(time.Hour), Bake: wait(time.Hour)}, ""},
		"a pause of 32 h":  {release.BlueGreen{Bake: wait(time.Hour), Hooks: pause(32*time.Hour, release.PreScaleUp)}, ""},
		"a longer pause":   {release.BlueGreen{Bake: wait(time.Hour), Hooks: pause(32*time.Hour+time.Minute, release.PreScaleUp)}, "Bake is 33h1m0s: Bake, and the longest that Hooks may take, are together more than 33h, which CloudFormation does not wait for [DEP-004]"},
		"two pauses":       {release.BlueGreen{Bake: wait(time.Hour), Hooks: pause(20*time.Hour, release.PreScaleUp, release.PostScaleUp)}, "Bake is 41h0m0s: Bake, and the longest that Hooks may take, are together more than 33h, which CloudFormation does not wait for [DEP-004]"},
		"side by side":     {release.BlueGreen{Bake: wait(time.Hour), Hooks: append(pause(20*time.Hour, release.PreScaleUp), pause(20*time.Hour, release.PreScaleUp)...)}, ""},
		"at each step":     {release.Linear{Percent: 50, StepBake: wait(0), Bake: wait(0), Hooks: pause(17*time.Hour, release.PreProductionTrafficShift)}, "Bake is 34h0m0s: Bake and StepBake times 1 steps, and the longest that Hooks may take, are together more than 33h, which CloudFormation does not wait for [DEP-004]"},
		"at one shift":     {release.Linear{Percent: 100, StepBake: wait(0), Bake: wait(0), Hooks: pause(17*time.Hour, release.PreProductionTrafficShift)}, ""},
		"at both shifts":   {release.Canary{CanaryBake: wait(0), Bake: wait(0), Hooks: pause(17*time.Hour, release.PreProductionTrafficShift)}, "Bake is 34h0m0s: Bake and CanaryBake, and the longest that Hooks may take, are together more than 33h, which CloudFormation does not wait for [DEP-004]"},
		"at its defaults":  {release.Canary{Hooks: pause(0, release.PostTestTrafficShift)}, ""},
		"a refused bake":   {release.Canary{CanaryBake: wait(40 * time.Hour)}, "CanaryBake is 40h0m0s: want whole minutes from 0s to 24h [DEP-004]"},
		"a refused pause":  {release.Canary{Hooks: pause(336*time.Hour, release.PostTestTrafficShift)}, "Hooks[0].Timeout is 336h0m0s: want whole minutes from 1m to 33h [DEP-010]"},
		"functions, daily": {release.Canary{Hooks: []release.Hook{{Function: function, Stages: []release.Stage{release.PostScaleUp}, Timeout: 24 * time.Hour}}}, ""},
	} {
		if got := refusal(c.given.Validate()); got != c.want {
			t.Errorf("%s: got  %s\nwant %s", name, got, c.want)
		}
	}
}
