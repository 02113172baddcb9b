package stacks

import "github.com/shipway-cdk/shipway/constructs/service/fleet"

// fleet defines a service on hosts of its own, behind the environment's load balancer.
func (i instance) fleet() Workload {
	p := i.shared.platform
	service := fleet.NewService(i.stack, "Service", &fleet.ServiceProps{
		Name: i.Service.Name,
		Place: fleet.Place{
			Name: i.name(), Account: i.Account, Region: i.Region, Partition: i.Partition, VpcID: i.shared.platform.vpc.ID(),
			SubnetIDs: i.shared.platform.vpc.PrivateSubnets(), Key: p.cluster.Key(),
		},
		Image: i.image, Port: i.Port, Instances: i.Instances, Scaling: i.Scaling,
		Listener: fleet.Listener(p.listener), Hosts: []string{i.Ingress.Host}, Paths: i.Ingress.Paths, Priority: i.Ingress.Priority,
		Health: i.Health, Command: i.Command, User: i.User, Writable: i.Writable, Config: i.Config, Secrets: i.Secrets,
		SecretKeys: i.SecretKeys, Exec: i.Exec, StopWithin: i.StopWithin, Strategy: i.Strategy, WaitForReroute: i.WaitForReroute,
		LogDays: i.LogDays, Retain: i.Protect, Alerts: i.alerts(), Runbook: i.Runbook,
	})
	output(i.stack, "Revisions", "The bucket that releases upload revisions to", *service.Revisions().Ref())
	return service
}
