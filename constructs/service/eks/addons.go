package eks

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseksv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
)

// addOns are how an add-on's construct is called.
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
		props.ConfigurationValues = jsii.String(`{"enableNetworkPolicy":"true"}`)
		props.PodIdentityAssociations = as("aws-node", c.addressing())
	case spec.CoreDNS:
		if c.props.Spec.FargateOnly() {
			props.ConfigurationValues = jsii.String(`{"computeType":"Fargate"}`)
		}
	case spec.Observability:
		// Application Signals would restart pods to put its agents into them: a service asks for that itself.
		props.ConfigurationValues = jsii.String(`{"manager":{"applicationSignals":{"autoMonitor":{"monitorAllServices":false}}}}`)
		props.PodIdentityAssociations = as("cloudwatch-agent", c.recording())
		first = c.insights()
	}
	addOn := awseksv2.NewCfnAddon(room, jsii.String(addOnIDs[name]), props)
	for _, one := range first {
		addOn.AddResourceDependency(one, nil)
	}
	return addOn
}

// as lets the pods of a service account act as a role.
func as(account string, role identity) []any {
	return []any{&awseksv2.CfnAddon_PodIdentityAssociationProperty{ServiceAccount: &account, RoleArn: role.arn}}
}

// insights defines the log groups of Container Insights. The agents would make them: without encryption, and for ever.
func (c *Cluster) insights() []awscdk.CfnResource {
	return []awscdk.CfnResource{
		c.logs("ApplicationLogs", c.insightsGroup("application")),
		c.logs("DataplaneLogs", c.insightsGroup("dataplane")),
		c.logs("HostLogs", c.insightsGroup("host")),
		c.logs("PerformanceLogs", c.insightsGroup("performance")),
	}
}

// recording is what the CloudWatch agent and Fluent Bit do: write to the log groups that are there, and send metrics and
// traces.
func (c *Cluster) recording() identity {
	groups := c.place.ARN("logs", "log-group:"+c.insightsGroup("*"))
	return c.podRole("ObservabilityRole", "amazon-cloudwatch", "cloudwatch-agent",
		"The agents name a log stream after each node and pod; finding log groups, looking at EC2, traces and metrics have no resource type.",
		policy.Allow("Log", groups, "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
		// Finding log groups has no resource type (service authorization reference, Amazon CloudWatch Logs).
		policy.Allow("Find", "*", "logs:DescribeLogGroups"),
		when(policy.Allow("Measure", "*", "cloudwatch:PutMetricData"), policy.Object{"StringEquals": policy.Object{
			"cloudwatch:namespace": []string{"ApplicationSignals", "CWAgent", "ContainerInsights", "ContainerInsights/Prometheus"},
		}}),
		// Looking at EC2 and sending traces have no resource type (service authorization reference of each service).
		policy.Allow("Look", "*", "ec2:DescribeTags", "ec2:DescribeVolumes"),
		policy.Allow("Trace", "*", "xray:GetSamplingRules", "xray:GetSamplingStatisticSummaries", "xray:GetSamplingTargets",
			"xray:PutTelemetryRecords", "xray:PutTraceSegments"),
	)
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
