package stacks

import (
	"slices"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/files"
	"github.com/shipway-cdk/shipway/constructs/ingress"
	"github.com/shipway-cdk/shipway/constructs/network"
	"github.com/shipway-cdk/shipway/constructs/observability"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/constructs/service/eks"
)

// shared is what the services of an environment share, in plain values and tokens.
type shared struct {
	cluster    *ecs.Cluster
	network    ingress.Network
	key        string // the ARN of the environment's key
	topic      string // the ARN of the topic that alarms notify
	listener   ecs.Listener
	testers    map[int]string   // the ARNs of the listeners for testers, by port
	stores     map[string]store // by service
	kubernetes eks.Place        // of no cluster without a service on EKS
	nodes      string           // the id of the security group of its API and its nodes
}

// store is a service's file system: the ids of the file system, of its security group, and of its access points by volume.
type store struct {
	id, group string
	points    map[string]string
}

// existing is the VPC that the environment joins.
func (d deployment) existing() *network.ExistingProps {
	return &network.ExistingProps{
		ID: d.Existing.ID, CIDR: d.Existing.CIDR, Region: d.Region,
		Zones: d.Existing.Zones, Private: d.Existing.Private, Public: d.Existing.Public,
	}
}

// hearing is where the environment's alarms are heard.
func (d deployment) hearing() *observability.AlertsProps {
	return &observability.AlertsProps{
		Name: d.name(), Account: d.Account, Region: d.Region, Partition: d.Partition, Emails: d.Alerts,
	}
}

// ecsCluster is the environment's ECS cluster, but for the network and the key it stands on.
func (d deployment) ecsCluster(topic string) ecs.ClusterProps {
	return ecs.ClusterProps{
		Name: d.name(), Account: d.Account, Region: d.Region, Partition: d.Partition, Instances: d.Instances, Managed: d.Managed,
		Alerts: []string{topic}, LogDays: d.LogDays, Retain: d.Protect,
	}
}

// balancer is the environment's public load balancer in the network in. Without a certificate nobody needs it.
func (d deployment) balancer(in ingress.Network) *ingress.BalancerProps {
	return &ingress.BalancerProps{
		Vpc: in, Account: d.Account, Region: d.Region, Partition: d.Partition,
		Public: true, Certificates: certificates(d.Services), TestPorts: testPorts(d.Services), Protect: d.Protect,
	}
}

// files is the file system of the volumes of s in the network in.
func (d deployment) files(s config.Service, in ingress.Network) *files.FileSystemProps {
	props := &files.FileSystemProps{
		Name: d.name(s.Name), Account: d.Account, Region: d.Region, Partition: d.Partition, VpcID: in.ID(),
		SubnetIDs: in.PrivateSubnets(), Disposable: !d.Protect,
	}
	for _, v := range s.Volumes {
		props.Points = append(props.Points, files.Point{Name: v.Name, UID: s.UID(), GID: s.GID()})
	}
	return props
}

// testPort is the port of the load balancer that leads to a new version of s, or 0.
func testPort(s config.Service) int {
	switch strategy := s.Strategy.(type) {
	case release.Linear:
		return strategy.Test.Port
	case release.Canary:
		return strategy.Test.Port
	case release.BlueGreen:
		return strategy.Test.Port
	}
	return 0
}

// testPorts are the ports of the testers of services behind the load balancer, each once, in order.
func testPorts(services []config.Service) (ports []int) {
	for _, s := range services {
		if port := testPort(s); port != 0 && shares(s) {
			ports = append(ports, port)
		}
	}
	slices.Sort(ports)
	return slices.Compact(ports)
}

// shares says whether requests reach s through the environment's load balancer.
func shares(s config.Service) bool {
	return s.Ingress.Kind == config.Public && (s.Runtime.ECS() || s.Runtime == service.Fleet)
}

// certificates are the certificates of the services behind the load balancer, each once, in the services' order.
func certificates(services []config.Service) (all []string) {
	for _, s := range services {
		if shares(s) && !slices.Contains(all, s.Ingress.Certificate) {
			all = append(all, s.Ingress.Certificate)
		}
	}
	return all
}
