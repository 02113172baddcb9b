package express

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/internal/nag"
)

// Express Mode finds the container that answers by this name, and by its only port, which must have a name too (ECS
// developer guide, "Troubleshooting Amazon ECS Express Mode services").
const (
	containerName = "Main"
	portName      = "http"
)

// define defines the task: its log group, its two roles and its one container.
func (s *Service) define() awslogs.CfnLogGroup {
	p := s.props
	logs := awslogs.NewCfnLogGroup(s, jsii.String("Logs"), &awslogs.CfnLogGroupProps{
		LogGroupName:    jsii.String(s.LogGroup()),
		RetentionInDays: jsii.Number(p.LogDays),
		KmsKeyId:        &p.Cluster.Key,
	})
	if p.Retain {
		logs.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	}
	s.taskRole = s.newTaskRole()
	s.task = awsecs.NewCfnTaskDefinition(s, jsii.String("Task"), &awsecs.CfnTaskDefinitionProps{
		Family:                  jsii.String(p.Cluster.Name + "-" + p.Name),
		RequiresCompatibilities: jsii.Strings("FARGATE"),
		NetworkMode:             jsii.String("awsvpc"),
		Cpu:                     jsii.String(strconv.Itoa(p.Size.CPU)),
		Memory:                  jsii.String(strconv.Itoa(int(p.Size.Memory))),
		RuntimePlatform:         &awsecs.CfnTaskDefinition_RuntimePlatformProperty{OperatingSystemFamily: jsii.String("LINUX"), CpuArchitecture: jsii.String(s.architecture())},
		ExecutionRoleArn:        s.executionRole(),
		TaskRoleArn:             s.taskRole,
		ContainerDefinitions:    []any{s.container()},
		Volumes:                 s.volumes(),
	})
	p.Image.Guard(s.task)
	if len(p.Config) > 0 {
		nag.Acknowledge(s.task, nag.Acknowledgement{
			Rule:   "AwsSolutions-ECS2",
			Reason: "Plain configuration is part of the task definition, so that a change rolls out and back with it; secrets go by reference, and values that look like credentials are refused.",
		})
	}
	return logs
}

func (s *Service) architecture() string {
	if s.props.ARM {
		return "ARM64"
	}
	return "X86_64"
}

// container is the service's only container. Its log driver never blocks the service: under back-pressure the oldest
// lines of a 25 MiB buffer are dropped.
func (s *Service) container() *awsecs.CfnTaskDefinition_ContainerDefinitionProperty {
	p := s.props
	c := &awsecs.CfnTaskDefinition_ContainerDefinitionProperty{
		Name:                   jsii.String(containerName),
		Image:                  jsii.String(p.Image.Reference()),
		Essential:              true,
		User:                   &p.User,
		ReadonlyRootFilesystem: true,
		Privileged:             false,
		StopTimeout:            jsii.Number(p.StopWithin.Seconds()),
		MountPoints:            s.mounts(),
		PortMappings: []any{&awsecs.CfnTaskDefinition_PortMappingProperty{
			Name: jsii.String(portName), ContainerPort: jsii.Number(p.Port), Protocol: jsii.String("tcp"),
		}},
		LogConfiguration: &awsecs.CfnTaskDefinition_LogConfigurationProperty{LogDriver: jsii.String("awslogs"), Options: map[string]string{
			"awslogs-group": s.LogGroup(), "awslogs-region": s.place.Region, "awslogs-stream-prefix": "task",
			"mode": "non-blocking", "max-buffer-size": "25m",
		}},
		LinuxParameters: &awsecs.CfnTaskDefinition_LinuxParametersProperty{
			InitProcessEnabled: true, Capabilities: &awsecs.CfnTaskDefinition_KernelCapabilitiesProperty{Drop: jsii.Strings("ALL")},
		},
	}
	if len(p.Command) > 0 {
		c.Command = jsii.Strings(p.Command...)
	}
	c.Environment = variables(p.Config, func(name, value string) any {
		return &awsecs.CfnTaskDefinition_KeyValuePairProperty{Name: &name, Value: &value}
	})
	c.Secrets = variables(p.Secrets, func(name, arn string) any {
		return &awsecs.CfnTaskDefinition_SecretProperty{Name: &name, ValueFrom: &arn}
	})
	return c
}

// variables lists what one makes of each variable, in the order of their names, or is nil without any.
func variables(of map[string]string, one func(name, value string) any) any {
	if len(of) == 0 {
		return nil
	}
	all := make([]any, 0, len(of))
	for _, name := range slices.Sorted(maps.Keys(of)) {
		all = append(all, one(name, of[name]))
	}
	return all
}

func (s *Service) volumes() []any {
	all := make([]any, len(s.props.Writable))
	for i := range all {
		all[i] = &awsecs.CfnTaskDefinition_VolumeProperty{Name: volume(i)}
	}
	return all
}

func (s *Service) mounts() []any {
	all := []any{}
	for i, path := range s.props.Writable {
		all = append(all, &awsecs.CfnTaskDefinition_MountPointProperty{SourceVolume: volume(i), ContainerPath: &path, ReadOnly: false})
	}
	return all
}

func volume(i int) *string { return jsii.String(fmt.Sprintf("writable-%d", i+1)) }
