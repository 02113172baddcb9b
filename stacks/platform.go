package stacks

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/files"
	"github.com/shipway-cdk/shipway/constructs/ingress"
	"github.com/shipway-cdk/shipway/constructs/network"
	"github.com/shipway-cdk/shipway/constructs/observability"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
)

// Platform is what the services of an environment share: the key, the alert topic, the cluster and, if a service needs
// them, the load balancer and the file systems.
type Platform struct {
	awscdk.Stack
	vpc      *network.Vpc
	alerts   *observability.Alerts
	cluster  *ecs.Cluster
	balancer *ingress.Balancer
	listener ecs.Listener
	files    map[string]*files.FileSystem // by service
}

// NewPlatform defines the platform of d in stage, inside vpc. Without one it is inside the existing VPC that d names.
func NewPlatform(stage constructs.Construct, d deployment, vpc *network.Vpc) *Platform {
	p := &Platform{vpc: vpc, files: map[string]*files.FileSystem{}}
	awscdk.NewStack_Override(p, stage, jsii.String("Platform"), d.props("platform", "what its services share"))
	if d.Existing != nil {
		p.vpc = network.FromExisting(p, "Network", &network.ExistingProps{
			ID: d.Existing.ID, CIDR: d.Existing.CIDR, Region: d.Region,
			Zones: d.Existing.Zones, Private: d.Existing.Private, Public: d.Existing.Public,
		})
	}
	p.alerts = observability.NewAlerts(p, "Alerts", &observability.AlertsProps{
		Name: d.name(), Account: d.Account, Region: d.Region, Partition: d.Partition, Emails: d.Alerts,
	})
	p.gather(d)
	p.expose(d)
	p.store(d)
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
func (p *Platform) gather(d deployment) {
	p.cluster = ecs.NewCluster(p, "Cluster", &ecs.ClusterProps{
		Name: d.name(), Account: d.Account, Region: d.Region, Partition: d.Partition,
		Vpc: p.vpc.Vpc(), SubnetIDs: p.vpc.PrivateSubnets(), Key: p.alerts.Key(), Instances: d.Instances, Managed: d.Managed,
		Alerts: []string{p.alerts.TopicARN()}, LogDays: d.LogDays, Retain: d.Protect,
	})
}

// expose defines the load balancer when at least one service is public and has no address of its own.
func (p *Platform) expose(d deployment) {
	certificates := certificates(d.Services)
	if len(certificates) == 0 {
		return
	}
	p.balancer = ingress.NewBalancer(p, "Ingress", &ingress.BalancerProps{
		Vpc: p.vpc, Account: d.Account, Region: d.Region, Partition: d.Partition,
		Public: true, Certificates: certificates, TestPorts: testPorts(d.Services), Protect: d.Protect,
	})
	p.listener = ecs.Listener{ARN: p.balancer.ListenerARN(), SecurityGroup: p.balancer.SecurityGroupID(), Balancer: p.balancer.FullName()}
	output(p, "IngressAddress", "Point the services' host names at this name", p.balancer.DNSName())
}

// store defines a file system for each service that has volumes. It stands here, and not beside the service: files
// outlive what works on them.
func (p *Platform) store(d deployment) {
	var room constructs.Construct
	for _, s := range d.Services {
		if len(s.Volumes) == 0 {
			continue
		}
		if room == nil {
			room = constructs.NewConstruct(p, jsii.String("Files"))
		}
		props := &files.FileSystemProps{
			Name: d.name(s.Name), Account: d.Account, Region: d.Region, Partition: d.Partition, VpcID: p.vpc.ID(),
			SubnetIDs: p.vpc.PrivateSubnets(), Disposable: !d.Protect,
		}
		for _, v := range s.Volumes {
			props.Points = append(props.Points, files.Point{Name: v.Name, UID: s.UID(), GID: s.GID()})
		}
		p.files[s.Name] = files.NewFileSystem(room, s.Name, props)
	}
}

// volume is a directory of the file system that the service called name has.
func (p *Platform) volume(name string, v service.Volume) ecs.Volume {
	of := p.files[name]
	return ecs.Volume{
		Name: v.Name, Path: v.Path, ReadOnly: v.ReadOnly,
		FileSystem: of.ID(), AccessPoint: of.AccessPoint(v.Name), SecurityGroup: of.SecurityGroupID(),
	}
}

// tester is the ARN of the listener that leads testers of s to a new version, or empty.
func (p *Platform) tester(s config.Service) string {
	if port := testPort(s); port != 0 {
		return p.balancer.TestListenerARN(port)
	}
	return ""
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

// testPorts are the ports of all services' testers, each once, in order.
func testPorts(services []config.Service) (ports []int) {
	for _, s := range services {
		if port := testPort(s); port != 0 {
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
