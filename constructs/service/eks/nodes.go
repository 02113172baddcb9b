package eks

import (
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseksv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
)

// nodeGroup defines a managed node group that starts once the add-ons in ready are there. It has no name of its own:
// EKS replaces most changed groups, and could not make a second one of that name.
func (c *Cluster) nodeGroup(g spec.NodeGroup, ready []awscdk.CfnResource) {
	room := constructs.NewConstruct(c, jsii.String("Nodes-"+g.Name))
	template := c.launchTemplate(room, g)
	capacity := "ON_DEMAND"
	if g.Spot {
		capacity = "SPOT"
	}
	group := awseksv2.NewCfnNodegroup(room, jsii.String("Group"), &awseksv2.CfnNodegroupProps{
		ClusterName:   c.cluster.Ref(),
		NodeRole:      c.groupRole().arn,
		Subnets:       anySubnets(*c.subnets),
		AmiType:       jsii.String(string(g.AMI)),
		CapacityType:  &capacity,
		InstanceTypes: jsii.Strings(g.InstanceTypes...),
		Version:       &c.props.Spec.Version,
		LaunchTemplate: &awseksv2.CfnNodegroup_LaunchTemplateSpecificationProperty{
			Id: template.Ref(), Version: template.AttrLatestVersionNumber(),
		},
		ScalingConfig: &awseksv2.CfnNodegroup_ScalingConfigProperty{
			MinSize: jsii.Number(g.Min), DesiredSize: jsii.Number(g.Desired), MaxSize: jsii.Number(g.Max),
		},
		UpdateConfig:     &awseksv2.CfnNodegroup_UpdateConfigProperty{MaxUnavailable: jsii.Number(1)},
		NodeRepairConfig: &awseksv2.CfnNodegroup_NodeRepairConfigProperty{Enabled: jsii.Bool(true)},
		Labels:           labels(g),
		Taints:           taints(g.Taints),
	})
	if g.Release != "" {
		group.SetReleaseVersion(&g.Release)
	}
	for _, one := range ready {
		group.AddResourceDependency(one, nil)
	}
	c.capacity = append(c.capacity, group)
}

// launchTemplate is how a node starts: only pods of the node's own network reach its credentials, with a token, and its
// disks are encrypted with the account's key for volumes.
func (c *Cluster) launchTemplate(room constructs.Construct, g spec.NodeGroup) awsec2.CfnLaunchTemplate {
	devices := []any{disk("/dev/xvda", g.Disk)}
	if g.AMI.TwoVolumes() {
		devices = []any{disk("/dev/xvda", 0), disk("/dev/xvdb", g.Disk)}
	}
	marks := []any{}
	for _, kind := range []string{"instance", "volume"} {
		marks = append(marks, &awsec2.CfnLaunchTemplate_TagSpecificationProperty{
			ResourceType: &kind, Tags: &[]*awscdk.CfnTag{{Key: jsii.String("Name"), Value: jsii.String(c.props.Name + "-" + g.Name)}},
		})
	}
	return awsec2.NewCfnLaunchTemplate(room, jsii.String("Template"), &awsec2.CfnLaunchTemplateProps{
		LaunchTemplateData: &awsec2.CfnLaunchTemplate_LaunchTemplateDataProperty{
			BlockDeviceMappings: devices,
			MetadataOptions: &awsec2.CfnLaunchTemplate_MetadataOptionsProperty{
				HttpTokens: jsii.String("required"), HttpPutResponseHopLimit: jsii.Number(1),
			},
			TagSpecifications: marks,
		},
	})
}

// disk is an encrypted volume of gib GiB, or of the image's size.
func disk(name string, gib int) *awsec2.CfnLaunchTemplate_BlockDeviceMappingProperty {
	volume := &awsec2.CfnLaunchTemplate_EbsProperty{
		Encrypted: jsii.Bool(true), VolumeType: jsii.String("gp3"), DeleteOnTermination: jsii.Bool(true),
	}
	if gib > 0 {
		volume.VolumeSize = jsii.Number(gib)
	}
	return &awsec2.CfnLaunchTemplate_BlockDeviceMappingProperty{DeviceName: &name, Ebs: volume}
}

// groupRole is the role of the nodes of all groups: what Auto Mode's nodes may do, and look at themselves.
func (c *Cluster) groupRole() identity {
	if c.groups.arn == nil {
		c.groups = c.nodeRole("NodeRole", "The nodes of the node groups of "+c.props.Name,
			policy.Allow("Cluster", c.arn(), "eks:DescribeCluster"),
			// Looking has no resource type (service authorization reference, Amazon EC2).
			policy.Allow("Look", "*", "ec2:DescribeInstanceTypes", "ec2:DescribeInstances", "ec2:DescribeRouteTables",
				"ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVolumes", "ec2:DescribeVolumesModifications", "ec2:DescribeVpcs"))
	}
	return c.groups
}

// labels are the group's own, and its name.
func labels(g spec.NodeGroup) map[string]*string {
	all := map[string]*string{"node-group": &g.Name}
	for _, key := range slices.Sorted(maps.Keys(g.Labels)) {
		all[key] = jsii.String(g.Labels[key])
	}
	return all
}

func taints(all []spec.Taint) any {
	if len(all) == 0 {
		return nil
	}
	list := []any{}
	for _, t := range all {
		list = append(list, &awseksv2.CfnNodegroup_TaintProperty{Key: &t.Key, Value: &t.Value, Effect: jsii.String(string(t.Effect))})
	}
	return list
}

func anySubnets(ids []*string) *[]any {
	all := make([]any, len(ids))
	for i, id := range ids {
		all[i] = id
	}
	return &all
}
