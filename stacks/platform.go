package stacks

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/ingress"
	"github.com/shipway-cdk/shipway/constructs/network"
	"github.com/shipway-cdk/shipway/constructs/observability"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
)

// Platform is what the services of an environment share: the key, the alert topic, the cluster and, if a service is
// public, the load balancer.
type Platform struct {
	awscdk.Stack
	alerts   *observability.Alerts
	cluster  *ecs.Cluster
	balancer *ingress.Balancer
	listener ecs.Listener
}

// NewPlatform defines the platform of d in stage, inside vpc, or inside the existing VPC that d names.
func NewPlatform(stage constructs.Construct, d deployment, vpc *network.Vpc) *Platform {
	p := &Platform{}
	awscdk.NewStack_Override(p, stage, jsii.String("Platform"), d.props("platform", "what its services share"))
	if d.Existing != nil {
		vpc = network.FromExisting(p, "Network", &network.ExistingProps{
			ID: d.Existing.ID, CIDR: d.Existing.CIDR, Region: d.Region,
			Zones: d.Existing.Zones, Private: d.Existing.Private, Public: d.Existing.Public,
		})
	}
	p.alerts = observability.NewAlerts(p, "Alerts", &observability.AlertsProps{
		Name: d.name(), Account: d.Account, Region: d.Region, Partition: d.Partition, Emails: d.Alerts,
	})
	p.gather(d, vpc)
	p.expose(d, vpc)
	output(p, "ClusterName", "The ECS cluster the services run in", p.cluster.Name())
	output(p, "AlertTopic", "The topic that alarms notify", p.alerts.TopicARN())
	return p
}

// Alerts is where the environment's alarms are heard.
func (p *Platform) Alerts() *observability.Alerts { return p.alerts }

// Cluster is where the environment's services run.
func (p *Platform) Cluster() *ecs.Cluster { return p.cluster }

// Balancer is the public load balancer, or nil when no service is public.
func (p *Platform) Balancer() *ingress.Balancer { return p.balancer }

// gather defines the cluster.
func (p *Platform) gather(d deployment, vpc *network.Vpc) {
	p.cluster = ecs.NewCluster(p, "Cluster", &ecs.ClusterProps{
		Name: d.name(), Account: d.Account, Region: d.Region, Partition: d.Partition,
		Vpc: vpc.Vpc(), SubnetIDs: vpc.PrivateSubnets(), Key: p.alerts.Key(), LogDays: d.LogDays, Retain: d.Protect,
	})
}

// expose defines the load balancer when at least one service is public.
func (p *Platform) expose(d deployment, vpc *network.Vpc) {
	certificates := certificates(d.Services)
	if len(certificates) == 0 {
		return
	}
	p.balancer = ingress.NewBalancer(p, "Ingress", &ingress.BalancerProps{
		Vpc: vpc, Account: d.Account, Region: d.Region, Partition: d.Partition,
		Public: true, Certificates: certificates, Protect: d.Protect,
	})
	p.listener = ecs.Listener{ARN: p.balancer.ListenerARN(), SecurityGroup: p.balancer.SecurityGroupID(), Balancer: p.balancer.FullName()}
	output(p, "IngressAddress", "Point the services' host names at this name", p.balancer.DNSName())
}

// certificates are the public services' certificates, each once, in the services' order.
func certificates(services []config.Service) (all []string) {
	for _, s := range services {
		if s.Ingress.Kind == config.Public && !slices.Contains(all, s.Ingress.Certificate) {
			all = append(all, s.Ingress.Certificate)
		}
	}
	return all
}
