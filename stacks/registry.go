package stacks

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/delivery"
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
	services []string            // those whose image releases own, each once and sorted
	pullers  []string            //  other accounts that pull, each once and sorted
	moving   map[string][]string // tags that may move, by service, where somebody else pushes its images
	keep     int                 // how many images stay; 0 for the registry's default
	protect  bool
	props    *awscdk.StackProps
}

// repository is where the images of service are.
func (h home) repository(service string) *registry.RepositoryProps {
	return &registry.RepositoryProps{
		Name: h.name(service), Account: h.at.Account, Region: h.at.Region, Partition: h.at.Partition, Keep: h.keep,
		// CloudFormation names the roles that start tasks after their stacks.
		PullAccounts: h.pullers, PullRoles: []string{h.app + "-*"}, Disposable: !h.protect, Moving: h.moving[service],
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
		services: images(d.Environment), protect: d.Protect, props: d.props("registry", "the images of its services"),
	}
}

func deliveryHome(file config.File, tools config.Delivery) home {
	h := home{
		app: file.App, at: policy.Place{Account: tools.Account, Region: tools.Region, Partition: tools.Partition},
		services: images(file.Environments...), keep: tools.Keep, protect: true,
		props: deliveryProps(file, "registry", "the images of its services"), moving: map[string][]string{},
	}
	for _, environment := range file.Environments {
		if environment.Account != tools.Account {
			h.pullers = append(h.pullers, environment.Account)
		}
	}
	for _, one := range tools.Services {
		if from, pushed := one.Source.(delivery.Registry); pushed {
			h.moving[one.Name] = []string{"cache-*", from.WithDefaults().Tag}
		}
	}
	slices.Sort(h.pullers)
	h.pullers = slices.Compact(h.pullers)
	return h
}

// images are the services of environments whose image releases own, each once and sorted.
func images(environments ...config.Environment) (services []string) {
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
