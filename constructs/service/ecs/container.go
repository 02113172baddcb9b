package ecs

import (
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/service"
)

// portName names the container's port for Service Connect.
const portName = "http"

// container is what the containers of a task differ in.
type container struct {
	name, image, user string
	essential         bool
	command           []string
	config, secrets   map[string]string
	stream            string // what its log streams start with
	mounts            any
}

// containers are the service's own container and its sidecars.
func (t *task) containers() []any {
	own := t.contain(container{
		name: t.name, image: t.image.Reference(), user: t.user, essential: true, command: t.command,
		config: t.variables(), secrets: t.secrets, stream: "task", mounts: t.mounts(),
	})
	if t.port != 0 {
		own.PortMappings = []any{&awsecs.CfnTaskDefinition_PortMappingProperty{
			Name: jsii.String(portName), ContainerPort: jsii.Number(t.port), Protocol: jsii.String("tcp"), AppProtocol: jsii.String("http"),
		}}
	}
	own.DependsOn, own.ResourceRequirements = t.first(), t.accelerators()
	all := []any{own}
	for _, s := range t.sidecars {
		all = append(all, t.beside(s.WithDefaults()))
	}
	return all
}

// beside is the container of a sidecar.
func (t *task) beside(s service.Sidecar) *awsecs.CfnTaskDefinition_ContainerDefinitionProperty {
	c := t.contain(container{
		name: s.Name, image: s.Image, user: s.User, essential: !s.Optional, command: s.Command,
		config: s.Config, secrets: s.Secrets, stream: "sidecar", mounts: mounted(sidecarVolume(s.Name), s.Writable),
	})
	if s.Port != 0 {
		c.PortMappings = []any{&awsecs.CfnTaskDefinition_PortMappingProperty{
			Name: &s.Name, ContainerPort: jsii.Number(s.Port), Protocol: jsii.String("tcp"),
		}}
	}
	if s.CPU != 0 {
		c.Cpu = jsii.Number(s.CPU)
	}
	if s.Memory != 0 {
		c.Memory = jsii.Number(int(s.Memory))
	}
	if len(s.Health) > 0 {
		c.HealthCheck = &awsecs.CfnTaskDefinition_HealthCheckProperty{
			Command: jsii.Strings(append([]string{"CMD"}, s.Health...)...), Interval: jsii.Number(10), Timeout: jsii.Number(5), Retries: jsii.Number(3),
		}
	}
	return c
}

// first are the sidecars that the service's own container waits for.
func (t *task) first() any {
	var all []any
	for _, s := range t.sidecars {
		condition := "START"
		if len(s.Health) > 0 {
			condition = "HEALTHY"
		}
		if s.First {
			all = append(all, &awsecs.CfnTaskDefinition_ContainerDependencyProperty{ContainerName: &s.Name, Condition: &condition})
		}
	}
	if all == nil {
		return nil
	}
	return all
}

// contain is a container that can change neither itself nor its host. Its log driver never blocks it: under
// back-pressure the oldest lines of a 25 MiB buffer are dropped.
func (t *task) contain(of container) *awsecs.CfnTaskDefinition_ContainerDefinitionProperty {
	c := &awsecs.CfnTaskDefinition_ContainerDefinitionProperty{
		Name:                   &of.name,
		Image:                  &of.image,
		Essential:              of.essential,
		User:                   &of.user,
		ReadonlyRootFilesystem: true,
		Privileged:             false,
		StopTimeout:            jsii.Number(t.stopWithin.Seconds()),
		LogConfiguration:       &awsecs.CfnTaskDefinition_LogConfigurationProperty{LogDriver: jsii.String("awslogs"), Options: t.logging(of.stream)},
		MountPoints:            of.mounts,
		LinuxParameters: &awsecs.CfnTaskDefinition_LinuxParametersProperty{
			InitProcessEnabled: true, Capabilities: &awsecs.CfnTaskDefinition_KernelCapabilitiesProperty{Drop: jsii.Strings("ALL")},
		},
	}
	if len(of.command) > 0 {
		c.Command = jsii.Strings(of.command...)
	}
	c.Environment = listed(of.config, func(name, value string) any {
		return &awsecs.CfnTaskDefinition_KeyValuePairProperty{Name: &name, Value: &value}
	})
	c.Secrets = listed(of.secrets, func(name, arn string) any {
		return &awsecs.CfnTaskDefinition_SecretProperty{Name: &name, ValueFrom: &arn}
	})
	return c
}

// variables are the plain configuration of the service's own container.
func (t *task) variables() map[string]string {
	all := maps.Clone(t.config)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, t.given)
	return all
}

// listed is what one makes of each variable, in the order of their names, or nil without any.
func listed(of map[string]string, one func(name, value string) any) any {
	if len(of) == 0 {
		return nil
	}
	all := make([]any, 0, len(of))
	for _, name := range slices.Sorted(maps.Keys(of)) {
		all = append(all, one(name, of[name]))
	}
	return all
}

// logging are the options of the awslogs driver; lines go to streams that start with prefix.
func (t *task) logging(prefix string) map[string]string {
	return map[string]string{
		"awslogs-group": t.logGroup(), "awslogs-region": t.place.Region, "awslogs-stream-prefix": prefix,
		"mode": "non-blocking", "max-buffer-size": "25m",
	}
}
