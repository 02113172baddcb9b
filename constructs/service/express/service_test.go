package express_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/express"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestExpressModeFindsTheContainerThatAnswers(t *testing.T) {
	got := synth(t, func(p *express.ServiceProps) { p.Port = 9000; p.Health.Path = "/healthz" })
	task := got.Has("AWS::ECS::TaskDefinition", synthtest.Props{
		"Family": "shop-dev-api", "RequiresCompatibilities": []any{"FARGATE"}, "NetworkMode": "awsvpc", "Cpu": "256", "Memory": "512",
		"ContainerDefinitions": []any{object{"Name": "Main", "PortMappings": []any{object{"Name": "http", "ContainerPort": 9000, "Protocol": "tcp"}}}},
	})
	got.Has("AWS::ECS::ExpressGatewayService", synthtest.Props{
		"ServiceName": "api", "Cluster": "shop-dev", "TaskDefinitionArn": object{"Ref": task}, "HealthCheckPath": "/healthz",
	})
}

func TestTheServiceRepeatsNothingOfItsTaskDefinition(t *testing.T) {
	synth(t, nil).Has("AWS::ECS::ExpressGatewayService", synthtest.Props{
		"PrimaryContainer": synthtest.Absent(), "ExecutionRoleArn": synthtest.Absent(), "TaskRoleArn": synthtest.Absent(),
		"Cpu": synthtest.Absent(), "Memory": synthtest.Absent(),
	})
}

func TestTheContainerCannotChangeItselfOrBeRoot(t *testing.T) {
	synth(t, nil).Has("AWS::ECS::TaskDefinition", synthtest.Props{"ContainerDefinitions": []any{object{
		"ReadonlyRootFilesystem": true, "Privileged": false, "User": "65532:65532", "StopTimeout": 30,
		"LinuxParameters": object{"Capabilities": object{"Drop": []any{"ALL"}}, "InitProcessEnabled": true},
		"MountPoints":     []any{object{"ContainerPath": "/tmp", "ReadOnly": false}},
	}}})
}

func TestTheTaskIsWhatWasAskedFor(t *testing.T) {
	synth(t, func(p *express.ServiceProps) {
		p.Size, p.ARM = service.Size{CPU: 512, Memory: 2048}, true
		p.Command, p.User, p.Writable, p.StopWithin = []string{"/app", "serve"}, "1000", []string{"/data"}, 90*time.Second
	}).Has("AWS::ECS::TaskDefinition", synthtest.Props{
		"Cpu": "512", "Memory": "2048", "RuntimePlatform": object{"CpuArchitecture": "ARM64"},
		"ContainerDefinitions": []any{object{
			"Command": []any{"/app", "serve"}, "User": "1000", "StopTimeout": 90, "MountPoints": []any{object{"ContainerPath": "/data"}},
		}},
	})
}

func TestConfigurationIsPlainAndSecretsGoByReference(t *testing.T) {
	synth(t, func(p *express.ServiceProps) {
		p.Config = map[string]string{"LOG_LEVEL": "info", "CACHE": "on"}
		p.Secrets = map[string]string{"DATABASE_URL": secret + ":url::", "FLAGS": parameter}
	}).Has("AWS::ECS::TaskDefinition", synthtest.Props{"ContainerDefinitions": []any{object{
		"Environment": []any{object{"Name": "CACHE", "Value": "on"}, object{"Name": "LOG_LEVEL", "Value": "info"}},
		"Secrets":     []any{object{"Name": "DATABASE_URL", "ValueFrom": secret + ":url::"}, object{"Name": "FLAGS", "ValueFrom": parameter}},
	}}})
}

