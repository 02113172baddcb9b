package ecs_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// released is the template of a service whose image releases own.
func released(t *testing.T, mutate func(p *ecs.ServiceProps)) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	props := minimalProps(minimalCluster(stack))
	props.Image = image.Released(stack, repository)
	mutate(props)
	ecs.NewService(stack, "Api", props)
	return synthtest.Of(t, stack)
}

func TestTheFirstDeploymentRunsNothing(t *testing.T) {
	got := released(t, balanced)
	if got.Parameters()["Image"]["Default"] != "" {
		t.Errorf("parameter Image is %v, want an empty default", got.Parameters()["Image"])
	}
	for _, kind := range []string{"AWS::ECS::Service", "AWS::ECS::TaskDefinition", "AWS::ApplicationAutoScaling::ScalableTarget", "AWS::ApplicationAutoScaling::ScalingPolicy"} {
		for id, one := range got.Resources(kind) {
			if one.Condition != "Released" {
				t.Errorf("%s exists under %q, want Released", id, one.Condition)
			}
		}
	}
	for id, one := range got.All() {
		if one.Condition != "" {
			continue
		}
		text, _ := json.Marshal(one.Properties)
		for other, conditional := range got.All() {
			if conditional.Condition != "" && strings.Contains(string(text), `"`+other+`"`) {
				t.Errorf("%s always exists but refers to %s, which does not", id, other)
			}
		}
	}
}

func TestTheImageIsAParameterAndNothingElse(t *testing.T) {
	got := released(t, balanced)
	got.Has("AWS::ECS::TaskDefinition", synthtest.Props{"ContainerDefinitions": []any{object{"Image": object{"Ref": "Image"}}}})
	if pattern := got.Parameters()["Image"]["AllowedPattern"]; pattern != `^$|^444444444444\.dkr\.ecr\.eu-west-1\.amazonaws\.com/shop/api@sha256:[0-9a-f]{64}$` {
		t.Errorf("the parameter allows %v", pattern)
	}
}

func TestTheImageIsPulledFromItsRepositoryOnly(t *testing.T) {
	got := released(t, balanced)
	got.Has("AWS::IAM::Role", synthtest.Props{"Policies": []any{object{"PolicyDocument": object{"Statement": synthtest.Containing(object{
		"Sid": "Pull", "Resource": repository,
		"Action": []any{"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"},
	})}}}})
}

func TestRepositoriesInOtherPartitionsHaveTheirOwnAddress(t *testing.T) {
	stack := synthtest.Stack(t)
	image.Released(stack, "arn:aws-cn:ecr:cn-north-1:444444444444:repository/shop/api")
	pattern := synthtest.Of(t, stack).Parameters()["Image"]["AllowedPattern"].(string)
	if !strings.Contains(pattern, `ecr\.cn-north-1\.amazonaws\.com\.cn/shop/api`) {
		t.Errorf("the parameter allows %s", pattern)
	}
}
