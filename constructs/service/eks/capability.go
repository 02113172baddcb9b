package eks

import (
	"cmp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awseksv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
)

// extend defines the managed Argo CD if the props ask for it. It runs outside of the cluster, on nothing of ours, and EKS
// lets its role in by itself: into the namespace in which applications are declared, and for looking around.
func (c *Cluster) extend() {
	if c.props.Spec.ArgoCD == nil {
		return
	}
	a := c.props.Spec.ArgoCD.WithDefaults()
	settings := &awseksv2.CfnCapability_ArgoCdProperty{
		Namespace: &a.Namespace,
		AwsIdc: &awseksv2.CfnCapability_AwsIdcProperty{
			IdcInstanceArn: &a.Instance, IdcRegion: jsii.String(cmp.Or(a.InstanceRegion, c.props.Region)),
		},
		RbacRoleMappings: mappings(a),
	}
	if len(a.VPCEndpoints) > 0 {
		settings.NetworkAccess = &awseksv2.CfnCapability_NetworkAccessProperty{VpceIds: jsii.Strings(a.VPCEndpoints...)}
	}
	c.argo = awseksv2.NewCfnCapability(c, jsii.String("ArgoCd"), &awseksv2.CfnCapabilityProps{
		ClusterName: c.cluster.Ref(), CapabilityName: jsii.String("argocd"), Type: jsii.String("ARGOCD"),
		RoleArn: c.argoRole(a).arn, DeletePropagationPolicy: jsii.String("RETAIN"),
		Configuration: &awseksv2.CfnCapability_CapabilityConfigurationProperty{ArgoCd: settings},
	})
}

// argoRole is what Argo CD does in AWS: read its sources, and nothing without any.
func (c *Cluster) argoRole(a spec.ArgoCD) identity {
	var repositories, connections []string
	for _, arn := range a.Sources {
		if strings.Contains(arn, ":codecommit:") {
			repositories = append(repositories, arn)
		} else {
			connections = append(connections, arn)
		}
	}
	var statements []policy.Object
	if len(repositories) > 0 {
		statements = append(statements, policy.Allow("Repositories", repositories, "codecommit:GitPull"))
	}
	if len(connections) > 0 {
		statements = append(statements, policy.Allow("Connections", connections, "codeconnections:UseConnection"))
	}
	// EKS sends no keys that say for which capability it comes; it takes a role of the cluster's own account only (EKS
	// user guide, "Amazon EKS capability IAM role").
	trust := policy.Document(policy.Object{
		"Effect": "Allow", "Action": []string{"sts:AssumeRole", "sts:TagSession"}, "Principal": policy.Service("capabilities.eks.amazonaws.com"),
	})
	return c.newRole("ArgoCdRole", "Argo CD of "+c.props.Name, trust, "", statements...)
}

// mappings say which groups have which role in Argo CD.
func mappings(a spec.ArgoCD) []any {
	all := []any{}
	for _, one := range []struct {
		role   string
		groups []string
	}{{"ADMIN", a.Admins}, {"EDITOR", a.Editors}, {"VIEWER", a.Viewers}} {
		if len(one.groups) == 0 {
			continue
		}
		identities := []any{}
		for _, id := range one.groups {
			identities = append(identities, &awseksv2.CfnCapability_SsoIdentityProperty{Id: &id, Type: jsii.String("SSO_GROUP")})
		}
		all = append(all, &awseksv2.CfnCapability_ArgoCdRoleMappingProperty{Role: &one.role, Identities: identities})
	}
	return all
}