func TestLogsAreEncryptedKeptAndNeverBlockTheService(t *testing.T) {
	got := synth(t, func(p *express.ServiceProps) { p.LogDays = 365; p.Retain = true })
	logs := got.Has("AWS::Logs::LogGroup", synthtest.Props{"LogGroupName": "/shop-dev/api", "RetentionInDays": 365, "KmsKeyId": key})
	got.Has("AWS::ECS::TaskDefinition", synthtest.Props{"ContainerDefinitions": []any{object{"LogConfiguration": object{
		"LogDriver": "awslogs", "Options": object{"mode": "non-blocking", "max-buffer-size": "25m", "awslogs-group": "/shop-dev/api"},
	}}}})
	if one := got.Resource(logs); one.DeletionPolicy != "RetainExceptOnCreate" || one.UpdateReplacePolicy != "Retain" {
		t.Errorf("policies %q and %q, want Retain", one.DeletionPolicy, one.UpdateReplacePolicy)
	}
	if dependsOn := got.One("AWS::ECS::ExpressGatewayService").DependsOn; !slices.Contains(dependsOn, logs) {
		t.Errorf("the service depends on %v, want the log group %s among them", dependsOn, logs)
	}
}

func TestTheServiceFollowsTheNumberItWasGiven(t *testing.T) {
	for name, row := range map[string]struct {
		scaling service.Scaling
		want    object
	}{
		"default":  {service.Scaling{}, object{"AutoScalingMetric": "AVERAGE_CPU", "AutoScalingTargetValue": 60, "MinTaskCount": 2, "MaxTaskCount": 4}},
		"cpu":      {service.Scaling{Min: 3, Max: 30, CPU: 50}, object{"AutoScalingMetric": "AVERAGE_CPU", "AutoScalingTargetValue": 50, "MinTaskCount": 3, "MaxTaskCount": 30}},
		"memory":   {service.Scaling{Memory: 70}, object{"AutoScalingMetric": "AVERAGE_MEMORY", "AutoScalingTargetValue": 70}},
		"requests": {service.Scaling{Requests: 600}, object{"AutoScalingMetric": "REQUEST_COUNT_PER_TARGET", "AutoScalingTargetValue": 600}},
	} {
		t.Run(name, func(t *testing.T) {
			synth(t, func(p *express.ServiceProps) { p.Scaling = row.scaling }).
				Has("AWS::ECS::ExpressGatewayService", synthtest.Props{"ScalingTarget": row.want})
		})
	}
}

