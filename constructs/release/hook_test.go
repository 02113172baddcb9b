package release_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/release"
)

const function = "arn:aws:lambda:eu-west-1:111111111111:function:smoke:live"

func TestAHookDecidesWithinAnHourAndAPersonWithinADay(t *testing.T) {
	if got := (release.Hook{Function: function}).WithDefaults(); got.Timeout != time.Hour || got.GoOn || got.Pause() {
		t.Errorf("a function's defaults are %+v", got)
	}
	if got := (release.Hook{}).WithDefaults(); got.Timeout != 24*time.Hour || got.GoOn || !got.Pause() {
		t.Errorf("a pause's defaults are %+v", got)
	}
}

func TestAFunctionMayStandAtEveryStageAndAPauseWhereNothingMoves(t *testing.T) {
	if len(release.Stages) != 8 {
		t.Fatalf("ECS has 8 stages, not %d", len(release.Stages))
	}
	for _, stage := range release.Stages {
		if err := (release.Hook{Function: function, Stages: []release.Stage{stage}}).Validate(); err != nil {
			t.Error(err)
		}
		moves := slices.Contains([]release.Stage{"TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT"}, stage)
		want := ""
		if moves {
			want = `Stages[0] is "` + string(stage) + `": want a stage before or after it: a pause cannot stand where traffic moves [DEP-010]`
		}
		if got := refusal((release.Hook{Stages: []release.Stage{stage}}).Validate()); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestBadHooksAreRefused(t *testing.T) {
	at := []release.Stage{release.PostScaleUp}
	for _, c := range []struct {
		given release.Hook
		want  string
	}{
		{release.Hook{Function: function}, "Stages is missing: give the stages at which it runs [DEP-010]"},
		{release.Hook{Stages: []release.Stage{"AFTER_LUNCH"}}, `Stages[0] is "AFTER_LUNCH": want one of RECONCILE_SERVICE, PRE_SCALE_UP, POST_SCALE_UP, TEST_TRAFFIC_SHIFT, POST_TEST_TRAFFIC_SHIFT, PRE_PRODUCTION_TRAFFIC_SHIFT, PRODUCTION_TRAFFIC_SHIFT, POST_PRODUCTION_TRAFFIC_SHIFT [DEP-010]`},
		{release.Hook{Stages: append(at, at...)}, `Stages[1] is "POST_SCALE_UP": want each stage once [DEP-010]`},
		{release.Hook{Stages: at, Function: "smoke"}, `Function is "smoke": want the ARN of a Lambda function [DEP-010]`},
		{release.Hook{Stages: at, Function: "arn:aws:sns:eu-west-1:111111111111:smoke"}, `Function is "arn:aws:sns:eu-west-1:111111111111:smoke": want the ARN of a Lambda function [DEP-010]`},
		{release.Hook{Stages: at, Function: "${Token[TOKEN.1]}"}, ""},
		{release.Hook{Stages: at, Function: function, Details: "[]"}, `Details is "[]": want a JSON object, for a function [DEP-010]`},
		{release.Hook{Stages: at, Function: function, Details: `{"suite":"smoke"}`}, ""},
		{release.Hook{Stages: at, Details: "{}"}, `Details is "{}": want a JSON object, for a function [DEP-010]`},
		{release.Hook{Stages: at, Function: function, Timeout: time.Minute}, ""},
		{release.Hook{Stages: at, Function: function, Timeout: 24 * time.Hour}, ""},
		{release.Hook{Stages: at, Function: function, Timeout: 1441 * time.Minute}, "Timeout is 24h1m0s: want whole minutes from 1m to 24h [DEP-010]"},
		{release.Hook{Stages: at, Function: function, Timeout: 90 * time.Second}, "Timeout is 1m30s: want whole minutes from 1m to 24h [DEP-010]"},
		{release.Hook{Stages: at, Timeout: 59 * time.Second}, "Timeout is 59s: want whole minutes from 1m to 33h [DEP-010]"},
		{release.Hook{Stages: at, Timeout: 33 * time.Hour}, ""},
		{release.Hook{Stages: at, Timeout: 20161 * time.Minute}, "Timeout is 336h1m0s: want whole minutes from 1m to 33h [DEP-010]"},
	} {
		if got := refusal(c.given.Validate()); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestAServiceHasTenPausesAndTenFunctions(t *testing.T) {
	pauses := slices.Repeat([]release.Hook{{Stages: []release.Stage{release.PostScaleUp}}}, 10)
	functions := slices.Repeat([]release.Hook{{Stages: []release.Stage{release.PostScaleUp}, Function: function}}, 10)
	for _, c := range []struct {
		hooks []release.Hook
		want  string
	}{
		{slices.Concat(pauses, functions), ""},
		{slices.Concat(pauses, functions, pauses[:1]), "Hooks is 11: want at most 10 pauses [DEP-010]"},
		{slices.Concat(pauses, functions, functions[:1]), "Hooks is 11: want at most 10 functions [DEP-010]"},
	} {
		for _, strategy := range []release.Strategy{release.Linear{Hooks: c.hooks}, release.Canary{Hooks: c.hooks}, release.BlueGreen{Hooks: c.hooks}} {
			if got := refusal(strategy.Validate()); got != c.want {
				t.Errorf("%s: got %s, want %s", strategy.Name(), got, c.want)
			}
		}
	}
}

func TestTestersUseAHeaderOrAPort(t *testing.T) {
	long := strings.Repeat("a", 129)
	for _, c := range []struct {
		given release.Test
		want  string
	}{
		{release.Test{}, ""},
		{release.Test{Port: 1024}, ""},
		{release.Test{Port: 65535}, ""},
		{release.Test{Header: "X-Shop-Test", Value: "green"}, ""},
		{release.Test{Port: 443}, "Port is 443: want 1024 to 65535 [LB-003]"},
		{release.Test{Port: 65536}, "Port is 65536: want 1024 to 65535 [LB-003]"},
		{release.Test{Port: -1}, "Port is -1: want 1024 to 65535 [LB-003]"},
		{release.Test{Header: "X-Shop-Test", Value: "green", Port: 8443}, "Port is 8443: want one of Header and Port [LB-003]"},
		{release.Test{Header: "X_Shop", Value: "green"}, `Header is "X_Shop": want 1 to 40 letters, digits and dashes [LB-003]`},
		{release.Test{Header: long[:41], Value: "green"}, `Header is "` + long[:41] + `": want 1 to 40 letters, digits and dashes [LB-003]`},
		{release.Test{Header: "X-Shop-Test"}, "Value is missing: give what Header must hold [LB-003]"},
		{release.Test{Value: "green"}, `Value is "green": want none without a Header that must hold it [LB-003]`},
		{release.Test{Header: "X-Shop-Test", Value: "gr*n"}, `Value is "gr*n": want 1 to 128 printable characters without spaces and wildcards [LB-003]`},
		{release.Test{Header: "X-Shop-Test", Value: long}, `Value is "` + long + `": want 1 to 128 printable characters without spaces and wildcards [LB-003]`},
		{release.Test{Header: "X-Shop-Test", Value: long[:128]}, ""},
	} {
		if got := refusal(c.given.Validate()); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
		if c.given.Given() == (c.given == release.Test{}) {
			t.Errorf("%+v is given: %t", c.given, c.given.Given())
		}
	}
}

func TestAFunctionIsAskedInItsOwnRegion(t *testing.T) {
	const function = "arn:aws:lambda:eu-west-1:111111111111:function:smoke"
	for _, row := range []struct {
		given  release.Hook
		region string
		want   bool
	}{
		{release.Hook{Function: function}, "eu-west-1", true},
		{release.Hook{Function: function}, "us-east-1", false},
		{release.Hook{}, "us-east-1", true},
		{release.Hook{Function: "smoke"}, "us-east-1", true}, // refused by itself
	} {
		if got := row.given.In(row.region); got != row.want {
			t.Errorf("%q in %s: %t, want %t", row.given.Function, row.region, got, row.want)
		}
	}
}
