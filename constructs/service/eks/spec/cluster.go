package spec

import (
	"github.com/shipway-cdk/shipway/constructs/check"
)

// Cluster describes an EKS cluster. Admins is required; every other zero value means the default written beside it,
// and all of them together a cluster in Auto Mode that only its VPC reaches.
type Cluster struct {
	// Version is the Kubernetes version, one in standard support (see [Supported]). Default: [Newest].
	Version string
	// Endpoint is who reaches the Kubernetes API: [Private] or [Restricted]. Default: Private, the VPC and the networks
	// connected with it.
	Endpoint Endpoint
	// EndpointCIDRs are the public IPv4 ranges that reach the API of a Restricted endpoint beside the VPC, 1 to 40, /8
	// to /32. Default: none.
	EndpointCIDRs []string
	// Admins are the ARNs of the IAM roles that may do everything in the cluster, such as the one that IAM Identity
	// Center made for a permission set. At least one, in this account or another. Required: nobody else is let in, not
	// even whoever deploys the stack.
	Admins []string
	// Viewers are the ARNs of the IAM roles that may read workloads, their configuration and their networking in every
	// namespace, and neither secrets nor nodes nor custom resources. Default: none.
	Viewers []string
	// Deployers are the IAM roles of delivery pipelines, each held to its namespaces. Default: none.
	Deployers []Deployer
	// WithoutAutoMode makes the cluster run on nothing but NodeGroups and FargateProfiles. Default: false, EKS Auto Mode
	// brings, patches and replaces the nodes, and serves load balancers and volumes.
	WithoutAutoMode bool
	// NodeGroups are managed node groups, at most 30, also beside Auto Mode: for instances or images that it does not
	// offer. Default: none.
	NodeGroups []NodeGroup
	// FargateProfiles say which pods run on AWS Fargate, at most 10, also beside nodes. Default: none.
	FargateProfiles []FargateProfile
	// AddOnVersions pin versions of EKS add-ons by name, such as {"metrics-server": "v0.8.0-eksbuild.2"}; only of those
	// that the cluster has (see [Cluster.AddOns]). Default: the version that is EKS's default for the Kubernetes
	// version when the add-on is made; nothing changes it later but a pin. A pin of [Observability] is v6.2.0 or newer.
	AddOnVersions map[string]string
	// SecretsStore adds the driver that mounts secrets of AWS Secrets Manager and parameters of Systems Manager into
	// pods, makes environment variables of them, and reads them again while pods run. Services with secrets need it.
	// Default: false.
	SecretsStore bool
	// WithoutObservability leaves out the CloudWatch agent and Fluent Bit, for teams that bring their own. Services' log
	// groups then stay empty, and alarms that read pods are silent, unless those agents write the same. A cluster of
	// Fargate profiles alone never has them: they are daemons, and Fargate runs none. Default: false.
	WithoutObservability bool
	// ArgoCD is the managed Argo CD. Default: nil, none.
	ArgoCD *ArgoCD
}

// WithDefaults fills the fields that were left zero.
func (c Cluster) WithDefaults() Cluster {
	if c.Version == "" {
		c.Version = Newest
	}
	if c.Endpoint == "" {
		c.Endpoint = Private
	}
	return c
}

// Validate reports everything that EKS would refuse, or that would leave the cluster open, empty or locked.
func (c Cluster) Validate() error {
	c = c.WithDefaults()
	checks := check.Of("spec.Cluster")
	checkVersion(checks, c.Version)
	c.checkEndpoint(checks)
	c.checkAccess(checks)
	c.checkNodes(checks)
	c.checkFargate(checks)
	c.checkAddOns(checks)
	if c.ArgoCD != nil {
		checks.Within("ArgoCD", c.ArgoCD.Validate())
	}
	return checks.Err()
}

// FargateOnly says whether every pod runs on AWS Fargate, so that there is no node for a daemon.
func (c Cluster) FargateOnly() bool { return c.WithoutAutoMode && len(c.NodeGroups) == 0 }
