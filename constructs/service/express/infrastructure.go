package express

import (
	"maps"
	"slices"

	"github.com/shipway-cdk/shipway/constructs/policy"
)

// Conditions on what ECS marks as its own: on resources as they are, and on requests that make one.
var (
	managed = policy.Object{"StringEquals": policy.Object{"aws:ResourceTag/AmazonECSManaged": "true"}}
	marked  = policy.Object{"StringEquals": policy.Object{"aws:RequestTag/AmazonECSManaged": "true"}}
)

// infrastructure are the statements that Express Mode needs, and the wildcards in them as cdk-nag names them. They are
// those of AWS's managed policy AmazonECSInfrastructureRoleforExpressGatewayServices, version 6 of 2026-02-12 (AWS
// managed policy reference), which follow AWS's changes but hold for every account, region and network; these hold for
// the service's own. Compare them when ECS says that it lacks a permission.
func (s *Service) infrastructure() (statements []policy.Object, wildcards []string) {
	statements = append(slices.Concat(s.balancing(), s.securityGroups(), s.deploying()), reading())
	resources := map[string]bool{}
	for _, one := range statements {
		switch on := one["Resource"].(type) {
		case string:
			resources[on] = true
		case []string:
			for _, arn := range on {
				resources[arn] = true
			}
		}
	}
	delete(resources, s.network())
	for _, arn := range slices.Sorted(maps.Keys(resources)) {
		wildcards = append(wildcards, "Resource::"+arn)
	}
	return statements, wildcards
}

// when is statement under condition.
func when(condition, statement policy.Object) policy.Object {
	statement["Condition"] = condition
	return statement
}

// balancing lets ECS make and change load balancers that it marks as its own, and their parts.
func (s *Service) balancing() []policy.Object {
	parts := []string{
		s.place.ARN("elasticloadbalancing", "loadbalancer/app/*/*"), s.place.ARN("elasticloadbalancing", "listener/app/*/*/*"),
		s.place.ARN("elasticloadbalancing", "listener-rule/app/*/*/*/*"), s.place.ARN("elasticloadbalancing", "targetgroup/*/*"),
	}
	role := func(name, of string) string {
		return "arn:" + s.place.Partition + ":iam::" + s.place.Account + ":role/aws-service-role/" + of + "/" + name
	}
	balancing, scaling := "elasticloadbalancing.amazonaws.com", "ecs.application-autoscaling.amazonaws.com"
	return []policy.Object{
		when(policy.Object{"StringEquals": policy.Object{"iam:AWSServiceName": []string{scaling, balancing}}},
			policy.Allow("ServiceRoles", []string{
				role("AWSServiceRoleForApplicationAutoScaling_ECSService", scaling), role("AWSServiceRoleForElasticLoadBalancing", balancing),
			}, "iam:CreateServiceLinkedRole")),
		when(managed, policy.Allow("Balance", parts,
			"elasticloadbalancing:AddListenerCertificates", "elasticloadbalancing:CreateListener",
			"elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateRule",
			"elasticloadbalancing:CreateTargetGroup", "elasticloadbalancing:DeleteListener",
			"elasticloadbalancing:DeleteLoadBalancer", "elasticloadbalancing:DeleteRule",
			"elasticloadbalancing:DeleteTargetGroup", "elasticloadbalancing:DeregisterTargets",
			"elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyRule",
			"elasticloadbalancing:RegisterTargets", "elasticloadbalancing:RemoveListenerCertificates")),
		when(policy.Object{"StringEquals": policy.Object{"elasticloadbalancing:CreateAction": []string{
			"CreateListener", "CreateLoadBalancer", "CreateRule", "CreateTargetGroup",
		}}}, policy.Allow("MarkBalancing", parts, "elasticloadbalancing:AddTags")),
	}
}

// network is the ARN of the service's VPC.
func (s *Service) network() string { return s.place.ARN("ec2", "vpc/"+s.props.Vpc) }

// securityGroups lets ECS make security groups in the service's network and change those that it marks as its own.
func (s *Service) securityGroups() []policy.Object {
	groups, rules := s.place.ARN("ec2", "security-group/*"), s.place.ARN("ec2", "security-group-rule/*")
	return []policy.Object{
		policy.Allow("GroupsHere", s.network(), "ec2:CreateSecurityGroup"),
		when(marked, policy.Allow("MakeGroups", []string{groups, rules, s.network()},
			"ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress", "ec2:CreateSecurityGroup")),
		when(managed, policy.Allow("ChangeGroups", []string{groups, s.network()},
			"ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress", "ec2:DeleteSecurityGroup",
			"ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress")),
		when(policy.Object{"StringEquals": policy.Object{"ec2:CreateAction": []string{
			"AuthorizeSecurityGroupEgress", "AuthorizeSecurityGroupIngress", "CreateSecurityGroup",
		}}}, policy.Allow("MarkGroups", []string{groups, rules}, "ec2:CreateTags")),
	}
}

// deploying lets ECS own certificates, the scaling, the alarm that rolls back, and log groups that it marks as its own.
func (s *Service) deploying() []policy.Object {
	targets, alarms := s.place.ARN("application-autoscaling", "scalable-target/*"), s.place.ARN("cloudwatch", "alarm:*")
	return []policy.Object{
		when(managed, policy.Allow("Certify", s.place.ARN("acm", "certificate/*"),
			"acm:AddTagsToCertificate", "acm:DeleteCertificate", "acm:DescribeCertificate", "acm:RequestCertificate")),
		when(managed, policy.Allow("Scale", targets,
			"application-autoscaling:DeregisterScalableTarget", "application-autoscaling:RegisterScalableTarget",
			"application-autoscaling:TagResource")),
		when(policy.Object{"StringEquals": policy.Object{"application-autoscaling:service-namespace": "ecs"}}, policy.Allow("Follow", targets,
			"application-autoscaling:DeleteScalingPolicy", "application-autoscaling:PutScalingPolicy")),
		when(marked, policy.Allow("MakeAlarms", alarms, "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource")),
		when(managed, policy.Allow("SeeAlarms", alarms, "cloudwatch:DeleteAlarms", "cloudwatch:DescribeAlarms")),
		when(marked, policy.Allow("MakeLogs", s.place.ARN("logs", "log-group:*"), "logs:CreateLogGroup", "logs:TagResource")),
	}
}

// reading lets ECS look for what it works with: actions without a resource type (service authorization reference, AWS
// Application Auto Scaling, Amazon CloudWatch Logs, Amazon EC2 and Elastic Load Balancing V2).
func reading() policy.Object {
	return policy.Allow("See", "*",
		"application-autoscaling:DescribeScalableTargets", "application-autoscaling:DescribeScalingActivities",
		"application-autoscaling:DescribeScalingPolicies", "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups",
		"ec2:DescribeSubnets", "ec2:DescribeVpcs", "elasticloadbalancing:DescribeListeners",
		"elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeRules",
		"elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth", "logs:DescribeLogGroups")
}
