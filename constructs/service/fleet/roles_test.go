package fleet_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service/fleet"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// may are the statements of the role whose logical id starts with prefix, one line each: sid, actions and resources,
// with the name of what a reference leads to.
func may(t *testing.T, got *synthtest.Template, prefix string) (all []string) {
	t.Helper()
	for id, role := range got.Resources("AWS::IAM::Role") {
		if !strings.HasPrefix(id, prefix) {
			continue
		}
		for _, one := range role.Properties["Policies"].([]any)[0].(object)["PolicyDocument"].(object)["Statement"].([]any) {
			s := one.(object)
			all = append(all, fmt.Sprintf("%s: %s on %s", s["Sid"], words(s["Action"]), words(s["Resource"])))
		}
	}
	if len(all) == 0 {
		t.Fatalf("no role %s", prefix)
	}
	return all
}

// words are a text, a list or a reference as one line.
func words(value any) string {
	switch v := value.(type) {
	case []any:
		texts := make([]string, len(v))
		for i, one := range v {
			texts[i] = words(one)
		}
		return strings.Join(texts, " ")
	case object:
		for name, to := range v {
			switch name {
			case "Fn::Join":
				return strings.ReplaceAll(words(to.([]any)[1]), " ", "")
			case "Fn::GetAtt":
				return "<" + strings.TrimRight(to.([]any)[0].(string), "0123456789ABCDEF") + ">"
			}
			return "<" + strings.TrimRight(to.(string), "0123456789ABCDEF") + ">"
		}
	}
	return fmt.Sprint(value)
}

func same(t *testing.T, got, want []string) {
	t.Helper()
	for _, one := range got {
		if !slices.Contains(want, one) {
			t.Errorf("unasked-for permission: %s", one)
		}
	}
	for _, one := range want {
		if !slices.Contains(got, one) {
			t.Errorf("no permission %s in\n%s", one, strings.Join(got, "\n"))
		}
	}
}

func TestAHostMayReadItsOwnAndWriteItsLog(t *testing.T) {
	same(t, may(t, released(t, rolling), "WebHostRole"), []string{
		"Log: logs:CreateLogStream logs:PutLogEvents on arn:aws:logs:eu-west-1:111111111111:log-group:/shop-dev/web:log-stream:*",
		"Revisions: s3:GetObject s3:GetObjectVersion on <WebRevisions>/revision.zip",
		"Deployments: codedeploy:GetDeployment on arn:aws:codedeploy:eu-west-1:111111111111:deploymentgroup:shop-dev-web/shop-dev-web",
		"Login: ecr:GetAuthorizationToken on *",
		"Pull: ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer on " + repository,
		"Settings: ssm:GetParameters on arn:aws:ssm:eu-west-1:111111111111:parameter/shop-dev/web/settings",
	})
}

func TestAHostReadsExactlyTheContainersSecrets(t *testing.T) {
	got := may(t, synth(t, func(p *fleet.ServiceProps) {
		p.Secrets = map[string]string{"A": secret + ":url::", "B": secret, "C": parameter}
		p.SecretKeys = []string{key}
	}), "WebHostRole")
	for _, want := range []string{
		"Parameters: ssm:GetParameters on " + parameter,
		"Secrets: secretsmanager:GetSecretValue on " + secret,
		"SecretKeys: kms:Decrypt on " + key,
	} {
		if !slices.Contains(got, want) {
			t.Errorf("no permission %s in\n%s", want, strings.Join(got, "\n"))
		}
	}
}

func TestOnlyAHostWithAShellTalksToSessionManager(t *testing.T) {
	if got := strings.Join(may(t, synth(t, nil), "WebHostRole"), "\n"); strings.Contains(got, "ssmmessages") {
		t.Errorf("a host without Exec opens channels:\n%s", got)
	}
	got := may(t, synth(t, func(p *fleet.ServiceProps) { p.Exec = true }), "WebHostRole")
	for _, want := range []string{
		"Register: ssm:UpdateInstanceInformation on arn:aws:ec2:eu-west-1:111111111111:instance/*",
		"Channels: ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel ssmmessages:OpenControlChannel ssmmessages:OpenDataChannel on *",
		"Record: logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents on arn:aws:logs:eu-west-1:111111111111:log-group:/shop-dev/web/exec:*",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("no permission %s in\n%s", want, strings.Join(got, "\n"))
		}
	}
}

const ownGroup = "arn:aws:autoscaling:eu-west-1:111111111111:autoScalingGroup:*:autoScalingGroupName/"

