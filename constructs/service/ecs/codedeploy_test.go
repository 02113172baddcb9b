package ecs_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const deployments = "AWS::CodeDeploy::DeploymentGroup"

// codeDeployed is a public service that CodeDeploy deploys.
func codeDeployed(p *ecs.ServiceProps) {
	p.Ingress = ecs.LoadBalanced{Listener: listener, Hosts: []string{"shop.example.com"}, Priority: 10, TestListener: testListener}
	p.Strategy, p.Controller = release.Canary{}, &release.CodeDeploy{}
}

// handed is the template of a service that CodeDeploy deploys, whose props were changed by mutate.
func handed(t *testing.T, mutate func(p *ecs.ServiceProps)) *synthtest.Template {
	t.Helper()
	return synth(t, func(p *ecs.ServiceProps) { codeDeployed(p); mutate(p) })
}

func unchanged(*ecs.ServiceProps) {}

func TestCloudFormationLeavesRevisionsToCodeDeploy(t *testing.T) {
	got := handed(t, unchanged)
	got.Has("AWS::ECS::Service", synthtest.Props{
		"DeploymentController": object{"Type": "CODE_DEPLOY"}, "TaskDefinition": "shop-dev-api", "DeploymentConfiguration": synthtest.Absent(),
		"AvailabilityZoneRebalancing": synthtest.Absent(),
		"LoadBalancers":               []any{object{"AdvancedConfiguration": synthtest.Absent()}},
	})
	if task := got.One("AWS::ECS::TaskDefinition"); !slices.Contains(got.One("AWS::ECS::Service").DependsOn, task.ID) {
		t.Errorf("the service does not wait for %s", task.ID)
	}
}

func TestTheServiceOfCodeDeployNeverChangesWithItsVersion(t *testing.T) {
	before := handed(t, unchanged).One("AWS::ECS::Service").Properties
	for name, mutate := range map[string]func(p *ecs.ServiceProps){
		"image":    func(p *ecs.ServiceProps) { p.Image = image.Fixed("public.ecr.aws/nginx/nginx:1.30", "") },
		"size":     func(p *ecs.ServiceProps) { p.Size = service.Size{CPU: 1024, Memory: 4096} },
		"config":   func(p *ecs.ServiceProps) { p.Config = map[string]string{"LOG_LEVEL": "debug"} },
		"secrets":  func(p *ecs.ServiceProps) { p.Secrets = map[string]string{"DATABASE_URL": secret} },
		"strategy": func(p *ecs.ServiceProps) { p.Strategy = release.Linear{Percent: 20} },
		"scaling":  func(p *ecs.ServiceProps) { p.Scaling = service.Scaling{Min: 5, Max: 50} },
	} {
		if differences := synthtest.Diff(before, handed(t, mutate).One("AWS::ECS::Service").Properties); len(differences) > 0 {
			t.Errorf("changing the %s changes the service: %v", name, differences)
		}
	}
}

func TestARevisionThatWasReplacedCanRunAgain(t *testing.T) {
	if task := handed(t, unchanged).One("AWS::ECS::TaskDefinition"); task.UpdateReplacePolicy != "Retain" {
		t.Errorf("it is replaced by %q", task.UpdateReplacePolicy)
	}
}

func TestCodeDeployMovesRequestsAsTheStrategySays(t *testing.T) {
	for _, c := range []struct {
		strategy release.Strategy
		want     object
	}{
		{release.Canary{Percent: 25, CanaryBake: wait(15 * time.Minute)}, object{"Type": "TimeBasedCanary", "TimeBasedCanary": object{"CanaryPercentage": 25, "CanaryInterval": 15}}},
		{release.Linear{Percent: 20, StepBake: wait(time.Minute)}, object{"Type": "TimeBasedLinear", "TimeBasedLinear": object{"LinearPercentage": 20, "LinearInterval": 1}}},
	} {
		got := handed(t, func(p *ecs.ServiceProps) { p.Strategy = c.strategy })
		pace := got.Has("AWS::CodeDeploy::DeploymentConfig", synthtest.Props{
			"ComputePlatform": "ECS", "DeploymentConfigName": synthtest.Absent(), "TrafficRoutingConfig": c.want,
		})
		got.Has(deployments, synthtest.Props{"DeploymentConfigName": object{"Ref": pace}})
	}
	got := handed(t, func(p *ecs.ServiceProps) { p.Strategy = release.BlueGreen{} })
	got.Has(deployments, synthtest.Props{"DeploymentConfigName": "CodeDeployDefault.ECSAllAtOnce"})
	got.HasNo("AWS::CodeDeploy::DeploymentConfig")
}

