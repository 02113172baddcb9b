package ecs

import "slices"

// Names are what a pipeline, perhaps of another account, must know of a service before anything of it is deployed.
type Names struct {
	// Application and Group name the CodeDeploy application and its only deployment group, both "<cluster>-<service>";
	// empty without a Controller.
	Application, Group string
	// Alarms are the names of the alarms that must be quiet before, during and after a release: those of
	// [Service.DeploymentAlarms] but one. Messages that wait among the dead letters ring until they are gone, which is
	// after the release that mends their cause: ECS watches them during a deployment, and a pipeline must not wait for them.
	Alarms []string
}

// Names are the names of a service in the cluster called cluster. Of the props they take Name, Strategy, Controller,
// which Ingress there is, and whether there is a Queue; nothing else, and no Cluster, needs to be known yet.
func (p ServiceProps) Names(cluster string) Names {
	s := &Service{props: p.withDefaults(), place: place{name: cluster}}
	s.task = &task{name: p.Name, place: s.place}
	return s.Names()
}

// Names are what a pipeline must know, known before it is deployed.
func (s *Service) Names() Names {
	own := s.DeploymentAlarms()
	n := Names{Alarms: slices.DeleteFunc(own, func(name string) bool { return name == s.watch().Name(unprocessed) })}
	if s.props.Controller != nil {
		n.Application, n.Group = s.task.family(), s.task.family()
	}
	return n
}
