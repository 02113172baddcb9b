package ecs

import (
	"regexp"
	"strconv"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/internal/nag"
)

// task is what a service and a job have in common: what runs, with what, and as whom.
type task struct {
	// The props of the same names.
	name            string
	cluster         *Cluster
	image           image.Image
	port            int
	capacity        Capacity
	size            service.Size
	arm             bool
	storage         int
	command         []string
	user            string
	writable        []string
	config, secrets map[string]string
	secretKeys      []string
	sidecars        []service.Sidecar
	volumes         []Volume
	exec            bool
	stopWithin      time.Duration
	logDays         int
	retain          bool

	// What the service or the job is defined as, filled in on the way.
	scope       constructs.Construct
	place       place
	work        string            // the ARN of the queue whose messages the container takes, or empty
	given       map[string]string // variables that the service itself gives its container
	role        awsiam.CfnRole    // what the containers act as
	starter     awsiam.CfnRole    // what ECS itself acts as when it starts a task
	definition  awsecs.CfnTaskDefinition
	group       awsec2.CfnSecurityGroup
	grantee     awsiam.IRole
	connections awsec2.Connections
}

var taskName = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$`)

// check reports what is wrong with what runs. queue says whether it gets the address of a queue.
func (t *task) check(c *check.Checks, queue bool) {
	account, region := "", ""
	if t.cluster != nil {
		account, region = t.cluster.place.Account, t.cluster.place.Region
	}
	c.That("SVC-001", "Name", t.name, taskName.MatchString(t.name), "want 1 to 32 lower case letters, digits and dashes, starting with a letter")
	c.Require("API-001", "Cluster", t.cluster != nil, "give the cluster it runs in")
	c.Within("Image", t.image.Validate())
	t.checkCapacity(c)
	service.CheckUser(c, "User", t.user)
	service.CheckVariables(c, [2]string{"Config", "Secrets"}, t.config, t.secrets, account, region)
	service.CheckOwnVariables(c, [2]string{"Config", "Secrets"}, t.config, t.secrets, t.capacity.runtime(), queue)
	service.CheckWritable(c, "Writable", t.writable)
	service.CheckSidecars(c, "Sidecars", t.sidecars, service.Main{Name: t.name, Port: t.port, Size: t.size, Account: account, Region: region})
	c.Secrets(t.references(), t.secretKeys)
	service.CheckWords(c, "Config", t.words())
	t.checkVolumes(c)
	c.Days("LogDays", t.logDays)
}

// words are how many characters it takes to write down what the containers are told.
func (t *task) words() int {
	n := service.Words(t.config, t.secrets, t.command, t.writable)
	for _, s := range t.sidecars {
		n += s.Words()
	}
	return n
}

// define defines the task: its log group, its two roles and its containers.
func (t *task) define(scope constructs.Construct) {
	t.scope, t.place = scope, t.cluster.place
	logs := awslogs.NewCfnLogGroup(scope, jsii.String("Logs"), &awslogs.CfnLogGroupProps{
		LogGroupName:    jsii.String(t.logGroup()),
		RetentionInDays: jsii.Number(t.logDays),
		KmsKeyId:        &t.place.execKey,
	})
	keep(logs, t.retain)
	t.role = t.newTaskRole()
	t.starter = t.newExecutionRole()
	t.definition = awsecs.NewCfnTaskDefinition(scope, jsii.String("Task"), &awsecs.CfnTaskDefinitionProps{
		Family:                  jsii.String(t.family()),
		RequiresCompatibilities: t.compatibility(),
		NetworkMode:             jsii.String("awsvpc"),
		Cpu:                     jsii.String(strconv.Itoa(t.size.CPU)),
		Memory:                  jsii.String(strconv.Itoa(int(t.size.Memory))),
		EphemeralStorage:        t.ephemeral(),
		RuntimePlatform: &awsecs.CfnTaskDefinition_RuntimePlatformProperty{
			OperatingSystemFamily: jsii.String("LINUX"), CpuArchitecture: jsii.String(t.architecture()),
		},
		ExecutionRoleArn:     t.starter,
		TaskRoleArn:          t.role,
		ContainerDefinitions: t.containers(),
		Volumes:              t.storages(),
	})
	t.image.Guard(t.definition)
	if t.configured() {
		nag.Acknowledge(t.definition, nag.Acknowledgement{
			Rule: "AwsSolutions-ECS2",
			Reason: "Plain configuration is part of the task definition, so that a change rolls out and back with it; " +
				"secrets go by reference, and values that look like credentials are refused.",
		})
	}
}

// family is the task definition's name without its revision.
func (t *task) family() string { return t.place.name + "-" + t.name }

// logGroup is the name of the log group.
func (t *task) logGroup() string { return "/" + t.place.name + "/" + t.name }

func (t *task) architecture() string {
	if t.arm {
		return "ARM64"
	}
	return "X86_64"
}

func (t *task) ephemeral() any {
	if t.storage == 0 {
		return nil
	}
	return &awsecs.CfnTaskDefinition_EphemeralStorageProperty{SizeInGiB: jsii.Number(t.storage)}
}

// configured says whether a container has plain configuration.
func (t *task) configured() bool {
	plain := len(t.config) + len(t.given)
	for _, s := range t.sidecars {
		plain += len(s.Config)
	}
	return plain > 0
}

// secure defines the task's security group, which lets in what ingress says.
func (t *task) secure(ingress any) {
	t.group = awsec2.NewCfnSecurityGroup(t.scope, jsii.String("Group"), &awsec2.CfnSecurityGroupProps{
		GroupDescription:     jsii.String("Tasks of " + t.name),
		VpcId:                &t.place.vpc,
		SecurityGroupIngress: ingress,
		SecurityGroupEgress:  anywhere("Anywhere; the network decides what is reachable"),
	})
}

// grants is the L2 view of the role that the containers act as. What is granted to it becomes a policy that exists
// before first does.
func (t *task) grants(first constructs.Construct) awsiam.IRole {
	if t.grantee == nil {
		t.grantee = awsiam.Role_FromRoleName(t.scope, jsii.String("Grants"), t.role.Ref(), nil)
		first.Node().AddDependency(t.grantee)
	}
	return t.grantee
}

// peer opens and closes network paths to and from the tasks.
func (t *task) peer() awsec2.Connections {
	if t.connections == nil {
		group := awsec2.SecurityGroup_FromSecurityGroupId(t.scope, jsii.String("Peer"), t.group.AttrGroupId(), nil)
		props := &awsec2.ConnectionsProps{SecurityGroups: &[]awsec2.ISecurityGroup{group}}
		if t.port != 0 {
			props.DefaultPort = awsec2.Port_Tcp(jsii.Number(t.port))
		}
		t.connections = awsec2.NewConnections(props)
	}
	return t.connections
}
