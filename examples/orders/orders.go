package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/ingress"
	"github.com/shipway-cdk/shipway/constructs/network"
	"github.com/shipway-cdk/shipway/constructs/network/plan"
	"github.com/shipway-cdk/shipway/constructs/observability"
	"github.com/shipway-cdk/shipway/constructs/registry"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
)

// place is where the stack is deployed.
type place struct{ account, region string }

// orders is everything the team runs, in one stack.
type orders struct {
	awscdk.Stack
	at      place
	images  *registry.Repository
	alerts  *observability.Alerts
	cluster *ecs.Cluster
}

func newOrders(app awscdk.App, id string, at place) *orders {
	o := &orders{at: at}
	awscdk.NewStack_Override(o, app, &id, &awscdk.StackProps{Env: &awscdk.Environment{Account: &at.account, Region: &at.region}})
	vpc := network.NewVpc(o, "Network", &network.VpcProps{
		Plan:    plan.Network{CIDR: "10.40.0.0/16", Region: at.region, Zones: []string{"a", "b", "c"}},
		Account: at.account,
	})
	o.images = registry.NewRepository(o, "Images", &registry.RepositoryProps{
		Name: "orders", Account: at.account, Region: at.region,
	})
	o.alerts = observability.NewAlerts(o, "Alerts", &observability.AlertsProps{
		Name: "orders", Account: at.account, Region: at.region, Emails: []string{"orders-team@example.com"},
	})
	o.cluster = ecs.NewCluster(o, "Cluster", &ecs.ClusterProps{
		Name: "orders", Account: at.account, Region: at.region, Vpc: vpc.Vpc(), SubnetIDs: vpc.PrivateSubnets(), Key: o.alerts.Key(),
	})

	image := image.Released(o, o.images.ARN()) // one image, two commands
	api := o.api(vpc, image)
	worker := o.worker(image)

	queue := o.queue()
	queue.GrantSendMessages(api) // a service is a grantee
	queue.GrantConsumeMessages(worker)
	return o
}

// Images is where the team pushes its image.
func (o *orders) Images() *registry.Repository { return o.images }

// api answers https://orders.example.com.
func (o *orders) api(vpc *network.Vpc, image image.Image) *ecs.Service {
	balancer := ingress.NewBalancer(o, "Ingress", &ingress.BalancerProps{
		Vpc: vpc, Account: o.at.account, Region: o.at.region, Public: true,
		Certificates: []string{"arn:aws:acm:eu-west-1:111111111111:certificate/11111111-2222-3333-4444-555555555555"},
	})
	return ecs.NewService(o, "Api", &ecs.ServiceProps{
		Name: "api", Cluster: o.cluster, Image: image, Command: []string{"/orders", "serve"},
		Ingress: ecs.LoadBalanced{
			Listener: ecs.Listener{ARN: balancer.ListenerARN(), SecurityGroup: balancer.SecurityGroupID(), Balancer: balancer.FullName()},
			Hosts:    []string{"orders.example.com"},
			Priority: 100,
			Health:   service.Health{Path: "/healthz"},
		},
		Scaling: service.Scaling{Min: 2, Max: 10, Requests: 1000},
		Alerts:  []string{o.alerts.TopicARN()},
	})
}

// worker ships what the queue holds.
func (o *orders) worker(image image.Image) *ecs.Service {
	return ecs.NewService(o, "Worker", &ecs.ServiceProps{
		Name: "worker", Cluster: o.cluster, Image: image, Command: []string{"/orders", "work"},
		Size: service.Size{CPU: 512, Memory: 1024}, ARM: true,
		Alerts: []string{o.alerts.TopicARN()},
	})
}

// queue holds orders until a worker has shipped them; what fails five times is set aside.
func (o *orders) queue() awssqs.Queue {
	return awssqs.NewQueue(o, jsii.String("Queue"), &awssqs.QueueProps{
		EnforceSSL: jsii.Bool(true),
		DeadLetterQueue: &awssqs.DeadLetterQueue{
			MaxReceiveCount: jsii.Number(5),
			Queue:           awssqs.NewQueue(o, jsii.String("Failed"), &awssqs.QueueProps{EnforceSSL: jsii.Bool(true)}),
		},
	})
}
