package fleet

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/internal/nag"
)

// act defines the role of the hosts, and so of the container: write logs, read how it is started, its secrets and the
// revisions, pull the image, and what is granted to the service.
func (s *Service) act() {
	streams := s.place.ARN("logs", "log-group:"+s.LogGroup()+":log-stream:*")
	statements := []policy.Object{
		policy.Allow("Log", streams, "logs:CreateLogStream", "logs:PutLogEvents"),
		policy.Allow("Revisions", *s.revisions.AttrArn()+"/"+RevisionKey, "s3:GetObject", "s3:GetObjectVersion"),
		policy.Allow("Settings", s.place.ARN("ssm", "parameter"+s.SettingsParameter()), "ssm:GetParameters"),
		// Whether somebody waits for a deployment, or scaling started it.
		policy.Allow("Deployments", s.DeploymentGroupARN(), "codedeploy:GetDeployment"),
	}
	statements = append(statements, policy.Pull(s.props.Image.Repository())...)
	statements = append(statements, policy.ReadSecrets(s.props.Secrets, s.props.SecretKeys)...)
	if s.props.Exec {
		statements = append(statements, s.opened()...)
	}
	s.role = s.newRole("HostRole", "What hosts of "+s.props.fleet()+", and the container on them, may do",
		policy.Document(policy.Object{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": policy.Service("ec2.amazonaws.com")}),
		"Each host writes to a log stream of its own, and the registry login and sessions have no resource type.", statements)
}

// opened lets Session Manager open a recorded shell.
func (s *Service) opened() []policy.Object {
	return []policy.Object{
		policy.Allow("Register", s.place.ARN("ec2", "instance/*"), "ssm:UpdateInstanceInformation"),
		// Session channels have no resource type (service authorization reference, Amazon Message Gateway Service).
		policy.Allow("Channels", "*", "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"),
		// Finding log groups has no resource type (service authorization reference, Amazon CloudWatch Logs).
		policy.Allow("Find", "*", "logs:DescribeLogGroups"),
		policy.Allow("Record", s.place.ARN("logs", "log-group:"+s.path("exec")+":*"), "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
		policy.Allow("Encrypt", s.props.Place.Key, "kms:Decrypt"),
	}
}

// deployer defines CodeDeploy's role: AWSCodeDeployRole's statements for what this deployment group does, on this
// fleet's own resources (AWS managed policy reference, "AWSCodeDeployRole").
func (s *Service) deployer() {
	statements := []policy.Object{
		// Looking has no resource types (service authorization reference, Amazon EC2 Auto Scaling, Amazon EC2, Elastic
		// Load Balancing V2).
		policy.Allow("Look", "*", "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeLifecycleHooks", "ec2:DescribeInstanceStatus",
			"ec2:DescribeInstances", "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth"),
		policy.Allow("Alarms", s.place.ARN("cloudwatch", "alarm:*"), "cloudwatch:DescribeAlarms"),
		policy.Allow("Hooks", s.groups(), "autoscaling:CompleteLifecycleAction", "autoscaling:DeleteLifecycleHook",
			"autoscaling:PutLifecycleHook", "autoscaling:RecordLifecycleActionHeartbeat"),
		policy.Allow("Requests", s.targetsARN, "elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"),
	}
	if _, blueGreen := s.props.blueGreen(); blueGreen {
		statements = append(statements, s.copier()...)
	}
	s.codeDeploy = s.newRole("DeployRole", "How CodeDeploy deploys to "+s.props.fleet(),
		s.place.Trust("codedeploy.amazonaws.com", "codedeploy", "deploymentgroup:"+s.ApplicationName()+"/*"),
		"An Auto Scaling group's ARN holds a random id, new hosts and alarms have no names yet, and looking has no resource types.", statements)
}

// newRole defines a role with one policy. Its wildcards are acknowledged one by one, with why.
func (s *Service) newRole(id, description string, trust policy.Object, why string, statements []policy.Object) awsiam.CfnRole {
	role := awsiam.NewCfnRole(s, &id, &awsiam.CfnRoleProps{
		Description:              &description,
		AssumeRolePolicyDocument: trust,
		Policies:                 []any{&awsiam.CfnRole_PolicyProperty{PolicyName: jsii.String("Own"), PolicyDocument: policy.Document(statements...)}},
	})
	if all := wildcards(statements); len(all) > 0 {
		nag.Acknowledge(role, nag.Acknowledgement{Rule: "AwsSolutions-IAM5", Reason: why, Only: all})
	}
	return role
}

// wildcards are the findings of cdk-nag about the resources of statements.
func wildcards(statements []policy.Object) (all []string) {
	for _, one := range statements {
		resources, isList := one["Resource"].([]string)
		if !isList {
			resources = []string{one["Resource"].(string)}
		}
		for _, arn := range resources {
			if strings.Contains(arn, "*") {
				all = append(all, "Resource::"+arn)
			}
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(all)))
}
