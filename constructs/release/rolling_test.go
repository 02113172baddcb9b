package release_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/release"
)

// refusal is what err says, problem by problem, or nothing.
func refusal(err error) string {
	if err == nil {
		return ""
	}
	_, problems, _ := strings.Cut(err.Error(), "\n  ")
	return problems
}

func percent(n int) *int { return &n }

func TestRollingLosesNoCapacityUnlessToldTo(t *testing.T) {
	got := release.Rolling{}.WithDefaults()
	if *got.MinHealthyPercent != 100 || got.MaxPercent != 200 || got.Bake != 5*time.Minute || got.Alarms != nil {
		t.Errorf("defaults are %d, %+v", *got.MinHealthyPercent, got)
	}
	if got := (release.Rolling{MinHealthyPercent: percent(0)}).WithDefaults(); *got.MinHealthyPercent != 0 {
		t.Errorf("a wish for 0 %% became %d %%", *got.MinHealthyPercent)
	}
}

func TestRollingRefusesWhatCannotRoll(t *testing.T) {
	for _, c := range []struct {
		given release.Rolling
		want  string
	}{
		{release.Rolling{}, ""},
		{release.Rolling{MinHealthyPercent: percent(0), MaxPercent: 100, Bake: time.Minute}, ""},
		{release.Rolling{MinHealthyPercent: percent(99), MaxPercent: 100, Bake: 24 * time.Hour}, ""},
		{release.Rolling{MinHealthyPercent: percent(-1)}, "MinHealthyPercent is -1: want 0 to 100 [DEP-002]"},
		{release.Rolling{MinHealthyPercent: percent(101)}, "MinHealthyPercent is 101: want 0 to 100 [DEP-002]"},
		{release.Rolling{MinHealthyPercent: percent(50), MaxPercent: 99}, "MaxPercent is 99: want 100 to 200 [DEP-002]"},
		{release.Rolling{MaxPercent: 201}, "MaxPercent is 201: want 100 to 200 [DEP-002]"},
		{release.Rolling{MaxPercent: 100}, "MaxPercent is 100: want more than MinHealthyPercent, 100, or no task can start [DEP-001]"},
		{release.Rolling{Bake: 59 * time.Second}, "Bake is 59s: want whole minutes from 1m to 24h [DEP-004]"},
		{release.Rolling{Bake: 90 * time.Second}, "Bake is 1m30s: want whole minutes from 1m to 24h [DEP-004]"},
		{release.Rolling{Bake: 1441 * time.Minute}, "Bake is 24h1m0s: want whole minutes from 1m to 24h [DEP-004]"},
		{release.Rolling{Alarms: []string{"a", ""}}, `Alarms[1] is "": want the name of an existing CloudWatch alarm, 1 to 255 characters [DEP-007]`},
		{release.Rolling{Alarms: []string{strings.Repeat("a", 255)}}, ""},
		{release.Rolling{Alarms: []string{strings.Repeat("a", 256)}}, `Alarms[0] is "` + strings.Repeat("a", 256) +
			`": want the name of an existing CloudWatch alarm, 1 to 255 characters [DEP-007]`},
	} {
		if got := refusal(c.given.Validate()); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestHostsAreReplacedInGroups(t *testing.T) {
	none, half, all := 0, 50, 100
	for _, row := range []struct {
		given       release.Rolling
		hosts, want int
	}{
		{release.Rolling{}, 4, 4},
		{release.Rolling{}, 0, 1},
		{release.Rolling{MinHealthyPercent: &all}, 4, 4},
		{release.Rolling{MinHealthyPercent: &half}, 4, 2},
		{release.Rolling{MinHealthyPercent: &half}, 5, 3},
		{release.Rolling{MinHealthyPercent: &none}, 500, 1},
		{release.Rolling{Batch: release.BatchOne}, 500, 500},
		{release.Rolling{Batch: release.BatchHalf}, 4, 2},
		{release.Rolling{Batch: release.BatchHalf}, 5, 3},
		{release.Rolling{Batch: release.BatchHalf}, 1, 1},
		{release.Rolling{Batch: release.BatchAll}, 500, 1},
	} {
		if got := row.given.Groups(row.hosts); got != row.want {
			t.Errorf("%+v of %d hosts: %d groups, want %d", row.given, row.hosts, got, row.want)
		}
	}
}

func TestSomeTaskCanAlwaysBeReplaced(t *testing.T) {
	for _, c := range []struct {
		tasks, least, most int
		works              bool
	}{
		{1, 100, 150, false}, {1, 100, 200, true}, {1, 50, 100, false}, {1, 0, 100, true}, {2, 100, 149, false},
		{2, 100, 150, true}, {2, 50, 100, true}, {3, 67, 100, false}, {3, 66, 100, true}, {9, 90, 110, false}, {10, 100, 110, true},
	} {
		checks := check.Of("test")
		release.Rolling{MinHealthyPercent: &c.least, MaxPercent: c.most}.CheckTasks(checks, "MaxPercent", c.tasks)
		if got := checks.Err() == nil; got != c.works {
			t.Errorf("%d tasks with %d to %d %%: got %t", c.tasks, c.least, c.most, got)
		}
	}
}
