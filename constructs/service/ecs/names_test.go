package ecs_test

import (
	"slices"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// A pipeline in another account watches alarms of a service that is not there yet, and deploys to it.
func TestAPipelineKnowsTheNamesOfAServiceThatIsNotThere(t *testing.T) {
	own := []string{"checkout"}
	for name, bare := range map[string]ecs.ServiceProps{
		"worker":     {},
		"queue":      {Queue: &service.Queue{}},
		"internal":   {Ingress: ecs.Connected{}},
		"rolling":    {Ingress: ecs.LoadBalanced{}, Strategy: release.Rolling{Alarms: own}},
		"canary":     {Ingress: ecs.LoadBalanced{}, Strategy: release.Canary{Alarms: own}},
		"codedeploy": {Ingress: ecs.LoadBalanced{}, Strategy: release.BlueGreen{Alarms: own}, Controller: &release.CodeDeploy{}},
	} {
		t.Run(name, func(t *testing.T) {
			bare.Name = "api"
			_, shared := bare.Ingress.(ecs.LoadBalanced)
			known := bare.Names("shop-dev")
			got := synth(t, func(p *ecs.ServiceProps) {
				if p.Ingress = bare.Ingress; shared {
					balanced(p)
				}
				p.Queue, p.Strategy, p.Controller = bare.Queue, bare.Strategy, bare.Controller
			})
			var there []string
			for _, one := range got.Resources("AWS::CloudWatch::Alarm") {
				if alarm := one.Properties["AlarmName"].(string); alarm != "shop-dev-api-unprocessed" {
					there = append(there, alarm)
				}
			}
			if shared {
				there = append(there, own...)
			}
			if slices.Sort(there); !slices.Equal(slices.Sorted(slices.Values(known.Alarms)), there) {
				t.Errorf("known %q, there %q", known.Alarms, there)
			}
			if name != "codedeploy" {
				if known.Application+known.Group != "" {
					t.Errorf("CodeDeploy knows nothing of it: %+v", known)
				}
				return
			}
			got.Has("AWS::CodeDeploy::DeploymentGroup", synthtest.Props{"DeploymentGroupName": known.Group})
			got.Has("AWS::CodeDeploy::Application", synthtest.Props{"ApplicationName": known.Application})
		})
	}
}
