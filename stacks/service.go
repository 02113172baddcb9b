package stacks

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/apprunner"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/constructs/service/express"
	"github.com/shipway-cdk/shipway/constructs/service/fleet"
	"github.com/shipway-cdk/shipway/constructs/signal"
)

// Service is one service of an environment. Its only parameter is the image; a release changes nothing else.
type Service struct {
	awscdk.Stack
	workload Workload
}

// Workload is what runs a service, whatever runs it.
type Workload interface {
	constructs.Construct
	signal.Source
	// LogGroup is the name of the service's log group.
	LogGroup() string
}

// addressed is a workload that answers somewhere.
type addressed interface{ URL() string }

// NewService defines the service s of d in stage, on what the environment's services share.
func NewService(stage constructs.Construct, d deployment, s config.Service, shared *shared) *Service {
	stack := &Service{}
	awscdk.NewStack_Override(stack, stage, &s.Name, d.props(s.Name, "service "+s.Name))
	one := instance{deployment: d, Service: s, shared: shared, stack: stack, image: d.image(stack, s)}
	stack.workload = one.build()
	one.admit(stack.workload)
	if s.Runtime != service.AppRunner { // which names its groups after an id of its own
		output(stack, "LogGroup", "The log group, for aws logs tail", stack.workload.LogGroup())
	}
	if at, answers := stack.workload.(addressed); answers && at.URL() != "" {
		url := output(stack, "Url", "Where the service answers", at.URL())
		if check.Token(at.URL()) { // AWS gives the address, to what runs
			url.SetCondition(one.image.Condition())
		}
	}
	return stack
}

// Workload is what runs the service.
func (s *Service) Workload() Workload { return s.workload }

// instance is one service of an environment on its way to become a construct. What it is made from is decided in plain
// values: the props of a service that the configuration accepts can be looked at without defining anything.
type instance struct {
	deployment
	config.Service
	shared *shared
	stack  awscdk.Stack
	image  image.Image
}

// build defines the service where its runtime says.
func (i instance) build() Workload {
	const id = "Service"
	switch {
	case i.Schedule != nil:
		return ecs.NewJob(i.stack, id, i.job())
	case i.Runtime == service.Express:
		return express.NewService(i.stack, id, i.express())
	case i.Runtime == service.EKS:
		return eks.NewService(i.stack, id, i.kubernetes())
	case i.Runtime == service.AppRunner:
		return apprunner.NewService(i.stack, id, i.appRunner())
	case i.Runtime == service.Fleet:
		hosts := fleet.NewService(i.stack, id, i.fleet())
		output(i.stack, "Revisions", "The bucket that releases upload revisions to", *hosts.Revisions().Ref())
		return hosts
	}
	return ecs.NewService(i.stack, id, i.ecs())
}

// alerts are the topics that the service's alarms notify.
func (i instance) alerts() []string { return []string{i.shared.topic} }

// image is what s runs: the one the file names, or the one releases own.
func (d deployment) image(stack awscdk.Stack, s config.Service) image.Image {
	if s.Image != "" {
		return fixed(s)
	}
	return image.Released(stack, d.home().arn(s.Name))
}

// fixed is the image that the file names for s, with the repository that its name says where it is in ECR.
func fixed(s config.Service) image.Image {
	parsed, _ := service.ParseImage(s.Image) // a bad one is refused by image.Fixed
	return image.Fixed(s.Image, parsed.ECR())
}