func TestSubnetsAreGivenAndNobodyConnectsButTheBalancer(t *testing.T) {
	got := synth(t, nil)
	group := got.Has("AWS::EC2::SecurityGroup", synthtest.Props{
		"VpcId": vpc, "SecurityGroupIngress": synthtest.Absent(), "SecurityGroupEgress": []any{object{"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}},
	})
	got.Has("AWS::ECS::ExpressGatewayService", synthtest.Props{"NetworkConfiguration": object{
		"Subnets":        []any{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"},
		"SecurityGroups": []any{object{"Fn::GetAtt": []any{group, "GroupId"}}},
	}})
}

func TestTheServiceWaitsForItsNetwork(t *testing.T) {
	stack := synthtest.Stack(t)
	route := awsec2.NewCfnRoute(stack, jsii.String("Route"), &awsec2.CfnRouteProps{RouteTableId: jsii.String("rtb-0aaaaaaaaaaaaaaaa")})
	props := minimalProps()
	props.Network = []constructs.IDependable{route}
	express.NewService(stack, "Api", props)
	if dependsOn := synthtest.Of(t, stack).One("AWS::ECS::ExpressGatewayService").DependsOn; !slices.Contains(dependsOn, "Route") {
		t.Errorf("the service depends on %v, want the route among them", dependsOn)
	}
}

func TestANewTagNeverReplacesTheService(t *testing.T) {
	stack := synthtest.Stack(t)
	express.NewService(stack, "Api", minimalProps())
	awscdk.Tags_Of(stack).Add(jsii.String("team"), jsii.String("shop"), nil)

	got := synthtest.Of(t, stack)
	got.Has("AWS::ECS::ExpressGatewayService", synthtest.Props{"Tags": synthtest.Absent()})
	got.Has("AWS::ECS::TaskDefinition", synthtest.Props{"Tags": []any{object{"Key": "team", "Value": "shop"}}})
}

func TestTheFirstDeploymentRunsNothing(t *testing.T) {
	got := released(t)
	for _, kind := range []string{"AWS::ECS::ExpressGatewayService", "AWS::ECS::TaskDefinition"} {
		if one := got.One(kind); one.Condition != "Released" {
			t.Errorf("%s exists under %q, want Released", one.ID, one.Condition)
		}
	}
	got.Has("AWS::ECS::TaskDefinition", synthtest.Props{"ContainerDefinitions": []any{object{"Image": object{"Ref": "Image"}}}})
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
	stack := synthtest.Stack(t)
	awssqs.NewQueue(stack, jsii.String("Jobs"), nil).GrantSendMessages(express.NewService(stack, "Api", minimalProps()))

	got := synthtest.Of(t, stack)
	policy := got.One("AWS::IAM::Policy")
	if dependsOn := got.One("AWS::ECS::ExpressGatewayService").DependsOn; !slices.Contains(dependsOn, policy.ID) {
		t.Errorf("the service depends on %v, want %s among them", dependsOn, policy.ID)
	}
}

func TestAServiceIsANetworkPeer(t *testing.T) {
	stack := synthtest.Stack(t)
	api := express.NewService(stack, "Api", minimalProps())
	database := awsec2.SecurityGroup_FromSecurityGroupId(stack, jsii.String("Database"), jsii.String("sg-0fedcba9876543210"), nil)
	database.Connections().AllowFrom(api, awsec2.Port_Tcp(jsii.Number(5432)), nil)
	api.Connections().AllowDefaultPortFrom(database, nil)

	got := synthtest.Of(t, stack)
	got.Has("AWS::EC2::SecurityGroupIngress", synthtest.Props{"FromPort": 5432, "SourceSecurityGroupId": synthtest.Any()})
	got.Has("AWS::EC2::SecurityGroupIngress", synthtest.Props{"FromPort": 8080, "SourceSecurityGroupId": "sg-0fedcba9876543210"})
}

func TestTwoServicesShareAStackAndACluster(t *testing.T) {
	stack := synthtest.Stack(t)
	express.NewService(stack, "Api", minimalProps())
	other := minimalProps()
	other.Name = "web"
	web := express.NewService(stack, "Web", other)

	synthtest.Of(t, stack).Count("AWS::ECS::ExpressGatewayService", 2)
	if web.LogGroup() != "/shop-dev/web" || web.ARN() != "arn:aws:ecs:eu-west-1:111111111111:service/shop-dev/web" {
		t.Errorf("log group %s, ARN %s", web.LogGroup(), web.ARN())
	}
	if found := stack.Node().FindChild(jsii.String("Web")); found != web {
		t.Error("the tree does not hold the service itself")
	}
}

func TestTheAddressIsWhatECSGives(t *testing.T) {
	stack := synthtest.Stack(t)
	api := express.NewService(stack, "Api", minimalProps())
	awscdk.NewCfnOutput(stack, jsii.String("Url"), &awscdk.CfnOutputProps{Value: jsii.String(api.URL())})

	got := synthtest.Of(t, stack)
	want := object{"Fn::Join": []any{"", []any{"https://", object{"Fn::GetAtt": []any{got.One("AWS::ECS::ExpressGatewayService").ID, "Endpoint"}}}}}
	if differences := synthtest.Diff(want, got.Outputs()["Url"]["Value"]); len(differences) > 0 {
		t.Error(differences)
	}
}

func TestL1sAreWithinReach(t *testing.T) {
	stack := synthtest.Stack(t)
	props := minimalProps()
	props.Image = image.Fixed("public.ecr.aws/nginx/nginx:1.30", "")
	api := express.NewService(stack, "Api", props)
	api.CfnService().AddPropertyOverride(jsii.String("HealthCheckPath"), "/ping")
	api.CfnTaskDefinition().AddPropertyOverride(jsii.String("PidMode"), "task")

	got := synthtest.Of(t, stack)
	got.Has("AWS::ECS::ExpressGatewayService", synthtest.Props{"HealthCheckPath": "/ping"})
	got.Has("AWS::ECS::TaskDefinition", synthtest.Props{"PidMode": "task"})
}
