package stacks

import "github.com/shipway-cdk/shipway/constructs/service/express"

// express is a service that ECS Express Mode runs in the environment's cluster, in the public subnets: they make
// its address one of the internet's.
func (i instance) express() *express.ServiceProps {
	return &express.ServiceProps{
		Name: i.Service.Name,
		Cluster: express.Cluster{
			Name: i.name(), Account: i.Account, Region: i.Region, Partition: i.Partition, Key: i.shared.key,
		},
		Vpc: i.shared.network.ID(), Subnets: i.shared.network.PublicSubnets(), Image: i.image, Port: i.Port, Size: i.Size, ARM: i.ARM,
		Scaling: i.Scaling, Health: i.Health, Command: i.Command, User: i.User, Writable: i.Writable, Config: i.Config,
		Secrets: i.Secrets, SecretKeys: i.SecretKeys, StopWithin: i.StopWithin, Strategy: i.Strategy, LogDays: i.LogDays,
		Retain: i.Protect, Alerts: i.alerts(), Runbook: i.Runbook,
	}
}
