package manifest

import (
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/shipway-cdk/shipway/constructs/service"
)

// health is how a pod is checked over HTTP, and whether it is.
func (s Service) health() (service.Health, bool) {
	switch in := s.Ingress.(type) {
	case Public:
		return in.Health, true
	case Internal:
		if in.Health != nil {
			return *in.Health, true
		}
	}
	return service.Health{}.WithDefaults(), false
}

// startPeriod is the time between two checks while a pod starts: short, so that a fast one serves soon.
const startPeriod = 5 * time.Second

// probes are the kubelet's checks: whether the pod has started, may get requests, and must be restarted. The last one
// waits twice as long as the one before, so that a pod first loses its requests.
func (s Service) probes() (startup, readiness, liveness *corev1.Probe) {
	h, _ := s.health()
	probe := func(every time.Duration, succeed, fail int) *corev1.Probe {
		return &corev1.Probe{
			ProbeHandler: s.handler(), PeriodSeconds: seconds(every), TimeoutSeconds: seconds(h.Timeout),
			SuccessThreshold: int32(succeed), FailureThreshold: int32(fail),
		}
	}
	start := int((h.Grace + startPeriod - 1) / startPeriod)
	return probe(startPeriod, 1, start), probe(h.Interval, h.Healthy, h.Unhealthy), probe(h.Interval, 1, 2*h.Unhealthy)
}

// handler asks the health path, or only connects where there is none.
func (s Service) handler() corev1.ProbeHandler {
	if h, checked := s.health(); checked {
		return corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Path: h.Path, Port: intstr.FromString(portName), Scheme: corev1.URISchemeHTTP}}
	}
	return corev1.ProbeHandler{TCPSocket: &corev1.TCPSocketAction{Port: intstr.FromString(portName)}}
}
