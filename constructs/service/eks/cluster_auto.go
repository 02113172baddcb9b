package eks

import "github.com/shipway-cdk/shipway/constructs/policy"

// What Auto Mode does is what AWS's managed policies for it allow, as of August 2026 (AWS Managed Policy Reference,
// "AmazonEKSComputePolicy", "AmazonEKSBlockStoragePolicyV2", "AmazonEKSNetworkingPolicy" and
// "AmazonEKSLoadBalancingPolicy"), with three differences: each names this account, this region, this VPC, this cluster
// and its node role; what belongs to EC2-Classic and Outposts is left out; and a NodeClass may set tags of its own, for
// cost allocation. What takes things away is in EKS's service-linked role.

// tagName is the tag by which EKS knows its own resources.
const tagName = "eks:eks-cluster-name"

// ours is the condition that a resource belongs to this cluster.
func (c *Cluster) ours() policy.Object {
	return policy.Object{"StringEquals": policy.Object{"aws:ResourceTag/" + tagName: c.props.Name}}
}

// marked is the condition that what is made is tagged as this cluster's.
func (c *Cluster) marked() policy.Object {
	return policy.Object{"StringEquals": policy.Object{"aws:RequestTag/" + tagName: c.props.Name}}
}

// computing is what makes nodes.
func (c *Cluster) computing() []policy.Object {
	image := policy.Place{Partition: c.place.Partition, Region: c.place.Region}.ARN("ec2", "image/*")
	return []policy.Object{
		policy.Allow("StartFrom", append(c.ec2("capacity-reservation", "security-group", "subnet"), image), "ec2:CreateFleet", "ec2:RunInstances"),
		when(policy.Allow("StartAs", c.ec2("launch-template")[0], "ec2:CreateFleet", "ec2:RunInstances"), c.ours()),
		when(policy.Allow("Start", c.ec2("fleet", "instance", "launch-template", "network-interface", "spot-instances-request", "volume"),
			"ec2:CreateFleet", "ec2:CreateLaunchTemplate", "ec2:RunInstances"), c.marked()),
		when(policy.Allow("Tag", c.ec2("fleet", "instance", "launch-template", "network-interface", "security-group",
			"security-group-rule", "snapshot", "spot-instances-request", "volume"), "ec2:CreateTags"),
			policy.Object{"StringEquals": policy.Object{"ec2:CreateAction": []string{
				"AuthorizeSecurityGroupIngress", "CreateFleet", "CreateLaunchTemplate", "CreateNetworkInterface",
				"CreateSecurityGroup", "CreateSnapshot", "CreateVolume", "RunInstances",
			}}}),
		policy.Allow("Profile", c.iam("instance-profile/eks*"), "iam:AddRoleToInstanceProfile"),
		when(policy.Allow("Pass", c.nodes.arn, "iam:PassRole"),
			policy.Object{"StringEquals": policy.Object{"iam:PassedToService": "ec2." + c.place.Domain()}}),
		c.linked("Spot", "spot.amazonaws.com", "AWSServiceRoleForEC2Spot"),
	}
}

// storing is what makes volumes and snapshots of pods.
func (c *Cluster) storing() []policy.Object {
	return []policy.Object{
		when(policy.Allow("Disks", c.ec2("instance", "snapshot", "volume"), "ec2:AttachVolume", "ec2:DetachVolume",
			"ec2:EnableFastSnapshotRestores", "ec2:ModifyVolume"), c.ours()),
		when(policy.Allow("MakeDisks", c.ec2("volume")[0], "ec2:CreateVolume"), c.marked()),
		when(policy.Allow("FromCopies", c.ec2("snapshot")[0], "ec2:CreateVolume"), c.ours()),
		when(policy.Allow("MakeCopies", c.ec2("snapshot")[0], "ec2:CreateSnapshot"), c.marked()),
		when(policy.Allow("OfDisks", c.ec2("volume")[0], "ec2:CreateSnapshot"), c.ours()),
	}
}

// networking is what gives pods addresses.
func (c *Cluster) networking() []policy.Object {
	return []policy.Object{
		when(policy.Allow("MakeAddresses", c.ec2("network-interface")[0], "ec2:CreateNetworkInterface"), c.marked()),
		policy.Allow("AddressesIn", c.ec2("security-group", "subnet"), "ec2:CreateNetworkInterface"),
		when(policy.Allow("Addresses", c.ec2("instance", "network-interface"), "ec2:AssignIpv6Addresses",
			"ec2:AssignPrivateIpAddresses", "ec2:AttachNetworkInterface", "ec2:DetachNetworkInterface",
			"ec2:ModifyNetworkInterfaceAttribute", "ec2:UnassignIpv6Addresses", "ec2:UnassignPrivateIpAddresses"), c.ours()),
		// Trunks have no resource type (service authorization reference, Amazon EC2).
		policy.Allow("Trunks", "*", "ec2:AssociateTrunkInterface", "ec2:DisassociateTrunkInterface"),
	}
}

