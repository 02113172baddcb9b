package config

import (
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
)

func eksKeys(c *spec.Cluster) mapping {
	role := func(to *string) shape {
		return text{to: to, want: "the ARN of an IAM role", code: "EKS-005"}
	}
	argo := spec.ArgoCD{}
	if c.ArgoCD == nil {
		c.ArgoCD = &argo
	}
	return mapping{
		{name: "version", field: "Version", is: text{to: &c.Version, want: "a Kubernetes version in quotes", code: "EKS-001"},
			says: "Kubernetes version, one in standard support.", absent: spec.Newest, example: `"` + spec.Newest + `"`},
		{name: "endpoint", field: "Endpoint", is: choice{options: []string{"private", "restricted"}, code: "EKS-002",
			set:     func(word string) { c.Endpoint = spec.Endpoint(word) },
			refused: map[string]string{"public": "want restricted, with the public ranges that reach the API"}},
			says: "Who reaches the Kubernetes API: the VPC, or also named public ranges.", absent: "private", example: "private"},
		{name: "from", field: "EndpointCIDRs", is: list{to: &c.EndpointCIDRs, each: argument, most: 40, code: "EKS-002"},
			says: "Public IPv4 ranges that reach a restricted endpoint.", absent: "none", example: "[203.0.113.0/24]"},
		{name: "admins", field: "Admins", is: list{to: &c.Admins, each: role, most: 100, code: "EKS-005"},
			says:   "ARNs of IAM roles that administer the cluster. Nobody else is let in, not even whoever deploys it.",
			absent: "none; required with a service on `eks`", example: "[arn:aws:iam::111111111111:role/platform]"},
		{name: "viewers", field: "Viewers", is: list{to: &c.Viewers, each: role, most: 100, code: "EKS-005"},
			says: "ARNs of IAM roles that may read everything but secrets.", absent: "none",
			example: "[arn:aws:iam::111111111111:role/support]"},
		{name: "deployers", field: "Deployers", is: deployers(c),
			says: "IAM roles of delivery pipelines, each held to its namespaces.", absent: "none"},
		{name: "withoutAutoMode", field: "WithoutAutoMode", is: truth{&c.WithoutAutoMode},
			says: "Runs the cluster on node groups and Fargate profiles alone.", absent: "false, EKS Auto Mode brings the nodes", example: "true"},
		{name: "nodeGroups", field: "NodeGroups", is: nodeGroups(c), says: "Managed node groups, also beside Auto Mode.", absent: "none"},
		{name: "fargateProfiles", field: "FargateProfiles", is: fargateProfiles(c), says: "Which pods run on AWS Fargate.", absent: "none"},
		{name: "addOnVersions", field: "AddOnVersions", is: table{to: &c.AddOnVersions, each: argument, what: "versions by add-on", most: 20, code: "EKS-006"},
			says: "Versions that add-ons are pinned to.", absent: "EKS's default when the add-on is made",
			example: `{ metrics-server: v0.8.0-eksbuild.2 }`},
		{name: "secretsStore", field: "SecretsStore", is: truth{&c.SecretsStore},
			says: "Adds the driver that mounts secrets into pods.", absent: "false, or true where a service on `eks` has secrets", example: "true"},
		{name: "withoutObservability", field: "WithoutObservability", is: truth{&c.WithoutObservability},
			says: "Leaves out the CloudWatch agent, for teams that bring their own.", absent: "false", example: "true"},
		{name: "argocd", field: "ArgoCD", is: argoKeys(c.ArgoCD),
			says: "Managed Argo CD. It signs people in through IAM Identity Center.", absent: "none"},
	}
}

func deployers(c *spec.Cluster) shape {
	return items{what: "deployers", most: 100, code: "EKS-005",
		of:    func() mapping { return deployerKeys(&spec.Deployer{}) },
		start: func(n int) { c.Deployers = make([]spec.Deployer, n) },
		each:  func(i int) mapping { return deployerKeys(&c.Deployers[i]) }}
}