func TestCodeDeployMovesTheServicesOwnRuleBetweenItsTwoGroups(t *testing.T) {
	name := func(part string) object {
		return object{"Name": object{"Fn::GetAtt": []any{synthtest.Text(part), "TargetGroupName"}}}
	}
	got := handed(t, func(p *ecs.ServiceProps) { p.Strategy = release.Canary{Test: release.Test{Port: 8443}} })
	got.Has(deployments, synthtest.Props{
		"DeploymentStyle": object{"DeploymentType": "BLUE_GREEN", "DeploymentOption": "WITH_TRAFFIC_CONTROL"},
		"ECSServices":     []any{object{"ClusterName": "shop-dev", "ServiceName": "api"}},
		"LoadBalancerInfo": object{"TargetGroupPairInfoList": []any{object{
			"TargetGroups":     []any{name("ApiTargets"), name("ApiAlternate")},
			"ProdTrafficRoute": object{"ListenerArns": []any{listener.ARN}},
			"TestTrafficRoute": object{"ListenerArns": []any{testListener}},
		}}},
	})
	got.Has(rule, synthtest.Props{"ListenerArn": testListener, "Actions": forward})
	handed(t, unchanged).Has(deployments, synthtest.Props{"LoadBalancerInfo": object{"TargetGroupPairInfoList": []any{object{"TestTrafficRoute": synthtest.Absent()}}}})
}

func TestCodeDeployGoesBackByItself(t *testing.T) {
	got := handed(t, func(p *ecs.ServiceProps) { p.Strategy = release.Canary{Alarms: []string{"checkout-failures"}} })
	got.Has(deployments, synthtest.Props{
		"AutoRollbackConfiguration": object{"Enabled": true, "Events": []any{"DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"}},
		"AlarmConfiguration": object{"Enabled": true, "Alarms": []any{
			object{"Name": "shop-dev-api-memory"}, object{"Name": "shop-dev-api-errors"}, object{"Name": "shop-dev-api-alternateerrors"},
			object{"Name": "shop-dev-api-unhealthy"}, object{"Name": "checkout-failures"},
		}},
	})
}

func TestAFailedOrWaitingDeploymentOfCodeDeployTellsSomebody(t *testing.T) {
	for _, c := range []struct {
		controller release.CodeDeploy
		want       []any
	}{
		{release.CodeDeploy{}, []any{"FAILURE", "STOP"}},
		{release.CodeDeploy{WaitForReroute: time.Hour}, []any{"FAILURE", "STOP", "READY"}},
	} {
		handed(t, func(p *ecs.ServiceProps) { p.Controller = &c.controller }).Has("AWS::Events::Rule", synthtest.Props{
			"EventPattern": object{
				"source": []any{"aws.codedeploy"}, "detail-type": []any{"CodeDeploy Deployment State-change Notification"},
				"detail": object{"application": []any{"shop-dev-api"}, "deploymentGroup": []any{"shop-dev-api"}, "state": c.want},
			},
			"Targets": []any{object{"Arn": alerts, "InputTransformer": object{"InputTemplate": synthtest.Text("runbook.md#codedeploy")}}},
		})
	}
}

