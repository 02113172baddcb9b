package program_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// What the tests release, where, and what ran there before.
const (
	repository = "444444444444.dkr.ecr.eu-west-1.amazonaws.com/storefront/web"
	image      = repository + "@sha256:1111111111111111111111111111111111111111111111111111111111111111"
	old        = repository + "@sha256:0000000000000000000000000000000000000000000000000000000000000000"
	another    = repository + "@sha256:2222222222222222222222222222222222222222222222222222222222222222"
	name       = "storefront-dev-web"
	id         = "arn:aws:cloudformation:eu-west-1:111111111111:stack/storefront-dev-web/8f1e"
	role       = "arn:aws:iam::111111111111:role/storefront-dev-web-release"
)

type object = map[string]any

// stack is what CloudFormation says of the stack.
func stack(status, running string) string {
	return encode(object{"Stacks": []any{object{
		"StackId": id, "StackStatus": status, "Capabilities": []string{"CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"},
		"Parameters": []any{object{"ParameterKey": "Size", "ParameterValue": "$(reboot); a,b=c"}, object{"ParameterKey": "Image", "ParameterValue": running}},
		"Outputs":    []any{object{"OutputKey": "AppSpec", "OutputValue": spec(running)}},
	}}})
}

// spec is the AppSpec of a version.
func spec(running string) string {
	return `{"version":"0.0","Resources":["` + running[max(0, len(running)-3):] + `","$(reboot)"]}`
}

// event is one of the stack's events: of a resource, or with the stack's name of itself.
func event(token, resource, status, reason string) object {
	e := object{"StackId": id, "LogicalResourceId": resource, "PhysicalResourceId": resource, "ResourceStatus": status, "ClientRequestToken": token}
	if resource == name {
		e["PhysicalResourceId"] = id
	}
	if reason != "" {
		e["ResourceStatusReason"] = reason
	}
	return e
}

// events is what CloudFormation says has happened, the newest first. TOKEN is the program's own.
func events(all ...object) string { return encode(object{"StackEvents": all}) }

// ours names what the program began. The tool that answers puts its token in.
const ours = "TOKEN"

// quiet is what CloudWatch says of alarms that do not ring, loud of the same when the first one rings.
func quiet(names ...string) string { return states("OK", names...) }
func loud(names ...string) string  { return states("ALARM", names...) }

func states(first string, names ...string) string {
	all := []object{}
	for i, alarm := range names {
		state := first
		if i > 0 {
			state = "INSUFFICIENT_DATA"
		}
		all = append(all, object{"AlarmName": alarm, "StateValue": state})
	}
	return encode(object{"MetricAlarms": all, "CompositeAlarms": []any{}})
}

// What the stack goes through in a good release and in one that goes back.
var (
	good = []string{stack("UPDATE_COMPLETE", old), stack("UPDATE_IN_PROGRESS", image), stack("UPDATE_COMPLETE", image)}
	bad  = []string{stack("UPDATE_COMPLETE", old), stack("UPDATE_IN_PROGRESS", image), stack("UPDATE_ROLLBACK_IN_PROGRESS", image), stack("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", old), stack("UPDATE_ROLLBACK_COMPLETE", old)}

	complete = events(event(ours, name, "UPDATE_COMPLETE", ""), event(ours, "Task", "UPDATE_COMPLETE", ""), event(ours, name, "UPDATE_IN_PROGRESS", "User Initiated"))
	failed   = events(
		event(ours, name, "UPDATE_ROLLBACK_COMPLETE", ""),
		event(ours, name, "UPDATE_ROLLBACK_IN_PROGRESS", "The following resource(s) failed to update: [Service, Task]."),
		event(ours, "Task", "UPDATE_FAILED", "Resource update cancelled"),
		event(ours, "Service", "UPDATE_FAILED", "the deployment\ncircuit breaker was triggered"),
		event(ours, name, "UPDATE_IN_PROGRESS", "User Initiated"),
		event("earlier", "Service", "UPDATE_FAILED", "what went wrong last week"),
	)
)

