package apprunner_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/apprunner"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestAReleaseOwnsTheImage(t *testing.T) {
	released(t).Has("AWS::AppRunner::Service", synthtest.Props{"ServiceName": "shop-dev-api", "SourceConfiguration": object{
		"AutoDeploymentsEnabled": false,
		"ImageRepository":        object{"ImageIdentifier": object{"Ref": "Image"}, "ImageRepositoryType": "ECR"},
	}})
}

func TestAPublicImageNeedsNoAccess(t *testing.T) {
	got := synth(t, nil)
	got.Has("AWS::AppRunner::Service", synthtest.Props{"SourceConfiguration": object{
		"AuthenticationConfiguration": synthtest.Absent(), "AutoDeploymentsEnabled": false,
		"ImageRepository": object{"ImageIdentifier": "public.ecr.aws/nginx/nginx:1.29", "ImageRepositoryType": "ECR_PUBLIC"},
	}})
	got.Count("AWS::IAM::Role", 1)
}

func TestTheServiceIsWhatWasAskedFor(t *testing.T) {
	got := synth(t, func(p *apprunner.ServiceProps) {
		p.Port, p.Size, p.Command = 9000, service.Size{CPU: 1024, Memory: 3072}, []string{"/app", "serve", "--port=9000"}
		p.Scaling = service.Scaling{Min: 1, Max: 9, Concurrency: 50}
		p.Health = service.Health{Path: "/healthz", Interval: 10 * time.Second, Timeout: 2 * time.Second, Healthy: 1, Unhealthy: 5}
	})
	scaling := got.Has("AWS::AppRunner::AutoScalingConfiguration", synthtest.Props{"MinSize": 1, "MaxSize": 9, "MaxConcurrency": 50})
	got.Has("AWS::AppRunner::Service", synthtest.Props{
		"InstanceConfiguration":       object{"Cpu": "1024", "Memory": "3072"},
		"AutoScalingConfigurationArn": object{"Fn::GetAtt": []any{scaling, "AutoScalingConfigurationArn"}},
		"HealthCheckConfiguration": object{
			"Protocol": "HTTP", "Path": "/healthz", "Interval": 10, "Timeout": 2, "HealthyThreshold": 1, "UnhealthyThreshold": 5,
		},
		"SourceConfiguration": object{"ImageRepository": object{"ImageConfiguration": object{
			"Port": "9000", "StartCommand": "/app serve --port=9000",
		}}},
	})
}

func TestDefaultsSurviveAZone(t *testing.T) {
	got := synth(t, nil)
	got.Has("AWS::AppRunner::AutoScalingConfiguration", synthtest.Props{"MinSize": 2, "MaxSize": 4, "MaxConcurrency": 100})
	got.Has("AWS::AppRunner::Service", synthtest.Props{
		"InstanceConfiguration": object{"Cpu": "256", "Memory": "512"},
		"HealthCheckConfiguration": object{
			"Protocol": "HTTP", "Path": "/", "Interval": 15, "Timeout": 5, "HealthyThreshold": 2, "UnhealthyThreshold": 3,
		},
		"SourceConfiguration": object{"ImageRepository": object{"ImageConfiguration": object{
			"Port": "8080", "StartCommand": synthtest.Absent(),
			"RuntimeEnvironmentVariables": synthtest.Absent(), "RuntimeEnvironmentSecrets": synthtest.Absent(),
		}}},
		"ObservabilityConfiguration": synthtest.Absent(),
	})
}

func TestConfigurationIsPlainAndSecretsGoByReference(t *testing.T) {
	synth(t, func(p *apprunner.ServiceProps) {
		p.Config = map[string]string{"LOG_LEVEL": "info", "CACHE": "on"}
		p.Secrets = map[string]string{"DATABASE_URL": secret + ":url::", "FLAGS": parameter}
	}).Has("AWS::AppRunner::Service", synthtest.Props{"SourceConfiguration": object{"ImageRepository": object{"ImageConfiguration": object{
		"RuntimeEnvironmentVariables": []any{object{"Name": "CACHE", "Value": "on"}, object{"Name": "LOG_LEVEL", "Value": "info"}},
		"RuntimeEnvironmentSecrets": []any{
			object{"Name": "DATABASE_URL", "Value": secret + ":url::"}, object{"Name": "FLAGS", "Value": parameter},
		},
	}}}})
}

