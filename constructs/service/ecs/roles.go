package ecs

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/internal/nag"
)

// trust lets the tasks of this account and region, and nobody else, act as the role.
func (s *Service) trust() policy.Object { return s.place.Trust("ecs-tasks.amazonaws.com", "ecs", "*") }

// executionRole is what ECS itself needs to start a task: pull the image, write logs, read the secrets.
func (s *Service) executionRole() awsiam.CfnRole {
	streams := s.place.ARN("logs", "log-group:"+s.LogGroup()+":log-stream:*")
	statements, wildcards := []policy.Object{policy.Allow("Log", streams, "logs:CreateLogStream", "logs:PutLogEvents")}, []string{"Resource::" + streams}
	if repository := s.props.Image.Repository(); repository != "" {
		statements = append(statements,
			// The registry login has no resource type (service authorization reference, Amazon ECR).
			policy.Allow("Login", "*", "ecr:GetAuthorizationToken"),
			policy.Allow("Pull", repository, "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"))
		wildcards = append(wildcards, "Resource::*")
	}
	secrets, parameters := s.references()
	if len(secrets) > 0 {
		statements = append(statements, policy.Allow("Secrets", secrets, "secretsmanager:GetSecretValue"))
	}
	if len(parameters) > 0 {
		statements = append(statements, policy.Allow("Parameters", parameters, "ssm:GetParameters"))
	}
	if len(s.props.SecretKeys) > 0 {
		statements = append(statements, policy.Allow("SecretKeys", s.props.SecretKeys, "kms:Decrypt"))
	}
	role := awsiam.NewCfnRole(s, jsii.String("ExecutionRole"), &awsiam.CfnRoleProps{
		Description:              jsii.String("Starts tasks of " + s.props.Name),
		AssumeRolePolicyDocument: s.trust(),
		Policies:                 []any{&awsiam.CfnRole_PolicyProperty{PolicyName: jsii.String("Start"), PolicyDocument: policy.Document(statements...)}},
	})
	nag.Acknowledge(role, nag.Acknowledgement{
		Rule:   "AwsSolutions-IAM5",
		Reason: "ECS names a log stream after each task, and the registry login has no resource type.",
		Only:   wildcards,
	})
	return role
}

// secretSuffix is the part of a secret reference that selects a JSON key and a version, which no policy names.
var secretSuffix = regexp.MustCompile(`^(arn:[^:]+:secretsmanager:[^:]+:\d{12}:secret:[^:]+).*$`)

// references splits the secrets into Secrets Manager secrets and SSM parameters, each ARN once and in order.
func (s *Service) references() (secrets, parameters []string) {
	for _, arn := range slices.Sorted(maps.Values(s.props.Secrets)) {
		if strings.Contains(arn, ":ssm:") {
			parameters = append(parameters, arn)
		} else {
			secrets = append(secrets, secretSuffix.ReplaceAllString(arn, "$1"))
		}
	}
	return slices.Compact(secrets), slices.Compact(parameters)
}

// newTaskRole is what the containers act as. It may do nothing until something is granted to it.
func (s *Service) newTaskRole() awsiam.CfnRole {
	props := &awsiam.CfnRoleProps{
		Description:              jsii.String("What " + s.props.Name + " may do"),
		AssumeRolePolicyDocument: s.trust(),
	}
	if !s.props.Exec {
		return awsiam.NewCfnRole(s, jsii.String("TaskRole"), props)
	}
	sessions := s.place.ARN("logs", "log-group:"+s.place.execLogs+":*")
	props.Policies = []any{&awsiam.CfnRole_PolicyProperty{PolicyName: jsii.String("Exec"), PolicyDocument: policy.Document(
		// Session channels have no resource type (service authorization reference, Amazon Message Gateway Service).
		policy.Allow("Channels", "*", "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"),
		// Finding log groups has no resource type (service authorization reference, Amazon CloudWatch Logs).
		policy.Allow("Find", "*", "logs:DescribeLogGroups"),
		policy.Allow("Record", sessions, "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
		policy.Allow("Encrypt", s.place.execKey, "kms:Decrypt"),
	)}}
	role := awsiam.NewCfnRole(s, jsii.String("TaskRole"), props)
	nag.Acknowledge(role, nag.Acknowledgement{
		Rule:   "AwsSolutions-IAM5",
		Reason: "Each session has a log stream of its own, and session channels and the search for a log group have no resource type.",
		Only:   []string{"Resource::*", "Resource::" + sessions},
	})
	return role
}
