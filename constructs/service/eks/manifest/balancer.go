package manifest

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ingressClassParams configures the load balancers of an ingress class: EKS Auto Mode's own kind (EKS user guide,
// "Create an IngressClass to configure an Application Load Balancer").
type ingressClassParams struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              ingressClassParamsSpec `json:"spec"`
}

type ingressClassParamsSpec struct {
	NamespaceSelector      metav1.LabelSelector `json:"namespaceSelector"`
	Scheme                 string               `json:"scheme"`
	Subnets                *balancerSubnets     `json:"subnets,omitempty"`
	CertificateARNs        []string             `json:"certificateARNs"`
	LoadBalancerAttributes []attribute          `json:"loadBalancerAttributes"`
}

type balancerSubnets struct {
	IDs []string `json:"ids"`
}

type attribute struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// className names the service's ingress class: a cluster's classes are in no namespace, so theirs is part of it.
func (s Service) className() string { return s.Namespace + "-" + s.Name }

// parameters are the load balancer's settings. Only the service's namespace may use them.
func (s Service) parameters(p Public) Object {
	params := ingressClassParams{
		TypeMeta: kind("eks.amazonaws.com/v1", "IngressClassParams"), ObjectMeta: s.clusterWide(s.className()),
		Spec: ingressClassParamsSpec{
			NamespaceSelector: metav1.LabelSelector{MatchLabels: map[string]string{corev1.LabelMetadataName: s.Namespace}},
			Scheme:            "internet-facing",
			CertificateARNs:   []string{p.Certificate},
			LoadBalancerAttributes: []attribute{
				{"deletion_protection.enabled", boolean(p.Protect)},
				{"routing.http.desync_mitigation_mode", "defensive"},
				{"routing.http.drop_invalid_header_fields.enabled", "true"},
			},
		},
	}
	if len(p.Subnets) > 0 {
		params.Spec.Subnets = &balancerSubnets{IDs: p.Subnets}
	}
	logs := []attribute{{"access_logs.s3.enabled", boolean(p.LogBucket != "")}}
	if p.LogBucket != "" {
		logs = append(logs, attribute{"access_logs.s3.bucket", p.LogBucket}, attribute{"access_logs.s3.prefix", "access"})
	}
	params.Spec.LoadBalancerAttributes = append(params.Spec.LoadBalancerAttributes, logs...)
	return object("50-ingressclassparams", params)
}

func boolean(is bool) string {
	if is {
		return "true"
	}
	return "false"
}

// class hands the service's Ingress to EKS Auto Mode.
func (s Service) class() Object {
	return object("51-ingressclass", networkingv1.IngressClass{
		TypeMeta: kind("networking.k8s.io/v1", "IngressClass"), ObjectMeta: s.clusterWide(s.className()),
		Spec: networkingv1.IngressClassSpec{
			Controller: "eks.amazonaws.com/alb",
			Parameters: &networkingv1.IngressClassParametersReference{
				APIGroup: pointer("eks.amazonaws.com"), Kind: "IngressClassParams", Name: s.className(),
			},
		},
	})
}

// mostBalancer is how long a load balancer's name may be (Elastic Load Balancing API, "CreateLoadBalancer").
const mostBalancer = 32

// BalancerName is the name of the load balancer of a [Public] service: "<cluster>-<name>", or its beginning and a hash
// of the whole where that is too long.
func (s Service) BalancerName() string {
	full := strings.ReplaceAll(s.Cluster, "_", "-") + "-" + s.Name
	if len(full) <= mostBalancer && !strings.HasPrefix(full, "internal-") {
		return full
	}
	hash := sha256.Sum256([]byte(full))
	tail := "-" + hex.EncodeToString(hash[:4])
	start := strings.TrimPrefix(full, "internal-")
	return strings.TrimRight(start[:min(len(start), mostBalancer-len(tail))], "-") + tail
}
