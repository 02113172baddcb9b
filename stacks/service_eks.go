package stacks

import (
	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/service/eks"
)

// kubernetes is a service that runs in the environment's EKS cluster.
func (i instance) kubernetes() *eks.ServiceProps {
	return &eks.ServiceProps{
		Name: i.Service.Name, Cluster: i.shared.kubernetes, Image: i.image, Port: i.Port, Size: i.Size, ARM: i.ARM,
		Scaling: i.Scaling, Ingress: i.gateway(), Command: i.Command, User: i.User, Writable: i.Writable, Config: i.Config,
		Secrets: i.Secrets, SecretKeys: i.SecretKeys, StopWithin: i.StopWithin, Strategy: i.Strategy, LogDays: i.LogDays,
		Retain: i.Protect, Alerts: i.alerts(), Runbook: i.Runbook,
	}
}

// gateway is how requests reach the service's pods.
func (i instance) gateway() eks.Ingress {
	switch i.Ingress.Kind {
	case config.Public:
		return eks.Public{
			Hosts: []string{i.Ingress.Host}, Certificate: i.Ingress.Certificate, Paths: i.Ingress.Paths, Health: i.Health,
			Subnets: i.shared.network.PublicSubnets(), Ranges: []string{i.shared.network.CIDR()}, Protect: i.Protect,
		}
	case config.Internal:
		return eks.Internal{}
	}
	return nil
}
