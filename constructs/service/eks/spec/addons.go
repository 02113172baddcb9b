package spec

import (
	"regexp"
	"slices"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// The EKS add-ons a cluster may have (EKS user guide, "AWS add-ons" and "Community add-ons").
const (
	VPCCNI        = "vpc-cni"                               // VPCCNI gives pods addresses of the VPC and enforces network policies.
	KubeProxy     = "kube-proxy"                            // KubeProxy routes to Kubernetes services.
	CoreDNS       = "coredns"                               // CoreDNS resolves names in the cluster.
	PodIdentity   = "eks-pod-identity-agent"                // PodIdentity hands pods their IAM roles.
	MetricsServer = "metrics-server"                        // MetricsServer is what Horizontal Pod Autoscalers read.
	Observability = "amazon-cloudwatch-observability"       // Observability sends metrics, traces and logs to CloudWatch.
	SecretsStore  = "aws-secrets-store-csi-driver-provider" // SecretsStore mounts secrets into pods.
)

// Before are the add-ons without which no node of a node group becomes ready, in the order they are made. Auto Mode has
// them built in.
func (c Cluster) Before() []string {
	if len(c.NodeGroups) == 0 {
		return nil
	}
	return []string{PodIdentity, VPCCNI, KubeProxy}
}

// After are the add-ons that need something to run on.
func (c Cluster) After() (names []string) {
	if c.WithoutAutoMode || len(c.NodeGroups) > 0 {
		names = append(names, CoreDNS)
	}
	names = append(names, MetricsServer)
	if !c.WithoutObservability && !c.FargateOnly() {
		names = append(names, Observability)
	}
	if c.SecretsStore {
		names = append(names, SecretsStore)
	}
	return names
}

// AddOns are the cluster's add-ons in the order they are made.
func (c Cluster) AddOns() []string { return slices.Concat(c.Before(), c.After()) }

var (
	addOnVersion = regexp.MustCompile(`^v\d+\.\d+\.\d+-eksbuild\.\d+$`)
	olderAgents  = regexp.MustCompile(`^v([0-5]\.|6\.[01]\.)`) // their settings have other names
)

// checkAddOns reports pins of add-ons that the cluster does not have, and daemons with nowhere to run.
func (c Cluster) checkAddOns(checks *check.Checks) {
	has := c.AddOns()
	for _, name := range sortedKeys(c.AddOnVersions) {
		if !slices.Contains(has, name) {
			checks.OneOf("EKS-006", "AddOnVersions", name, has...)
			continue
		}
		version := c.AddOnVersions[name]
		checks.That("EKS-006", "AddOnVersions."+name, version, addOnVersion.MatchString(version), `want the version of an EKS add-on, such as "v0.8.0-eksbuild.2"`)
		checks.That("EKS-006", "AddOnVersions."+name, version, name != Observability || !olderAgents.MatchString(version), "want v6.2.0 or a newer one: older agents do not take the settings")
	}
	checks.That("EKS-006", "SecretsStore", c.SecretsStore, !c.SecretsStore || !c.FargateOnly(),
		"want nodes or Auto Mode: the driver is a daemon, and Fargate runs none")
}
