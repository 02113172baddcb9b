package manifest

import (
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// instanceMetadata is where a node asks who it is (Amazon EC2 user guide, "Access instance metadata"). A pod has an
// identity of its own.
const instanceMetadata = "169.254.169.254/32"

// network lets in who may call the service, and nobody else: the load balancer, or the pods of its namespace. Out it
// lets everything but the node's own identity; the VPC decides what is reachable. Addresses are IPv4, as a cluster's are
// unless it was made otherwise. A cluster enforces a policy only with the controller that [Cluster] turns on.
func (s Service) network() Object {
	return object("30-networkpolicy", networkingv1.NetworkPolicy{
		TypeMeta:   kind("networking.k8s.io/v1", "NetworkPolicy"),
		ObjectMeta: s.meta(s.Name),
		Spec: networkingv1.NetworkPolicySpec{
			PodSelector: metav1.LabelSelector{MatchLabels: s.pods()},
			PolicyTypes: []networkingv1.PolicyType{networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress},
			Ingress:     s.callers(),
			Egress: []networkingv1.NetworkPolicyEgressRule{{To: []networkingv1.NetworkPolicyPeer{
				{IPBlock: &networkingv1.IPBlock{CIDR: "0.0.0.0/0", Except: []string{instanceMetadata}}},
			}}},
		},
	})
}

// callers are who may connect to the port. A worker has none.
func (s Service) callers() []networkingv1.NetworkPolicyIngressRule {
	var from []networkingv1.NetworkPolicyPeer
	switch in := s.Ingress.(type) {
	case Public:
		for _, one := range in.Ranges {
			from = append(from, networkingv1.NetworkPolicyPeer{IPBlock: &networkingv1.IPBlock{CIDR: one}})
		}
	case Internal:
		from = []networkingv1.NetworkPolicyPeer{{PodSelector: &metav1.LabelSelector{}}}
	default:
		return nil
	}
	return []networkingv1.NetworkPolicyIngressRule{{
		From:  from,
		Ports: []networkingv1.NetworkPolicyPort{{Protocol: pointer(corev1.ProtocolTCP), Port: pointer(intstr.FromInt32(int32(s.Port)))}},
	}}
}
