package program_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// released is a world in which image runs, and old ran before.
func released(t *testing.T, shell []string, kind program.Kind) *world {
	w := home(t, shell)
	switch kind {
	case program.Tasks, program.Hosts:
		w = group(t, shell, kind)
	case program.Manifests:
		w = cluster(t, shell)
	}
	w.set("PREVIOUS", old, "ATTEMPTS", "2", "URL", "https://shop.example.com/healthz?a=[b]", "ALARMS", "web-Errors")
	w.says("cloudwatch.describe-alarms", quiet("web-Errors", "shop-dev-web-Crashing"))
	w.says("curl", "200")
	w.says("cloudformation.describe-stacks", stack("UPDATE_COMPLETE", image))
	return w
}

// leaving is what the stack goes through when the version does not hold.
func leaving() []string {
	return []string{stack("UPDATE_COMPLETE", image), stack("UPDATE_COMPLETE", image), stack("UPDATE_IN_PROGRESS", old), stack("UPDATE_COMPLETE", old)}
}

func TestAVersionThatHoldsStays(t *testing.T) {
	for _, kind := range some(program.Kinds) {
		w := released(t, in(int(kind)), kind)
		w.set("BAKE", "40")
		w.succeeds(program.Verify(kind))
		if got := w.sequence(); got != "" {
			t.Errorf("%s does %s", kind, got)
		}
		if got := w.read("clock"); got != "1000045\n" {
			t.Errorf("%s looks until %s, want 40 seconds in steps of 15", kind, got)
		}
		if got := len(w.calls("aws", "cloudwatch", "describe-alarms")); got != 4 {
			t.Errorf("%s looks %d times at the alarms, want at the beginning, every 15 seconds and at the end", kind, got)
		}
	}
}

func TestAVersionAnswersInTime(t *testing.T) {
	w := released(t, in(1), program.Stack)
	w.set("ATTEMPTS", "4", "STATUS", "200-204,302")
	w.says("curl", "!cannot connect", "503", "301", "302")
	w.succeeds(program.Verify(program.Stack))
	want := []string{"curl", "-q", "--silent", "--globoff", "--output", "/dev/null", "--max-time", "10", "--proto", "=http,https", "--write-out", "%{http_code}", "--url", "https://shop.example.com/healthz?a=[b]"}
	if got := w.calls("curl"); len(got) != 4 || !slices.Equal(got[0], want) {
		t.Errorf("got %q", got)
	}
}

func TestAVersionThatDoesNotHoldGoesBack(t *testing.T) {
	rings := append(slices.Repeat([]string{quiet("web-Errors", "shop-dev-web-Crashing")}, 3), loud("web-Errors", "shop-dev-web-Crashing"))
	for _, kind := range program.Kinds {
		for i, c := range []struct {
			name, want string
			spoil      func(w *world)
		}{
			{"no answer", "https://shop.example.com/healthz?a=[b] did not answer 200 in 3 attempts; the last answer was 503", func(w *world) { w.says("curl", "503") }},
			{"an alarm in the bake", "alarm web-Errors rings", func(w *world) { w.says("cloudwatch.describe-alarms", rings...) }},
			{"an alarm that is gone", "there is no alarm web-Errors", func(w *world) { w.says("cloudwatch.describe-alarms", quiet("another")) }},
		} {
			if !thorough && !(kind == program.Stack && i == 0 || kind == program.Tasks && i == 1) {
				continue
			}
			t.Run(kind.String()+" "+c.name, func(t *testing.T) {
				t.Parallel()
				w := released(t, in(i), kind)
				w.set("BAKE", "600", "ATTEMPTS", "3")
				c.spoil(w)
				looks := leaving()
				if kind == program.Manifests { // it looks whether the version is still there before it undoes it
					looks = append(looks[:1:1], looks...)
				}
				w.says("cloudformation.describe-stacks", looks...)
				w.fails(program.Verify(kind), image+" does not hold: "+c.want, "; "+name+" has "+old)
				want := map[program.Kind]string{
					program.Stack: "update-stack", program.Tasks: "update-stack create-deployment",
					program.Hosts: "update-stack put-object create-deployment", program.Manifests: "apply update-stack apply apply",
				}[kind]
				if got := w.sequence(); got != want {
					t.Errorf("it does %q, want %q", got, want)
				}
				if text := encode(w.asked(0, "aws", "cloudformation", "update-stack")); !strings.Contains(text, `"ParameterValue":"`+old) || !strings.Contains(text, `"RollbackTriggers":[]`) {
					t.Errorf("it goes back with %s", text)
				}
			})
		}
	}
}

