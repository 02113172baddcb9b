package manifest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	networkingv1 "k8s.io/api/networking/v1"

	"github.com/shipway-cdk/shipway/constructs/release"
)

// Annotations of the load balancer's controller (AWS Load Balancer Controller guide, "Ingress annotations"; EKS Auto Mode
// takes all but those that its page "Create an IngressClass" lists).
const annotation = "alb.ingress.kubernetes.io/"

// Names of the two actions, which stand where an Ingress names a Service.
const (
	weighted = "weighted"
	testers  = "testers"
)

// ingress routes requests to the service: share of them to the next track, and the testers' where test says so.
func (s Service) ingress(p Public, share weight, test release.Test) Object {
	meta := s.meta(s.Name)
	meta.Annotations = s.annotations(p)
	backends := []networkingv1.IngressBackend{}
	if test.Given() {
		backends = append(backends, action(testers))
		meta.Annotations[annotation+"actions."+testers] = s.forward(whole)
		meta.Annotations[annotation+"conditions."+testers] = string(encode([]any{map[string]any{
			"field": "http-header", "httpHeaderConfig": map[string]any{"httpHeaderName": test.Header, "values": []string{test.Value}},
		}}))
	}
	if s.shifts() {
		backends = append(backends, action(weighted))
		meta.Annotations[annotation+"actions."+weighted] = s.forward(share)
	} else {
		backends = append(backends, networkingv1.IngressBackend{Service: &networkingv1.IngressServiceBackend{
			Name: s.Name, Port: networkingv1.ServiceBackendPort{Name: portName},
		}})
	}
	return object("52-ingress", networkingv1.Ingress{
		TypeMeta:   kind("networking.k8s.io/v1", "Ingress"),
		ObjectMeta: meta,
		Spec:       networkingv1.IngressSpec{IngressClassName: pointer(s.className()), Rules: rules(p, backends)},
	})
}

// annotations are what the load balancer does with every request. Nothing in them depends on the image.
func (s Service) annotations(p Public) map[string]string {
	h := p.Health
	all := map[string]string{
		"load-balancer-name":           s.BalancerName(),
		"target-type":                  "ip",
		"listen-ports":                 `[{"HTTP":80},{"HTTPS":443}]`,
		"ssl-redirect":                 "443",
		"ssl-policy":                   p.TLSPolicy,
		"backend-protocol":             "HTTP",
		"healthcheck-path":             h.Path,
		"healthcheck-interval-seconds": inSeconds(h.Interval),
		"healthcheck-timeout-seconds":  inSeconds(h.Timeout),
		"healthy-threshold-count":      strconv.Itoa(h.Healthy),
		"unhealthy-threshold-count":    strconv.Itoa(h.Unhealthy),
		"success-codes":                h.Codes,
		"target-group-attributes": fmt.Sprintf("deregistration_delay.timeout_seconds=%s,load_balancing.algorithm.type=least_outstanding_requests",
			inSeconds(s.StopWithin)),
	}
	if len(p.From) > 0 {
		all["inbound-cidrs"] = strings.Join(p.From, ",")
	}
	full := map[string]string{}
	for name, value := range all {
		full[annotation+name] = value
	}
	return full
}

func inSeconds(d time.Duration) string { return strconv.FormatInt(int64(d/time.Second), 10) }

// rules are one rule for each host, each path of it once for every backend, in their order.
func rules(p Public, backends []networkingv1.IngressBackend) []networkingv1.IngressRule {
	paths := []networkingv1.HTTPIngressPath{}
	for _, backend := range backends {
		for _, path := range p.Paths {
			paths = append(paths, networkingv1.HTTPIngressPath{
				Path: path, PathType: pointer(networkingv1.PathTypeImplementationSpecific), Backend: backend,
			})
		}
	}
	all := make([]networkingv1.IngressRule, len(p.Hosts))
	for i, host := range p.Hosts {
		all[i] = networkingv1.IngressRule{Host: host, IngressRuleValue: networkingv1.IngressRuleValue{HTTP: &networkingv1.HTTPIngressRuleValue{Paths: paths}}}
	}
	return all
}

// action is the backend whose meaning an annotation gives.
func action(name string) networkingv1.IngressBackend {
	return networkingv1.IngressBackend{Service: &networkingv1.IngressServiceBackend{
		Name: name, Port: networkingv1.ServiceBackendPort{Name: "use-annotation"},
	}}
}

// forwardAction is the controller's form of a load balancer's forward action.
type forwardAction struct {
	Type          string        `json:"type"`
	ForwardConfig forwardConfig `json:"forwardConfig"`
}

type forwardConfig struct {
	TargetGroups []targetGroup `json:"targetGroups"`
}

type targetGroup struct {
	ServiceName string `json:"serviceName"`
	ServicePort int    `json:"servicePort"`
	Weight      int    `json:"weight"`
}

// forward sends share of the requests to the next track and the rest to the stable one.
func (s Service) forward(share weight) string {
	old, new := share.weights()
	return string(encode(forwardAction{Type: "forward", ForwardConfig: forwardConfig{TargetGroups: []targetGroup{
		{ServiceName: s.named(stable), ServicePort: s.Port, Weight: old},
		{ServiceName: s.named(next), ServicePort: s.Port, Weight: new},
	}}}))
}
