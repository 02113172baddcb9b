package manifest_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/eks/manifest"
)

func TestTheSameServiceGivesTheSameBytes(t *testing.T) {
	first := every()
	for range 20 {
		for name, s := range every() {
			want := first[name].Release()
			for i, phase := range s.Release().Phases {
				for j, o := range phase.Objects {
					if o != want.Phases[i].Objects[j] {
						t.Fatalf("%s %s: %s differs", name, phase.Name, o.Name)
					}
				}
			}
		}
	}
}

func TestTheOrderOfNamesIsTheOrderOfApplication(t *testing.T) {
	before := [][2]string{
		{"Namespace", "Role"}, {"Role", "RoleBinding"}, {"ServiceAccount", "Deployment"}, {"NetworkPolicy", "Deployment"}, {"SecretProviderClass", "Deployment"},
		{"Service", "Ingress"}, {"IngressClassParams", "IngressClass"},
		{"Ingress", "Deployment"}, // a pod gets a readiness gate only when its target group is already there
		{"Deployment", "HorizontalPodAutoscaler"},
	}
	for name, s := range every() {
		phases := []string{}
		for _, phase := range s.Release().All() {
			phases = append(phases, phase.Name)
			names, kinds := []string{}, []string{}
			for _, o := range phase.Objects {
				names, kinds = append(names, o.Name), append(kinds, o.Kind)
			}
			if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
				t.Errorf("%s %s: objects are %v, want each name once and in order", name, phase.Name, names)
			}
			for _, pair := range before {
				one, other := slices.Index(kinds, pair[0]), slices.Index(kinds, pair[1])
				if one >= 0 && other >= 0 && one > other {
					t.Errorf("%s %s: %s comes after %s", name, phase.Name, pair[0], pair[1])
				}
			}
		}
		if !slices.IsSorted(phases) {
			t.Errorf("%s: phases are %v, want them in order", name, phases)
		}
	}
}

// TestADeployerMayApplyEveryReleaseAndNothingElse: what is outside the namespace, or says who may do what, is an
// administrator's.
func TestADeployerMayApplyEveryReleaseAndNothingElse(t *testing.T) {
	may := map[string]bool{}
	role := decode(t, only(t, worker(), "11-role")).(*rbacv1.Role)
	for _, rule := range role.Rules {
		for _, resource := range rule.Resources {
			may[rule.APIGroups[0]+"/"+resource] = slices.Contains(rule.Verbs, "create") && slices.Contains(rule.Verbs, "patch")
		}
		if slices.Contains(rule.Verbs, "*") || slices.Contains(rule.Resources, "*") || slices.Contains(rule.Resources, "secrets") {
			t.Errorf("may too much: %+v", rule)
		}
	}
	for name, s := range every() {
		r := s.Release()
		for _, phase := range r.Phases {
			for _, o := range phase.Objects {
				if !may[resourceOf(t, o)] {
					t.Errorf("%s %s: nobody but an administrator may apply %s", name, phase.Name, resourceOf(t, o))
				}
			}
		}
		for _, o := range append(r.Setup.Objects, manifest.Cluster(true)...) {
			if may[resourceOf(t, o)] {
				t.Errorf("%s: a deployer may apply %s, which is an administrator's", name, resourceOf(t, o))
			}
		}
	}
	binding := decode(t, only(t, worker(), "12-rolebinding")).(*rbacv1.RoleBinding)
	if binding.RoleRef.Name != role.Name || len(binding.Subjects) != 1 || binding.Subjects[0].Name != manifest.DeployerGroup {
		t.Errorf("the role is given to %+v", binding)
	}
}

// resourceOf is the kind of o as roles name it: its group and its plural.
func resourceOf(t *testing.T, o manifest.Object) string {
	t.Helper()
	var of struct{ APIVersion string }
	if err := json.Unmarshal([]byte(o.JSON), &of); err != nil {
		t.Fatal(err)
	}
	group, _, named := strings.Cut(of.APIVersion, "/")
	if !named {
		group = ""
	}
	plural := strings.NewReplacer("policy", "policies", "class", "classes", "ingress", "ingresses").Replace(strings.ToLower(o.Kind))
	if !strings.HasSuffix(plural, "s") {
		plural += "s"
	}
	return group + "/" + plural
}