// The alarm that made it go back still rings while it does.
func TestGoingBackIsNotStoppedByTheAlarmItself(t *testing.T) {
	for kind, want := range someOf(map[program.Kind]string{program.Tasks: "CodeDeployDefault.ECSAllAtOnce", program.Hosts: ""}) {
		w := released(t, in(0), kind)
		w.says("curl", "500")
		w.says("cloudformation.describe-stacks", leaving()...)
		w.fails(program.Verify(kind), "has "+old)
		got := w.asked(0, "aws", "deploy", "create-deployment")
		for option, value := range map[string]any{"overrideAlarmConfiguration": object{"enabled": false}, "autoRollbackConfiguration": object{"enabled": false}} {
			if encode(got[option]) != encode(value) {
				t.Errorf("%s: %s is %v", kind, option, got[option])
			}
		}
		if config, _ := got["deploymentConfigName"].(string); config != want {
			t.Errorf("%s goes back by %q", kind, config)
		}
	}
}

func TestAFirstVersionThatDoesNotHoldLeavesNothing(t *testing.T) {
	rare(t)
	w := released(t, in(0), program.Tasks)
	w.set("PREVIOUS", "none")
	w.says("curl", "500")
	w.says("cloudformation.describe-stacks", stack("UPDATE_COMPLETE", image), stack("UPDATE_COMPLETE", image), stack("UPDATE_COMPLETE", ""))
	w.fails(program.Verify(program.Tasks), "has no image")
	if got := w.sequence(); got != "update-stack" {
		t.Errorf("it does %s", got)
	}
}

func TestWhatSomebodyElseReleasedIsNotTakenBack(t *testing.T) {
	for _, kind := range some(program.Kinds) {
		w := released(t, in(0), kind)
		w.says("curl", "500")
		w.says("cloudformation.describe-stacks", stack("UPDATE_COMPLETE", image), stack("UPDATE_IN_PROGRESS", another), stack("UPDATE_COMPLETE", another))
		w.fails(program.Verify(kind), "does not hold", "has "+another)
		if got := w.sequence(); got != "" {
			t.Errorf("%s does %s", kind, got)
		}
		w = released(t, in(0), kind)
		w.says("cloudformation.describe-stacks", stack("UPDATE_COMPLETE", another))
		w.fails(program.Verify(kind), "superseded: the stack storefront-dev-web has "+another)
	}
}

func TestAWayBackThatIsBlockedIsSaid(t *testing.T) {
	for want, stacks := range someOf(map[string][]string{
		"the stack storefront-dev-web is still UPDATE_IN_PROGRESS":                            {stack("UPDATE_COMPLETE", image), stack("UPDATE_IN_PROGRESS", image)},
		"the stack storefront-dev-web is UPDATE_ROLLBACK_FAILED: continue its rollback first": {stack("UPDATE_COMPLETE", image), stack("UPDATE_ROLLBACK_FAILED", image)},
	}) {
		w := released(t, in(0), program.Stack)
		w.says("curl", "500")
		w.says("cloudformation.describe-stacks", stacks...)
		w.fails(program.Verify(program.Stack), "could not go back: "+want)
	}
}

