package eks

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseks"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseksv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/signal"
)

var (
	_ awsec2.IConnectable = (*Cluster)(nil)
	_ signal.Source       = (*Cluster)(nil)
)

// Name is the cluster's name, known before it is deployed.
func (c *Cluster) Name() string { return c.props.Name }

// ARN is the cluster's ARN, known before it is deployed. A pipeline that deploys needs "eks:DescribeCluster" on it
// beside its entry in [spec.Cluster].
func (c *Cluster) ARN() string { return c.arn() }

// Place is the cluster as a service must know it.
func (c *Cluster) Place() Place {
	return Place{
		Name: c.props.Name, Account: c.props.Account, Region: c.props.Region, Partition: c.props.Partition, Key: *c.props.Key.KeyArn(),
	}
}

// SecurityGroupID is the security group that EKS makes for the control plane and the nodes: a token.
func (c *Cluster) SecurityGroupID() string { return *c.cluster.AttrClusterSecurityGroupId() }

// Issuer is the cluster's OpenID Connect issuer, an https address: a token. Pods on Fargate, and pods that act in other
// accounts, get roles through it; all others through Pod Identity.
func (c *Cluster) Issuer() string { return *c.cluster.AttrOpenIdConnectIssuerUrl() }

// NodeRole is the name of the role of Auto Mode's nodes, for the NodeClass of a node pool of your own: a token. It is
// empty without Auto Mode.
func (c *Cluster) NodeRole() string {
	if c.nodes.name == nil {
		return ""
	}
	return *c.nodes.name
}

// Connections opens and closes network paths to the Kubernetes API and to the nodes: what deploys from inside the VPC
// needs port 443, the default.
func (c *Cluster) Connections() awsec2.Connections {
	if c.connections == nil {
		group := awsec2.SecurityGroup_FromSecurityGroupId(c, jsii.String("Peer"), c.cluster.AttrClusterSecurityGroupId(), nil)
		c.connections = awsec2.NewConnections(&awsec2.ConnectionsProps{
			SecurityGroups: &[]awsec2.ISecurityGroup{group}, DefaultPort: awsec2.Port_Tcp(jsii.Number(443)),
		})
	}
	return c.connections
}

// Cluster is the L2 view of the cluster, for AWS's own constructs. It has no kubectl.
func (c *Cluster) Cluster() awseksv2.ICluster {
	if c.view == nil {
		c.view = awseksv2.Cluster_FromClusterAttributes(c, jsii.String("View"), &awseksv2.ClusterAttributes{
			ClusterName:            &c.props.Name,
			ClusterSecurityGroupId: c.cluster.AttrClusterSecurityGroupId(),
			Vpc:                    c.props.Vpc,
		})
	}
	return c.view
}

// Resource is the cluster itself, for what ClusterProps does not cover.
func (c *Cluster) Resource() awseks.CfnCluster { return c.cluster }

// ArgoCD is the managed Argo CD, or nil without one. Its attribute Configuration.ArgoCd.ServerUrl is where people sign in.
func (c *Cluster) ArgoCD() awseksv2.CfnCapability { return c.argo }
