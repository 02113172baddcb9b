package ecs

import (
	"cmp"
	"regexp"
	"strings"

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
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/signal"
	"github.com/shipway-cdk/shipway/internal/symptom"
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
	// Key encrypts the log groups "/<name>/*" and "/aws/ecs/containerinsights/<name>/*", exec sessions and the schedules of
	// jobs. Its policy must let CloudWatch Logs use it for the groups, and the account give out its use. Required.
	Key awskms.IKey
	// Instances are EC2 instances that services with the capacity [EC2] run on. Default: none.
	Instances *service.Instances
	// Managed are bounds of the instances that ECS chooses for services with the capacity [Managed]. Default: none.
	Managed *service.ManagedInstances
	// Alerts are ARNs of SNS topics that hear when tasks wait for Instances that cannot grow, 1 to 5. Required with
	// Instances. Default: none.
	Alerts []string
	// Runbook is the https address that the alarm points to. Default: Shipway's runbook, docs/runbook.md.
	Runbook string
	// LogDays is how long exec sessions and Container Insights are kept, one of CloudWatch's retention values. Default: 30 days.
	LogDays int
	// Retain keeps the log groups when the stack is deleted. Default: false.
	Retain bool
}

func (p ClusterProps) withDefaults() ClusterProps {
	p.Partition = cmp.Or(p.Partition, "aws")
	p.LogDays = cmp.Or(p.LogDays, 30)
	p.Runbook = cmp.Or(p.Runbook, symptom.DefaultRunbook)
	if p.Instances != nil {
		all := p.Instances.WithDefaults()
		p.Instances = &all
	}
	if p.Managed != nil {
		all := p.Managed.WithDefaults()
		p.Managed = &all
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
	if p.Instances != nil {
		c.Within("Instances", p.Instances.Validate())
		c.Require("OBS-005", "Alerts", len(p.Alerts) > 0, "give the ARN of a topic that hears when Instances cannot grow")
	}
	if p.Managed != nil {
		c.Within("Managed", p.Managed.Validate())
	}
	checkAlerts(c, p.Alerts, p.Runbook)
	return c.Err()
}

// Cluster is where services run: Fargate capacity and, if asked for, EC2 instances, a Service Connect namespace and a
// security group that lets the services of one cluster talk to each other. It is a source of signals.
//
// A cluster itself costs nothing; Container Insights with enhanced observability, which it turns on, is billed per
// metric (CloudWatch pricing, "Container Insights"), and Instances by the hour, busy or idle. Use one cluster per
// environment; use another only to keep services apart that must never reach each other, or whose instances differ.
type Cluster struct {
	constructs.Construct
	place    place
	cluster  awsecs.CfnCluster
	capacity constructs.IDependable // what makes the capacity providers the cluster's; services start after it and end before
	hosts    []*host
	props    ClusterProps
	view     awsecs.ICluster
	turns    map[turn]string // which service's rule is asked when
}

var _ signal.Source = (*Cluster)(nil)

// place is what a service must know about its cluster, as plain values and tokens.
type place struct {
	policy.Place
	name               string
	vpc                string
	subnets            *[]*string
	peers              string
	execLogs, execKey  string
	instances, managed string // the names of the capacity providers, or empty
}

// NewCluster defines a cluster under scope. It panics with a *check.Error that names every bad prop; call
// props.Validate first to get it as a value.
func NewCluster(scope constructs.Construct, id string, props *ClusterProps) *Cluster {
	given := check.Given(props)
	check.Must(id, given.Validate())

	c := &Cluster{props: given.withDefaults(), turns: map[turn]string{}}
	constructs.NewConstruct_Override(c, scope, &id)
	c.locate()
	c.record()
	c.gather()
	c.provide()
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

// provide defines the capacity providers and makes them the cluster's. They are associated by a resource of their own, for
// Fargate alone too: CloudFormation takes a cluster's providers either there or in the cluster, those of instances only
// there, and cannot move them while a service uses one.
func (c *Cluster) provide() {
	names := []any{"FARGATE", "FARGATE_SPOT"}
	if c.props.Instances != nil {
		c.place.instances = *c.launch().Ref()
		names = append(names, c.place.instances)
	}
	capacity := awsecs.NewCfnClusterCapacityProviderAssociations(c, jsii.String("Capacity"), &awsecs.CfnClusterCapacityProviderAssociationsProps{
		Cluster:                         c.cluster.Ref(),
		CapacityProviders:               &names,
		DefaultCapacityProviderStrategy: []any{},
	})
	c.capacity = capacity
	if c.props.Managed != nil {
		// ECS associates it by itself, and takes one change of a cluster's capacity at a time.
		managed := c.delegate()
		managed.AddResourceDependency(capacity, nil)
		c.place.managed = *managed.Ref()
	}
}

// providerName is empty, so that a provider that must be replaced can be, or a name when CloudFormation would derive from
// the stack's one that ECS refuses: it may not start with aws, ecs or fargate.
func (c *Cluster) providerName(suffix string) *string {
	stack := strings.ToLower(*awscdk.Stack_Of(c).StackName())
	for _, reserved := range []string{"aws", "ecs", "fargate"} {
		if strings.HasPrefix(stack, reserved) {
			return jsii.String("on-" + c.place.name + "-" + suffix)
		}
	}
	return nil
}

// Key is the ARN of the key that encrypts the cluster's log groups.
func (c *Cluster) Key() string { return c.place.execKey }

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
		resource.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	}
}
