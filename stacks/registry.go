package stacks

import (
	"fmt"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/registry"
)

// Registry holds one image repository per service that releases own.
type Registry struct {
	awscdk.Stack
	repositories []*registry.Repository
}

// NewRegistry defines the repositories of images in stage.
func NewRegistry(stage constructs.Construct, images home) *Registry {
	r := &Registry{}
	awscdk.NewStack_Override(r, stage, jsii.String("Registry"), images.props)
	for _, service := range images.services {
		r.repositories = append(r.repositories, registry.NewRepository(r, service, images.repository(service)))
		output(r, "Repository-"+service, "Where releases push the images of "+service, r.repositories[len(r.repositories)-1].URI())
	}
	return r
}

// Repositories are the services' repositories, in the order of the services' names.
func (r *Registry) Repositories() []*registry.Repository { return r.repositories }

// home is where images live and who may pull them.
type home struct {
	app      string
	at       policy.Place
	services []string // those whose image releases own, each once and sorted
	pullers  []string //  other accounts that pull, each once and sorted
	keep     int      // how many images stay; 0 for the registry's default
	protect  bool
	props    *awscdk.StackProps
}

// repository is where the images of service are.
func (h home) repository(service string) *registry.RepositoryProps {
	return &registry.RepositoryProps{
		Name: h.name(service), Account: h.at.Account, Region: h.at.Region, Partition: h.at.Partition, Keep: h.keep,
		// CloudFormation names the roles that start tasks after their stacks.
		PullAccounts: h.pullers, PullRoles: []string{h.app + "-*"}, Disposable: !h.protect,
	}
}

// name is the repository of service.
func (h home) name(service string) string { return h.app + "/" + service }

// arn is the repository of service, known before it is deployed.
func (h home) arn(service string) string { return h.at.ARN("ecr", "repository/"+h.name(service)) }

// home is where the environment's images live: in the tools account, or without one in the environment itself.
func (d deployment) home() home {
	if d.file.Delivery != nil {
		return deliveryHome(d.file, *d.file.Delivery)
	}
	return home{
		app: d.file.App, at: policy.Place{Account: d.Account, Region: d.Region, Partition: d.Partition},
		services: released(d.Environment), protect: d.Protect, props: d.props("registry", "the images of its services"),
	}
}

func deliveryHome(file config.File, delivery config.Delivery) home {
	h := home{
		app: file.App, at: policy.Place{Account: delivery.Account, Region: delivery.Region, Partition: delivery.Partition},
		services: released(file.Environments...), keep: delivery.Keep, protect: true,
		props: deliveryProps(file, "registry", "the images of its services"),
	}
	for _, environment := range file.Environments {
		if environment.Account != delivery.Account {
			h.pullers = append(h.pullers, environment.Account)
		}
	}
	slices.Sort(h.pullers)
	h.pullers = slices.Compact(h.pullers)
	return h
}

// released are the services of environments whose image releases own, each once and sorted.
func released(environments ...config.Environment) (services []string) {
	for _, environment := range environments {
		for _, s := range environment.Services {
			if s.Image == "" {
				services = append(services, s.Name)
			}
		}
	}
	slices.Sort(services)
	return slices.Compact(services)
}

// deliveryProps are the props of the tools account's stack called purpose. It is always protected: every environment
// runs what it holds.
func deliveryProps(file config.File, purpose, description string) *awscdk.StackProps {
	return &awscdk.StackProps{
		StackName:             jsii.String(fmt.Sprintf("%s-delivery-%s", file.App, purpose)),
		Description:           jsii.String(fmt.Sprintf("%s delivery: %s", file.App, description)),
		TerminationProtection: jsii.Bool(true),
		Tags:                  tags(file.Tags, file, "delivery"),
	}
}