func TestCodeDeployReplacesHostsInPlaceAndDoesNothingElse(t *testing.T) {
	same(t, may(t, synth(t, nil), "WebDeployRole"), []string{
		"Look: autoscaling:DescribeAutoScalingGroups autoscaling:DescribeLifecycleHooks ec2:DescribeInstanceStatus ec2:DescribeInstances elasticloadbalancing:DescribeTargetGroups elasticloadbalancing:DescribeTargetHealth on *",
		"Alarms: cloudwatch:DescribeAlarms on arn:aws:cloudwatch:eu-west-1:111111111111:alarm:*",
		"Hooks: autoscaling:CompleteLifecycleAction autoscaling:DeleteLifecycleHook autoscaling:PutLifecycleHook autoscaling:RecordLifecycleActionHeartbeat on " + ownGroup + "shop-dev-web",
		"Requests: elasticloadbalancing:DeregisterTargets elasticloadbalancing:RegisterTargets on <WebTargets>",
	})
}

func TestCodeDeployTouchesOnlyCopiesOfItsOwnFleet(t *testing.T) {
	for _, one := range may(t, synth(t, blueGreen), "WebDeployRole") {
		sid, rest, _ := strings.Cut(one, ": ")
		actions, resources, _ := strings.Cut(rest, " on ")
		if strings.HasPrefix(sid, "Look") {
			for _, action := range strings.Fields(actions) {
				if !strings.Contains(action, ":Describe") {
					t.Errorf("%s may be done to everything", action)
				}
			}
			continue
		}
		if strings.Contains(actions, "autoscaling:") && resources != ownGroup+"shop-dev-web-blue-green "+ownGroup+"CodeDeploy_shop-dev-web-blue-green_*" {
			t.Errorf("%s reaches %s", sid, resources)
		}
	}
}

// conditions are the conditions of the statement called sid, of every role.
func conditions(t *testing.T, got *synthtest.Template, sid string) (all []object) {
	t.Helper()
	for _, role := range got.Resources("AWS::IAM::Role") {
		for _, one := range role.Properties["Policies"].([]any)[0].(object)["PolicyDocument"].(object)["Statement"].([]any) {
			if s := one.(object); s["Sid"] == sid {
				condition, _ := s["Condition"].(object)
				all = append(all, condition)
			}
		}
	}
	return all
}

func TestHostsStartFromTheirOwnTemplateWithTheirOwnRole(t *testing.T) {
	got := synth(t, blueGreen)
	for sid, want := range map[string]struct {
		times     int
		condition object
	}{
		"Launch":       {2, object{"ArnEquals": object{"ec2:LaunchTemplate": synthtest.Text("launch-template/")}}},
		"Name":         {2, object{"StringEquals": object{"ec2:CreateAction": "RunInstances"}}},
		"Pass":         {2, object{"StringEquals": object{"iam:PassedToService": "ec2.amazonaws.com"}}},
		"PassDeployer": {1, object{"StringEquals": object{"iam:PassedToService": "codedeploy.amazonaws.com"}}},
		"End":          {1, object{"StringLike": object{"aws:ResourceTag/aws:autoscaling:groupName": []any{"shop-dev-web-blue-green", "CodeDeploy_shop-dev-web-blue-green_*"}}}},
		"FirstEver":    {1, object{"StringEquals": object{"iam:AWSServiceName": "autoscaling.amazonaws.com"}}},
	} {
		all := conditions(t, got, sid)
		if len(all) != want.times {
			t.Errorf("%d statements %s, want %d", len(all), sid, want.times)
		}
		for _, condition := range all {
			check(t, want.condition, condition)
		}
	}
}

func TestOnlyCodeDeployForThisApplicationAssumesItsRole(t *testing.T) {
	got := synth(t, nil)
	got.Has("AWS::IAM::Role", synthtest.Props{"AssumeRolePolicyDocument": object{"Statement": []any{object{
		"Principal": object{"Service": "codedeploy.amazonaws.com"}, "Action": "sts:AssumeRole",
		"Condition": object{
			"StringEquals": object{"aws:SourceAccount": account},
			"ArnLike":      object{"aws:SourceArn": "arn:aws:codedeploy:eu-west-1:111111111111:deploymentgroup:shop-dev-web/*"},
		},
	}}}})
	for id, role := range got.Resources("AWS::IAM::Role") {
		if role.Properties["ManagedPolicyArns"] != nil {
			t.Errorf("%s has policies that AWS changes: %v", id, role.Properties["ManagedPolicyArns"])
		}
	}
}
