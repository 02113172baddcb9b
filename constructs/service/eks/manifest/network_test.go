package manifest_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/eks/manifest"
)

func TestNobodyButItsCallersReachesAPod(t *testing.T) {
	narrow := public(nil)
	in := narrow.Ingress.(manifest.Public)
	in.Ranges = []string{"10.20.0.0/16"}
	narrow.Ingress = in
	for _, c := range []struct {
		service manifest.Service
		want    string
	}{
		{worker(), "nobody"}, {internal(), "pods of the namespace on 8080"}, {narrow, "10.20.0.0/16 on 8080"},
		{public(nil), "10.0.0.0/8 100.64.0.0/10 172.16.0.0/12 192.168.0.0/16 on 8080"},
	} {
		spec := decode(t, only(t, c.service, "30-networkpolicy")).(*networkingv1.NetworkPolicy).Spec
		got := "nobody"
		for _, rule := range spec.Ingress {
			from := []string{}
			for _, peer := range rule.From {
				if peer.IPBlock != nil {
					from = append(from, peer.IPBlock.CIDR)
				} else if len(peer.PodSelector.MatchLabels) == 0 && peer.NamespaceSelector == nil {
					from = append(from, "pods of the namespace")
				}
			}
			got = fmt.Sprintf("%s on %d", strings.Join(from, " "), rule.Ports[0].Port.IntValue())
		}
		if got != c.want || !slices.Contains(spec.PolicyTypes, networkingv1.PolicyTypeIngress) {
			t.Errorf("reached by %s, want %s", got, c.want)
		}
		if fmt.Sprint(spec.PodSelector.MatchLabels) != "map[app.kubernetes.io/name:api]" {
			t.Errorf("the policy is for %v: want the pods of both versions", spec.PodSelector.MatchLabels)
		}
	}
}

func TestAPodCannotAskForItsNodesIdentity(t *testing.T) {
	spec := decode(t, only(t, worker(), "30-networkpolicy")).(*networkingv1.NetworkPolicy).Spec
	out := spec.Egress[0].To[0].IPBlock
	if !slices.Contains(spec.PolicyTypes, networkingv1.PolicyTypeEgress) || out.CIDR != "0.0.0.0/0" || !slices.Contains(out.Except, "169.254.169.254/32") {
		t.Errorf("got %+v", spec)
	}
}

func annotations(t *testing.T, s manifest.Service) map[string]string {
	t.Helper()
	return decode(t, only(t, s, "52-ingress")).(*networkingv1.Ingress).Annotations
}

func TestRequestsComeEncryptedAndPlainOnesAreSentThere(t *testing.T) {
	got := annotations(t, public(nil))
	for name, want := range map[string]string{
		"listen-ports": `[{"HTTP":80},{"HTTPS":443}]`, "ssl-redirect": "443", "ssl-policy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
		"target-type": "ip", "healthcheck-path": "/healthz", "success-codes": "200",
		"target-group-attributes": "deregistration_delay.timeout_seconds=30,load_balancing.algorithm.type=least_outstanding_requests",
	} {
		if got["alb.ingress.kubernetes.io/"+name] != want {
			t.Errorf("%s is %q, want %q", name, got["alb.ingress.kubernetes.io/"+name], want)
		}
	}
	// EKS Auto Mode takes none of these (EKS user guide, "Create an IngressClass").
	for _, name := range []string{"group.name", "waf-acl-id", "web-acl-id", "shield-advanced-protection", "auth-type", "scheme", "certificate-arn"} {
		if value, is := got["alb.ingress.kubernetes.io/"+name]; is {
			t.Errorf("%s is set, to %q", name, value)
		}
	}
}