// home is a world with a stack, and no alarms.
func home(t *testing.T, shell []string) *world {
	w := newWorld(t, shell)
	w.set("STACK", name, "REGION", "eu-west-1", "IMAGE", image, "TIMEOUT", "30")
	w.says("cloudformation.describe-stacks", good...)
	w.says("cloudformation.describe-stack-events", complete)
	w.says("cloudformation.update-stack", encode(object{"StackId": id}))
	w.says("cloudformation.cancel-update-stack", "")
	return w
}

// everywhere runs a test in every shell.
func everywhere(t *testing.T, test func(t *testing.T, w *world)) {
	for _, shell := range shells() {
		t.Run(shell[0], func(t *testing.T) {
			t.Parallel()
			test(t, home(t, shell))
		})
	}
}

func TestAReleaseChangesNothingButTheImage(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.set("ALARMS", "shop-dev-web-Errors shop-dev-web-Memory")
		w.says("cloudwatch.describe-alarms", quiet("shop-dev-web-Errors", "shop-dev-web-Memory"))
		w.succeeds(program.Release(program.Stack))
		got := w.asked(0, "aws", "cloudformation", "update-stack")
		delete(got, "ClientRequestToken")
		want := `{"Capabilities":["CAPABILITY_IAM","CAPABILITY_NAMED_IAM"],"Parameters":[{"ParameterKey":"Size","UsePreviousValue":true},` +
			`{"ParameterKey":"Image","ParameterValue":"` + image + `"}],"RollbackConfiguration":{"RollbackTriggers":[` +
			`{"Arn":"arn:aws:cloudwatch:eu-west-1:111111111111:alarm:shop-dev-web-Errors","Type":"AWS::CloudWatch::Alarm"},` +
			`{"Arn":"arn:aws:cloudwatch:eu-west-1:111111111111:alarm:shop-dev-web-Memory","Type":"AWS::CloudWatch::Alarm"}]},` +
			`"StackName":"` + id + `","UsePreviousTemplate":true}`
		if text := encode(got); text != want {
			t.Errorf("got\n%s\nwant\n%s", text, want)
		}
		if got := w.sequence(); got != "update-stack" {
			t.Errorf("it does %s", got)
		}
		if got := w.exported("PREVIOUS"); got != old {
			t.Errorf("PREVIOUS is %q", got)
		}
	})
}

