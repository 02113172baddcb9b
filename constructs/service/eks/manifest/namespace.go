package manifest

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// podSecurity is the version of the restricted Pod Security Standard that namespaces enforce: that of the newest
// Kubernetes EKS offers. An older cluster takes its own newest.
const podSecurity = "v1.36"

// namespace is where the service's objects are. It is the same for every service there, and is never removed with one.
func (s Service) namespace() Object {
	return object("10-namespace", corev1.Namespace{
		TypeMeta: kind("v1", "Namespace"),
		ObjectMeta: metav1.ObjectMeta{Name: s.Namespace, Labels: map[string]string{
			OwnerLabel:                                   Owner,
			"pod-security.kubernetes.io/enforce":         "restricted",
			"pod-security.kubernetes.io/enforce-version": podSecurity,
			"pod-security.kubernetes.io/audit":           "restricted",
			"pod-security.kubernetes.io/audit-version":   podSecurity,
			"pod-security.kubernetes.io/warn":            "restricted",
			"pod-security.kubernetes.io/warn-version":    podSecurity,
			// A pod is ready only once its target is healthy, so that a rollout never leaves the load balancer without
			// targets. Auto Mode's controller listens to this label, not to the open-source one's.
			"eks.amazonaws.com/pod-readiness-gate-inject": "enabled",
		}},
	})
}

// account is who the pods are: EKS Pod Identity gives the role associated with it to them. It may ask the cluster
// nothing.
func (s Service) account() Object {
	return object("20-serviceaccount", corev1.ServiceAccount{
		TypeMeta: kind("v1", "ServiceAccount"), ObjectMeta: s.meta(s.Name), AutomountServiceAccountToken: pointer(false),
	})
}