func TestALoadBalancerIsTheServicesOwn(t *testing.T) {
	s := public(nil)
	in := s.Ingress.(manifest.Public)
	in.Subnets, in.LogBucket, in.Protect, in.From = []string{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"}, "shop-logs", true, []string{"203.0.113.0/24", "198.51.100.0/24"}
	in.Paths = []string{"/a/*", "/b"}
	s.Ingress = in
	var params struct {
		Spec struct {
			NamespaceSelector      struct{ MatchLabels map[string]string }
			Scheme                 string
			Subnets                struct{ IDs []string }
			CertificateARNs        []string
			LoadBalancerAttributes []struct{ Key, Value string }
		}
	}
	if err := json.Unmarshal([]byte(only(t, s, "50-ingressclassparams")), &params); err != nil {
		t.Fatal(err)
	}
	const want = "{{map[kubernetes.io/metadata.name:shop-dev]} internet-facing {[subnet-0aaaaaaaaaaaaaaaa subnet-0bbbbbbbbbbbbbbbb]} " +
		"[arn:aws:acm:eu-west-1:111111111111:certificate/11111111-2222-3333-4444-555555555555] [{deletion_protection.enabled true} " +
		"{routing.http.desync_mitigation_mode defensive} {routing.http.drop_invalid_header_fields.enabled true} " +
		"{access_logs.s3.enabled true} {access_logs.s3.bucket shop-logs} {access_logs.s3.prefix access}]}"
	if got := fmt.Sprint(params.Spec); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	ingress := decode(t, only(t, s, "52-ingress")).(*networkingv1.Ingress)
	class := decode(t, only(t, s, "51-ingressclass")).(*networkingv1.IngressClass)
	if *ingress.Spec.IngressClassName != class.Name || class.Spec.Controller != "eks.amazonaws.com/alb" || class.Spec.Parameters.Name != class.Name {
		t.Errorf("%s leads to %+v", *ingress.Spec.IngressClassName, class.Spec)
	}
	paths := ingress.Spec.Rules[0].HTTP.Paths
	if len(paths) != 2 || paths[0].Path != "/a/*" || paths[1].Path != "/b" || ingress.Annotations["alb.ingress.kubernetes.io/inbound-cidrs"] != "203.0.113.0/24,198.51.100.0/24" {
		t.Errorf("paths %+v from %v", paths, ingress.Annotations)
	}
}

func TestLoadBalancersHaveNamesThatELBTakes(t *testing.T) {
	seen := map[string]string{}
	for _, c := range []struct{ cluster, service, want string }{
		{"shop-dev", "api", "shop-dev-api"}, {"shop_dev", "api", "shop-dev-api"}, {"internal-shop", "api", ""},
		{strings.Repeat("c", 100), "api", ""}, {strings.Repeat("c", 100), "web", ""}, {strings.Repeat("c", 22) + "-x", strings.Repeat("s", 30), ""},
	} {
		got := manifest.Service{Name: c.service, Cluster: c.cluster}.BalancerName()
		if c.want != "" && got != c.want || len(got) > 32 || strings.HasPrefix(got, "internal-") || strings.Trim(got, "-") != got {
			t.Errorf("%s of %s is called %q", c.service, c.cluster, got)
		}
		if other, twice := seen[got]; twice && c.cluster != "shop_dev" {
			t.Errorf("%q is the name for %s and %s", got, other, c.service)
		}
		seen[got] = c.service
	}
}

func TestScalingFollowsItsTargets(t *testing.T) {
	s := worker()
	s.Scaling = service.Scaling{Min: 3, Max: 12, CPU: 70, Memory: 80}
	spec := decode(t, only(t, s, "70-horizontalpodautoscaler")).(*autoscalingv2.HorizontalPodAutoscaler).Spec
	targets := map[corev1.ResourceName]int32{}
	for _, metric := range spec.Metrics {
		targets[metric.Resource.Name] = *metric.Resource.Target.AverageUtilization
	}
	if *spec.MinReplicas != 3 || spec.MaxReplicas != 12 || *spec.Behavior.ScaleDown.StabilizationWindowSeconds != 300 || spec.ScaleTargetRef.Name != "api" ||
		!maps.Equal(targets, map[corev1.ResourceName]int32{"cpu": 70, "memory": 80}) {
		t.Errorf("got %+v with targets %v", spec, targets)
	}
}

func TestNodesGoOnePodAtATimeAndNeverWaitForASickOne(t *testing.T) {
	spec := decode(t, only(t, worker(), "35-poddisruptionbudget")).(*policyv1.PodDisruptionBudget).Spec
	if spec.MaxUnavailable.IntValue() != 1 || *spec.UnhealthyPodEvictionPolicy != policyv1.AlwaysAllow {
		t.Errorf("got %+v", spec)
	}
}

func TestEachVersionHasAnAddressOfItsOwn(t *testing.T) {
	s := public(release.Canary{})
	for name, want := range map[string]string{
		"40-service": "map[app.kubernetes.io/name:api track:stable]", "41-service-next": "map[app.kubernetes.io/name:api track:next]",
	} {
		got := decode(t, only(t, s, name)).(*corev1.Service).Spec
		if fmt.Sprint(got.Selector) != want || got.Type != corev1.ServiceTypeClusterIP || got.Ports[0].Port != 8080 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestNamespacesHoldPodsToTheRestrictedStandard(t *testing.T) {
	labels := decode(t, only(t, worker(), "10-namespace")).(*corev1.Namespace).Labels
	if labels["pod-security.kubernetes.io/enforce"] != "restricted" || labels["pod-security.kubernetes.io/enforce-version"] != "v1.36" ||
		labels["eks.amazonaws.com/pod-readiness-gate-inject"] != "enabled" {
		t.Errorf("got %v", labels)
	}
}

func TestAClusterEnforcesPoliciesAndHasNodesForARM(t *testing.T) {
	plain, arm := manifest.Cluster(false), manifest.Cluster(true)
	if len(plain) != 1 || len(arm) != 2 || plain[0] != arm[0] || !strings.Contains(plain[0].JSON, `"data":{"enable-network-policy-controller":"true"}`) {
		t.Errorf("got %v and %v", plain, arm)
	}
	if pool := arm[1]; pool.Kind != "NodePool" || !strings.Contains(pool.JSON, `{"key":"kubernetes.io/arch","operator":"In","values":["arm64"]}`) || strings.Contains(pool.JSON, "kubernetes.io/os") {
		t.Errorf("got %s", pool.JSON)
	}
}