func TestOldTasksStayWhileSomebodyMayWantThemBack(t *testing.T) {
	for _, c := range []struct {
		controller release.CodeDeploy
		want       object
	}{
		{release.CodeDeploy{}, object{
			"DeploymentReadyOption":                     object{"ActionOnTimeout": "CONTINUE_DEPLOYMENT", "WaitTimeInMinutes": synthtest.Absent()},
			"TerminateBlueInstancesOnDeploymentSuccess": object{"Action": "TERMINATE", "TerminationWaitTimeInMinutes": 5},
		}},
		{release.CodeDeploy{TerminateAfter: wait(48 * time.Hour), WaitForReroute: time.Hour}, object{
			"DeploymentReadyOption":                     object{"ActionOnTimeout": "STOP_DEPLOYMENT", "WaitTimeInMinutes": 60},
			"TerminateBlueInstancesOnDeploymentSuccess": object{"Action": "TERMINATE", "TerminationWaitTimeInMinutes": 2880},
		}},
	} {
		handed(t, func(p *ecs.ServiceProps) { p.Controller = &c.controller }).Has(deployments, synthtest.Props{"BlueGreenDeploymentConfiguration": c.want})
	}
}

func TestCodeDeployActsForItsOwnDeploymentGroupOnly(t *testing.T) {
	got := handed(t, func(p *ecs.ServiceProps) {
		p.Strategy = release.BlueGreen{Test: release.Test{Port: 8443}, Hooks: []release.Hook{{Stages: []release.Stage{release.PostScaleUp}, Function: smoke}}}
	})
	ref := func(part string) object { return object{"Ref": synthtest.Text(part)} }
	arn := func(part string) object { return object{"Fn::GetAtt": []any{synthtest.Text(part), "Arn"}} }
	role := got.Has("AWS::IAM::Role", synthtest.Props{
		"AssumeRolePolicyDocument": object{"Statement": []any{object{
			"Principal": object{"Service": "codedeploy.amazonaws.com"},
			"Condition": object{
				"StringEquals": object{"aws:SourceAccount": account},
				"ArnLike":      object{"aws:SourceArn": "arn:aws:codedeploy:eu-west-1:111111111111:deploymentgroup:shop-dev-api/shop-dev-api"},
			},
		}}},
		"Policies": []any{object{"PolicyDocument": object{"Statement": []any{
			object{
				"Action":   []any{"ecs:CreateTaskSet", "ecs:DeleteTaskSet", "ecs:DescribeServices", "ecs:UpdateServicePrimaryTaskSet"},
				"Resource": []any{"arn:aws:ecs:eu-west-1:111111111111:service/shop-dev/api", "arn:aws:ecs:eu-west-1:111111111111:task-set/shop-dev/api/*"},
			},
			object{"Action": []any{"elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetGroups"}, "Resource": "*"},
			object{"Action": []any{"elasticloadbalancing:ModifyRule"}, "Resource": []any{ref("ApiRule"), ref("ApiTestRule")}},
			object{"Action": []any{"elasticloadbalancing:ModifyListener"}, "Resource": []any{listener.ARN, testListener}},
			object{"Action": []any{"cloudwatch:DescribeAlarms"}, "Resource": "arn:aws:cloudwatch:eu-west-1:111111111111:alarm:*"},
			object{
				"Action": []any{"iam:PassRole"}, "Resource": []any{arn("ApiTaskRole"), arn("ApiExecutionRole")},
				"Condition": object{"StringEquals": object{"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
			},
			object{"Action": []any{"lambda:InvokeFunction"}, "Resource": []any{smoke}},
		}}}},
	})
	got.Has(deployments, synthtest.Props{"ServiceRoleArn": object{"Fn::GetAtt": []any{role, "Arn"}}, "ApplicationName": ref("ApiApplication")})
}

func TestADeploymentFindsItsAppSpecInTheStack(t *testing.T) {
	stack := synthtest.Stack(t)
	props := minimalProps(minimalCluster(stack))
	codeDeployed(props)
	props.Image = image.Released(stack, repository)
	props.Strategy = release.Linear{Test: release.Test{Port: 8443}, Hooks: []release.Hook{
		{Stages: []release.Stage{release.PostProductionTrafficShift, release.PreScaleUp}, Function: smoke},
		{Stages: []release.Stage{release.PostTestTrafficShift, release.PostScaleUp, release.PreProductionTrafficShift}, Function: load},
	}}
	api := ecs.NewService(stack, "Api", props)

	var spec any
	if err := json.Unmarshal([]byte(api.AppSpec()), &spec); err != nil {
		t.Fatal(err)
	}
	if wrong := synthtest.Diff(object{
		"version": 0,
		"Resources": []any{object{"TargetService": object{"Type": "AWS::ECS::Service", "Properties": object{
			"TaskDefinition": "<TASK_DEFINITION>", "LoadBalancerInfo": object{"ContainerName": "api", "ContainerPort": 8080},
			"CapacityProviderStrategy": []any{object{"CapacityProvider": "FARGATE", "Base": 0, "Weight": 1}},
		}}}},
		"Hooks": []any{
			object{"BeforeInstall": smoke}, object{"AfterInstall": load}, object{"AfterAllowTestTraffic": load}, object{"BeforeAllowTraffic": load}, object{"AfterAllowTraffic": smoke},
		},
	}, spec); len(wrong) > 0 {
		t.Errorf("%s: %v", api.AppSpec(), wrong)
	}
	before, after, _ := strings.Cut(api.AppSpec(), "<TASK_DEFINITION>")
	got := synthtest.Of(t, stack)
	if wrong := synthtest.Diff(object{
		"Condition": "Released",
		"Value":     object{"Fn::Join": []any{"", []any{before, object{"Ref": got.One("AWS::ECS::TaskDefinition").ID}, after}}},
	}, map[string]any(got.Outputs()["AppSpec"])); len(wrong) > 0 {
		t.Error(wrong)
	}
	for _, kind := range []string{"AWS::ECS::Service", deployments} {
		if condition := got.One(kind).Condition; condition != "Released" {
			t.Errorf("%s exists under %q", kind, condition)
		}
	}
}

func TestWhatCloudFormationCannotChangeIsSaidAndKept(t *testing.T) {
	stack := synthtest.Stack(t)
	props := minimalProps(minimalCluster(stack))
	codeDeployed(props)
	api := ecs.NewService(stack, "Api", props)
	const frozen = "Port=8080 Exec=false Capacity=FARGATE Subnets=subnet-0aaaaaaaaaaaaaaaa,subnet-0bbbbbbbbbbbbbbbb"
	if api.Frozen() != frozen {
		t.Errorf("it says %q", api.Frozen())
	}
	if value := synthtest.Of(t, stack).Outputs()["Frozen"]["Value"]; value != frozen {
		t.Errorf("the output says %q", value)
	}
	const advice = "as it was deployed: CloudFormation cannot change it on a service that CodeDeploy deploys; a second service may have another [DEP-012]"
	for _, c := range []struct {
		frozen string
		mutate func(p *ecs.ServiceProps)
		want   []string
	}{
		{frozen, unchanged, nil},
		{frozen, func(p *ecs.ServiceProps) { p.Size = service.Size{CPU: 1024, Memory: 4096} }, nil},
		{"Port=8080", func(p *ecs.ServiceProps) { p.Exec = true }, nil},
		{frozen, func(p *ecs.ServiceProps) { p.Port = 9000 }, []string{`Port is 9000: want 8080, ` + advice}},
		{frozen, func(p *ecs.ServiceProps) { p.Port, p.Exec = 9000, true }, []string{`Port is 9000: want 8080, ` + advice, `Exec is true: want false, ` + advice}},
		{strings.Replace(frozen, "FARGATE", "EC2", 1), unchanged, []string{`Capacity is FARGATE: want EC2, ` + advice}},
		{strings.Replace(frozen, "subnet-0bbbbbbbbbbbbbbbb", "subnet-0c", 1), unchanged, []string{
			`Subnets is subnet-0aaaaaaaaaaaaaaaa,subnet-0bbbbbbbbbbbbbbbb: want subnet-0aaaaaaaaaaaaaaaa,subnet-0c, ` + advice,
		}},
		{"nonsense", unchanged, []string{`Controller.Frozen is "nonsense": want what the output Frozen says [DEP-012]`}},
	} {
		props := minimalProps(props.Cluster)
		codeDeployed(props)
		props.Controller.Frozen = c.frozen
		c.mutate(props)
		var got []string
		if err := props.Validate(); err != nil {
			for _, line := range strings.Split(err.Error(), "\n")[1:] {
				got = append(got, strings.TrimSpace(line))
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", c.frozen, got, c.want)
		}
	}
}

func TestWhereTasksRunIsFrozenByName(t *testing.T) {
	stack := synthtest.Stack(t)
	cluster := ecs.NewCluster(stack, "Cluster", &ecs.ClusterProps{
		Name: "shop-dev", Account: account, Region: region, Vpc: vpc(stack), Key: key(stack), Alerts: []string{alerts},
		Instances: &service.Instances{Types: []string{"m7i.large"}, Max: 4},
	})
	for i, c := range []struct {
		capacity   ecs.Capacity
		want, spec string
	}{
		{ecs.Fargate{Spot: service.Spot{Share: 75, Floor: 2}}, "Capacity=FARGATE:1+2,FARGATE_SPOT:3+0 ", `{"Base":0,"CapacityProvider":"FARGATE_SPOT","Weight":3}`},
		{ecs.EC2{}, "Capacity=ec2 ", `"Base":0`},
	} {
		props := minimalProps(cluster)
		codeDeployed(props)
		props.Capacity = c.capacity
		nested := awscdk.NewStack(stack, jsii.String([]string{"Spot", "Hosts"}[i]), &awscdk.StackProps{Env: &awscdk.Environment{Account: jsii.String(account), Region: jsii.String(region)}})
		api := ecs.NewService(nested, "Api", props)
		if !strings.Contains(api.Frozen(), c.want) || !strings.Contains(api.AppSpec(), c.spec) {
			t.Errorf("frozen %q, AppSpec %s", api.Frozen(), api.AppSpec())
		}
	}
}

func TestWhereECSDeploysThereIsNothingForCodeDeploy(t *testing.T) {
	stack := synthtest.Stack(t)
	props := minimalProps(minimalCluster(stack))
	balanced(props)
	api := ecs.NewService(stack, "Api", props)
	if api.AppSpec() != "" || api.Frozen() != "" || api.CfnDeploymentGroup() != nil {
		t.Errorf("AppSpec %q, frozen %q, group %v", api.AppSpec(), api.Frozen(), api.CfnDeploymentGroup())
	}
	got := synthtest.Of(t, stack)
	got.HasNo(deployments)
	if len(got.Outputs()) > 0 {
		t.Errorf("outputs %v", got.Outputs())
	}
}

func TestAStackHasOneServiceOfCodeDeploy(t *testing.T) {
	stack := synthtest.Stack(t)
	cluster := minimalCluster(stack)
	props := minimalProps(cluster)
	codeDeployed(props)
	ecs.NewService(stack, "Api", props)
	other := minimalProps(cluster)
	codeDeployed(other)
	other.Name = "web"
	other.Ingress = ecs.LoadBalanced{Listener: listener, Hosts: []string{"web.example.com"}, Priority: 20}
	if refusal := synthtest.Panics(t, func() { ecs.NewService(stack, "Web", other) }); refusal.Problems[0].Code != "DEP-006" {
		t.Errorf("got %v, want DEP-006", refusal)
	}
}

func TestTheDeploymentGroupIsWithinReach(t *testing.T) {
	stack := synthtest.Stack(t)
	props := minimalProps(minimalCluster(stack))
	codeDeployed(props)
	ecs.NewService(stack, "Api", props).CfnDeploymentGroup().SetOutdatedInstancesStrategy(jsii.String("IGNORE"))
	synthtest.Of(t, stack).Has(deployments, synthtest.Props{"OutdatedInstancesStrategy": "IGNORE"})
}
