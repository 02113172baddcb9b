package stacks

import (
	"time"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/apprunner"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/constructs/service/express"
	"github.com/shipway-cdk/shipway/constructs/service/fleet"
)

// released is a service of an environment as a pipeline sees it: by names, which are known before anything of it is
// deployed.
type released struct {
	deployment
	config.Service
}

// target is how a release reaches the service.
func (r released) target() pipeline.Target {
	home := pipeline.Home{
		App: r.file.App, Service: r.Service.Name, Environment: r.deployment.Name, Account: r.Account, Region: r.Region, Partition: r.Partition,
		Within: r.within(),
	}
	switch {
	case r.Schedule != nil: // no alarm of a job tells of a release
		return pipeline.Stack{Home: home}
	case r.Runtime == service.EKS:
		home.Alarms = eks.ServiceProps{Name: r.Service.Name, Cluster: eks.Place{Name: r.name()}, Strategy: r.Strategy}.AlarmNames()
		return pipeline.Manifests{Home: home, Cluster: r.name()}
	case r.Runtime == service.Fleet:
		return r.hosts(home)
	case r.Runtime == service.Express:
		home.Alarms = express.ServiceProps{Name: r.Service.Name, Cluster: express.Cluster{Name: r.name()}}.AlarmNames()
		return pipeline.Stack{Home: home}
	case r.Runtime == service.AppRunner:
		home.Alarms = apprunner.ServiceProps{Name: r.Service.Name, Environment: apprunner.Environment{Name: r.name()}}.AlarmNames()
		return pipeline.Stack{Home: home}
	}
	return r.tasks(home)
}

// tasks is how a release reaches tasks of ECS.
func (r released) tasks(home pipeline.Home) pipeline.Target {
	props := ecs.ServiceProps{Name: r.Service.Name, Strategy: r.Strategy, Controller: r.Controller, Queue: r.Queue}
	switch r.Ingress.Kind {
	case config.Public:
		props.Ingress = ecs.LoadBalanced{}
	case config.Internal:
		props.Ingress = ecs.Connected{}
	}
	names := props.Names(r.name())
	home.Alarms = names.Alarms
	if r.Controller != nil {
		return pipeline.Tasks{Home: home, Application: names.Application, Group: names.Group}
	}
	return pipeline.Stack{Home: home}
}

// anyImage stands for the image in the files of a revision: a release writes its own.
const anyImage = "released:image"

// hosts is how a release reaches a fleet.
func (r released) hosts(home pipeline.Home) pipeline.Target {
	names := fleet.ServiceProps{
		Name: r.Service.Name, Strategy: r.Strategy, Place: fleet.Place{Name: r.name(), Account: r.Account, Region: r.Region},
	}.Names()
	files, err := fleet.Bundle(anyImage)
	if err != nil {
		panic(err) // unreachable: the name is a good one
	}
	home.Alarms = names.Alarms
	return pipeline.Hosts{Home: home, Application: names.Application, Group: names.Group, Bucket: names.Bucket, Key: names.Key, Bundle: files}
}

// within is how long a release may take.
func (r released) within() time.Duration {
	if r.Strategy == nil { // a job
		return delivery.Within(0)
	}
	return delivery.Within(r.Strategy.Longest() * time.Duration(r.rounds()))
}

// rounds is how often the strategy waits: a fleet that is rolled watches each group of hosts.
func (r released) rounds() int {
	if rolling, is := r.Strategy.(release.Rolling); is && r.Runtime == service.Fleet {
		return rolling.Groups(r.Scaling.WithDefaults().Max)
	}
	return 1
}
