package program_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// plan is what the stack says of a canary, as manifest.Release.Plan writes it.
const plan = `{"setup":"00-setup","phases":[{"name":"01-base","percent":0,"bake":15},{"name":"02-next","percent":0,"wait":["web-next"],"within":120},` +
	`{"name":"03-shift-10","percent":10,"bake":45},{"name":"04-promote","percent":100,"wait":["web"],"within":120},{"name":"05-return","percent":100,"bake":15},{"name":"06-clean","percent":100}],` +
	`"first":["01-base","04-promote","06-clean"],"undo":["05-return","04-promote","06-clean"],"settle":45,"alarms":["shop-dev-web-Crashing"]}`

// kept is what Parameter Store holds of a phase, in an order of its own. Only Deployments name the image.
func kept(phase, running string) string {
	objects := map[string]object{"52-ingress": {"kind": "Ingress", "phase": phase, "metadata": object{"name": "web", "namespace": "shop-dev", "note": "$(reboot) `x` \"y\""}}}
	switch {
	case strings.HasSuffix(phase, "next"):
		objects["61-deployment-next"] = object{"kind": "Deployment", "phase": phase, "image": running, "metadata": object{"name": "web-next", "namespace": "shop-dev"}}
	case strings.HasSuffix(phase, "promote"):
		objects["60-deployment"] = object{"kind": "Deployment", "phase": phase, "image": running, "metadata": object{"name": "web", "namespace": "shop-dev"}}
	}
	parameters := []object{}
	for _, name := range []string{"61-deployment-next", "60-deployment", "52-ingress"} {
		if objects[name] != nil {
			parameters = append(parameters, object{"Name": "/shop-dev/web/manifests/" + phase + "/" + name, "Value": encode(objects[name])})
		}
	}
	return encode(object{"Parameters": parameters})
}

// cluster is a world whose stack keeps Kubernetes objects. Parameters follow the stack's image.
func cluster(t *testing.T, shell []string) *world {
	w := home(t, shell)
	w.set("CLUSTER", "shop-dev", "SERVICE", "web", "TIMEOUT", "600")
	w.says("eks.update-kubeconfig", "")
	w.says("ssm.get-parameter", encode(object{"Parameter": object{"Value": plan}}))
	for _, phase := range []string{"01-base", "02-next", "03-shift-10", "04-promote", "05-return", "06-clean"} {
		w.write("parameters/"+phase+"/new", kept(phase, image))
		w.write("parameters/"+phase+"/old", kept(phase, old))
	}
	w.says("cloudwatch.describe-alarms", quiet("shop-dev-web-Crashing"))
	w.says("kubectl.apply", "applied")
	w.says("kubectl.rollout", "successfully rolled out")
	w.write("bin/aws", strings.Replace(record+tools["aws"], "name=$1.$2\n", `name=$1.$2
case $name in
cloudformation.update-stack) case $(cat "${4#file://}") in *sha256:1111*) echo new >"$WORLD/image" ;; *) echo old >"$WORLD/image" ;; esac ;;
ssm.get-parameters-by-path) cat "$WORLD/parameters/${5##*/}/$(cat "$WORLD/image" || echo new)"; exit ;;
esac
`, 1))
	w.says("cloudformation.describe-stacks", append(slices.Clone(good), slices.Repeat([]string{stack("UPDATE_COMPLETE", image)}, 30)...)...)
	return w
}

// applied is what kubectl was given: the phase, and whose image is in it.
func (w *world) applied() (all []string) {
	w.t.Helper()
	for _, text := range strings.Split(strings.TrimSuffix(w.read("applied"), "\036"), "\036") {
		var list struct {
			Kind  string
			Items []object
		}
		if text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(text), &list); err != nil || list.Kind != "List" {
			w.t.Fatalf("%v in %s", err, text)
		}
		said, kinds := fmt.Sprint(list.Items[0]["phase"]), []string{}
		for _, one := range list.Items {
			kinds = append(kinds, fmt.Sprint(one["kind"]))
			switch one["image"] {
			case image:
				said += " new"
			case old:
				said += " old"
			}
		}
		if !slices.IsSortedFunc(kinds, func(a, b string) int { return strings.Compare(b, a) }) {
			w.t.Errorf("%s is applied in the order %v, want that of the names", said, kinds)
		}
		all = append(all, said)
	}
	return all
}

