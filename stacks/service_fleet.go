package stacks

import "github.com/shipway-cdk/shipway/constructs/service/fleet"

// fleet is a service on hosts of its own, behind the environment's load balancer.
func (i instance) fleet() *fleet.ServiceProps {
	return &fleet.ServiceProps{
		Name: i.Service.Name,
		Place: fleet.Place{
			Name: i.name(), Account: i.Account, Region: i.Region, Partition: i.Partition, VpcID: i.shared.network.ID(),
			SubnetIDs: i.shared.network.PrivateSubnets(), Key: i.shared.key,
		},
		Image: i.image, Port: i.Port, Instances: i.Instances, Scaling: i.Scaling,
		Listener: fleet.Listener(i.shared.listener), Hosts: []string{i.Ingress.Host}, Paths: i.Ingress.Paths, Priority: i.Ingress.Priority,
		Health: i.Health, Command: i.Command, User: i.User, Writable: i.Writable, Config: i.Config, Secrets: i.Secrets,
		SecretKeys: i.SecretKeys, Exec: i.Exec, StopWithin: i.StopWithin, Strategy: i.Strategy, WaitForReroute: i.WaitForReroute,
		LogDays: i.LogDays, Retain: i.Protect, Alerts: i.alerts(), Runbook: i.Runbook,
	}
}
