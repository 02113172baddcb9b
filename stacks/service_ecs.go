package stacks

import (
	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
)

// ecs is a service that ECS runs in the environment's cluster.
func (i instance) ecs() *ecs.ServiceProps {
	return &ecs.ServiceProps{
		Name: i.Service.Name, Cluster: i.shared.cluster, Image: i.image, Port: i.Port, Capacity: i.capacity(), Size: i.Size, ARM: i.ARM,
		Storage: i.Storage, Scaling: i.Scaling, Ingress: i.ingress(), Queue: i.Queue, Command: i.Command, User: i.User,
		Writable: i.Writable, Config: i.Config, Secrets: i.Secrets, SecretKeys: i.SecretKeys, Sidecars: i.Sidecars,
		Volumes: i.volumes(), Peer: i.callsOthers(), Exec: i.Exec, StopWithin: i.StopWithin, Strategy: i.Strategy,
		Controller: i.Controller, LogDays: i.LogDays, Retain: i.Protect, Alerts: i.alerts(), Runbook: i.Runbook,
	}
}

// job is a task that starts by the clock in the environment's cluster.
func (i instance) job() *ecs.JobProps {
	return &ecs.JobProps{
		Name: i.Service.Name, Cluster: i.shared.cluster, Image: i.image, Schedule: *i.Schedule, Within: i.Within, Capacity: i.capacity(),
		Size: i.Size, ARM: i.ARM, Storage: i.Storage, Command: i.Command, User: i.User, Writable: i.Writable, Config: i.Config,
		Secrets: i.Secrets, SecretKeys: i.SecretKeys, Sidecars: i.Sidecars, Volumes: i.volumes(), Exec: i.Exec,
		StopWithin: i.StopWithin, LogDays: i.LogDays, Retain: i.Protect, Alerts: i.alerts(), Runbook: i.Runbook,
	}
}

// capacity is where the tasks run.
func (i instance) capacity() ecs.Capacity {
	switch i.Runtime {
	case service.EC2:
		return ecs.EC2{GPUs: i.GPUs}
	case service.Managed:
		return ecs.Managed{GPUs: i.GPUs}
	}
	return ecs.Fargate{Spot: i.Spot}
}

// ingress is how requests reach the service.
func (i instance) ingress() ecs.Ingress {
	switch i.Ingress.Kind {
	case config.Public:
		return ecs.LoadBalanced{
			Listener: i.shared.listener, TestListener: i.shared.testers[testPort(i.Service)], Hosts: []string{i.Ingress.Host},
			Paths: i.Ingress.Paths, Priority: i.Ingress.Priority, Health: i.Health,
		}
	case config.Internal:
		return ecs.Connected{}
	}
	return nil
}

// volumes are the service's directories of the file system that the environment keeps for it.
func (i instance) volumes() (all []ecs.Volume) {
	of := i.shared.stores[i.Service.Name]
	for _, v := range i.Volumes {
		all = append(all, ecs.Volume{
			Name: v.Name, Path: v.Path, ReadOnly: v.ReadOnly,
			FileSystem: of.id, AccessPoint: of.points[v.Name], SecurityGroup: of.group,
		})
	}
	return all
}

// callsOthers says whether the service can call another of the environment by name: what CodeDeploy deploys cannot.
func (i instance) callsOthers() bool {
	if i.Controller != nil {
		return false
	}
	for _, other := range i.Services {
		if other.Name != i.Service.Name && other.Ingress.Kind == config.Internal && other.Runtime.ECS() {
			return true
		}
	}
	return false
}
