package manifest_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	networkingv1 "k8s.io/api/networking/v1"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service/eks/manifest"
)

// world is what a cluster holds after phases were applied to it.
type world map[string]string

func (w world) apply(phases ...manifest.Phase) world {
	for _, phase := range phases {
		for _, o := range phase.Objects {
			w[o.Name] = o.JSON
		}
	}
	return w
}

// weights are what the stable and the next version weigh.
func (w world) weights(t *testing.T) [2]int {
	t.Helper()
	text := decode(t, w["52-ingress"]).(*networkingv1.Ingress).Annotations["alb.ingress.kubernetes.io/actions.weighted"]
	var action struct {
		ForwardConfig struct {
			TargetGroups []struct {
				ServiceName string
				Weight      int
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &action); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	groups := action.ForwardConfig.TargetGroups
	if len(groups) != 2 || groups[0].ServiceName != "api" || groups[1].ServiceName != "api-next" {
		t.Fatalf("requests go to %+v", groups)
	}
	return [2]int{groups[0].Weight, groups[1].Weight}
}

// pods are how many the next Deployment has.
func (w world) pods(t *testing.T) int {
	t.Helper()
	return int(*decode(t, w["61-deployment-next"]).(*appsv1.Deployment).Spec.Replicas)
}

// holding says whether the autoscaler may take no pods away.
func (w world) holding(t *testing.T) bool {
	t.Helper()
	down := decode(t, w["70-horizontalpodautoscaler"]).(*autoscalingv2.HorizontalPodAutoscaler).Spec.Behavior.ScaleDown
	return down.SelectPolicy != nil && *down.SelectPolicy == autoscalingv2.DisabledPolicySelect
}

func TestEachStrategyMovesRequestsInItsOwnSteps(t *testing.T) {
	for _, c := range []struct {
		strategy release.Strategy
		want     string
	}{
		{release.Canary{}, "01-base 0 1m0s, 02-next 0 0s, 03-shift-05 5 10m0s, 04-promote 100 0s, 05-return 100 5m0s, 06-clean 100 0s"},
		{release.Canary{Percent: 12.5, CanaryBake: minutes(0), Bake: minutes(0)}, "01-base 0 1m0s, 02-next 0 0s, 03-shift-12.5 12.5 1m0s, 04-promote 100 0s, 05-return 100 1m0s, 06-clean 100 0s"},
		{release.Linear{Percent: 50, StepBake: minutes(3), Bake: minutes(9)}, "01-base 0 1m0s, 02-next 0 0s, 03-shift-50 50 3m0s, 04-shift-100 100 9m0s, 05-promote 100 0s, 06-return 100 1m0s, 07-clean 100 0s"},
		{release.Linear{Percent: 40}, "01-base 0 1m0s, 02-next 0 0s, 03-shift-40 40 6m0s, 04-shift-80 80 6m0s, 05-shift-100 100 5m0s, 06-promote 100 0s, 07-return 100 1m0s, 08-clean 100 0s"},
		{release.BlueGreen{}, "01-base 0 1m0s, 02-next 0 0s, 03-shift-100 100 10m0s, 04-promote 100 0s, 05-return 100 1m0s, 06-clean 100 0s"},
		{release.BlueGreen{Test: tester}, "01-base 0 1m0s, 02-next 0 1m0s, 03-shift-100 100 10m0s, 04-promote 100 0s, 05-return 100 1m0s, 06-clean 100 0s"},
		{release.Rolling{}, "01-rolling 100 5m0s"},
	} {
		steps := []string{}
		for _, phase := range public(c.strategy).Release().Phases {
			steps = append(steps, fmt.Sprintf("%s %g %s", phase.Name, phase.Percent, phase.Bake))
		}
		if got := strings.Join(steps, ", "); got != c.want {
			t.Errorf("%+v:\ngot  %s\nwant %s", c.strategy, got, c.want)
		}
	}
}

func TestWeightsSayWhatThePhaseSays(t *testing.T) {
	for tenths := 1; tenths <= 1000; tenths++ {
		w := world{}.apply(public(release.Canary{Percent: float64(tenths) / 10}).Release().Phases[:3]...)
		got := w.weights(t)
		if got[0]*tenths != got[1]*(1000-tenths) || got[0] > 999 || got[1] > 999 || got[0]+got[1] == 0 {
			t.Fatalf("%g %% are weights %v", float64(tenths)/10, got)
		}
	}
}

func TestNoRequestGoesToAVersionThatIsNotThere(t *testing.T) {
	for name, s := range every() {
		if s.Strategy == nil || s.Strategy.Name() == release.RollingName {
			continue
		}
		w := world{}
		for _, phase := range s.Release().Phases {
			w.apply(phase)
			young := w.weights(t)[1] > 0
			if young && w.pods(t) == 0 {
				t.Errorf("%s %s: requests go to no pods", name, phase.Name)
			}
			if young && !w.holding(t) {
				t.Errorf("%s %s: the stable pods may go away while requests are elsewhere", name, phase.Name)
			}
			replaced := slices.ContainsFunc(phase.Objects, func(o manifest.Object) bool { return o.Name == "60-deployment" })
			if replaced && (!young || !slices.Equal(phase.Wait, []string{"api"})) {
				t.Errorf("%s %s: the stable pods are replaced, the next version has requests: %t, waiting for %v", name, phase.Name, young, phase.Wait)
			}
		}
		if w.weights(t) != [2]int{100, 0} || w.pods(t) != 0 || w.holding(t) {
			t.Errorf("%s ends with weights %v, %d pods of the next version, holding %t", name, w.weights(t), w.pods(t), w.holding(t))
		}
	}
}

func TestTheNextVersionHasRoomForItsShare(t *testing.T) {
	for _, c := range []struct {
		strategy release.Strategy
		want     int
	}{{release.Canary{Percent: 0.1}, 1}, {release.Canary{Percent: 10}, 2}, {release.Canary{Percent: 50}, 6}, {release.Linear{Percent: 10}, 12}, {release.BlueGreen{}, 12}} {
		begin := public(c.strategy).Release().Phases[:2]
		if got := (world{}).apply(begin...).pods(t); got != c.want || !slices.Equal(begin[1].Wait, []string{"api-next"}) {
			t.Errorf("%+v: %d of 12 pods, want %d; waiting for %v", c.strategy, got, c.want, begin[1].Wait)
		}
	}
}

// named are the phases of r with names, in their order.
func named(t *testing.T, r manifest.Release, names []string) (all []manifest.Phase) {
	t.Helper()
	for _, name := range names {
		i := slices.IndexFunc(r.Phases, func(p manifest.Phase) bool { return p.Name == name })
		if i < 0 {
			t.Fatalf("no phase is called %s", name)
		}
		all = append(all, r.Phases[i])
	}
	return all
}

// TestEveryReleaseCanBeUndoneFromWhereverItStands applies a new version up to each phase, then goes back with the old one:
// the cluster must hold what the old version's own release had left.
func TestEveryReleaseCanBeUndoneFromWhereverItStands(t *testing.T) {
	for name, old := range every() {
		before := world{}.apply(old.Release().Phases...)
		young := old
		young.Image = strings.Repeat("f", 64)
		young.Config = map[string]string{"LOG_LEVEL": "debug"}
		for i := range young.Release().Phases {
			w := world{}.apply(old.Release().Phases...).apply(young.Release().Phases[:i+1]...)
			back := named(t, old.Release(), old.Release().Undo)
			if name != "rolling" && name != "internal" && name != "worker" {
				for _, o := range back[0].Objects {
					if o.HoldsImage {
						t.Errorf("%s: %s cannot be applied before the stack went back", name, back[0].Name)
					}
				}
				if now := (world{}).apply(back[0]).weights(t); now != [2]int{100, 0} {
					t.Errorf("%s: going back starts with weights %v", name, now)
				}
			}
			if w.apply(back...); !reflect.DeepEqual(w, before) {
				t.Errorf("%s: after %s and back, the cluster is not what it was", name, young.Release().Phases[i].Name)
			}
		}
	}
}

func TestAFirstReleaseNeedsNoVersionBeforeIt(t *testing.T) {
	for name, s := range every() {
		w := world{}.apply(named(t, s.Release(), s.Release().First)...)
		if w["60-deployment"] == "" || w["20-serviceaccount"] == "" {
			t.Errorf("%s: the first release leaves %d objects", name, len(w))
		}
		if s.Strategy != nil && s.Strategy.Name() != release.RollingName && w.weights(t) != [2]int{100, 0} {
			t.Errorf("%s: the first release ends with weights %v", name, w.weights(t))
		}
	}
}

func TestTestersReachTheNextVersionFirst(t *testing.T) {
	phases := public(release.BlueGreen{Test: tester}).Release().Phases
	for i, want := range []bool{false, true, true, true, false, false} {
		ingress := decode(t, world{}.apply(phases[:i+1]...)["52-ingress"]).(*networkingv1.Ingress)
		condition := ingress.Annotations["alb.ingress.kubernetes.io/conditions.testers"]
		paths := ingress.Spec.Rules[0].HTTP.Paths
		if (condition != "") != want || want != (paths[0].Backend.Service.Name == "testers") || paths[len(paths)-1].Backend.Service.Name != "weighted" {
			t.Errorf("after %s testers have %q, and paths are %+v", phases[i].Name, condition, paths)
		}
		if want && condition != `[{"field":"http-header","httpHeaderConfig":{"httpHeaderName":"X-Version","values":["next"]}}]` {
			t.Errorf("testers are known by %s", condition)
		}
	}
}

func TestARolloutHasTimeForEveryWave(t *testing.T) {
	percent := func(min, max int) release.Rolling { return release.Rolling{MinHealthyPercent: &min, MaxPercent: max} }
	for _, c := range []struct {
		strategy release.Strategy
		want     time.Duration
	}{{release.Rolling{}, 11 * time.Minute}, {percent(100, 150), 22 * time.Minute}, {percent(90, 100), 110 * time.Minute}, {percent(0, 200), 11 * time.Minute}} {
		if got := public(c.strategy).Release().Phases[0].Within; got != c.want {
			t.Errorf("%+v: %s, want %s", c.strategy, got, c.want)
		}
	}
}

func TestThePlanSaysWhatTheReleaseDoes(t *testing.T) {
	got := internal().Release().Plan([]string{"a"})
	want := `{"setup":"00-setup","phases":[{"name":"01-rolling","percent":100,"wait":["api"],"within":660,"bake":300}],"first":["01-rolling"],"undo":["01-rolling"],"settle":60,"alarms":["a"]}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
