package manifest

import (
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// DeployerGroup is the Kubernetes group of whoever applies releases, such as the role of a delivery pipeline: an access
// entry of the cluster with this group, and no access policy, gives it what releases take and nothing else.
const DeployerGroup = "shipway-deployers"

// deployerRole names the role of [DeployerGroup] in a namespace. Like the namespace it is the same for every service.
const deployerRole = "shipway-deployer"

// deployer is what applying a release takes: the kinds of its phases, and looking at what comes of them. No secret can be
// read, nothing deleted, and nothing changed outside the namespace.
func (s Service) deployer() []Object {
	apply := func(group string, resources ...string) rbacv1.PolicyRule {
		return rbacv1.PolicyRule{APIGroups: []string{group}, Resources: resources, Verbs: []string{"create", "get", "list", "patch", "watch"}}
	}
	look := func(group string, resources ...string) rbacv1.PolicyRule {
		return rbacv1.PolicyRule{APIGroups: []string{group}, Resources: resources, Verbs: []string{"get", "list", "watch"}}
	}
	meta := metav1.ObjectMeta{Name: deployerRole, Namespace: s.Namespace, Labels: map[string]string{OwnerLabel: Owner}}
	role := rbacv1.Role{
		TypeMeta: kind(rbacv1.SchemeGroupVersion.String(), "Role"), ObjectMeta: meta,
		Rules: []rbacv1.PolicyRule{
			apply("", "serviceaccounts", "services"),
			apply("apps", "deployments"),
			apply("autoscaling", "horizontalpodautoscalers"),
			apply("networking.k8s.io", "ingresses", "networkpolicies"),
			apply("policy", "poddisruptionbudgets"),
			apply("secrets-store.csi.x-k8s.io", "secretproviderclasses"),
			look("", "events", "pods"),
			look("apps", "replicasets"),
		},
	}
	binding := rbacv1.RoleBinding{
		TypeMeta: kind(rbacv1.SchemeGroupVersion.String(), "RoleBinding"), ObjectMeta: meta,
		RoleRef:  rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: deployerRole},
		Subjects: []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.GroupKind, Name: DeployerGroup}},
	}
	return []Object{object("11-role", role), object("12-rolebinding", binding)}
}
