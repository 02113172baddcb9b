package test

import (
	"time"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/apprunner"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/constructs/service/express"
	"github.com/shipway-cdk/shipway/constructs/service/fleet"
)

// validated are props that say what is wrong with them.
type validated interface{ Validate() error }

// strategies are one of each.
var strategies = map[release.Name]release.Strategy{
	release.RollingName: release.Rolling{}, release.LinearName: release.Linear{Percent: 20, StepBake: minutes(3)},
	release.CanaryName: release.Canary{Percent: 7, CanaryBake: minutes(4)}, release.BlueGreenName: release.BlueGreen{},
}

func minutes(n int) *time.Duration {
	wait := time.Duration(n) * time.Minute
	return &wait
}

// propsOf are the props of a service of shape that is released as the cell says, and whether they can say so. What has
// nothing to do with the release is left out: it is refused, too, with other words.
func propsOf(c release.Cell, shape release.Shape) (validated, bool) {
	strategy, public := strategies[c.Strategy], shape == release.Public
	switch c.Runtime {
	case service.Express:
		if c.Strategy == release.CanaryName {
			strategy = release.Canary{}
		}
		return express.ServiceProps{Strategy: strategy}, public
	case service.AppRunner:
		return apprunner.ServiceProps{Strategy: strategy}, public
	case service.Fleet:
		return fleet.ServiceProps{Strategy: strategy}, public
	case service.EKS:
		ingress := map[release.Shape]eks.Ingress{release.Public: eks.Public{}, release.Internal: eks.Internal{}}[shape]
		return eks.ServiceProps{Strategy: strategy, Ingress: ingress}, true
	}
	props := ecs.ServiceProps{
		Strategy: strategy,
		Ingress:  map[release.Shape]ecs.Ingress{release.Public: ecs.LoadBalanced{}, release.Internal: ecs.Connected{}}[shape],
		Capacity: map[service.Runtime]ecs.Capacity{
			service.Fargate: ecs.Fargate{}, service.EC2: ecs.EC2{}, service.Managed: ecs.Managed{},
		}[c.Runtime],
	}
	if c.CodeDeploy {
		props.Controller = &release.CodeDeploy{}
	}
	return props, true
}