func TestAReleaseEndsAsTheStackDoes(t *testing.T) {
	busy := stack("UPDATE_IN_PROGRESS", image)
	for i, c := range some([]struct {
		name            string
		stacks          []string
		late            string // what the events are at first
		events, updated string
		want            []string // none: success
		sequence        string
	}{
		{name: "complete", stacks: append(good[:2:2], stack("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", image), good[2]), events: complete, sequence: "update-stack"},
		{name: "events come late", stacks: good, sequence: "update-stack",
			events: events(event(ours, name, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", ""), event(ours, name, "UPDATE_IN_PROGRESS", ""))},
		{name: "the stack changes late", stacks: append([]string{good[0], good[0], stack("UPDATE_IN_PROGRESS", old)}, good[1:]...), sequence: "update-stack",
			late: events(event("earlier", name, "UPDATE_COMPLETE", "")), events: complete},
		{name: "first release", stacks: []string{stack("CREATE_COMPLETE", ""), busy, stack("UPDATE_COMPLETE", image)}, events: complete, sequence: "update-stack"},
		{name: "after a rollback", stacks: []string{stack("UPDATE_ROLLBACK_COMPLETE", old), busy, stack("UPDATE_COMPLETE", image)}, events: complete, sequence: "update-stack"},
		{name: "same image", stacks: []string{stack("UPDATE_COMPLETE", image)}, sequence: "update-stack",
			updated: "!An error occurred (ValidationError) when calling the UpdateStack operation: No updates are to be performed."},
		{name: "an update of the infrastructure follows", stacks: append(good[:2:2], stack("UPDATE_IN_PROGRESS", image), stack("UPDATE_ROLLBACK_COMPLETE", image)), sequence: "update-stack",
			events: events(event("cdk", name, "UPDATE_ROLLBACK_COMPLETE", ""), event("cdk", name, "UPDATE_IN_PROGRESS", ""), event(ours, name, "UPDATE_COMPLETE", ""))},

		{name: "rolled back", stacks: bad, events: failed, sequence: "update-stack",
			want: []string{"the stack storefront-dev-web went back: Service: the deployment circuit breaker was triggered", "storefront-dev-web has " + old}},
		{name: "an alarm rolled it back", stacks: bad, sequence: "update-stack",
			events: events(event(ours, name, "UPDATE_ROLLBACK_COMPLETE", ""), event(ours, name, "UPDATE_ROLLBACK_IN_PROGRESS", "Alarm shop-dev-web-Errors in ALARM"), event(ours, name, "UPDATE_IN_PROGRESS", "")),
			want:   []string{"went back: storefront-dev-web: Alarm shop-dev-web-Errors in ALARM"}},
		{name: "rollback failed", stacks: append(bad[:3:3], stack("UPDATE_ROLLBACK_FAILED", old)), events: failed, sequence: "update-stack",
			want: []string{"the stack storefront-dev-web could not go back: Service: the deployment circuit breaker", "could not go back: the stack storefront-dev-web is UPDATE_ROLLBACK_FAILED: continue its rollback first"}},
		{name: "rollback failed with the new image", stacks: append(bad[:3:3], stack("UPDATE_ROLLBACK_FAILED", image)), sequence: "update-stack",
			events: events(event(ours, name, "UPDATE_ROLLBACK_FAILED", "role is gone"), event(ours, name, "UPDATE_IN_PROGRESS", "")),
			want:   []string{"role is gone", "could not go back", "continue its rollback first"}},
		{name: "rolled back by a person", stacks: bad, sequence: "update-stack",
			events: events(event("person", name, "UPDATE_ROLLBACK_COMPLETE", ""), event(ours, name, "UPDATE_IN_PROGRESS", "")),
			want:   []string{"the stack storefront-dev-web is UPDATE_ROLLBACK_COMPLETE: no event says why"}},
		{name: "superseded while it runs", stacks: append(good[:2:2], stack("UPDATE_IN_PROGRESS", another)), sequence: "update-stack",
			events: events(event("newer", name, "UPDATE_IN_PROGRESS", ""), event(ours, name, "UPDATE_COMPLETE", "")),
			want:   []string{"superseded: the stack storefront-dev-web is being updated again to " + another}},
		{name: "superseded afterwards", stacks: append(good[:2:2], stack("UPDATE_COMPLETE", another)), sequence: "update-stack",
			events: events(event("newer", name, "UPDATE_COMPLETE", ""), event("newer", name, "UPDATE_IN_PROGRESS", ""), event(ours, name, "UPDATE_COMPLETE", "")),
			want:   []string{"superseded: the stack storefront-dev-web was updated again and has " + another}},
		{name: "deleted", stacks: append(good[:2:2], stack("DELETE_COMPLETE", image), stack("DELETE_COMPLETE", old)), sequence: "update-stack",
			want: []string{"the stack storefront-dev-web is deleted"}},
		{name: "gone", stacks: append(good[:2:2], "!An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id x does not exist"), sequence: "update-stack",
			want: []string{"cannot read the stack storefront-dev-web", "does not exist"}},
		{name: "never ends", stacks: []string{good[0], busy}, sequence: "update-stack cancel-update-stack",
			events: events(event(ours, name, "UPDATE_IN_PROGRESS", "")),
			want:   []string{"the update took longer than 30 seconds; the stack storefront-dev-web is still UPDATE_IN_PROGRESS", "could not go back"}},
		{name: "refused", stacks: []string{good[0]}, sequence: "update-stack",
			updated: "!An error occurred (AccessDenied) when calling the UpdateStack operation: not authorized to perform: cloudformation:UpdateStack",
			want:    []string{"cannot update the stack storefront-dev-web", "not authorized", "has " + old}},
		{name: "somebody was faster", stacks: []string{good[0], stack("UPDATE_COMPLETE", another)}, sequence: "update-stack",
			updated: "!An error occurred (ValidationError) when calling the UpdateStack operation: Stack:x is in UPDATE_IN_PROGRESS state and can not be updated.",
			want:    []string{"can not be updated", "has " + another}},
		{name: "nothing to do, but another image", stacks: []string{good[0], stack("UPDATE_COMPLETE", another)}, sequence: "update-stack",
			updated: "!No updates are to be performed.", want: []string{"superseded: the stack storefront-dev-web was updated again and has " + another}},
	}) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := home(t, in(i))
			w.says("cloudformation.describe-stacks", c.stacks...)
			if c.events != "" {
				w.says("cloudformation.describe-stack-events", c.events)
			}
			if c.late != "" {
				w.says("cloudformation.describe-stack-events", c.late, c.late, c.events)
			}
			if c.updated != "" {
				w.says("cloudformation.update-stack", c.updated)
			}
			if len(c.want) == 0 {
				w.succeeds(program.Release(program.Stack))
			} else {
				w.fails(program.Release(program.Stack), c.want...)
				if got := w.exported("PREVIOUS"); got != "" {
					t.Errorf("a failed release exports %q", got)
				}
			}
			if got := w.sequence(); got != c.sequence {
				t.Errorf("it does %q, want %q", got, c.sequence)
			}
		})
	}
}

