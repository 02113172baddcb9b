package stacks

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
)

// Service is one service of an environment. Its only parameter is the image; a release changes nothing else.
type Service struct {
	awscdk.Stack
	service *ecs.Service
}

// NewService defines the service s of d in stage, on platform.
func NewService(stage constructs.Construct, d deployment, s config.Service, platform *Platform) *Service {
	stack := &Service{}
	awscdk.NewStack_Override(stack, stage, &s.Name, d.props(s.Name, "service "+s.Name))
	stack.service = ecs.NewService(stack, "Service", &ecs.ServiceProps{
		Name: s.Name, Cluster: platform.cluster, Image: d.image(stack, s), Port: s.Port, Size: s.Size, ARM: s.ARM,
		Scaling: s.Scaling, Ingress: reach(s, platform), Command: s.Command, User: s.User, Writable: s.Writable,
		Config: s.Config, Secrets: s.Secrets, Peer: callsOthers(d, s), Exec: s.Exec, StopWithin: s.StopWithin,
		Strategy: s.Strategy, LogDays: d.LogDays, Retain: d.Protect, Alerts: []string{platform.alerts.TopicARN()}, Runbook: s.Runbook,
	})
	output(stack, "LogGroup", "The log group, for aws logs tail", stack.service.LogGroup())
	if url := stack.service.URL(); url != "" {
		output(stack, "Url", "Where the service answers", url)
	}
	return stack
}

// Service is the running container.
func (s *Service) Service() *ecs.Service { return s.service }

// image is what s runs: the one the file names, or the one releases own.
func (d deployment) image(stack awscdk.Stack, s config.Service) image.Image {
	if s.Image != "" {
		return image.Fixed(s.Image, "")
	}
	return image.Released(stack, d.home().arn(s.Name))
}

// reach is how requests reach s.
func reach(s config.Service, platform *Platform) ecs.Ingress {
	switch s.Ingress.Kind {
	case config.Public:
		return ecs.LoadBalanced{
			Listener: platform.listener, Hosts: []string{s.Ingress.Host}, Paths: s.Ingress.Paths,
			Priority: s.Ingress.Priority, Health: s.Health,
		}
	case config.Internal:
		return ecs.Connected{}
	}
	return nil
}

// callsOthers says whether another service of the environment can be called by name.
func callsOthers(d deployment, s config.Service) bool {
	for _, other := range d.Services {
		if other.Name != s.Name && other.Ingress.Kind == config.Internal {
			return true
		}
	}
	return false
}