func TestEverythingIsUnderTheEnvironmentsKey(t *testing.T) {
	got := synth(t, func(p *apprunner.ServiceProps) { p.LogDays = 365; p.Retain = true })
	got.Has("AWS::AppRunner::Service", synthtest.Props{"EncryptionConfiguration": object{"KmsKey": key}})
	logs := got.Has("AWS::Logs::LogGroup", synthtest.Props{"LogGroupName": "/shop-dev/api", "RetentionInDays": 365, "KmsKeyId": key})
	if one := got.Resource(logs); one.DeletionPolicy != "RetainExceptOnCreate" || one.UpdateReplacePolicy != "Retain" {
		t.Errorf("policies %q and %q, want Retain", one.DeletionPolicy, one.UpdateReplacePolicy)
	}
}

// The logical id of the log group is the same on every runtime, or a move would delete the logs.
func TestTheLogGroupIsCalledAsOnEveryRuntime(t *testing.T) {
	stack := stack(t)
	api := apprunner.NewService(stack, "Api", minimalProps())
	if api.Node().TryFindChild(jsii.String("Logs")) == nil {
		t.Error("the log group is not the child Logs")
	}
	if got := api.LogGroup(); got != "/shop-dev/api" {
		t.Errorf("log group %s, want /shop-dev/api", got)
	}
}

func TestANewTagNeverReplacesAnything(t *testing.T) {
	stack := stack(t)
	props := minimalProps()
	props.Tracing = true
	inNetwork(props)
	apprunner.NewService(stack, "Api", props)
	awscdk.Tags_Of(stack).Add(jsii.String("team"), jsii.String("shop"), nil)

	got := synthtest.Of(t, stack)
	for _, kind := range []string{"Service", "AutoScalingConfiguration", "VpcConnector", "VpcIngressConnection", "ObservabilityConfiguration"} {
		got.Has("AWS::AppRunner::"+kind, synthtest.Props{"Tags": synthtest.Absent()})
	}
	got.Has("AWS::IAM::Role", synthtest.Props{"Tags": []any{object{"Key": "team", "Value": "shop"}}})
}

func TestTheFirstDeploymentRunsNothing(t *testing.T) {
	got := released(t)
	for _, kind := range []string{"AWS::AppRunner::Service", "AWS::AppRunner::VpcIngressConnection"} {
		if one := got.One(kind); one.Condition != "Released" {
			t.Errorf("%s exists under %q, want Released", one.ID, one.Condition)
		}
	}
	for id, one := range got.All() {
		if one.Condition != "" {
			continue
		}
		text, _ := json.Marshal(one.Properties)
		for other, conditional := range got.All() {
			if conditional.Condition != "" && strings.Contains(string(text), `"`+other+`"`) {
				t.Errorf("%s always exists but refers to %s, which does not", id, other)
			}
		}
	}
}

func TestAServiceIsAGranteeWhosePermissionsComeFirst(t *testing.T) {
	stack := stack(t)
	awssqs.NewQueue(stack, jsii.String("Jobs"), nil).GrantSendMessages(apprunner.NewService(stack, "Api", minimalProps()))

	got := synthtest.Of(t, stack)
	policy := got.One("AWS::IAM::Policy")
	if dependsOn := got.One("AWS::AppRunner::Service").DependsOn; !slices.Contains(dependsOn, policy.ID) {
		t.Errorf("the service depends on %v, want %s among them", dependsOn, policy.ID)
	}
}

func TestTwoServicesShareAStack(t *testing.T) {
	stack := stack(t)
	apprunner.NewService(stack, "Api", minimalProps())
	other := minimalProps()
	other.Name = "web"
	web := apprunner.NewService(stack, "Web", other)

	synthtest.Of(t, stack).Count("AWS::AppRunner::Service", 2)
	if found := stack.Node().FindChild(jsii.String("Web")); found != web {
		t.Error("the tree does not hold the service itself")
	}
}

func TestL1sAreWithinReach(t *testing.T) {
	stack := stack(t)
	props := minimalProps()
	props.Image = image.Fixed("public.ecr.aws/nginx/nginx:1.30", "")
	api := apprunner.NewService(stack, "Api", props)
	api.CfnService().AddPropertyOverride(jsii.String("NetworkConfiguration.IpAddressType"), "DUAL_STACK")

	synthtest.Of(t, stack).Has("AWS::AppRunner::Service", synthtest.Props{"NetworkConfiguration": object{"IpAddressType": "DUAL_STACK"}})
}