func deployerKeys(d *spec.Deployer) mapping {
	return mapping{
		{name: "role", field: "Role", is: text{to: &d.Role, want: "the ARN of an IAM role", code: "EKS-005"}, says: "ARN of the IAM role.",
			give: "give the ARN of the IAM role", code: "EKS-005", example: "arn:aws:iam::111111111111:role/release"},
		{name: "namespaces", field: "Namespaces", is: list{to: &d.Namespaces, each: argument, most: 100, code: "EKS-005"},
			says: "Namespaces in which it may create, change and delete workloads.", absent: "none; one of `namespaces` and `groups` is required", example: "[shop]"},
		{name: "groups", field: "Groups", is: list{to: &d.Groups, each: argument, most: 100, code: "EKS-005"},
			says: "Kubernetes groups that it belongs to.", absent: "none", example: "[deployers]"},
	}
}

func nodeGroups(c *spec.Cluster) shape {
	return items{what: "node groups", most: 30, code: "EKS-003",
		of:    func() mapping { return nodeGroupKeys(&spec.NodeGroup{}) },
		start: func(n int) { c.NodeGroups = make([]spec.NodeGroup, n) },
		each:  func(i int) mapping { return nodeGroupKeys(&c.NodeGroups[i]) }}
}

func nodeGroupKeys(g *spec.NodeGroup) mapping {
	ami := text{to: (*string)(&g.AMI), want: "an AMI type of EKS's", code: "EKS-003"}
	return mapping{
		{name: "name", field: "Name", is: text{to: &g.Name, want: "lower case letters, digits and dashes", code: "EKS-003"},
			says: "Tells groups apart.", give: "give the group a name", code: "EKS-003", example: "gpu"},
		{name: "types", field: "InstanceTypes", is: list{to: &g.InstanceTypes, each: argument, most: 20, code: "EKS-003", empty: "want at least one"},
			says: "EC2 instance types of one architecture.", give: "give the EC2 instance types", code: "EKS-003", example: "[m7g.large]"},
		{name: "min", field: "Min", is: number(&g.Min, 0, 450, "EKS-003"), says: "Least number of nodes.", absent: "0", example: "2"},
		{name: "desired", field: "Desired", is: number(&g.Desired, 0, 450, "EKS-003"), says: "Nodes that the group starts with.", absent: "`min`", example: "3"},
		{name: "max", field: "Max", is: number(&g.Max, 1, 450, "EKS-003"), says: "Greatest number of nodes.",
			give: "give the greatest number of nodes", code: "EKS-003", example: "6"},
		{name: "ami", field: "AMI", is: ami, says: "Operating system of the nodes, by EKS's name.",
			absent: "Amazon Linux 2023 for the instance types", example: "BOTTLEROCKET_ARM_64"},
		{name: "release", field: "Release", is: text{to: &g.Release, want: "a version of the AMI", code: "EKS-003"},
			says: "Version that the AMI is pinned to.", absent: "the newest when the group is made", example: "1.36.4-20260917"},
		{name: "disk", field: "Disk", is: number(&g.Disk, 20, 16384, "EKS-003"), says: "Size of each volume in GiB.", absent: "80", example: "100"},
		{name: "spot", field: "Spot", is: truth{&g.Spot}, says: "Runs all nodes on spare capacity.", absent: "false", example: "true"},
		{name: "labels", field: "Labels", is: table{to: &g.Labels, each: argument, what: "text by label", most: 50, code: "EKS-003"},
			says: "Kubernetes labels of the nodes.", absent: "none", example: "{ team: search }"},
		{name: "taints", field: "Taints", is: taints(g), says: "Keeps pods without a toleration away.", absent: "none"},
	}
}

func taints(g *spec.NodeGroup) shape {
	return items{what: "taints", most: 50, code: "EKS-003",
		of:    func() mapping { return taintKeys(&spec.Taint{}) },
		start: func(n int) { g.Taints = make([]spec.Taint, n) },
		each:  func(i int) mapping { return taintKeys(&g.Taints[i]) }}
}

func taintKeys(t *spec.Taint) mapping {
	effect := choice{options: []string{string(spec.NoSchedule), string(spec.PreferNoSchedule), string(spec.NoExecute)}, code: "EKS-003",
		set: func(word string) { t.Effect = spec.Effect(word) }}
	return mapping{
		{name: "key", field: "Key", is: text{to: &t.Key, code: "EKS-003"}, says: "Names the taint.", give: "give the key of the taint",
			code: "EKS-003", example: "nvidia.com/gpu"},
		{name: "value", field: "Value", is: text{to: &t.Value, code: "EKS-003"}, says: "What tolerations compare with.", absent: "empty", example: `"true"`},
		{name: "effect", field: "Effect", is: effect, says: "What happens to pods without a toleration.", give: "give the effect of the taint",
			code: "EKS-003", example: "NO_SCHEDULE"},
	}
}

