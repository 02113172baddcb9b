package program_test

import (
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

const pipelineARN = "arn:aws:codepipeline:eu-central-1:111111111111:shop-delivery-web"

// acts are what CodePipeline says of a run's actions, given as a name, a time and a status each.
func acts(all ...[3]string) string {
	list := []object{{"actionName": "Try-prod", "startTime": "2026-11-23T12:00:00+00:00", "status": "Failed"}}
	for _, one := range all {
		list = append(list, object{"actionName": one[0], "startTime": "2026-11-23T" + one[1] + ":00.120000+00:00", "status": one[2]})
	}
	return encode(object{"actionExecutionDetails": list})
}

// ending is what CodePipeline says of tests with a status, after the release.
func ending(status string) string {
	return acts([3]string{"Release-dev", "10:00", "Succeeded"}, [3]string{"Try-dev", "10:10", status})
}

// trying is a world in which the version's own tests are waited for.
func trying(t *testing.T, shell []string, kind program.Kind) *world {
	w := released(t, shell, kind)
	w.set("TRIED", "Release-dev Try-dev", "PIPELINE", pipelineARN, "EXECUTION", "8c3e")
	return w
}

func TestAVersionHoldsWhenItsOwnTestsHavePassed(t *testing.T) {
	for i, shell := range shells() {
		w := trying(t, shell, program.Kinds[i])
		w.set("BAKE", "20")
		w.says("codepipeline.list-action-executions", acts(), ending("InProgress"), ending("InProgress"), ending("InProgress"), ending("Succeeded"))
		w.succeeds(program.Verify(program.Kinds[i]))
		if got := w.sequence(); got != "" {
			t.Errorf("it does %s", got)
		}
		if got := w.read("clock"); got != "1000060\n" {
			t.Errorf("it waits until %s", got)
		}
		if got := strings.Join(w.calls("aws", "codepipeline")[0], " "); got != "aws codepipeline list-action-executions --pipeline-name shop-delivery-web --filter pipelineExecutionId=8c3e" {
			t.Errorf("it asks %s", got)
		}
		if got := w.read("calls"); !strings.Contains(got, "aws\037--region\037eu-central-1\037--output\037json\037codepipeline") {
			t.Error("it asks in another region than the pipeline's")
		}
	}
}

func TestAVersionThatFailsItsOwnTestsGoesBack(t *testing.T) {
	for _, kind := range []program.Kind{program.Stack, program.Manifests} {
		for want, said := range someOf(map[string][]string{
			"the tests of the version ended as Failed: see the action Try-dev":                        {ending("InProgress"), ending("Failed")},
			"the tests of the version ended as Abandoned: see the action Try-dev":                     {ending("Abandoned")},
			"the tests of the version had not ended after 90 seconds: see the action Try-dev":         {ending("InProgress")},
			"cannot read how the tests of the version end: An error occurred (AccessDeniedException)": {"!An error occurred (AccessDeniedException)"},
			"cannot read how the tests of the version end":                                            {"{}{"},
		}) {
			t.Run(kind.String()+" "+want, func(t *testing.T) {
				t.Parallel()
				w := trying(t, in(int(kind)), kind)
				w.set("BAKE", "30", "TIMEOUT", "60")
				w.says("codepipeline.list-action-executions", said...)
				looks := leaving()
				if kind == program.Manifests {
					looks = append(looks[:1:1], looks...)
				}
				w.says("cloudformation.describe-stacks", looks...)
				w.fails(program.Verify(kind), image+" does not hold: "+want, "; "+name+" has "+old)
				if got := w.sequence(); !strings.Contains(got, "update-stack") {
					t.Errorf("it does %q", got)
				}
			})
		}
	}
}

// A stage that is tried again has two of each action.
func TestTestsOfAnEarlierAttemptDoNotCount(t *testing.T) {
	first := [][3]string{{"Release-dev", "10:00", "Succeeded"}, {"Try-dev", "10:10", "Failed"}, {"Release-dev", "11:00", "Succeeded"}}
	w := trying(t, in(1), program.Stack)
	w.says("codepipeline.list-action-executions", acts(first...), acts(append(first, [3]string{"Try-dev", "11:10", "Succeeded"})...))
	w.succeeds(program.Verify(program.Stack))
	if got := len(w.calls("aws", "codepipeline")); got != 2 {
		t.Errorf("it asks %d times", got)
	}
}

func TestTestsAreSeenByTheRoleThatMayReadThePipeline(t *testing.T) {
	const watch = "arn:aws:iam::111111111111:role/shop-delivery-web-watch"
	for i, shell := range shells() {
		kind := []program.Kind{program.Stack, program.Manifests}[i]
		w := trying(t, shell, kind)
		w.set("WATCH", watch)
		w.says("sts.assume-role", granted)
		w.says("codepipeline.list-action-executions", ending("Succeeded"))
		w.succeeds(program.Verify(kind))
		if got := strings.Join(w.calls("aws", "sts")[0], " "); got != "aws sts assume-role --role-arn "+watch+" --role-session-name verify --duration-seconds 900" {
			t.Errorf("it says %s", got)
		}
		lines := strings.Split(strings.TrimSpace(w.read("taken")), "\n")
		if len(lines) != 1 || !strings.HasPrefix(lines[0], "ASIAKEY s3cr3t/+ t0k3n== ") || !strings.Contains(lines[0], " codepipeline ") {
			t.Errorf("as the role it calls %q", lines)
		}
		w.says("sts.assume-role", "!An error occurred (AccessDenied)")
		looks := leaving()
		if kind == program.Manifests {
			looks = append(looks[:1:1], looks...)
		}
		w.says("cloudformation.describe-stacks", looks...)
		w.fails(program.Verify(kind), "cannot read how the tests of the version end: An error occurred (AccessDenied)", "has "+old)
	}
}

func TestVerifyRefusesTestsThatCannotBeFound(t *testing.T) {
	for _, pairs := range some([][]string{
		{"TRIED", "Try-dev", "TRIED is Try-dev: want the names of two actions"}, {"TRIED", "a $(reboot)", "want the names of two actions"},
		{"TRIED", "a b\nc d", "TRIED holds control characters"}, {"PIPELINE", "", "PIPELINE is not set"}, {"PIPELINE", "shop", "want the ARN of a pipeline"},
		{"EXECUTION", "", "EXECUTION is not set"}, {"EXECUTION", "a b", "EXECUTION is a b"}, {"WATCH", "-x", "WATCH is -x"},
	}) {
		w := trying(t, in(0), program.Stack)
		w.set(pairs[0], pairs[1])
		w.fails(program.Verify(program.Stack), pairs[2])
		if got := w.sequence(); got != "" {
			t.Errorf("%v: it does %s", pairs, got)
		}
	}
}
