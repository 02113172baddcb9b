package eks

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseks"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseksv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
)

// Cluster is a Kubernetes cluster on Amazon EKS, by default in Auto Mode: EKS starts, patches and replaces the nodes,
// and serves load balancers and volumes. Its API answers in the VPC only, its data is encrypted with a key of its own,
// all five control-plane logs are kept, and nobody enters but the roles it names.
//
// Use it where a team knows Kubernetes and needs it: its operators, its ecosystem, its portability. Where nobody does,
// ECS runs the same container with less to learn and no cluster to pay for. Use one cluster per environment; use
// another to keep services apart that must never share a kernel or an administrator.
//
// A cluster costs 0.10 USD an hour, about 73 USD a month, in standard support and 0.60 USD in extended support, which
// it never enters: EKS upgrades it when standard support ends. Auto Mode adds about 12 % of the on-demand price of each
// instance, however that is paid; add-ons need an instance also while no service runs (Amazon EKS pricing). The key of
// its secrets is 1 USD a month (AWS KMS pricing); control-plane logs and Container Insights are billed by volume
// (CloudWatch pricing).
//
// Some of a cluster only Kubernetes can say, so an administrator applies it once: that Auto Mode enforces network
// policies, or that it has nodes with Graviton processors. See [Cluster.Setup].
type Cluster struct {
	constructs.Construct
	props       ClusterProps
	place       policy.Place
	vpc         string
	subnets     *[]*string
	cluster     awseks.CfnCluster
	role        identity
	nodes       identity // of Auto Mode
	groups      identity // of node groups
	fargate     identity
	capacity    []awscdk.CfnResource // what pods run on, but for Auto Mode
	argo        awseksv2.CfnCapability
	view        awseksv2.ICluster
	connections awsec2.Connections
}

// NewCluster defines a cluster under scope. It panics with a *check.Error that names every bad prop; call
// props.Validate first to get it as a value.
func NewCluster(scope constructs.Construct, id string, props *ClusterProps) *Cluster {
	given := check.Given(props)
	check.Must(id, given.Validate())

	c := &Cluster{props: given.withDefaults()}
	constructs.NewConstruct_Override(c, scope, &id)
	check.Must(id, c.locate())
	c.run()
	c.admit()
	c.staff()
	c.extend()
	c.watch()
	c.setup()
	return c
}

// locate reads what is needed of the network once, and marks its subnets for load balancers. It reports a network that
// has nowhere to put nodes.
func (c *Cluster) locate() error {
	p := c.props
	c.place = policy.Place{Partition: p.Partition, Account: p.Account, Region: p.Region}
	c.vpc = *p.Vpc.VpcId()
	c.subnets = jsii.Strings(p.SubnetIDs...)
	private := *p.Vpc.PrivateSubnets()
	if len(p.SubnetIDs) == 0 {
		ids := make([]*string, len(private))
		for i, subnet := range private {
			ids[i] = subnet.SubnetId()
		}
		c.subnets = &ids
	}
	mark(private, "kubernetes.io/role/internal-elb")
	mark(*p.Vpc.PublicSubnets(), "kubernetes.io/role/elb")
	checks := check.Of("eks.ClusterProps")
	checks.Require("NET-011", "SubnetIDs", len(*c.subnets) > 1, "give the ids of the subnets for nodes: the VPC has no two private ones with a way out")
	return checks.Err()
}

// mark tags subnets. One that was made elsewhere takes no tags, and ignores it.
func mark(subnets []awsec2.ISubnet, key string) {
	for _, subnet := range subnets {
		awscdk.Tags_Of(subnet).Add(&key, jsii.String("1"), nil)
	}
}

