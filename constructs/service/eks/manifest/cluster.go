package manifest

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// nodePool says which nodes Auto Mode makes: Karpenter's own kind (EKS user guide, "Create a Node Pool for EKS Auto
// Mode").
type nodePool struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              nodePoolSpec `json:"spec"`
}

type nodePoolSpec struct {
	Disruption nodeDisruption `json:"disruption"`
	Template   nodeTemplate   `json:"template"`
}

type nodeDisruption struct {
	Budgets             []map[string]string `json:"budgets"`
	ConsolidateAfter    string              `json:"consolidateAfter"`
	ConsolidationPolicy string              `json:"consolidationPolicy"`
}

type nodeTemplate struct {
	Spec nodeSpec `json:"spec"`
}

type nodeSpec struct {
	ExpireAfter            string                           `json:"expireAfter"`
	NodeClassRef           map[string]string                `json:"nodeClassRef"`
	Requirements           []corev1.NodeSelectorRequirement `json:"requirements"`
	TerminationGracePeriod string                           `json:"terminationGracePeriod"`
}

// setup is where the parameters of a cluster's own objects are kept: beside its services, of which none is called so.
const setup = "setup"

// ClusterPath is the path of the parameters that hold the objects of [Cluster]: "/<cluster>/setup".
func ClusterPath(cluster string) string { return "/" + cluster + "/" + setup }

// Cluster are the objects that a cluster on EKS Auto Mode needs once, before its first service: without the first,
// network policies are written and nobody enforces them (EKS user guide, "Use Network Policies with EKS Auto Mode");
// with arm, the second makes arm64 nodes, which Auto Mode's own pool for services does not (EKS user guide, "Enable or
// Disable Built-in NodePools"). Whoever applies them administers the cluster; a deployer may not.
func Cluster(arm bool) []Object {
	all := []Object{object("10-configmap", corev1.ConfigMap{
		TypeMeta:   kind("v1", "ConfigMap"),
		ObjectMeta: metav1.ObjectMeta{Name: "amazon-vpc-cni", Namespace: metav1.NamespaceSystem},
		Data:       map[string]string{"enable-network-policy-controller": "true"},
	})}
	if arm {
		all = append(all, object("20-nodepool", armNodes()))
	}
	return all
}

// armNodes are nodes like those of Auto Mode's own pool, with Graviton processors.
func armNodes() nodePool {
	in := func(key string, values ...string) corev1.NodeSelectorRequirement {
		return corev1.NodeSelectorRequirement{Key: key, Operator: corev1.NodeSelectorOpIn, Values: values}
	}
	return nodePool{
		TypeMeta: kind("karpenter.sh/v1", "NodePool"), ObjectMeta: metav1.ObjectMeta{Name: "general-purpose-arm64"},
		Spec: nodePoolSpec{
			Disruption: nodeDisruption{
				Budgets:          []map[string]string{{"nodes": "10%"}},
				ConsolidateAfter: "30s", ConsolidationPolicy: "WhenEmptyOrUnderutilized",
			},
			Template: nodeTemplate{Spec: nodeSpec{
				ExpireAfter: "336h", TerminationGracePeriod: "24h0m0s",
				NodeClassRef: map[string]string{"group": "eks.amazonaws.com", "kind": "NodeClass", "name": "default"},
				Requirements: []corev1.NodeSelectorRequirement{
					in("karpenter.sh/capacity-type", "on-demand"),
					in("eks.amazonaws.com/instance-category", "c", "m", "r"),
					{Key: "eks.amazonaws.com/instance-generation", Operator: corev1.NodeSelectorOpGt, Values: []string{"4"}},
					in(corev1.LabelArchStable, "arm64"),
				},
			}},
		},
	}
}
