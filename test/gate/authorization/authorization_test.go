package authorization_test

import (
	"testing"

	"github.com/shipway-cdk/shipway/test/gate/authorization"
)

// The rows are read off AWS's service authorization reference by eye.
func TestTableKnowsWhichActionsTakeAResource(t *testing.T) {
	for name, hasResource := range map[string]bool{
		"ecs:RegisterTaskDefinition":          true,
		"ecs:DescribeTaskDefinition":          false,
		"ecr:GetAuthorizationToken":           false,
		"ecr:BatchGetImage":                   true,
		"logs:CreateLogGroup":                 true,
		"codebuild:CreateReport":              true,
		"cloudwatch:PutMetricData":            true,
		"xray:PutTraceSegments":               false,
		"ssmmessages:OpenDataChannel":         false,
		"elasticloadbalancing:DescribeRules":  false,
		"secretsmanager:GetSecretValue":       true,
		"iam:PassRole":                        true,
		"kms:Decrypt":                         true,
		"sts:GetCallerIdentity":               false,
		"application-autoscaling:TagResource": true,
	} {
		action, known := authorization.Find(name)
		if !known || action.HasResource != hasResource {
			t.Errorf("Find(%q) = %+v, %t; want HasResource %t", name, action, known, hasResource)
		}
	}
}

func TestActionsAreFoundInAnyCaseAndOnlyIfTheyExist(t *testing.T) {
	if action, known := authorization.Find("ECS:runtask"); !known || action.Name != "ecs:RunTask" {
		t.Errorf("Find(ECS:runtask) = %+v, %t; want ecs:RunTask", action, known)
	}
	if _, known := authorization.Find("ecs:RunTasks"); known {
		t.Error("ecs:RunTasks is known; AWS has no such action")
	}
	if authorization.Service("ecsx") || !authorization.Service("ecs") {
		t.Error("want ecs in the table and ecsx not")
	}
}