// run defines the cluster itself. What EKS could only change by replacing the cluster, or beside other changes not at
// all, is the same for every cluster: logging, access by entries, support and encryption.
//
// The resource is the one of package awseksv2, AWS::EKS::Cluster, by its other name: cdk-nag knows it by this one only.
func (c *Cluster) run() {
	logs := c.logs("Logs", "/aws/eks/"+c.props.Name+"/cluster") // EKS would make it: without encryption, and for ever
	key := c.secretsKey()
	auto := !c.props.Spec.WithoutAutoMode
	if auto {
		c.nodes = c.nodeRole("AutoNodeRole", "The nodes that EKS Auto Mode starts for "+c.props.Name)
	}
	c.role = c.clusterRole(key)
	on := jsii.Bool(true)
	c.cluster = awseks.NewCfnCluster(c, jsii.String("Cluster"), &awseks.CfnClusterProps{
		Name:    &c.props.Name,
		Version: &c.props.Spec.Version,
		RoleArn: c.role.arn,
		AccessConfig: &awseks.CfnCluster_AccessConfigProperty{
			AuthenticationMode: jsii.String("API"), BootstrapClusterCreatorAdminPermissions: jsii.Bool(false),
		},
		BootstrapSelfManagedAddons: jsii.Bool(false),
		ComputeConfig:              c.compute(),
		StorageConfig:              &awseks.CfnCluster_StorageConfigProperty{BlockStorage: &awseks.CfnCluster_BlockStorageProperty{Enabled: &auto}},
		KubernetesNetworkConfig: &awseks.CfnCluster_KubernetesNetworkConfigProperty{
			IpFamily: jsii.String("ipv4"), ElasticLoadBalancing: &awseks.CfnCluster_ElasticLoadBalancingProperty{Enabled: &auto},
		},
		DeletionProtection: &c.props.Protect,
		EncryptionConfig: []any{&awseks.CfnCluster_EncryptionConfigProperty{
			Provider: &awseks.CfnCluster_ProviderProperty{KeyArn: key}, Resources: jsii.Strings("secrets"),
		}},
		Logging:            recorded(),
		ResourcesVpcConfig: c.endpoint(),
		UpgradePolicy:      &awseks.CfnCluster_UpgradePolicyProperty{SupportType: jsii.String("STANDARD")},
		ZonalShiftConfig:   &awseks.CfnCluster_ZonalShiftConfigProperty{Enabled: on},
	})
	c.cluster.AddResourceDependency(logs, nil)
	keep(c.cluster, c.props.Protect)
	c.excuseEndpoint()
}

// compute is Auto Mode with both of EKS's node pools, or without any.
func (c *Cluster) compute() *awseks.CfnCluster_ComputeConfigProperty {
	if c.props.Spec.WithoutAutoMode {
		return &awseks.CfnCluster_ComputeConfigProperty{Enabled: jsii.Bool(false)}
	}
	return &awseks.CfnCluster_ComputeConfigProperty{
		Enabled: jsii.Bool(true), NodePools: jsii.Strings("general-purpose", "system"), NodeRoleArn: c.nodes.arn,
	}
}

// endpoint is who reaches the Kubernetes API. The VPC always does.
func (c *Cluster) endpoint() *awseks.CfnCluster_ResourcesVpcConfigProperty {
	public := c.props.Spec.Endpoint == spec.Restricted
	config := &awseks.CfnCluster_ResourcesVpcConfigProperty{
		SubnetIds: c.subnets, EndpointPrivateAccess: jsii.Bool(true), EndpointPublicAccess: &public,
	}
	if public {
		config.PublicAccessCidrs = jsii.Strings(c.props.Spec.EndpointCIDRs...)
	}
	return config
}

// recorded turns on all five control-plane logs.
func recorded() *awseks.CfnCluster_LoggingProperty {
	types := []any{}
	for _, name := range []string{"api", "audit", "authenticator", "controllerManager", "scheduler"} {
		types = append(types, &awseks.CfnCluster_LoggingTypeConfigProperty{Type: &name})
	}
	return &awseks.CfnCluster_LoggingProperty{ClusterLogging: &awseks.CfnCluster_ClusterLoggingProperty{EnabledTypes: types}}
}

// keep makes a resource outlive its stack, and whatever replaces it, when retain is set.
func keep(resource awscdk.CfnResource, retain bool) {
	if retain {
		resource.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	}
}