func TestAFirstReleaseSaysThatNothingRanBefore(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.says("cloudformation.describe-stacks", stack("CREATE_COMPLETE", ""), stack("UPDATE_COMPLETE", image))
		w.set("ALARMS", "made-already made-by-this-release")
		w.says("cloudwatch.describe-alarms", loud("made-already"))
		w.succeeds(program.Release(program.Stack))
		if got := w.exported("PREVIOUS"); got != "none" {
			t.Errorf("PREVIOUS is %q", got)
		}
		if text := encode(w.asked(0, "aws", "cloudformation", "update-stack")); !strings.Contains(text, "alarm:made-already") || strings.Contains(text, "made-by-this-release") {
			t.Errorf("the triggers are not the alarms that are there: %s", text)
		}
	})
}

func TestAReleaseBeginsOnlyWhereItCanEnd(t *testing.T) {
	for status, want := range someOf(map[string]string{
		"UPDATE_IN_PROGRESS": "release again when that has ended", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": "release again when that has ended",
		"UPDATE_ROLLBACK_IN_PROGRESS": "release again when that has ended", "REVIEW_IN_PROGRESS": "release again when that has ended",
		"UPDATE_ROLLBACK_FAILED": "continue its rollback first", "ROLLBACK_COMPLETE": "repair it first", "CREATE_FAILED": "repair it first",
		"DELETE_FAILED": "repair it first", "UPDATE_FAILED": "repair it first", "SOMETHING_NEW": "repair it first",
	}) {
		for _, p := range some([]program.Program{program.Release(program.Stack), program.Ready()}) {
			w := home(t, in(0))
			w.says("cloudformation.describe-stacks", stack(status, old))
			w.fails(p, "the stack storefront-dev-web is "+status, want)
			if got := w.sequence(); got != "" {
				t.Errorf("%s: it does %s", status, got)
			}
		}
	}
}

func TestAReleaseTouchesOnlyAServicesStack(t *testing.T) {
	w := home(t, in(0))
	w.says("cloudformation.describe-stacks", encode(object{"Stacks": []any{object{"StackId": id, "StackStatus": "UPDATE_COMPLETE"}}}))
	w.fails(program.Release(program.Stack), "has no parameter Image")
	w = home(t, in(0))
	w.says("cloudformation.describe-stacks", "!An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id storefront-dev-web does not exist")
	w.fails(program.Release(program.Stack), "cannot read the stack storefront-dev-web", "does not exist")
}

