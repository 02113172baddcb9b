package ecs

import (
	"regexp"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsservicediscovery"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// ClusterProps describes one cluster.
type ClusterProps struct {
	// Name names the cluster and its Service Connect namespace, 1 to 64 letters, digits and dashes, unique in the
	// account and region. Required: services, people and policies find the cluster by it.
	Name string
	// Account is the 12-digit AWS account. Required: trust policies name it.
	Account string
	// Region is the AWS region, such as "eu-west-1". Required.
	Region string
	// Partition is the AWS partition. Default: "aws".
	Partition string
	// Vpc is the network the tasks join. Required.
	Vpc awsec2.IVpc
	// SubnetIDs are the ids of the VPC's subnets for tasks, one per zone. Default: its private subnets with a way out.
	SubnetIDs []string
	// Key encrypts the log groups "/<name>/*" and "/aws/ecs/containerinsights/<name>/*". Its policy must let CloudWatch
	// Logs use it for them. Required.
	Key awskms.IKey
	// LogDays is how long exec sessions and Container Insights are kept, one of CloudWatch's retention values. Default: 30 days.
	LogDays int
	// Retain keeps the log groups when the stack is deleted. Default: false.
	Retain bool
}

func (p ClusterProps) withDefaults() ClusterProps {
	if p.Partition == "" {
		p.Partition = "aws"
	}
	if p.LogDays == 0 {
		p.LogDays = 30
	}
	return p
}

var clusterName = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9-]{0,63}$`)

// Validate reports every prop that NewCluster would refuse, all at once.
func (p ClusterProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("ecs.ClusterProps")
	c.That("SVC-001", "Name", p.Name, clusterName.MatchString(p.Name), "want 1 to 64 letters, digits and dashes, starting with a letter")
	c.Place(p.Account, p.Region, p.Partition)
	c.Require("API-001", "Vpc", p.Vpc != nil, "give the network the tasks join")
	c.Require("API-001", "Key", p.Key != nil, "give the key that encrypts the log groups")
	c.Days("LogDays", p.LogDays)
	return c.Err()
}

// Cluster is where services run: Fargate capacity, a Service Connect namespace and a security group that lets the
// services of one cluster talk to each other.
//
// A cluster itself costs nothing; Container Insights with enhanced observability, which it turns on, is billed per
// metric (CloudWatch pricing, "Container Insights"). Use one cluster per environment; use another only to keep
// services apart that must never reach each other.
type Cluster struct {
	constructs.Construct
	place   place
	cluster awsecs.CfnCluster
	props   ClusterProps
	view    awsecs.ICluster
}

// place is what a service must know about its cluster, as plain values and tokens.
type place struct {
	policy.Place
	name              string
	vpc               string
	subnets           *[]*string
	peers             string
	execLogs, execKey string
}

// NewCluster defines a cluster under scope. It panics with a *check.Error that names every bad prop; call
// props.Validate first to get it as a value.
func NewCluster(scope constructs.Construct, id string, props *ClusterProps) *Cluster {
	given := check.Given(props)
	check.Must(id, given.Validate())

	c := &Cluster{props: given.withDefaults()}
	constructs.NewConstruct_Override(c, scope, &id)
	c.locate()
	c.record()
	c.gather()
	return c
}

// locate reads what services need of the network, once for all of them.
func (c *Cluster) locate() {
	p := c.props
	subnets := jsii.Strings(p.SubnetIDs...)
	if len(p.SubnetIDs) == 0 {
		subnets = p.Vpc.SelectSubnets(&awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PRIVATE_WITH_EGRESS}).SubnetIds
	}
	c.place = place{
		Place: policy.Place{Partition: p.Partition, Account: p.Account, Region: p.Region}, name: p.Name,
		vpc: *p.Vpc.VpcId(), subnets: subnets, execKey: *p.Key.KeyArn(),
	}
}

// record defines the cluster with its log groups.
func (c *Cluster) record() {
	c.place.execLogs = "/" + c.place.name + "/exec"
	c.logs("ExecLogs", c.place.execLogs)
	// Container Insights makes this group itself if it is not there: without encryption, and for ever.
	insights := c.logs("Insights", "/aws/ecs/containerinsights/"+c.place.name+"/performance")
	namespace := awsservicediscovery.NewCfnHttpNamespace(c, jsii.String("Namespace"), &awsservicediscovery.CfnHttpNamespaceProps{
		Name:        &c.place.name,
		Description: jsii.String("Names of the internal services of " + c.place.name),
	})
	c.cluster = awsecs.NewCfnCluster(c, jsii.String("Cluster"), &awsecs.CfnClusterProps{
		ClusterName:            &c.place.name,
		CapacityProviders:      &[]any{"FARGATE", "FARGATE_SPOT"},
		ClusterSettings:        []any{&awsecs.CfnCluster_ClusterSettingsProperty{Name: jsii.String("containerInsights"), Value: jsii.String("enhanced")}},
		ServiceConnectDefaults: &awsecs.CfnCluster_ServiceConnectDefaultsProperty{Namespace: namespace.AttrArn()},
		Configuration: &awsecs.CfnCluster_ClusterConfigurationProperty{
			ExecuteCommandConfiguration: &awsecs.CfnCluster_ExecuteCommandConfigurationProperty{
				Logging:  jsii.String("OVERRIDE"),
				KmsKeyId: &c.place.execKey,
				LogConfiguration: &awsecs.CfnCluster_ExecuteCommandLogConfigurationProperty{
					CloudWatchLogGroupName:      &c.place.execLogs,
					CloudWatchEncryptionEnabled: true,
				},
			},
		},
	})
	c.cluster.AddResourceDependency(insights, nil)
}

// logs defines an encrypted log group called name.
func (c *Cluster) logs(id, name string) awslogs.CfnLogGroup {
	group := awslogs.NewCfnLogGroup(c, &id, &awslogs.CfnLogGroupProps{
		LogGroupName:    &name,
		RetentionInDays: jsii.Number(c.props.LogDays),
		KmsKeyId:        &c.place.execKey,
	})
	keep(group, c.props.Retain)
	return group
}

// gather defines the security group whose members may call internal services.
func (c *Cluster) gather() {
	peers := awsec2.NewCfnSecurityGroup(c, jsii.String("Peers"), &awsec2.CfnSecurityGroupProps{
		GroupDescription:    jsii.String("Members may call the internal services of " + c.place.name),
		VpcId:               &c.place.vpc,
		SecurityGroupEgress: anywhere("Anywhere; members reach AWS and each other"),
	})
	c.place.peers = *peers.AttrGroupId()
}

// Name is the cluster's name, known before it is deployed.
func (c *Cluster) Name() string { return c.place.name }

// Cluster is the L2 view of the cluster, for AWS's own constructs.
func (c *Cluster) Cluster() awsecs.ICluster {
	if c.view == nil {
		c.view = awsecs.Cluster_FromClusterAttributes(c, jsii.String("View"), &awsecs.ClusterAttributes{
			ClusterName: &c.place.name,
			ClusterArn:  c.cluster.AttrArn(),
			Vpc:         c.props.Vpc,
		})
	}
	return c.view
}

// keep makes a resource outlive its stack when retain is set. CloudFormation deletes it otherwise.
func keep(resource awscdk.CfnResource, retain bool) {
	if retain {
		resource.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN, nil)
	}
}
