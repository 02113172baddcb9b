package spec

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// ArgoCD is the managed Argo CD of EKS: GitOps without a controller of your own. It signs people in through IAM
// Identity Center and nothing else, so it needs an instance of it. Instance, Admins and one of VPCEndpoints and Public
// are required.
//
// It may read and write in its own namespace. What it may deploy elsewhere is for an administrator to give to its role
// in Kubernetes, and the cluster's ARN for Argo CD to know (EKS user guide, "Register target clusters").
type ArgoCD struct {
	// Instance is the ARN of the IAM Identity Center instance. Required.
	Instance string
	// InstanceRegion is where the instance lives. Default: the cluster's region.
	InstanceRegion string
	// Admins are the ids of the Identity Center groups that may do everything in Argo CD. At least one. Required.
	Admins []string
	// Editors are the ids of the groups that configure projects. Default: none.
	Editors []string
	// Viewers are the ids of the groups that look on. Default: none.
	Viewers []string
	// VPCEndpoints are the ids of the interface endpoints "eks-capabilities" through which people and their browsers
	// reach Argo CD, 1 to 10. Required, unless it is Public.
	VPCEndpoints []string
	// Public lets everybody on the internet reach Argo CD's sign-in page. Default: false.
	Public bool
	// Namespace is where its applications are declared. Default: "argocd". It cannot be changed.
	Namespace string
	// Sources are the ARNs of the CodeCommit repositories and the CodeConnections connections it reads manifests from.
	// Default: none, public repositories only.
	Sources []string
}

// WithDefaults fills the fields that were left zero.
func (a ArgoCD) WithDefaults() ArgoCD {
	if a.Namespace == "" {
		a.Namespace = "argocd"
	}
	return a
}

// maxIdentities is how many users and groups one Argo CD knows (EKS user guide, "Argo CD considerations").
const maxIdentities = 1000

var (
	instanceARN = regexp.MustCompile(`^arn:(aws|aws-cn|aws-us-gov):sso:::instance/(sso)?ins-[a-zA-Z0-9-.]{16}$`)
	groupID     = regexp.MustCompile(`^([0-9a-f]{10}-)?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	endpointID  = regexp.MustCompile(`^vpce-([0-9a-f]{8}|[0-9a-f]{17})$`)
	sourceARN   = regexp.MustCompile(`^arn:aws[a-z-]*:(codecommit:[a-z0-9-]+:\d{12}:[\w.-]{1,100}|codeconnections:[a-z0-9-]+:\d{12}:connection/[0-9a-f-]{36})$`)
)

// Validate reports everything that EKS would refuse, or that would leave Argo CD without anybody to run it.
func (a ArgoCD) Validate() error {
	a = a.WithDefaults()
	c := check.Of("spec.ArgoCD")
	c.That("EKS-007", "Instance", a.Instance, instanceARN.MatchString(a.Instance),
		"want the ARN of an IAM Identity Center instance: Argo CD on EKS signs people in through nothing else")
	if a.InstanceRegion != "" {
		c.Region("InstanceRegion", a.InstanceRegion)
	}
	c.That("EKS-007", "Namespace", a.Namespace, label.MatchString(a.Namespace), "want a Kubernetes namespace")
	c.Require("EKS-007", "Admins", len(a.Admins) > 0, "give the id of an Identity Center group that runs Argo CD")
	c.Require("EKS-007", "VPCEndpoints", len(a.VPCEndpoints) > 0 || a.Public, `give the ids of interface endpoints of "eks-capabilities", or say Public`)
	c.That("EKS-007", "Public", a.Public, !a.Public || len(a.VPCEndpoints) == 0, "want one of Public and VPCEndpoints")
	all := slices.Concat(a.Admins, a.Editors, a.Viewers)
	c.That("EKS-007", "Admins", len(all), len(all) <= maxIdentities, fmt.Sprintf("want at most %d groups in all", maxIdentities))
	each(c, "Admins", a.Admins, groupID, "want the id of an IAM Identity Center group, not its name")
	each(c, "Editors", a.Editors, groupID, "want the id of an IAM Identity Center group, not its name")
	each(c, "Viewers", a.Viewers, groupID, "want the id of an IAM Identity Center group, not its name")
	each(c, "VPCEndpoints", a.VPCEndpoints, endpointID, "want the id of an interface endpoint, such as vpce-0123456789abcdef0")
	each(c, "Sources", a.Sources, sourceARN, "want the ARN of a CodeCommit repository or of a CodeConnections connection")
	return c.Err()
}

// each reports the values that do not match.
func each(c *check.Checks, field string, values []string, pattern *regexp.Regexp, want string) {
	for i, value := range values {
		at := fmt.Sprintf("%s[%d]", field, i)
		c.That("EKS-007", at, value, pattern.MatchString(value), want)
		c.That("EKS-007", at, value, slices.Index(values, value) == i, "want each once")
	}
}
