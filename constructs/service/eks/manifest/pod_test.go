package manifest_test

import (
	"fmt"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/eks/manifest"
)

func deployment(t *testing.T, s manifest.Service) appsv1.DeploymentSpec {
	t.Helper()
	return decode(t, only(t, s, "60-deployment")).(*appsv1.Deployment).Spec
}

func pod(t *testing.T, s manifest.Service) corev1.PodSpec {
	t.Helper()
	return deployment(t, s).Template.Spec
}

func container(t *testing.T, s manifest.Service) corev1.Container {
	t.Helper()
	return pod(t, s).Containers[0]
}

func TestAPodAnswersUntilTheLoadBalancerHasLetGo(t *testing.T) {
	for _, c := range []struct {
		service     manifest.Service
		sleep, ends int64
	}{{public(nil), 45, 75}, {internal(), 15, 45}, {worker(), 0, 30}} {
		p := pod(t, c.service)
		sleep := int64(0)
		if hook := p.Containers[0].Lifecycle; hook != nil {
			sleep = hook.PreStop.Sleep.Seconds
		}
		if sleep != c.sleep || *p.TerminationGracePeriodSeconds != c.ends {
			t.Errorf("sleeps %d s and ends after %d s, want %d and %d", sleep, *p.TerminationGracePeriodSeconds, c.sleep, c.ends)
		}
	}
	slow := public(nil)
	slow.StopWithin = time.Hour
	if got := container(t, slow).Lifecycle.PreStop.Sleep.Seconds; got != 3615 {
		t.Errorf("sleeps %d s, want the hour that requests may take and 15 s", got)
	}
}

func TestTheNumberOfPodsBelongsToTheAutoscaler(t *testing.T) {
	for name, s := range every() {
		if got := deployment(t, s).Replicas; got != nil {
			t.Errorf("%s: the Deployment names %d replicas", name, *got)
		}
	}
}

func TestADeploymentReplacesPodsAsTheStrategySays(t *testing.T) {
	percent := func(min, max int) release.Rolling { return release.Rolling{MinHealthyPercent: &min, MaxPercent: max} }
	for _, c := range []struct {
		strategy           release.Strategy
		unavailable, surge string
	}{
		{release.Rolling{}, "0%", "100%"}, {percent(50, 150), "50%", "50%"}, {percent(0, 100), "100%", "0%"}, {release.Canary{}, "0%", "100%"},
	} {
		got := deployment(t, public(c.strategy)).Strategy.RollingUpdate
		if got.MaxUnavailable.StrVal != c.unavailable || got.MaxSurge.StrVal != c.surge {
			t.Errorf("%+v: %s unavailable and %s more, want %s and %s", c.strategy, got.MaxUnavailable.StrVal, got.MaxSurge.StrVal, c.unavailable, c.surge)
		}
	}
}

func TestTheSelectorNeverChanges(t *testing.T) {
	for name, s := range every() {
		if got := fmt.Sprint(deployment(t, s).Selector.MatchLabels); got != "map[app.kubernetes.io/name:api track:stable]" {
			t.Errorf("%s: a Deployment cannot change what it selects, and this one selects %s", name, got)
		}
	}
}

func TestMemoryIsPromisedAndBoundedAndCPUIsPromised(t *testing.T) {
	for _, c := range []struct {
		size        service.Size
		cpu, memory string
	}{
		{service.Size{}, "250m", "512Mi"}, {service.Size{CPU: 1024, Memory: 2048}, "1", "2Gi"}, {service.Size{CPU: 128, Memory: 100}, "125m", "100Mi"},
		{service.Size{CPU: 300, Memory: 1000}, "293m", "1000Mi"},
	} {
		s := worker()
		s.Size = c.size
		r := container(t, s).Resources
		_, bounded := r.Limits[corev1.ResourceCPU]
		if r.Requests.Cpu().String() != c.cpu || r.Requests.Memory().String() != c.memory || r.Limits.Memory().String() != c.memory || bounded {
			t.Errorf("%+v: %+v", c.size, r)
		}
	}
}

func TestPodsSpreadOverZones(t *testing.T) {
	got := pod(t, worker()).TopologySpreadConstraints
	if len(got) != 2 || got[0].TopologyKey != "topology.kubernetes.io/zone" || got[0].WhenUnsatisfiable != corev1.DoNotSchedule || got[0].MaxSkew != 1 {
		t.Errorf("one zone may hold all pods: %+v", got)
	}
}

func TestPodsRunOnTheirOwnArchitecture(t *testing.T) {
	for arm, want := range map[bool]string{false: "amd64", true: "arm64"} {
		s := worker()
		s.ARM = arm
		// Auto Mode makes no node for a selector on kubernetes.io/os (EKS user guide, "Create a Node Pool").
		if got := fmt.Sprint(pod(t, s).NodeSelector); got != "map[kubernetes.io/arch:"+want+"]" {
			t.Errorf("selects %s, want %s", got, want)
		}
	}
}

// TestPodsSayWhoseTheyAre: the cluster's log agent tells their lines apart by it.
func TestPodsSayWhoseTheyAre(t *testing.T) {
	for name, s := range every() {
		labels := deployment(t, s).Template.Labels
		if labels[manifest.NameLabel] != s.Name || labels[manifest.OwnerLabel] != manifest.Owner {
			t.Errorf("%s: got %v", name, labels)
		}
	}
}

