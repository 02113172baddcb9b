package ecs

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
)

// object is one JSON object of a policy document.
type object = map[string]any

// trust lets the tasks of this account and region, and nobody else, act as the role.
func (s *Service) trust() object {
	return policy(object{
		"Effect":    "Allow",
		"Principal": object{"Service": "ecs-tasks.amazonaws.com"},
		"Action":    "sts:AssumeRole",
		"Condition": object{
			"StringEquals": object{"aws:SourceAccount": s.place.account},
			"ArnLike":      object{"aws:SourceArn": s.arn("ecs", "*")},
		},
	})
}

func policy(statements ...object) object {
	return object{"Version": "2012-10-17", "Statement": statements}
}

func allow(sid string, resources any, actions ...string) object {
	return object{"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources}
}

func (s *Service) arn(service, resource string) string {
	return fmt.Sprintf("arn:%s:%s:%s:%s:%s", s.place.partition, service, s.place.region, s.place.account, resource)
}

// executionRole is what ECS itself needs to start a task: pull the image, write logs, read the secrets.
func (s *Service) executionRole() awsiam.CfnRole {
	statements := []object{allow("Log", s.arn("logs", "log-group:"+s.LogGroup()+":log-stream:*"), "logs:CreateLogStream", "logs:PutLogEvents")}
	if repository := s.props.Image.repository; repository != "" {
		statements = append(statements,
			// The registry login has no resource type (service authorization reference, Amazon ECR).
			allow("Login", "*", "ecr:GetAuthorizationToken"),
			allow("Pull", repository, "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"))
	}
	secrets, parameters := s.references()
	if len(secrets) > 0 {
		statements = append(statements, allow("Secrets", secrets, "secretsmanager:GetSecretValue"))
	}
	if len(parameters) > 0 {
		statements = append(statements, allow("Parameters", parameters, "ssm:GetParameters"))
	}
	if len(s.props.SecretKeys) > 0 {
		statements = append(statements, allow("SecretKeys", s.props.SecretKeys, "kms:Decrypt"))
	}
	return awsiam.NewCfnRole(s, jsii.String("ExecutionRole"), &awsiam.CfnRoleProps{
		Description:              jsii.String("Starts tasks of " + s.props.Name),
		AssumeRolePolicyDocument: s.trust(),
		Policies:                 []any{object{"policyName": "Start", "policyDocument": policy(statements...)}},
	})
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
	if s.props.Exec {
		props.Policies = []any{object{"policyName": "Exec", "policyDocument": policy(
			// Session channels have no resource type (service authorization reference, Amazon Message Gateway Service).
			allow("Channels", "*", "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"),
			// Finding log groups has no resource type (service authorization reference, Amazon CloudWatch Logs).
			allow("Find", "*", "logs:DescribeLogGroups"),
			allow("Record", s.arn("logs", "log-group:"+s.place.execLogs+":*"), "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
			allow("Encrypt", s.place.execKey, "kms:Decrypt"),
		)}}
	}
	return awsiam.NewCfnRole(s, jsii.String("TaskRole"), props)
}
