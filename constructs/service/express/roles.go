package express

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/internal/nag"
)

// executionRole is what ECS itself needs to start a task: pull the image, write logs, read the secrets.
func (s *Service) executionRole() awsiam.CfnRole {
	streams := s.place.ARN("logs", "log-group:"+s.LogGroup()+":log-stream:*")
	statements, wildcards := []policy.Object{policy.Allow("Log", streams, "logs:CreateLogStream", "logs:PutLogEvents")}, []string{"Resource::" + streams}
	if pull := policy.Pull(s.props.Image.Repository()); pull != nil {
		statements, wildcards = append(statements, pull...), append(wildcards, "Resource::*")
	}
	statements = append(statements, policy.ReadSecrets(s.props.Secrets, s.props.SecretKeys)...)
	role := awsiam.NewCfnRole(s, jsii.String("ExecutionRole"), &awsiam.CfnRoleProps{
		Description:              jsii.String("Starts tasks of " + s.props.Name),
		AssumeRolePolicyDocument: s.place.Trust("ecs-tasks.amazonaws.com", "ecs", "*"),
		Policies:                 []any{&awsiam.CfnRole_PolicyProperty{PolicyName: jsii.String("Start"), PolicyDocument: policy.Document(statements...)}},
	})
	nag.Acknowledge(role, nag.Acknowledgement{
		Rule:   "AwsSolutions-IAM5",
		Reason: "ECS names a log stream after each task, and the registry login has no resource type.",
		Only:   wildcards,
	})
	return role
}

// newTaskRole is what the container acts as. It may do nothing until something is granted to it.
func (s *Service) newTaskRole() awsiam.CfnRole {
	return awsiam.NewCfnRole(s, jsii.String("TaskRole"), &awsiam.CfnRoleProps{
		Description:              jsii.String("What " + s.props.Name + " may do"),
		AssumeRolePolicyDocument: s.place.Trust("ecs-tasks.amazonaws.com", "ecs", "*"),
	})
}

// infrastructureRole is what ECS acts as to make, change and delete what stands in front of the service. Its policy is
// with the role, so that no service exists without it: ECS needs it to the end, also to clean up.
func (s *Service) infrastructureRole() awsiam.CfnRole {
	statements, wildcards := s.infrastructure()
	role := awsiam.NewCfnRole(s, jsii.String("InfrastructureRole"), &awsiam.CfnRoleProps{
		Description: jsii.String("Makes the load balancer, the scaling and the alarms of " + s.props.Name),
		// The ECS developer guide names no key that says for whose service ECS comes here.
		AssumeRolePolicyDocument: s.place.TrustIfKnown("ecs.amazonaws.com"),
		Policies:                 []any{&awsiam.CfnRole_PolicyProperty{PolicyName: jsii.String("Infrastructure"), PolicyDocument: policy.Document(statements...)}},
	})
	nag.Acknowledge(role, nag.Acknowledgement{
		Rule:   "AwsSolutions-IAM5",
		Reason: "ECS chooses the names of what it makes; its tag AmazonECSManaged, the network, the account and the region bound them, and looking for resources has no resource type.",
		Only:   wildcards,
	})
	return role
}
