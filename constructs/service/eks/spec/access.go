package spec

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Deployer is an IAM role that deploys into some namespaces.
//
// For the services of [github.com/shipway-cdk/shipway/constructs/service/eks] give it their group in Groups, and no
// Namespaces: the group may apply every release of theirs and no more.
type Deployer struct {
	// Role is the ARN of the IAM role. Required.
	Role string
	// Namespaces are the Kubernetes namespaces in which it may do what AmazonEKSEditPolicy says, 1 to 100: make, change
	// and delete workloads, their networking and their scaling, read and write secrets, and enter pods. Required, unless
	// it has Groups. It is not let near namespaces themselves, roles, custom resources such as SecretProviderClass, and
	// objects of the whole cluster such as IngressClass (EKS user guide, "Review access policy permissions").
	Namespaces []string
	// Groups are Kubernetes groups it belongs to, for role bindings in the cluster. Default: none.
	Groups []string
}

// most is how many roles or namespaces are let in: what one person can still review.
const most = 100

var (
	roleARN   = regexp.MustCompile(`^arn:(aws|aws-cn|aws-us-gov):iam::\d{12}:role/([\w+=,.@-]+/)*[\w+=,.@-]{1,64}$`)
	label     = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`)
	groupName = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9:._/-]{0,62}$`)
)

// spoken for are the beginnings of Kubernetes groups that EKS keeps for itself (EKS user guide, "Create access
// entries").
var spokenFor = []string{"system:", "eks:", "aws:", "amazon:", "iam:"}

// systemNamespaces belong to the cluster: who deploys there may take it over.
var systemNamespaces = []string{"kube-system", "kube-public", "kube-node-lease", "amazon-cloudwatch", "argocd"}

// checkAccess reports roles that EKS does not let in, and ones that are let in twice.
func (c Cluster) checkAccess(checks *check.Checks) {
	checks.Require("EKS-005", "Admins", len(c.Admins) > 0, "give the ARN of an IAM role that administers the cluster: nobody else is let in")
	seen := map[string]string{}
	for _, list := range []struct {
		field string
		roles []string
	}{{"Admins", c.Admins}, {"Viewers", c.Viewers}} {
		for i, role := range list.roles {
			checkRole(checks, fmt.Sprintf("%s[%d]", list.field, i), role, seen)
		}
	}
	for i, d := range c.Deployers {
		at := fmt.Sprintf("Deployers[%d]", i)
		checkRole(checks, at+".Role", d.Role, seen)
		checks.Require("EKS-005", at+".Namespaces", len(d.Namespaces)+len(d.Groups) > 0, "give the namespaces it deploys into, or its Kubernetes groups")
		d.check(checks, at)
	}
	entries := len(c.Admins) + len(c.Viewers) + len(c.Deployers)
	checks.That("EKS-005", "Admins", entries, entries <= most, fmt.Sprintf("want at most %d roles in all", most))
}

// checkRole reports anything but an IAM role, and a role that seen has: EKS has one access entry for each.
func checkRole(checks *check.Checks, field, role string, seen map[string]string) {
	ok := roleARN.MatchString(role) && !strings.Contains(role, ":role/aws-service-role/")
	checks.That("EKS-005", field, role, ok, "want the ARN of an IAM role: no user, no account, no session and no service-linked role")
	if first, twice := seen[role]; twice {
		checks.That("EKS-005", field, role, false, fmt.Sprintf("want each role once: it is %s already", first))
		return
	}
	seen[role] = field
}

// check reports namespaces and groups that are not the deployer's to have.
func (d Deployer) check(checks *check.Checks, at string) {
	checks.That("EKS-005", at+".Namespaces", len(d.Namespaces), len(d.Namespaces) <= most, fmt.Sprintf("want at most %d", most))
	for i, namespace := range d.Namespaces {
		field := fmt.Sprintf("%s.Namespaces[%d]", at, i)
		checks.That("EKS-005", field, namespace, label.MatchString(namespace), "want 1 to 63 lower-case letters, digits and dashes")
		checks.That("EKS-005", field, namespace, !slices.Contains(systemNamespaces, namespace), "want a namespace of services: this one is the cluster's own")
		checks.That("EKS-005", field, namespace, slices.Index(d.Namespaces, namespace) == i, "want each namespace once")
	}
	for i, group := range d.Groups {
		keeps := slices.ContainsFunc(spokenFor, func(start string) bool { return strings.HasPrefix(group, start) })
		checks.That("EKS-005", fmt.Sprintf("%s.Groups[%d]", at, i), group, groupName.MatchString(group) && !keeps,
			"want a Kubernetes group of your own: none that starts with "+strings.Join(spokenFor, ", "))
	}
}
