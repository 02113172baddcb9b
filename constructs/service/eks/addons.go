package eks

import (
	"encoding/json"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseksv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
)

// addOnIDs are how an add-on's construct is called.
var addOnIDs = map[string]string{
	spec.VPCCNI: "VpcCni", spec.KubeProxy: "KubeProxy", spec.CoreDNS: "CoreDns", spec.PodIdentity: "PodIdentity",
	spec.MetricsServer: "MetricsServer", spec.Observability: "Observability", spec.SecretsStore: "SecretsStore",
}

// staff defines what pods run on, and before it the add-ons without which no node becomes ready.
func (c *Cluster) staff() {
	room := constructs.NewConstruct(c, jsii.String("AddOns"))
	var ready []awscdk.CfnResource
	for _, name := range c.props.Spec.Before() {
		ready = append(ready, c.addOn(room, name))
	}
	for _, group := range c.props.Spec.NodeGroups {
		c.nodeGroup(group.WithDefaults(), ready)
	}
	for _, profile := range c.props.Spec.FargateProfiles {
		c.fargateProfile(profile)
	}
	for _, name := range c.props.Spec.After() {
		one := c.addOn(room, name)
		for _, first := range c.capacity {
			one.AddResourceDependency(first, nil)
		}
	}
}

// addOn defines one EKS add-on. What somebody changed in the cluster by hand, EKS sets back.
func (c *Cluster) addOn(room constructs.Construct, name string) awseksv2.CfnAddon {
	props := &awseksv2.CfnAddonProps{
		ClusterName: c.cluster.Ref(), AddonName: &name, ResolveConflicts: jsii.String("OVERWRITE"),
	}
	if version := c.props.Spec.AddOnVersions[name]; version != "" {
		props.AddonVersion = &version
	}
	var first []awscdk.CfnResource
	switch name {
	case spec.VPCCNI:
		props.ConfigurationValues = values(policy.Object{"enableNetworkPolicy": "true"})
		props.PodIdentityAssociations = as("aws-node", c.addressing())
	case spec.CoreDNS:
		if c.props.Spec.FargateOnly() {
			props.ConfigurationValues = values(policy.Object{"computeType": "Fargate"})
		}
	case spec.SecretsStore:
		props.ConfigurationValues = values(policy.Object{"secrets-store-csi-driver": policy.Object{
			"syncSecret": policy.Object{"enabled": true}, "enableSecretRotation": true, "rotationPollInterval": lookAgain,
		}})
	case spec.Observability:
		props.ConfigurationValues = values(c.observability())
		props.PodIdentityAssociations = as("cloudwatch-agent", c.recording())
		first = c.insights()
	}
	addOn := awseksv2.NewCfnAddon(room, jsii.String(addOnIDs[name]), props)
	for _, one := range first {
		addOn.AddResourceDependency(one, nil)
	}
	return addOn
}

// lookAgain is how soon the driver reads secrets again after it has. A rotated secret reaches containers that start after
// that; until then the Secret that pods share holds the old one. Each secret of each pod is about 9,000 API calls a month,
// 0.05 USD for 10,000 (AWS Secrets Manager pricing).
const lookAgain = "5m"

// values are settings of an add-on as it takes them.
func values(settings policy.Object) *string {
	text, err := json.Marshal(settings)
	if err != nil {
		panic(err) // settings are literals
	}
	return jsii.String(string(text))
}

// as lets the pods of a service account act as a role.
func as(account string, role identity) []any {
	return []any{&awseksv2.CfnAddon_PodIdentityAssociationProperty{ServiceAccount: &account, RoleArn: role.arn}}
}

// addressing is what the VPC CNI does on the nodes of node groups: give pods addresses (AWS Managed Policy Reference,
// "AmazonEKS_CNI_Policy", in this account and region).
func (c *Cluster) addressing() identity {
	return c.podRole("AddressesRole", "kube-system", "aws-node",
		"The VPC CNI makes network interfaces for whichever nodes there are, and looking at EC2 has no resource type.",
		policy.Allow("Addresses", c.ec2("instance", "network-interface", "security-group", "subnet"),
			"ec2:AssignPrivateIpAddresses", "ec2:AttachNetworkInterface", "ec2:CreateNetworkInterface",
			"ec2:DeleteNetworkInterface", "ec2:DetachNetworkInterface", "ec2:ModifyNetworkInterfaceAttribute",
			"ec2:UnassignPrivateIpAddresses"),
		policy.Allow("Tag", c.ec2("network-interface")[0], "ec2:CreateTags"),
		// Looking has no resource type (service authorization reference, Amazon EC2).
		policy.Allow("Look", "*", "ec2:DescribeInstanceTypes", "ec2:DescribeInstances", "ec2:DescribeNetworkInterfaces",
			"ec2:DescribeSubnets", "ec2:DescribeTags"),
	)
}
