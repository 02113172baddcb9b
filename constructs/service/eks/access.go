package eks

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awseksv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// The access policies of EKS that roles are let in with (EKS user guide, "Review access policy permissions").
const (
	mayEverything = "AmazonEKSClusterAdminPolicy" // everything, everywhere
	mayLook       = "AmazonEKSViewPolicy"         // workloads and their configuration, read only
	mayDeploy     = "AmazonEKSEditPolicy"         // workloads and secrets, but no roles and no custom resources
)

// entry is how one role is let in.
type entry struct {
	kind, role, policy string
	namespaces, groups []string // no namespaces: the whole cluster
}

// admit lets in whom the props name. An entry's id is its role: taking one away touches no other.
func (c *Cluster) admit() {
	var all []entry
	for _, role := range c.props.Spec.Admins {
		all = append(all, entry{kind: "Admin", role: role, policy: mayEverything})
	}
	for _, role := range c.props.Spec.Viewers {
		all = append(all, entry{kind: "Viewer", role: role, policy: mayLook})
	}
	for _, d := range c.props.Spec.Deployers {
		one := entry{kind: "Deployer", role: d.Role, namespaces: d.Namespaces, groups: d.Groups}
		if len(d.Namespaces) > 0 {
			one.policy = mayDeploy
		}
		all = append(all, one)
	}
	room := constructs.NewConstruct(c, jsii.String("Access"))
	for i, one := range all {
		c.entry(room, one.id(i), one)
	}
}

// id names the entry after its role, or by its place when only CloudFormation knows the role.
func (e entry) id(place int) string {
	if check.Token(e.role) {
		return fmt.Sprintf("%s%d", e.kind, place)
	}
	return strings.ReplaceAll(e.role, "/", "|")
}

// entry defines one access entry.
func (c *Cluster) entry(room constructs.Construct, id string, e entry) {
	props := &awseksv2.CfnAccessEntryProps{
		ClusterName: c.cluster.Ref(), PrincipalArn: &e.role, Type: jsii.String("STANDARD"),
	}
	if len(e.groups) > 0 {
		props.KubernetesGroups = jsii.Strings(e.groups...)
	}
	if e.policy != "" {
		scope := &awseksv2.CfnAccessEntry_AccessScopeProperty{Type: jsii.String("cluster")}
		if len(e.namespaces) > 0 {
			scope = &awseksv2.CfnAccessEntry_AccessScopeProperty{Type: jsii.String("namespace"), Namespaces: jsii.Strings(e.namespaces...)}
		}
		props.AccessPolicies = []any{&awseksv2.CfnAccessEntry_AccessPolicyProperty{
			PolicyArn:   jsii.String(fmt.Sprintf("arn:%s:eks::aws:cluster-access-policy/%s", c.place.Partition, e.policy)),
			AccessScope: scope,
		}}
	}
	awseksv2.NewCfnAccessEntry(room, &id, props)
}
