package apprunner

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapprunner"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/signal"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// Service is a container that answers HTTP, as instances that App Runner owns. It is a grantee (pass it to any Grant…
// method), a network peer for what it calls (pass it to any Connections) and a source of signals.
//
// Use it to keep a service of an account that runs on App Runner already. Do not use it for a new one: package express
// costs as little thought, and App Runner is closed to new customers. Nor for requests that take longer than 120 s or
// state on disk (App Runner developer guide, "Developing application code for App Runner"), a worker, a job, or a user,
// file system or processor of one's own choice: package ecs has all of them.
//
// Running it costs the memory of all instances, 0.007 USD per GB-hour, and while they answer their CPU, 0.064 USD per
// vCPU-hour (AWS App Runner pricing, eu-west-1): two instances of 256 CPU units and 512 MiB about 5 USD a month asleep,
// 28 USD busy. Alarms are 0.10 USD a month each, logs by GB (CloudWatch pricing). An account has 10 names for scaling
// configurations in a region, and each service takes one (AWS General Reference, "AWS App Runner endpoints and quotas").
type Service struct {
	constructs.Construct
	place policy.Place
	props ServiceProps

	instanceRole awsiam.CfnRole
	group        awsec2.CfnSecurityGroup // group is nil without Subnets
	service      awsapprunner.CfnService
	host         string // where the service answers, known once it is deployed
	symptoms     []symptom.Symptom

	grantee     awsiam.IRole
	connections awsec2.Connections
}

var (
	_ awsiam.IGrantable   = (*Service)(nil)
	_ awsec2.IConnectable = (*Service)(nil)
	_ signal.Source       = (*Service)(nil)
)

// NewService defines a service under scope. It panics with a *check.Error that names every bad prop; call
// props.Validate first to get it as a value.
func NewService(scope constructs.Construct, id string, props *ServiceProps) *Service {
	given := check.Given(props)
	check.Must(id, given.Validate())

	p := given.withDefaults()
	s := &Service{props: p, place: p.Environment.place()}
	constructs.NewConstruct_Override(s, scope, &id)
	s.keepLogs()
	s.run()     // roles, scaling, network, the service itself
	s.watchIt() // alarms that tell somebody
	s.warn()
	return s
}

// keepLogs defines the log group that the service has on every runtime. App Runner writes to groups of its own; the
// group is here so that moving the service to another runtime, or back, deletes no logs.
func (s *Service) keepLogs() {
	logs := awslogs.NewCfnLogGroup(s, jsii.String("Logs"), &awslogs.CfnLogGroupProps{
		LogGroupName:    jsii.String(s.LogGroup()),
		RetentionInDays: jsii.Number(s.props.LogDays),
		KmsKeyId:        &s.props.Environment.Key,
	})
	if s.props.Retain {
		logs.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	}
}

// run defines the service.
func (s *Service) run() {
	p := s.props
	s.instanceRole = s.newInstanceRole()
	source, policies := s.source(), s.permissions()
	if role, rights := s.newAccessRole(); role != nil {
		source.AuthenticationConfiguration = &awsapprunner.CfnService_AuthenticationConfigurationProperty{AccessRoleArn: role.AttrArn()}
		policies = append(policies, rights)
	}
	s.service = awsapprunner.NewCfnService(s, jsii.String("Service"), &awsapprunner.CfnServiceProps{
		ServiceName:         jsii.String(p.serviceName()),
		SourceConfiguration: source,
		InstanceConfiguration: &awsapprunner.CfnService_InstanceConfigurationProperty{
			Cpu: jsii.String(strconv.Itoa(p.Size.CPU)), Memory: jsii.String(strconv.Itoa(int(p.Size.Memory))),
			InstanceRoleArn: s.instanceRole.AttrArn(),
		},
		AutoScalingConfigurationArn: s.scaling(),
		EncryptionConfiguration:     &awsapprunner.CfnService_EncryptionConfigurationProperty{KmsKey: &p.Environment.Key},
		HealthCheckConfiguration: &awsapprunner.CfnService_HealthCheckConfigurationProperty{
			Protocol: jsii.String("HTTP"), Path: &p.Health.Path,
			Interval: jsii.Number(p.Health.Interval.Seconds()), Timeout: jsii.Number(p.Health.Timeout.Seconds()),
			HealthyThreshold: jsii.Number(p.Health.Healthy), UnhealthyThreshold: jsii.Number(p.Health.Unhealthy),
		},
		NetworkConfiguration:       s.network(),
		ObservabilityConfiguration: s.tracing(),
	})
	p.Image.Guard(s.service)
	untagged(s.service)
	// App Runner assumes its roles at once, and a new role may not be known everywhere yet (aws/apprunner-roadmap, issue
	// 142): the policies are resources of their own that come between the roles and the service.
	s.service.Node().AddDependency(policies...)
	s.host = *s.service.AttrServiceUrl()
	if p.Endpoint != "" {
		s.host = s.answerInside()
	}
}

