package ecs

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/internal/nag"
)

// host is what an instance of the cluster has, whoever starts it: a role that lets its ECS agent join this cluster and no
// other, and a security group that lets nobody in. Tasks have roles and groups of their own.
type host struct {
	role    awsiam.CfnRole
	profile awsiam.CfnInstanceProfile
	group   awsec2.CfnSecurityGroup
	view    awsiam.IRole
}

// host defines a host's role, its profile and its security group under scope. Its agent reports the changes of tasks by
// actions, and pulls images and writes logs as the task's execution role, so that the host itself may do neither.
func (c *Cluster) host(scope constructs.Construct, actions ...string) *host {
	cluster := c.place.ARN("ecs", "cluster/"+c.place.name)
	instances := c.place.ARN("ecs", "container-instance/"+c.place.name+"/*")
	role := awsiam.NewCfnRole(scope, jsii.String("Role"), &awsiam.CfnRoleProps{
		Description: jsii.String("Instances of " + c.place.name),
		// EC2 documents no condition keys for whom it acts; iam:PassRole decides which instances get the role.
		AssumeRolePolicyDocument: policy.Document(policy.Object{
			"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": policy.Service("ec2." + c.place.Domain()),
		}),
		Policies: []any{&awsiam.CfnRole_PolicyProperty{PolicyName: jsii.String("Join"), PolicyDocument: policy.Document(
			// Where to poll has no resource type (service authorization reference, Amazon Elastic Container Service).
			policy.Allow("Discover", "*", "ecs:DiscoverPollEndpoint"),
			policy.Allow("Join", cluster, append([]string{"ecs:RegisterContainerInstance"}, actions...)...),
			policy.Allow("Work", instances, "ecs:Poll", "ecs:PutSystemLogEvents", "ecs:StartTelemetrySession"),
		)}},
	})
	nag.Acknowledge(role, nag.Acknowledgement{
		Rule:   "AwsSolutions-IAM5",
		Reason: "ECS gives each instance an id when it joins the cluster, and finding the endpoint to poll has no resource type.",
		Only:   []string{"Resource::*", "Resource::" + instances},
	})
	h := &host{
		role:    role,
		profile: awsiam.NewCfnInstanceProfile(scope, jsii.String("Profile"), &awsiam.CfnInstanceProfileProps{Roles: &[]any{role.Ref()}}),
		group: awsec2.NewCfnSecurityGroup(scope, jsii.String("Group"), &awsec2.CfnSecurityGroupProps{
			GroupDescription:    jsii.String("Instances of " + c.place.name + "; nobody may connect to them"),
			VpcId:               &c.place.vpc,
			SecurityGroupEgress: anywhere("Anywhere; instances reach AWS"),
		}),
	}
	c.hosts = append(c.hosts, h)
	return h
}

// HostRoles are the L2 views of the roles that the cluster's instances have, none for Fargate alone. Grant to them what an
// agent of yours on the instances needs; what a container needs is granted to its [Service].
func (c *Cluster) HostRoles() []awsiam.IRole {
	all := []awsiam.IRole{}
	for _, h := range c.hosts {
		if h.view == nil {
			h.view = awsiam.Role_FromRoleName(h.group, jsii.String("Grants"), h.role.Ref(), nil)
		}
		all = append(all, h.view)
	}
	return all
}