func TestALoudAlarmKeepsAReleaseFromBeginning(t *testing.T) {
	for _, p := range some([]program.Program{program.Release(program.Stack), program.Ready()}) {
		w := home(t, in(0))
		w.set("ALARMS", "one two")
		w.says("cloudformation.describe-stacks", stack("UPDATE_COMPLETE", old))
		w.says("cloudwatch.describe-alarms", loud("one", "two"))
		w.fails(p, "alarm one rings")
		w.says("cloudwatch.describe-alarms", quiet("two"))
		w.fails(p, "there is no alarm one")
		w.says("cloudwatch.describe-alarms", "!An error occurred (AccessDenied) when calling the DescribeAlarms operation: no")
		w.fails(p, "cannot read the alarms", "AccessDenied")
		if got := w.sequence(); got != "" {
			t.Errorf("%s does %s", p.Name, got)
		}
	}
}

// CloudFormation watches five alarms; the program stops the update for the others.
func TestNoAlarmIsTooMany(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.set("ALARMS", "a b c d e f")
		w.says("cloudwatch.describe-alarms", quiet("a", "b", "c", "d", "e", "f"), loud("f"))
		w.says("cloudformation.describe-stacks", stack("UPDATE_COMPLETE", old), stack("UPDATE_IN_PROGRESS", image), stack("UPDATE_ROLLBACK_COMPLETE", old))
		w.says("cloudformation.describe-stack-events", events(event(ours, name, "UPDATE_IN_PROGRESS", "")), events(event("cancel", name, "UPDATE_ROLLBACK_COMPLETE", ""), event(ours, name, "UPDATE_IN_PROGRESS", "")))
		w.fails(program.Release(program.Stack), "alarm f rings; the stack storefront-dev-web is UPDATE_ROLLBACK_COMPLETE", "has "+old)
		if got := w.sequence(); got != "update-stack cancel-update-stack" {
			t.Errorf("it does %s", got)
		}
		if text := encode(w.asked(0, "aws", "cloudformation", "update-stack")); strings.Count(text, "AWS::CloudWatch::Alarm") != 5 {
			t.Errorf("CloudFormation takes five triggers, not %s", text)
		}
	})
}

// CloudWatch is asked for a hundred alarms at a time.
func TestAHundredAlarmsAreNotTheLast(t *testing.T) {
	all := make([]string, 201)
	for i := range all {
		all[i] = fmt.Sprintf("alarm-%03d", i)
	}
	w := home(t, in(1))
	w.set("ALARMS", strings.Join(all, " "))
	w.says("cloudwatch.describe-alarms", quiet(all[:100]...), quiet(all[100:200]...), quiet(all[200]))
	w.succeeds(program.Ready())
	for i, want := range []int{100, 100, 1} {
		if got := w.asked(i, "aws", "cloudwatch", "describe-alarms")["AlarmNames"].([]any); len(got) != want || got[0] != all[100*i] {
			t.Errorf("it asks for %d alarms from %s on", len(got), got[0])
		}
	}
	w.says("cloudformation.describe-stacks", good[0])
	w.says("cloudwatch.describe-alarms", quiet(all[:100]...), quiet(all[100:200]...), loud(all[200]))
	w.fails(program.Ready(), "alarm alarm-200 rings")
	w.says("cloudwatch.describe-alarms", quiet(all[:100]...), quiet(all[100:199]...), quiet(all[200]))
	w.fails(program.Ready(), "there is no alarm alarm-199")

	w = infrastructure(t, in(0))
	w.set("ALARMS", strings.Join(all, " "))
	w.says("cloudwatch.describe-alarms", quiet(all[:100]...), quiet(all[100:198]...), quiet(), quiet(all[:100]...), loud(append([]string{all[197]}, all[100:197]...)...))
	w.fails(program.Settle(), "alarm alarm-197 rings")
}