// source is what runs. A release owns the image, so App Runner deploys nothing by itself.
func (s *Service) source() *awsapprunner.CfnService_SourceConfigurationProperty {
	p := s.props
	kind := "ECR"
	if p.Image.Repository() == "" {
		kind = "ECR_PUBLIC"
	}
	configuration := &awsapprunner.CfnService_ImageConfigurationProperty{
		Port:                        jsii.String(strconv.Itoa(p.Port)),
		RuntimeEnvironmentVariables: pairs(p.Config),
		RuntimeEnvironmentSecrets:   pairs(p.Secrets),
	}
	if len(p.Command) > 0 {
		configuration.StartCommand = jsii.String(strings.Join(p.Command, " "))
	}
	return &awsapprunner.CfnService_SourceConfigurationProperty{
		AutoDeploymentsEnabled: false,
		ImageRepository: &awsapprunner.CfnService_ImageRepositoryProperty{
			ImageIdentifier: jsii.String(p.Image.Reference()), ImageRepositoryType: &kind, ImageConfiguration: configuration,
		},
	}
}

// pairs lists variables in the order of their names, or is nil without any.
func pairs(of map[string]string) any {
	if len(of) == 0 {
		return nil
	}
	all := make([]any, 0, len(of))
	for _, name := range slices.Sorted(maps.Keys(of)) {
		all = append(all, &awsapprunner.CfnService_KeyValuePairProperty{Name: &name, Value: jsii.String(of[name])})
	}
	return all
}

// scaling is the ARN of the scaling configuration: the number that App Runner follows, between Min and Max.
func (s *Service) scaling() *string {
	scaling := awsapprunner.NewCfnAutoScalingConfiguration(s, jsii.String("Scaling"), &awsapprunner.CfnAutoScalingConfigurationProps{
		MinSize: jsii.Number(s.props.Scaling.Min), MaxSize: jsii.Number(s.props.Scaling.Max),
		MaxConcurrency: jsii.Number(s.props.Scaling.Concurrency),
	})
	untagged(scaling)
	return scaling.AttrAutoScalingConfigurationArn()
}

// tracing sends traces to X-Ray, or is nil without Tracing.
func (s *Service) tracing() any {
	if !s.props.Tracing {
		return nil
	}
	traces := awsapprunner.NewCfnObservabilityConfiguration(s, jsii.String("Tracing"), &awsapprunner.CfnObservabilityConfigurationProps{
		TraceConfiguration: &awsapprunner.CfnObservabilityConfiguration_TraceConfigurationProperty{Vendor: jsii.String("AWSXRAY")},
	})
	untagged(traces)
	return &awsapprunner.CfnService_ServiceObservabilityConfigurationProperty{
		ObservabilityEnabled: true, ObservabilityConfigurationArn: traces.AttrObservabilityConfigurationArn(),
	}
}

// untagged keeps the stack's tags off resource: a changed tag would replace it.
func untagged(resource awscdk.CfnResource) { resource.AddPropertyDeletionOverride(jsii.String("Tags")) }
