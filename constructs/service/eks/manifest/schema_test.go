package manifest_test

import (
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"

	"github.com/shipway-cdk/shipway/constructs/service/eks/manifest"
)

// foreign are the kinds that are not Kubernetes' own.
var foreign = map[string]bool{"SecretProviderClass": true, "IngressClassParams": true, "NodePool": true}

// strict reads objects as an API server does that refuses unknown and duplicate fields.
func strict() runtime.Decoder {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		appsv1.AddToScheme, autoscalingv2.AddToScheme, corev1.AddToScheme, networkingv1.AddToScheme, policyv1.AddToScheme, rbacv1.AddToScheme,
	} {
		utilruntime.Must(add(scheme))
	}
	return serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
}

func TestEveryObjectIsReadStrictly(t *testing.T) {
	decoder := strict()
	all := []manifest.Object{}
	for _, s := range every() {
		for _, phase := range s.Release().All() {
			all = append(all, phase.Objects...)
		}
	}
	for _, o := range append(all, manifest.Cluster(true)...) {
		if foreign[o.Kind] {
			continue
		}
		_, kind, err := decoder.Decode([]byte(o.JSON), nil, nil)
		if err != nil || kind.Kind != o.Kind {
			t.Errorf("%s: %v", o.Name, err)
		}
	}
	if _, _, err := decoder.Decode([]byte(`{"apiVersion":"v1","kind":"Service","spec":{"portz":[]}}`), nil, nil); err == nil {
		t.Error("an unknown field is not refused: the decoder is not strict")
	}
}

func TestEveryPodPassesTheRestrictedPodSecurityStandard(t *testing.T) {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		t.Fatal(err)
	}
	restricted := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	for name, s := range every() {
		for _, phase := range s.Release().All() {
			for _, o := range phase.Objects {
				if o.Kind != "Deployment" {
					continue
				}
				deployment := decode(t, o.JSON).(*appsv1.Deployment)
				pod := deployment.Spec.Template
				if got := policy.AggregateCheckResults(evaluator.EvaluatePod(restricted, &pod.ObjectMeta, &pod.Spec)); !got.Allowed {
					t.Errorf("%s %s: %s", name, o.Name, got.ForbiddenDetail())
				}
				pod.Spec.SecurityContext.RunAsNonRoot = nil
				if got := policy.AggregateCheckResults(evaluator.EvaluatePod(restricted, &pod.ObjectMeta, &pod.Spec)); got.Allowed {
					t.Errorf("%s %s: a pod that may run as root passes: nothing is evaluated", name, o.Name)
				}
			}
		}
	}
}

func decode(t *testing.T, json string) runtime.Object {
	t.Helper()
	object, _, err := strict().Decode([]byte(json), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return object
}
