package ecs

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/internal/nag"
)

// delegate defines the capacity provider of managed instances: the bounds within which ECS chooses them, and what it may
// do to have them. It names the cluster by reference, so that it comes after the cluster and goes before it.
func (c *Cluster) delegate() awsecs.CfnCapacityProvider {
	scope := constructs.NewConstruct(c, jsii.String("Managed"))
	host := c.host(scope, "ecs:SubmitAttachmentStateChanges", "ecs:SubmitTaskStateChange")
	p := c.props.Managed
	option := "ON_DEMAND"
	if p.Spot {
		option = "SPOT"
	}
	return awsecs.NewCfnCapacityProvider(scope, jsii.String("Provider"), &awsecs.CfnCapacityProviderProps{
		Name:        c.providerName("managed"),
		ClusterName: c.cluster.Ref(),
		ManagedInstancesProvider: &awsecs.CfnCapacityProvider_ManagedInstancesProviderProperty{
			InfrastructureRoleArn: c.infrastructure(scope, host).AttrArn(),
			PropagateTags:         jsii.String("CAPACITY_PROVIDER"),
			InstanceLaunchTemplate: &awsecs.CfnCapacityProvider_InstanceLaunchTemplateProperty{
				Ec2InstanceProfileArn: host.profile.AttrArn(),
				CapacityOptionType:    &option,
				NetworkConfiguration: &awsecs.CfnCapacityProvider_ManagedInstancesNetworkConfigurationProperty{
					Subnets: c.place.subnets, SecurityGroups: &[]*string{host.group.AttrGroupId()},
				},
				StorageConfiguration: &awsecs.CfnCapacityProvider_ManagedInstancesStorageConfigurationProperty{StorageSizeGiB: jsii.Number(p.Disk)},
				InstanceRequirements: c.requirements(),
			},
		},
	})
}

// requirements are the bounds as ECS reads them.
func (c *Cluster) requirements() *awsecs.CfnCapacityProvider_InstanceRequirementsRequestProperty {
	p := c.props.Managed
	makers := jsii.Strings("intel", "amd")
	if p.ARM {
		makers = jsii.Strings("amazon-web-services")
	}
	all := &awsecs.CfnCapacityProvider_InstanceRequirementsRequestProperty{
		VCpuCount:        &awsecs.CfnCapacityProvider_VCpuCountRangeRequestProperty{Min: jsii.Number(p.MinCPU), Max: jsii.Number(p.MaxCPU)},
		MemoryMiB:        &awsecs.CfnCapacityProvider_MemoryMiBRequestProperty{Min: jsii.Number(p.MinMemory), Max: jsii.Number(p.MaxMemory)},
		CpuManufacturers: makers,
	}
	if p.GPUs > 0 {
		all.AcceleratorCount = &awsecs.CfnCapacityProvider_AcceleratorCountRequestProperty{Min: jsii.Number(p.GPUs), Max: jsii.Number(p.GPUs)}
		all.AcceleratorTypes = jsii.Strings("gpu")
		all.AcceleratorManufacturers = jsii.Strings("nvidia")
	}
	return all
}

// infrastructure is what ECS acts as when it starts, tags and looks at instances: AWS's own policy for it
// (AmazonECSInfrastructureRolePolicyForManagedInstances) with this account, region, network and role in the place of any,
// and without capacity reservations. ECS ends instances by its service-linked role.
func (c *Cluster) infrastructure(scope constructs.Construct, h *host) awsiam.CfnRole {
	p := c.place
	ec2 := func(kinds ...string) (all []string) {
		for _, kind := range kinds {
			all = append(all, p.ARN("ec2", kind+"/*"))
		}
		return all
	}
	fresh, templates := ec2("fleet", "instance", "network-interface", "volume"), ec2("launch-template")
	images := "arn:" + p.Partition + ":ec2:" + p.Region + "::image/*"
	network := []string{p.ARN("ec2", "security-group/"+*h.group.AttrGroupId()), images}
	for _, subnet := range *p.subnets {
		network = append(network, p.ARN("ec2", "subnet/"+*subnet))
	}
	statements := []policy.Object{
		when(policy.Allow("Template", templates, "ec2:CreateLaunchTemplate"), "aws:RequestTag/AmazonECSManaged", "true"),
		when(policy.Allow("TemplateVersion", templates, "ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"), "ec2:ManagedResourceOperator", "ecs.amazonaws.com"),
		when(policy.Allow("Fleet", slices.Concat(fresh, templates), "ec2:CreateFleet"), "aws:RequestTag/AmazonECSManaged", "true"),
		when(policy.Allow("Run", fresh[1:], "ec2:RunInstances"), "aws:RequestTag/AmazonECSManaged", "true"),
		when(policy.Allow("RunTemplate", templates, "ec2:RunInstances"), "ec2:ResourceTag/AmazonECSManaged", "true"),
		policy.Allow("Network", network, "ec2:CreateFleet", "ec2:RunInstances"),
		when(policy.Allow("Tag", slices.Concat(fresh, templates), "ec2:CreateTags"), "ec2:CreateAction", "CreateFleet", "CreateLaunchTemplate", "RunInstances"),
		when(policy.Allow("Pass", *h.role.AttrArn(), "iam:PassRole"), "iam:PassedToService", "ec2."+p.Domain()),
		// Looking has no resource type (service authorization reference, Amazon EC2).
		policy.Allow("Look", "*", "ec2:DescribeAvailabilityZones", "ec2:DescribeCapacityReservations", "ec2:DescribeInstanceTypeOfferings",
			"ec2:DescribeInstanceTypes", "ec2:DescribeInstances", "ec2:DescribeLaunchTemplates", "ec2:DescribeNetworkInterfaces",
			"ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"),
	}
	if c.props.Managed.Spot {
		role := "arn:" + p.Partition + ":iam::" + p.Account + ":role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot"
		statements = append(statements, policy.Allow("Spot", role, "iam:CreateServiceLinkedRole"))
	}
	role := awsiam.NewCfnRole(scope, jsii.String("Infrastructure"), &awsiam.CfnRoleProps{
		Description: jsii.String("Starts the managed instances of " + p.name),
		// ECS documents no condition keys for whom it acts here; iam:PassRole decides which cluster gets the role.
		AssumeRolePolicyDocument: policy.Document(policy.Object{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": policy.Service("ecs.amazonaws.com")}),
		Policies:                 []any{&awsiam.CfnRole_PolicyProperty{PolicyName: jsii.String("Start"), PolicyDocument: policy.Document(statements...)}},
	})
	wildcards := []string{"Resource::*"}
	for _, arn := range slices.Concat(fresh, templates, []string{images}) {
		wildcards = append(wildcards, "Resource::"+arn)
	}
	nag.Acknowledge(role, nag.Acknowledgement{
		Rule:   "AwsSolutions-IAM5",
		Reason: "What ECS starts has no id before it is started, ECS owns the images, and looking at instances has no resource type.",
		Only:   wildcards,
	})
	return role
}

// when is statement if key is one of values.
func when(statement policy.Object, key string, values ...string) policy.Object {
	statement["Condition"] = policy.Object{"StringEquals": policy.Object{key: values}}
	return statement
}
