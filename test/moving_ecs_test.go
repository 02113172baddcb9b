package test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/test/gate"
)

// shapesOnECS are services of every shape that ECS runs, with all that one may leave behind.
var shapesOnECS = [][2]string{
	{"web", "ingress: { public: true, host: web.example.com, certificate: " + certificate + " }\n" +
		"    deploy: { strategy: canary, test: { header: x-preview, value: next } }"},
	{"files", "ingress: { public: true, host: files.example.com, certificate: " + certificate + " }\n    volumes: { uploads: { path: /uploads } }"},
	{"prices", "ingress: { internal: true }\n    deploy: { strategy: linear }"},
	{"mailer", "queue: { fifo: true }\n    secrets: { KEY: \"arn:aws:secretsmanager:eu-west-1:111111111111:secret:mailer/key-AbCdEf\" }"},
	{"nightly", "schedule: { every: 24h }\n    volumes: { drafts: { path: /drafts } }"},
}

// onECS is an environment with all of them on runtime.
func onECS(t *testing.T, runtime service.Runtime) []gate.Stack {
	t.Helper()
	services := ""
	for _, one := range shapesOnECS {
		services += fmt.Sprintf("  %s:\n    runtime: %s\n    %s\n", one[0], runtime, one[1])
	}
	return described(t, kept, services)
}

// TestMovingAmongECSChangesWhereTasksRunOnly moves services of every shape between Fargate, the cluster's instances and
// managed ones: what the tasks are checked against and where they run differs, and nothing else does. Rules, target
// groups, queues, file systems, roles, secrets, alarms and addresses keep every byte.
func TestMovingAmongECSChangesWhereTasksRunOnly(t *testing.T) {
	may := map[string]string{
		"AWS::ECS::Service": "CapacityProviderStrategy", "AWS::ECS::TaskDefinition": "RequiresCompatibilities",
		"AWS::Scheduler::Schedule": "Target", // of a job: it names the capacity provider
	}
	must := []string{"AWS::ElasticLoadBalancingV2::ListenerRule", "AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::SQS::Queue",
		"AWS::EFS::FileSystem", "AWS::EFS::AccessPoint", "AWS::Logs::LogGroup", "AWS::IAM::Role", "AWS::CloudWatch::Alarm"}
	before, differ, seen := onECS(t, service.Fargate), map[string]int{}, map[string]int{}
	for _, to := range []service.Runtime{service.EC2, service.Managed} {
		after := onECS(t, to)
		for _, was := range before {
			is := stackOf(t, after, was.ID)
			for _, r := range was.Template.Resources {
				seen[r.Type]++
			}
			for _, one := range changes(was, is) {
				differ[one.kind]++
				if may[one.kind] != one.property {
					t.Errorf("%s, %s: %s", to, was.ID, one)
				}
			}
			if !strings.HasSuffix(was.ID, "/Platform") && !reflect.DeepEqual(was.Template.Outputs, is.Template.Outputs) {
				t.Errorf("%s, %s: outputs change", to, was.ID)
			}
			if !reflect.DeepEqual(was.Template.Parameters, is.Template.Parameters) {
				t.Errorf("%s, %s: parameters change", to, was.ID)
			}
		}
	}
	for kind := range may {
		if differ[kind] == 0 {
			t.Errorf("no %s differs: nothing moves", kind)
		}
	}
	for _, kind := range must {
		if seen[kind] == 0 {
			t.Errorf("there is no %s to look at", kind)
		}
	}
}

// TestAServiceMayMoveAsBlueGreen changes the strategy of services that shift requests, as moving takes: what may differ is
// how ECS deploys and what its alarms tolerate, and no rule.
func TestAServiceMayMoveAsBlueGreen(t *testing.T) {
	with := func(strategy string) []gate.Stack {
		return described(t, "", "  web:\n    runtime: fargate\n    ingress: { public: true, host: web.example.com, certificate: "+certificate+
			" }\n    deploy: { strategy: "+strategy+", test: { header: x-preview, value: next } }\n"+
			"  prices:\n    runtime: fargate\n    ingress: { internal: true }\n    deploy: { strategy: "+strategy+" }\n")
	}
	after := with("blue-green")
	for _, strategy := range []string{"linear", "canary"} {
		for _, was := range with(strategy) {
			for _, one := range changes(was, stackOf(t, after, was.ID)) {
				if one.property != "DeploymentConfiguration" && one.kind != "AWS::CloudWatch::Alarm" {
					t.Errorf("%s, %s: %s", strategy, was.ID, one)
				}
			}
		}
	}
}

// TestCodeDeployGivesItsServiceBack takes CodeDeploy away from a service, which ECS then releases: rule, target groups,
// task and name stay as they are, and what CloudFormation cannot change in place does not change.
func TestCodeDeployGivesItsServiceBack(t *testing.T) {
	with := func(how string) gate.Stack {
		return stackOf(t, described(t, "", "  web:\n    runtime: fargate\n    ingress: { public: true, host: web.example.com, certificate: "+
			certificate+" }\n    deploy: { strategy: canary"+how+" }\n"), "dev/web")
	}
	was, is := with(", controller: codedeploy"), with("")
	gone := []string{"AWS::CodeDeploy::Application", "AWS::CodeDeploy::DeploymentConfig", "AWS::CodeDeploy::DeploymentGroup", "AWS::Events::Rule", "AWS::IAM::Role"}
	for _, one := range changes(was, is) {
		switch {
		case one.property == added, one.property == removed && slices.Contains(gone, one.kind):
		case one.kind == "AWS::ECS::TaskDefinition" && one.property == "condition or policy": // it is not kept for CodeDeploy any more
		case one.kind == "AWS::ECS::Service":
			if slices.Contains([]string{"Cluster", "ServiceName", "SchedulingStrategy", "Role", "LaunchType", "CapacityProviderStrategy", "NetworkConfiguration"}, one.property) {
				t.Error(one)
			}
		default:
			t.Error(one)
		}
	}
	if by := flat(dig(is.Template.Resources[mainID].Properties, "DeploymentController.Type")); by != "ECS" {
		t.Errorf("%s deploys, want ECS", by)
	}
}
