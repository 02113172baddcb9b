package stacks

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/files"
	"github.com/shipway-cdk/shipway/constructs/ingress"
	"github.com/shipway-cdk/shipway/constructs/network"
	"github.com/shipway-cdk/shipway/constructs/observability"
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
		p.vpc = network.FromExisting(p, "Network", d.existing())
	}
	p.alerts = observability.NewAlerts(p, "Alerts", d.hearing())
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
	props := d.ecsCluster(p.alerts.TopicARN())
	props.Vpc, props.SubnetIDs, props.Key = p.vpc.Vpc(), p.vpc.PrivateSubnets(), p.alerts.Key()
	p.cluster = ecs.NewCluster(p, "Cluster", &props)
}

// expose defines the load balancer when at least one service is public and has no address of its own.
func (p *Platform) expose(d deployment) {
	props := d.balancer(p.vpc)
	if len(props.Certificates) == 0 {
		return
	}
	p.balancer = ingress.NewBalancer(p, "Ingress", props)
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
		p.files[s.Name] = files.NewFileSystem(room, s.Name, d.files(s, p.vpc))
	}
}

// shared is the platform in the plain values and tokens that services are made from.
func (p *Platform) shared(services []config.Service) *shared {
	all := &shared{
		cluster: p.cluster, network: p.vpc, key: p.cluster.Key(), topic: p.alerts.TopicARN(), listener: p.listener,
		testers: map[int]string{}, stores: map[string]store{},
	}
	for _, port := range testPorts(services) {
		all.testers[port] = p.balancer.TestListenerARN(port)
	}
	for _, s := range services {
		if of := p.files[s.Name]; of != nil {
			points := map[string]string{}
			for _, v := range s.Volumes {
				points[v.Name] = of.AccessPoint(v.Name)
			}
			all.stores[s.Name] = store{id: of.ID(), group: of.SecurityGroupID(), points: points}
		}
	}
	return all
}
