package stacks

import "github.com/shipway-cdk/shipway/constructs/service/apprunner"

// appRunner is a service that App Runner runs; what it calls, it calls from the environment's private subnets.
func (i instance) appRunner() *apprunner.ServiceProps {
	return &apprunner.ServiceProps{
		Name: i.Service.Name,
		Environment: apprunner.Environment{
			Name: i.name(), Account: i.Account, Region: i.Region, Partition: i.Partition, Key: i.shared.key,
		},
		Image: i.image, Port: i.Port, Size: i.Size, Scaling: i.Scaling, Health: i.Health, Command: i.Command, Config: i.Config,
		Secrets: i.Secrets, SecretKeys: i.SecretKeys, Vpc: i.shared.network.ID(), Subnets: i.shared.network.PrivateSubnets(),
		Strategy: i.Strategy, LogDays: i.LogDays, Retain: i.Protect, Alerts: i.alerts(), Runbook: i.Runbook,
	}
}