// balancing is what makes load balancers of Ingresses and Services.
func (c *Cluster) balancing() []policy.Object {
	elb := func(kinds ...string) (all []string) {
		for _, kind := range kinds {
			all = append(all, c.place.ARN("elasticloadbalancing", kind+"/*"))
		}
		return all
	}
	everything := elb("listener", "listener-rule", "loadbalancer", "targetgroup")
	return []policy.Object{
		when(policy.Allow("MakeBalancers", append(c.ec2("security-group"), everything...), "ec2:CreateSecurityGroup",
			"elasticloadbalancing:CreateListener", "elasticloadbalancing:CreateLoadBalancer",
			"elasticloadbalancing:CreateRule", "elasticloadbalancing:CreateTargetGroup"), c.marked()),
		when(policy.Allow("MakeRules", c.ec2("security-group-rule")[0], "ec2:AuthorizeSecurityGroupIngress"), c.marked()),
		policy.Allow("InVpc", c.place.ARN("ec2", "vpc/"+c.vpc), "ec2:CreateSecurityGroup", "ec2:GetSecurityGroupsForVpc"),
		when(policy.Allow("TagBalancers", everything, "elasticloadbalancing:AddTags"),
			policy.Object{"StringEquals": policy.Object{"elasticloadbalancing:CreateAction": []string{
				"CreateListener", "CreateLoadBalancer", "CreateRule", "CreateTargetGroup",
			}}}),
		when(policy.Allow("Balancers", append(c.ec2("security-group"), everything...),
			"ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress",
			"elasticloadbalancing:AddListenerCertificates", "elasticloadbalancing:ModifyListener",
			"elasticloadbalancing:ModifyListenerAttributes", "elasticloadbalancing:ModifyLoadBalancerAttributes",
			"elasticloadbalancing:ModifyRule", "elasticloadbalancing:ModifyTargetGroup",
			"elasticloadbalancing:ModifyTargetGroupAttributes", "elasticloadbalancing:RegisterTargets",
			"elasticloadbalancing:RemoveListenerCertificates", "elasticloadbalancing:SetIpAddressType",
			"elasticloadbalancing:SetSecurityGroups", "elasticloadbalancing:SetSubnets"), c.ours()),
		when(policy.Allow("NodesFromBalancers", c.ec2("security-group")[0], "ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"),
			policy.Object{"StringLike": policy.Object{"aws:ResourceTag/Name": "eks-cluster-sg-" + c.props.Name + "-*"}}),
		// Looking has no resource type (service authorization reference, Amazon EC2 and Elastic Load Balancing).
		policy.Allow("LookAround", "*", "ec2:DescribeAccountAttributes", "ec2:DescribeAddresses",
			"ec2:DescribeInternetGateways", "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets",
			"ec2:DescribeVpcPeeringConnections", "elasticloadbalancing:DescribeTargetGroups"),
		c.linked("Balancing", "elasticloadbalancing.amazonaws.com", "AWSServiceRoleForElasticLoadBalancing"),
	}
}

// guarding is what puts certificates, sign-in, a web ACL or Shield Advanced in front of a load balancer.
func (c *Cluster) guarding() []policy.Object {
	guards := []string{c.place.ARN("wafv2", "regional/webacl/*"), c.place.ARN("elasticloadbalancing", "loadbalancer/app/*")}
	return []policy.Object{
		policy.Allow("Guard", guards, "wafv2:AssociateWebACL", "wafv2:DisassociateWebACL", "wafv2:GetWebACL", "wafv2:GetWebACLForResource"),
		policy.Allow("Certificates", c.place.ARN("acm", "certificate/*"), "acm:DescribeCertificate"),
		policy.Allow("SignIn", c.place.ARN("cognito-idp", "userpool/*"), "cognito-idp:DescribeUserPoolClient"),
		// These have no resource type (service authorization reference of each service).
		policy.Allow("Find", "*", "acm:ListCertificates", "elasticloadbalancing:SetWebAcl"),
		when(policy.Allow("Shield", "*", "shield:CreateProtection"), c.marked()),
		when(policy.Allow("Unshield", c.global("shield", "protection/*"), "shield:DeleteProtection"), c.ours()),
		when(policy.Allow("TagShield", c.global("shield", "protection/*"), "shield:TagResource"), c.marked()),
	}
}

// linked lets EKS make the service-linked role of another service, if the account has none yet.
func (c *Cluster) linked(sid, service, role string) policy.Object {
	return when(policy.Allow(sid, c.iam("role/aws-service-role/"+service+"/"+role), "iam:CreateServiceLinkedRole"),
		policy.Object{"StringEquals": policy.Object{"iam:AWSServiceName": service}})
}

// iam names a resource of IAM in the account.
func (c *Cluster) iam(resource string) string { return c.global("iam", resource) }

// global names a resource of a service without regions.
func (c *Cluster) global(service, resource string) string {
	return policy.Place{Partition: c.place.Partition, Account: c.place.Account}.ARN(service, resource)
}