func fargateProfiles(c *spec.Cluster) shape {
	return items{what: "Fargate profiles", most: 10, code: "EKS-003",
		of:    func() mapping { return fargateKeys(&spec.FargateProfile{}) },
		start: func(n int) { c.FargateProfiles = make([]spec.FargateProfile, n) },
		each:  func(i int) mapping { return fargateKeys(&c.FargateProfiles[i]) }}
}

func fargateKeys(f *spec.FargateProfile) mapping {
	selectors := items{what: "selectors", most: 5, code: "EKS-003",
		of:    func() mapping { return selectorKeys(&spec.Selector{}) },
		start: func(n int) { f.Selectors = make([]spec.Selector, n) },
		each:  func(i int) mapping { return selectorKeys(&f.Selectors[i]) }}
	return mapping{
		{name: "name", field: "Name", is: text{to: &f.Name, want: "lower case letters, digits and dashes", code: "EKS-003"},
			says: "Tells profiles apart.", give: "give the profile a name", code: "EKS-003", example: "batch"},
		{name: "selectors", field: "Selectors", is: selectors, says: "What the pods match, one of them.",
			give: "give what the pods match", code: "EKS-003"},
	}
}

func selectorKeys(l *spec.Selector) mapping {
	return mapping{
		{name: "namespace", field: "Namespace", is: text{to: &l.Namespace, code: "EKS-003"}, says: "Namespace of the pods.",
			give: "give the namespace of the pods", code: "EKS-003", example: "batch"},
		{name: "labels", field: "Labels", is: table{to: &l.Labels, each: argument, what: "text by label", most: 5, code: "EKS-003"},
			says: "Labels that the pods have.", absent: "every pod of the namespace", example: "{ size: small }"},
	}
}

func argoKeys(a *spec.ArgoCD) mapping {
	group := func(to *string) shape {
		return text{to: to, want: "the id of an Identity Center group", code: "EKS-007"}
	}
	return mapping{
		{name: "instance", field: "Instance", is: text{to: &a.Instance, want: "the ARN of an IAM Identity Center instance", code: "EKS-007"},
			says: "ARN of the IAM Identity Center instance.", give: "give the ARN of the IAM Identity Center instance", code: "EKS-007",
			example: "arn:aws:sso:::instance/ssoins-0123456789abcdef"},
		{name: "instanceRegion", field: "InstanceRegion", is: region(&a.InstanceRegion), says: "Region of the instance.", absent: "the cluster's", example: "eu-west-1"},
		{name: "admins", field: "Admins", is: list{to: &a.Admins, each: group, most: 1000, code: "EKS-007"},
			says: "Ids of the groups that may do everything in Argo CD.", give: "give the id of a group that runs Argo CD", code: "EKS-007",
			example: "[11111111-2222-3333-4444-555555555555]"},
		{name: "editors", field: "Editors", is: list{to: &a.Editors, each: group, most: 1000, code: "EKS-007"},
			says: "Ids of the groups that configure projects.", absent: "none", example: "[11111111-2222-3333-4444-666666666666]"},
		{name: "viewers", field: "Viewers", is: list{to: &a.Viewers, each: group, most: 1000, code: "EKS-007"},
			says: "Ids of the groups that look on.", absent: "none", example: "[11111111-2222-3333-4444-777777777777]"},
		{name: "vpcEndpoints", field: "VPCEndpoints", is: list{to: &a.VPCEndpoints, each: argument, most: 10, code: "EKS-007"},
			says:   "Ids of interface endpoints of eks-capabilities, through which people reach Argo CD.",
			absent: "none; one of `vpcEndpoints` and `public` is required", example: "[vpce-0123456789abcdef0]"},
		{name: "public", field: "Public", is: truth{&a.Public}, says: "Lets everybody on the internet reach the sign-in page.", absent: "false", example: "true"},
		{name: "namespace", field: "Namespace", is: text{to: &a.Namespace, code: "EKS-007"},
			says: "Where its applications are declared. It cannot be changed.", absent: "argocd", example: "argocd"},
		{name: "sources", field: "Sources", is: list{to: &a.Sources, each: argument, most: 100, code: "EKS-007"},
			says: "ARNs of CodeCommit repositories and connections that it reads manifests from.", absent: "none",
			example: "[arn:aws:codecommit:eu-west-1:111111111111:manifests]"},
	}
}