func TestAnUpdateThatIsTooSlowIsStopped(t *testing.T) {
	rare(t)
	everywhere(t, func(t *testing.T, w *world) {
		slow := []string{stack("UPDATE_COMPLETE", old)}
		for range 5 {
			slow = append(slow, stack("UPDATE_IN_PROGRESS", image))
		}
		w.says("cloudformation.describe-stacks", append(slow, stack("UPDATE_ROLLBACK_COMPLETE", old))...)
		w.says("cloudformation.describe-stack-events", events(event(ours, name, "UPDATE_IN_PROGRESS", "")), failed)
		w.fails(program.Release(program.Stack), "the update took longer than 30 seconds; the stack storefront-dev-web went back", "has "+old)
		if got := w.sequence(); got != "update-stack cancel-update-stack" {
			t.Errorf("it does %s", got)
		}
	})
}

// What somebody else has begun is not ours to stop.
func TestOnlyItsOwnUpdateIsStopped(t *testing.T) {
	rare(t)
	w := home(t, in(0))
	w.says("cloudformation.describe-stacks", good[0], good[1])
	w.says("cloudformation.describe-stack-events", events(event("cdk", name, "UPDATE_IN_PROGRESS", ""), event(ours, name, "UPDATE_COMPLETE", "")))
	w.fails(program.Release(program.Stack), "somebody else updates the stack")
	if got := w.sequence(); got != "update-stack" {
		t.Errorf("it does %s", got)
	}
}

// A stack that is stuck names the old image, but does not run it.
func TestAStackThatIsStuckHasNotGoneBack(t *testing.T) {
	w := home(t, in(0))
	w.says("cloudformation.describe-stacks", append(bad[:3:3], stack("UPDATE_ROLLBACK_FAILED", old))...)
	w.says("cloudformation.describe-stack-events", events(event(ours, name, "UPDATE_ROLLBACK_FAILED", "The following resource(s) failed to update: [Service]."), event(ours, "Service", "UPDATE_FAILED", "no capacity"), event(ours, name, "UPDATE_IN_PROGRESS", "")))
	w.fails(program.Release(program.Stack), "the stack storefront-dev-web could not go back: Service: no capacity; storefront-dev-web could not go back", "continue its rollback first")
	w = released(t, in(0), program.Stack)
	w.says("curl", "500")
	w.says("cloudformation.describe-stacks", stack("UPDATE_COMPLETE", image), stack("UPDATE_ROLLBACK_FAILED", old))
	w.fails(program.Verify(program.Stack), "could not go back: the stack storefront-dev-web is UPDATE_ROLLBACK_FAILED: continue its rollback first")
}

// A page of events may be of resources alone. What began them is further back.
func TestAnUpdateOfManyResourcesIsStillItsOwn(t *testing.T) {
	w := home(t, in(1))
	began, many := event(ours, name, "UPDATE_IN_PROGRESS", "User Initiated"), []object{event(ours, "Task1", "UPDATE_COMPLETE", ""), event(ours, "Task2", "UPDATE_COMPLETE", "")}
	page := func(all ...object) string { return encode(object{"StackEvents": all, "NextToken": "2"}) }
	w.says("cloudformation.describe-stacks", good[0], good[1], good[1], good[1], good[1], stack("UPDATE_ROLLBACK_COMPLETE", old))
	w.says("cloudformation.describe-stack-events", page(many...), page(append(many, began)...),
		page(event("cancel", name, "UPDATE_ROLLBACK_COMPLETE", ""), many[0]), page(event("cancel", name, "UPDATE_ROLLBACK_COMPLETE", ""), many[0], event(ours, "Task3", "UPDATE_FAILED", "no capacity"), began))
	w.fails(program.Release(program.Stack), "the update took longer than 30 seconds; the stack storefront-dev-web is UPDATE_ROLLBACK_COMPLETE: Task3: no capacity", "has "+old)
	if got := w.sequence(); got != "update-stack cancel-update-stack" {
		t.Errorf("it does %s", got)
	}
	calls := w.calls("aws", "cloudformation", "describe-stack-events")
	if len(calls) != 4 || slices.Contains(calls[0], "--max-items") || !slices.Contains(calls[1], "--max-items") || slices.Contains(calls[1], "--no-paginate") {
		t.Errorf("it reads %q", calls)
	}
}
