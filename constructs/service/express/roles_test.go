package express_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/service/express"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// role is the role whose description contains about.
func role(t *testing.T, got *synthtest.Template, about string) synthtest.Resource {
	t.Helper()
	return got.Resource(got.Has("AWS::IAM::Role", synthtest.Props{"Description": synthtest.Text(about)}))
}

// statements are the statements of the role's inline policies.
func statements(of synthtest.Resource) (all []any) {
	policies, _ := of.Properties["Policies"].([]any)
	for _, one := range policies {
		all = append(all, one.(object)["PolicyDocument"].(object)["Statement"].([]any)...)
	}
	return all
}

func TestOnlyECSOfThisAccountAssumesTheRoles(t *testing.T) {
	got := synth(t, nil)
	got.Count("AWS::IAM::Role", 3)
	tasks := object{"StringEquals": object{"aws:SourceAccount": account}, "ArnLike": object{"aws:SourceArn": "arn:aws:ecs:eu-west-1:111111111111:*"}}
	for about, row := range map[string]struct {
		principal string
		condition object
	}{
		"Starts tasks of api": {"ecs-tasks.amazonaws.com", tasks}, "What api may do": {"ecs-tasks.amazonaws.com", tasks},
		"Makes the load balancer": {"ecs.amazonaws.com", object{"StringEqualsIfExists": object{"aws:SourceAccount": account}}},
	} {
		differences := synthtest.Diff(object{"Statement": []any{object{
			"Principal": object{"Service": row.principal}, "Action": "sts:AssumeRole", "Condition": row.condition,
		}}}, role(t, got, about).Properties["AssumeRolePolicyDocument"])
		if len(differences) > 0 {
			t.Errorf("%s: %v", about, differences)
		}
	}
}

func TestATaskMayDoNothingUntilGranted(t *testing.T) {
	if all := statements(role(t, synth(t, nil), "What api may do")); len(all) > 0 {
		t.Errorf("unasked-for permissions: %v", all)
	}
}