func TestALongReleaseKeepsItsOrder(t *testing.T) {
	r := public(release.Linear{Percent: 3}).Release()
	names := []string{}
	for _, phase := range r.Phases {
		names = append(names, phase.Name)
	}
	if len(names) != 39 || !slices.IsSorted(names) {
		t.Errorf("got %d phases: %v", len(names), names)
	}
}

var label = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)

func TestEveryObjectIsNamedAndOwned(t *testing.T) {
	longest := public(release.Canary{})
	longest.Name, longest.Namespace = strings.Repeat("a", 32), strings.Repeat("n", 63)
	all := every()
	all["longest"] = longest
	clusterWide := []string{"Namespace", "IngressClass", "IngressClassParams"}
	for name, s := range all {
		for path, text := range objects(t, s) {
			var o struct {
				Kind     string
				Metadata struct {
					Name, Namespace string
					Labels          map[string]string
				}
			}
			if err := json.Unmarshal([]byte(text), &o); err != nil {
				t.Fatal(err)
			}
			wide := slices.Contains(clusterWide, o.Kind)
			if (o.Metadata.Namespace == "") != wide {
				t.Errorf("%s %s: namespace is %q", name, path, o.Metadata.Namespace)
			}
			if !label.MatchString(o.Metadata.Name) && !wide || o.Metadata.Labels["app.kubernetes.io/managed-by"] != "shipway" {
				t.Errorf("%s %s: %+v", name, path, o.Metadata)
			}
			if shared := slices.Contains([]string{"Namespace", "Role", "RoleBinding"}, o.Kind); (o.Metadata.Labels["app.kubernetes.io/name"] == s.Name) == shared {
				t.Errorf("%s %s: what belongs to the service cannot be told from what does not: %v", name, path, o.Metadata.Labels)
			}
		}
	}
}

func TestTokensStayWhatTheyAre(t *testing.T) {
	s := worker()
	s.Image = "${Token[TOKEN.12]}"
	s.Config = map[string]string{"QUEUE_URL": "${Token[Jobs.7]}", "PAGE": "<a>&</a>"}
	text := only(t, s, "60-deployment")
	for _, want := range []string{`"image":"${Token[TOKEN.12]}"`, `"value":"${Token[Jobs.7]}"`, `"value":"<a>&</a>"`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s lacks %s", text, want)
		}
	}
	deployment := manifest.Object{JSON: text}
	if got, want := deployment.Size(), len(text)+2*512; got != want {
		t.Errorf("size is %d, want %d: a token may become longer than it is", got, want)
	}
}

func TestOnlyDeploymentsHoldTheImage(t *testing.T) {
	for name, s := range every() {
		for _, phase := range s.Release().Phases {
			for _, o := range phase.Objects {
				if holds := strings.Contains(o.JSON, digest); holds != o.HoldsImage || holds != (o.Kind == "Deployment") {
					t.Errorf("%s %s %s: holds the image is %t, says %t", name, phase.Name, o.Name, holds, o.HoldsImage)
				}
			}
		}
	}
}

// TestReleasesDoNotTouchWhereRequestsGo: what a version changes is in no other object than its own.
func TestReleasesDoNotTouchWhereRequestsGo(t *testing.T) {
	for name, s := range every() {
		before := objects(t, s)
		s.Image = "444444444444.dkr.ecr.eu-west-1.amazonaws.com/shop/api@sha256:" + strings.Repeat("f", 64)
		s.Size = service.Size{CPU: 1024, Memory: 4096}
		s.Config = map[string]string{"LOG_LEVEL": "debug"}
		s.Command = []string{"serve"}
		for path, text := range objects(t, s) {
			if !strings.Contains(path, "deployment") && text != before[path] {
				t.Errorf("%s: %s changed to %s", name, path, text)
			}
			if strings.Contains(path, "deployment") && text == before[path] {
				t.Errorf("%s: %s did not change", name, path)
			}
		}
	}
}
