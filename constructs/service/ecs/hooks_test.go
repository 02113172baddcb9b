package ecs_test

import (
	"slices"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const (
	smoke = "arn:aws:lambda:eu-west-1:111111111111:function:smoke:live"
	load  = "arn:aws:lambda:eu-west-1:111111111111:function:load"
)

func hooked(hooks ...release.Hook) func(p *ecs.ServiceProps) {
	return with(release.Canary{Hooks: hooks}, balanced)
}

func TestAFunctionIsAskedAtItsStages(t *testing.T) {
	synth(t, hooked(release.Hook{
		Stages: []release.Stage{release.PostScaleUp, release.PreProductionTrafficShift}, Function: smoke, Details: `{"suite":"smoke"}`,
		Timeout: 10 * time.Minute, GoOn: true,
	})).Has("AWS::ECS::Service", synthtest.Props{"DeploymentConfiguration": object{"LifecycleHooks": []any{object{
		"TargetType": "AWS_LAMBDA", "HookTargetArn": smoke, "HookDetails": `{"suite":"smoke"}`,
		"LifecycleStages":      []any{"POST_SCALE_UP", "PRE_PRODUCTION_TRAFFIC_SHIFT"},
		"RoleArn":              object{"Fn::GetAtt": []any{synthtest.Text("ApiHookRole"), "Arn"}},
		"TimeoutConfiguration": object{"TimeoutInMinutes": 10, "Action": "CONTINUE"},
	}}}})
}

func TestAPauseWaitsForADayAndThenGoesBack(t *testing.T) {
	got := synth(t, hooked(release.Hook{Stages: []release.Stage{release.PostTestTrafficShift}}))
	got.Has("AWS::ECS::Service", synthtest.Props{"DeploymentConfiguration": object{"LifecycleHooks": []any{object{
		"TargetType": "PAUSE", "HookTargetArn": synthtest.Absent(), "RoleArn": synthtest.Absent(), "HookDetails": synthtest.Absent(),
		"LifecycleStages":      []any{"POST_TEST_TRAFFIC_SHIFT"},
		"TimeoutConfiguration": object{"TimeoutInMinutes": 1440, "Action": "ROLLBACK"},
	}}}})
	got.Count("AWS::IAM::Role", 3) // of the tasks, of their start, of the shift: nobody is asked
}

func TestExactlyTheHooksFunctionsMayBeAsked(t *testing.T) {
	at := []release.Stage{release.PostScaleUp}
	got := synth(t, hooked(release.Hook{Stages: at, Function: smoke}, release.Hook{Stages: at, Function: load}, release.Hook{Stages: at, Function: smoke}))
	got.Has("AWS::IAM::Role", synthtest.Props{
		"AssumeRolePolicyDocument": object{"Statement": []any{object{"Principal": object{"Service": "ecs.amazonaws.com"}}}},
		"Policies": []any{object{"PolicyName": "Ask", "PolicyDocument": object{"Statement": []any{
			object{"Action": []any{"lambda:InvokeFunction"}, "Resource": []any{load, smoke}},
		}}}},
	})
}

func TestAPauseTellsSomebodyBeforeItCanHappen(t *testing.T) {
	got := synth(t, hooked(release.Hook{Stages: []release.Stage{release.PreScaleUp}}))
	rule := got.Has("AWS::Events::Rule", synthtest.Props{
		"EventPattern": object{
			"source": []any{"aws.ecs"}, "detail-type": []any{"ECS Hook State Change"},
			"detail": object{"eventName": []any{"HOOK_AWAITING_ACTION"}, "serviceArn": []any{"arn:aws:ecs:eu-west-1:111111111111:service/shop-dev/api"}},
		},
		"Targets": []any{object{"Arn": alerts, "InputTransformer": object{"InputTemplate": synthtest.Text("runbook.md#paused")}}},
	})
	if dependsOn := got.One("AWS::ECS::Service").DependsOn; !slices.Contains(dependsOn, rule) {
		t.Errorf("the service depends on %v, want %s among them: its first deployment pauses, too", dependsOn, rule)
	}
}

func TestNobodyIsCalledForADeploymentThatNeverPauses(t *testing.T) {
	got := synth(t, hooked(release.Hook{Stages: []release.Stage{release.PreScaleUp}, Function: smoke}))
	for id, rule := range got.Resources("AWS::Events::Rule") {
		if len(synthtest.Diff(object{"EventPattern": object{"detail-type": []any{"ECS Hook State Change"}}}, rule.Properties)) == 0 {
			t.Errorf("%s waits for a pause", id)
		}
	}
}