func TestStartingATaskNeedsExactlyItsImageItsLogsAndItsSecrets(t *testing.T) {
	got := synth(t, func(p *express.ServiceProps) {
		p.Image = image.Fixed("444444444444.dkr.ecr.eu-west-1.amazonaws.com/shop/api:1", repository)
		p.Secrets, p.SecretKeys = map[string]string{"A": secret + ":url::", "B": parameter}, []string{key}
	})
	want := []any{
		object{"Sid": "Log", "Resource": "arn:aws:logs:eu-west-1:111111111111:log-group:/shop-dev/api:log-stream:*", "Action": []any{"logs:CreateLogStream", "logs:PutLogEvents"}},
		object{"Sid": "Login", "Resource": "*", "Action": "ecr:GetAuthorizationToken"},
		object{"Sid": "Pull", "Resource": repository, "Action": []any{"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}},
		object{"Sid": "Secrets", "Resource": secret, "Action": "secretsmanager:GetSecretValue"},
		object{"Sid": "Parameters", "Resource": parameter, "Action": "ssm:GetParameters"},
		object{"Sid": "SecretKeys", "Resource": key, "Action": "kms:Decrypt"},
	}
	if differences := synthtest.Diff(want, unwrap(statements(role(t, got, "Starts tasks of api")))); len(differences) > 0 {
		t.Error(strings.Join(differences, "\n"))
	}
}

// unwrap writes lists with one element as that element, as IAM reads them.
func unwrap(value any) any {
	switch v := value.(type) {
	case []any:
		all := make([]any, len(v))
		for i := range v {
			all[i] = unwrap(v[i])
		}
		return all
	case object:
		all := object{}
		for name, inner := range v {
			if list, is := inner.([]any); is && len(list) == 1 && (name == "Action" || name == "Resource") {
				inner = list[0]
			}
			all[name] = inner
		}
		return all
	}
	return value
}

// infrastructure is every action of the infrastructure role, with the condition it is under.
var infrastructure = map[string]string{
	"iam:CreateServiceLinkedRole": "iam:AWSServiceName",

	"elasticloadbalancing:AddListenerCertificates": "aws:ResourceTag/AmazonECSManaged", "elasticloadbalancing:CreateListener": "aws:ResourceTag/AmazonECSManaged",
	"elasticloadbalancing:CreateLoadBalancer": "aws:ResourceTag/AmazonECSManaged", "elasticloadbalancing:CreateRule": "aws:ResourceTag/AmazonECSManaged",
	"elasticloadbalancing:CreateTargetGroup": "aws:ResourceTag/AmazonECSManaged", "elasticloadbalancing:DeleteListener": "aws:ResourceTag/AmazonECSManaged",
	"elasticloadbalancing:DeleteLoadBalancer": "aws:ResourceTag/AmazonECSManaged", "elasticloadbalancing:DeleteRule": "aws:ResourceTag/AmazonECSManaged",
	"elasticloadbalancing:DeleteTargetGroup": "aws:ResourceTag/AmazonECSManaged", "elasticloadbalancing:DeregisterTargets": "aws:ResourceTag/AmazonECSManaged",
	"elasticloadbalancing:ModifyListener": "aws:ResourceTag/AmazonECSManaged", "elasticloadbalancing:ModifyRule": "aws:ResourceTag/AmazonECSManaged",
	"elasticloadbalancing:RegisterTargets": "aws:ResourceTag/AmazonECSManaged", "elasticloadbalancing:RemoveListenerCertificates": "aws:ResourceTag/AmazonECSManaged",
	"elasticloadbalancing:AddTags": "elasticloadbalancing:CreateAction",

	"ec2:CreateSecurityGroup": " aws:RequestTag/AmazonECSManaged", "ec2:CreateTags": "ec2:CreateAction",
	"ec2:AuthorizeSecurityGroupEgress":  "aws:RequestTag/AmazonECSManaged aws:ResourceTag/AmazonECSManaged",
	"ec2:AuthorizeSecurityGroupIngress": "aws:RequestTag/AmazonECSManaged aws:ResourceTag/AmazonECSManaged",
	"ec2:DeleteSecurityGroup":           "aws:ResourceTag/AmazonECSManaged", "ec2:RevokeSecurityGroupEgress": "aws:ResourceTag/AmazonECSManaged",
	"ec2:RevokeSecurityGroupIngress": "aws:ResourceTag/AmazonECSManaged",

	"acm:AddTagsToCertificate": "aws:ResourceTag/AmazonECSManaged", "acm:DeleteCertificate": "aws:ResourceTag/AmazonECSManaged",
	"acm:DescribeCertificate": "aws:ResourceTag/AmazonECSManaged", "acm:RequestCertificate": "aws:ResourceTag/AmazonECSManaged",
	"application-autoscaling:DeregisterScalableTarget": "aws:ResourceTag/AmazonECSManaged", "application-autoscaling:RegisterScalableTarget": "aws:ResourceTag/AmazonECSManaged",
	"application-autoscaling:TagResource":         "aws:ResourceTag/AmazonECSManaged",
	"application-autoscaling:DeleteScalingPolicy": "application-autoscaling:service-namespace", "application-autoscaling:PutScalingPolicy": "application-autoscaling:service-namespace",
	"cloudwatch:PutMetricAlarm": "aws:RequestTag/AmazonECSManaged", "cloudwatch:TagResource": "aws:RequestTag/AmazonECSManaged",
	"cloudwatch:DeleteAlarms": "aws:ResourceTag/AmazonECSManaged", "cloudwatch:DescribeAlarms": "aws:ResourceTag/AmazonECSManaged",
	"logs:CreateLogGroup": "aws:RequestTag/AmazonECSManaged", "logs:TagResource": "aws:RequestTag/AmazonECSManaged",

	"application-autoscaling:DescribeScalableTargets": "", "application-autoscaling:DescribeScalingActivities": "", "application-autoscaling:DescribeScalingPolicies": "",
	"ec2:DescribeRouteTables": "", "ec2:DescribeSecurityGroups": "", "ec2:DescribeSubnets": "", "ec2:DescribeVpcs": "",
	"elasticloadbalancing:DescribeListeners": "", "elasticloadbalancing:DescribeLoadBalancers": "", "elasticloadbalancing:DescribeRules": "",
	"elasticloadbalancing:DescribeTargetGroups": "", "elasticloadbalancing:DescribeTargetHealth": "", "logs:DescribeLogGroups": "",
}

func TestECSMayDoWhatAWSDocumentsAndNothingElse(t *testing.T) {
	granted := map[string]string{}
	for _, one := range statements(role(t, synth(t, nil), "Makes the load balancer")) {
		statement, under := one.(object), ""
		if condition, is := statement["Condition"].(object); is {
			for name := range condition["StringEquals"].(object) {
				under = name
			}
		}
		actions, many := statement["Action"].([]any)
		if !many {
			actions = []any{statement["Action"]}
		}
		for _, action := range actions {
			before, twice := granted[action.(string)]
			if granted[action.(string)] = under; twice {
				granted[action.(string)] = before + " " + under
			}
		}
	}
	want, _ := json.Marshal(infrastructure)
	got, _ := json.Marshal(granted)
	if string(want) != string(got) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestECSActsInThisAccountThisRegionAndThisNetworkOnly(t *testing.T) {
	for _, one := range statements(role(t, synth(t, nil), "Makes the load balancer")) {
		statement := unwrap(one).(object)
		resources, many := statement["Resource"].([]any)
		if !many {
			resources = []any{statement["Resource"]}
		}
		for _, resource := range resources {
			arn := resource.(string)
			switch {
			case arn == "*" && statement["Sid"] == "See", strings.HasPrefix(arn, "arn:aws:iam::111111111111:role/aws-service-role/"):
			case !strings.Contains(arn, ":eu-west-1:111111111111:"), strings.Contains(arn, ":vpc/") && !strings.HasSuffix(arn, vpc):
				t.Errorf("%v allows %s", statement["Sid"], arn)
			}
		}
	}
}

func TestTheInfrastructureRoleStaysWithinAPolicysSize(t *testing.T) {
	text, _ := json.Marshal(role(t, synth(t, nil), "Makes the load balancer").Properties["Policies"])
	if len(text) > 9000 {
		t.Errorf("the policy has %d characters; a role's policies may have 10240", len(text))
	}
}