func TestABakeLastsUntilEnoughWasSeen(t *testing.T) {
	points := func(sums ...int) string {
		all := []object{}
		for _, sum := range sums {
			all = append(all, object{"Sum": sum})
		}
		return encode(object{"Datapoints": all})
	}
	metric := `{"Namespace":"AWS/ApplicationELB","MetricName":"RequestCount","Dimensions":[{"Name":"LoadBalancer","Value":"app/$(reboot)/1"}]}`
	w := released(t, in(1), program.Stack)
	w.set("POINTS", "100", "METRIC", metric, "BAKE", "20")
	w.says("cloudwatch.get-metric-statistics", points(), points(40), points(40, 59), points(40, 59, 1))
	w.succeeds(program.Verify(program.Stack))
	want := object{
		"Namespace": "AWS/ApplicationELB", "MetricName": "RequestCount", "Dimensions": []any{object{"Name": "LoadBalancer", "Value": "app/$(reboot)/1"}},
		"StartTime": "1970-01-12T13:46:40Z", "EndTime": "1970-01-12T13:47:25Z", "Period": 60, "Statistics": []string{"Sum"},
	}
	if got := w.asked(3, "aws", "cloudwatch", "get-metric-statistics"); encode(got) != encode(want) {
		t.Errorf("got\n%s\nwant\n%s", encode(got), encode(want))
	}

	if !thorough {
		return
	}
	w = released(t, in(0), program.Stack)
	w.set("POINTS", "100", "METRIC", metric, "BAKE", "20")
	w.says("cloudwatch.get-metric-statistics", points(99))
	w.says("cloudformation.describe-stacks", leaving()...)
	w.fails(program.Verify(program.Stack), "only 99 of 100 were seen in 60 seconds", "has "+old)
}

func TestTheStackItselfSaysWhatCountsItsRequests(t *testing.T) {
	metric := func(group string) object {
		return object{"Namespace": "AWS/ApplicationELB", "MetricName": "RequestCount", "Dimensions": []any{object{"Name": "TargetGroup", "Value": group}}, "Statistic": "Sum"}
	}
	requests := encode([]any{metric("one"), metric("two")})
	w := released(t, in(1), program.Stack)
	w.set("POINTS", "100")
	w.says("cloudformation.describe-stacks", strings.Replace(stack("UPDATE_COMPLETE", image), `"Outputs":[`, `"Outputs":[`+encode(object{"OutputKey": "Requests", "OutputValue": requests})+`,`, 1))
	w.says("cloudwatch.get-metric-statistics", encode(object{"Datapoints": []object{{"Sum": 60}}}), encode(object{"Datapoints": []object{{"Sum": 40}}}))
	w.succeeds(program.Verify(program.Stack))
	for i, group := range []string{"one", "two"} {
		if got := w.asked(i, "aws", "cloudwatch", "get-metric-statistics"); encode(got["Dimensions"]) != encode(metric(group)["Dimensions"]) {
			t.Errorf("counted %s, want %s", encode(got), group)
		}
	}
}

func TestVerifyRefusesWhatItCannotProve(t *testing.T) {
	for i, pairs := range some([][]string{
		{"URL", "ftp://shop.example.com", "want http:// or https://"}, {"URL", "--upload-file=/etc/passwd", "want http:// or https://"},
		{"URL", "https://shop.example.com/\n", "URL holds control characters"},
		{"STATUS", "2xx", "want codes such as"}, {"STATUS", "200;reboot", "want codes such as"}, {"STATUS", "99", "want codes such as"},
		{"BAKE", "10m", "BAKE is no whole number"}, {"BAKE", "-1", "BAKE is no whole number"}, {"BAKE", "08", "BAKE is no whole number"},
		{"ATTEMPTS", "$(reboot)", "ATTEMPTS is no whole number"}, {"POINTS", "1e3", "POINTS is no whole number"}, {"POINTS", "9999999999", "POINTS is no whole number"},
		{"POINTS", "1", "has no output Requests"}, {"TIMEOUT", "0x10", "TIMEOUT is no whole number"},
		{"PREVIOUS", "nginx:1", "PREVIOUS is nginx:1: want an image in ECR by its digest"},
	}) {
		w := released(t, in(i), program.Stack)
		w.set(pairs[0], pairs[1])
		w.fails(program.Verify(program.Stack), pairs[2])
		if got := w.sequence(); got != "" {
			t.Errorf("%v: it does %s", pairs, got)
		}
	}
}