func TestPhasesAreAppliedInTheirOrder(t *testing.T) {
	for _, shell := range shells() {
		w := cluster(t, shell)
		w.succeeds(program.Release(program.Manifests))
		want := []string{"01-base", "02-next new", "03-shift-10", "04-promote new", "05-return", "06-clean"}
		if got := w.applied(); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		var waited []string
		for _, call := range w.calls("kubectl", "*", "*", "rollout") {
			waited = append(waited, strings.Join(call[4:], " "))
		}
		if want := []string{"status deployment/web-next --namespace shop-dev --timeout 60s", "status deployment/web --namespace shop-dev --timeout 60s"}; !slices.Equal(waited, want) {
			t.Errorf("it waits for %q, want %q", waited, want)
		}
		if lasted := w.read("clock"); lasted < "1000075" {
			t.Errorf("the alarms are watched until %s, want the 75 seconds of the plan", lasted)
		}
		if got := w.exported("PREVIOUS"); got != old {
			t.Errorf("PREVIOUS is %q", got)
		}
		if got := w.read("applied"); !strings.Contains(got, `$(reboot) `+"`x`"+` \"y\"`) {
			t.Errorf("objects do not arrive as they are: %s", got)
		}
	}
}

func TestAFirstReleaseTakesThePhasesForIt(t *testing.T) {
	rare(t)
	w := cluster(t, in(0))
	w.says("cloudformation.describe-stacks", append([]string{stack("UPDATE_COMPLETE", "")}, slices.Repeat([]string{stack("UPDATE_COMPLETE", image)}, 9)...)...)
	w.succeeds(program.Release(program.Manifests))
	if got, want := w.applied(), []string{"01-base", "04-promote new", "06-clean"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// going is what the stack goes through when a release in a cluster fails after so many looks.
func going(looks int) []string {
	return slices.Concat(good, slices.Repeat([]string{stack("UPDATE_COMPLETE", image)}, looks+2), []string{stack("UPDATE_COMPLETE", old)})
}

func TestABadVersionLeavesTheCluster(t *testing.T) {
	const timedOut = "!error: timed out waiting for the condition"
	for i, c := range some([]struct {
		name    string
		looks   int // how many phases begin
		rollout []string
		applied []string
		alarms  []string
		want    string
		phases  []string
	}{
		{name: "an object is refused", looks: 1, applied: []string{"!Error from server (Forbidden): ingresses is forbidden", "applied"},
			want: "cannot apply the phase 01-base: Error from server (Forbidden): ingresses is forbidden", phases: []string{"01-base"}},
		{name: "a rollout fails", looks: 2, rollout: []string{"!error: deployment \"web-next\" exceeded its progress deadline", "ok"},
			want: "the rollout of web-next failed: error: deployment \"web-next\" exceeded its progress deadline", phases: []string{"01-base", "02-next new"}},
		{name: "a rollout never ends", looks: 2, rollout: []string{timedOut},
			want: "the rollout of web-next took longer than 120 seconds", phases: []string{"01-base", "02-next new"}},
		{name: "an alarm rings in a bake", looks: 3, alarms: append(slices.Repeat([]string{quiet("shop-dev-web-Crashing")}, 4), loud("shop-dev-web-Crashing")),
			want: "alarm shop-dev-web-Crashing rings", phases: []string{"01-base", "02-next new", "03-shift-10"}},
	}) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := cluster(t, in(i))
			w.says("cloudformation.describe-stacks", going(c.looks)...)
			if c.rollout != nil {
				w.says("kubectl.rollout", c.rollout...)
			}
			if c.applied != nil {
				w.says("kubectl.apply", c.applied...)
			}
			if c.alarms != nil {
				w.says("cloudwatch.describe-alarms", c.alarms...)
			}
			// Time passes while kubectl waits.
			w.write("bin/kubectl", record+"case $* in *rollout*) echo $(($(cat \"$WORLD/clock\") + 60)) >\"$WORLD/clock\" ;; esac\n"+tools["kubectl"])
			if c.name == "a rollout never ends" {
				w.says("kubectl.rollout", timedOut, timedOut, "ok")
			}
			w.fails(program.Release(program.Manifests), "the release failed: "+c.want, "; "+name+" has "+old)
			want := append(c.phases, "05-return", "04-promote old", "06-clean")
			if got := w.applied(); !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
			// Requests leave the bad version before anything else happens.
			if got := w.sequence(); got != "update-stack"+strings.Repeat(" apply", len(c.phases)+1)+" update-stack apply apply" {
				t.Errorf("it does %s", got)
			}
			if got := w.calls("sleep", "45"); len(got) != 2 {
				t.Errorf("the load balancer is given time %d times, want between the three phases", len(got))
			}
		})
	}
}