func TestAPodIsNobodyToTheCluster(t *testing.T) {
	p := pod(t, worker())
	if *p.AutomountServiceAccountToken || *p.EnableServiceLinks || p.ServiceAccountName != "api" {
		t.Errorf("the pod gets the cluster's token: %+v", p)
	}
	account := decode(t, only(t, worker(), "20-serviceaccount")).(*corev1.ServiceAccount)
	if *account.AutomountServiceAccountToken {
		t.Error("pods of the account get the cluster's token")
	}
}

func TestTheUserIsWhoOwnsWhatIsWritten(t *testing.T) {
	for user, want := range map[string][2]int64{"": {65532, 65532}, "1000": {1000, 1000}, "1000:2000": {1000, 2000}} {
		s := worker()
		s.User = user
		got := pod(t, s).SecurityContext
		if *got.RunAsUser != want[0] || *got.RunAsGroup != want[1] || *got.FSGroup != want[1] {
			t.Errorf("%q runs as %d:%d and owns as %d", user, *got.RunAsUser, *got.RunAsGroup, *got.FSGroup)
		}
	}
}

func TestOnlyWritablePathsAreWritable(t *testing.T) {
	s := worker()
	s.Writable = []string{"/tmp", "/var/cache"}
	p := pod(t, s)
	mounts := p.Containers[0].VolumeMounts
	if !*p.Containers[0].SecurityContext.ReadOnlyRootFilesystem || len(mounts) != 2 || mounts[1].MountPath != "/var/cache" ||
		mounts[1].Name != p.Volumes[1].Name || p.Volumes[1].EmptyDir == nil {
		t.Errorf("got %+v of %+v", mounts, p.Volumes)
	}
	s.Writable = []string{}
	if got := pod(t, s).Volumes; len(got) != 0 {
		t.Errorf("nothing is to be written, and there is %+v", got)
	}
}

func TestWhatIsConfiguredMeansWhatItSays(t *testing.T) {
	for given, want := range map[string]string{
		"plain": "plain", "$HOME": "$HOME", "$(HOME)": "$$(HOME)", "$$": "$$$", "a$$(b)": "a$$$$(b)", "cost: 5$": "cost: 5$", "${Token[A.1]}": "${Token[A.1]}",
	} {
		s := worker()
		s.Config = map[string]string{"A": given}
		s.Command = []string{given}
		c := container(t, s)
		if c.Env[1].Value != want || c.Args[0] != want || len(c.Command) != 0 {
			t.Errorf("%q is %q as a variable and %q as an argument, want %q", given, c.Env[1].Value, c.Args[0], want)
		}
	}
}

func TestPodsKnowTheirRegionAsOnECS(t *testing.T) {
	if got := container(t, worker()).Env[0]; got.Name != "AWS_REGION" || got.Value != "eu-west-1" {
		t.Errorf("got %+v", got)
	}
}

func TestAPodIsCheckedAsTheLoadBalancerChecksIt(t *testing.T) {
	s := public(nil)
	in := s.Ingress.(manifest.Public)
	in.Health = service.Health{Path: "/ready", Interval: 20 * time.Second, Timeout: 3 * time.Second, Healthy: 2, Unhealthy: 4, Grace: 91 * time.Second}
	s.Ingress = in
	c := container(t, s)
	type shape struct{ period, timeout, succeed, fail int32 }
	for name, one := range map[string]struct {
		probe *corev1.Probe
		want  shape
	}{
		"startup": {c.StartupProbe, shape{5, 3, 1, 19}}, "readiness": {c.ReadinessProbe, shape{20, 3, 2, 4}}, "liveness": {c.LivenessProbe, shape{20, 3, 1, 8}},
	} {
		p := one.probe
		if got := (shape{p.PeriodSeconds, p.TimeoutSeconds, p.SuccessThreshold, p.FailureThreshold}); got != one.want || p.HTTPGet.Path != "/ready" {
			t.Errorf("%s: got %+v on %+v, want %+v", name, got, p.HTTPGet, one.want)
		}
	}
	if got := *deployment(t, s).ProgressDeadlineSeconds; got != 691 {
		t.Errorf("a rollout may stand still for %d s, want the grace and 10 minutes", got)
	}
}

func TestAnInternalServiceIsCheckedByItsPortUnlessItSaysHow(t *testing.T) {
	if got := container(t, internal()).ReadinessProbe; got.TCPSocket == nil || got.TCPSocket.Port != intstr.FromString("http") {
		t.Errorf("got %+v", got)
	}
	s := internal()
	s.Ingress = manifest.Internal{Health: &service.Health{Path: "/ready"}}
	if got := container(t, s).ReadinessProbe; got.HTTPGet == nil || got.HTTPGet.Path != "/ready" {
		t.Errorf("got %+v", got)
	}
	if c := container(t, worker()); c.ReadinessProbe != nil || c.StartupProbe != nil || c.LivenessProbe != nil || len(c.Ports) != 0 {
		t.Errorf("a worker is asked: %+v", c)
	}
}

// decodePod is the pod that a Deployment's JSON runs.
func decodePod(t *testing.T, json string) corev1.PodSpec {
	t.Helper()
	return decode(t, json).(*appsv1.Deployment).Spec.Template.Spec
}