func TestAFirstReleaseHasNoWayBack(t *testing.T) {
	rare(t)
	w := cluster(t, in(0))
	up := stack("UPDATE_COMPLETE", image)
	w.says("cloudformation.describe-stacks", stack("UPDATE_COMPLETE", ""), up, up, up, up, up, stack("UPDATE_COMPLETE", ""))
	w.says("kubectl.rollout", "!error: it crashes")
	w.fails(program.Release(program.Manifests), "it crashes", "could not go back: nothing ran before: the objects stay in the cluster as they are")
	if got := encode(w.asked(1, "aws", "cloudformation", "update-stack")); !strings.Contains(got, `{"ParameterKey":"Image","ParameterValue":""}`) {
		t.Errorf("the stack does not say that nothing runs: %s", got)
	}
}

// Objects of another version are neither applied as ours nor undone.
func TestPhasesStopWhenAnotherReleaseTakesOver(t *testing.T) {
	rare(t)
	w := cluster(t, in(0))
	up := stack("UPDATE_COMPLETE", image)
	w.says("cloudformation.describe-stacks", stack("UPDATE_COMPLETE", old), up, up, up, stack("UPDATE_COMPLETE", another))
	w.fails(program.Release(program.Manifests), "superseded", "has "+another)
	if got, want := w.applied(), []string{"01-base", "02-next new"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := w.sequence(); got != "update-stack apply apply" {
		t.Errorf("it does %s", got)
	}
}

func TestARolledBackStackIsNotApplied(t *testing.T) {
	rare(t)
	w := cluster(t, in(0))
	w.says("cloudformation.describe-stacks", bad...)
	w.says("cloudformation.describe-stack-events", failed)
	w.fails(program.Release(program.Manifests), "circuit breaker was triggered", "has "+old)
	if got := w.applied(); len(got) > 0 {
		t.Errorf("it applies %q", got)
	}
}

func TestAClusterThatCannotBeEnteredKeepsItsVersion(t *testing.T) {
	for question, answer := range someOf(map[string]string{
		"eks.update-kubeconfig": "!An error occurred (AccessDeniedException) when calling the DescribeCluster operation: no",
		"ssm.get-parameter":     "!An error occurred (ParameterNotFound) when calling the GetParameter operation: ",
	}) {
		w := cluster(t, in(0))
		w.says(question, answer)
		w.fails(program.Release(program.Manifests), "cannot ")
		if got := w.sequence(); got != "" {
			t.Errorf("it does %s", got)
		}
	}
}

func TestAWayBackThatFailsIsSaid(t *testing.T) {
	rare(t)
	w := cluster(t, in(0))
	w.says("cloudformation.describe-stacks", going(2)...)
	w.says("kubectl.rollout", "!error: it crashes")
	w.fails(program.Release(program.Manifests), "the rollout of web-next failed: error: it crashes", "could not go back: the rollout of web failed: error: it crashes")
}
