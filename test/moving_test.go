package test

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/test/gate"
)

// The tests of this file are the promises of docs/moving.md.

// kept is what an environment says so that its instances stay whoever leaves them.
const kept = "    capacity: { ec2: { min: 2 }, managed: { maxCpu: 8 } }\n"

// moved is an environment with a service, web, on runtime, and another that stays on Fargate.
func moved(t *testing.T, environment string, runtime service.Runtime) []gate.Stack {
	t.Helper()
	if runtime == service.EKS {
		environment += kubernetes
	}
	ingress := "{ public: true, host: web.example.com, certificate: " + certificate + " }"
	if !named(runtime) {
		ingress = "{ public: true }"
	}
	return described(t, environment, `  stays:
    runtime: fargate
    ingress: { public: true, host: stays.example.com, certificate: `+certificate+` }
  web:
    runtime: `+string(runtime)+`
    ingress: `+ingress+`
    config: { LOG_LEVEL: info }
    secrets: { DATABASE: "arn:aws:secretsmanager:eu-west-1:111111111111:secret:web/database-AbCdEf" }
`)
}

// named says whether a public service on runtime answers at a name of its own.
func named(runtime service.Runtime) bool {
	return runtime != service.Express && runtime != service.AppRunner
}

// family is who runs a service: ECS does on three runtimes, and moves tasks between them itself.
func family(runtime service.Runtime) string {
	if runtime.ECS() {
		return "ecs"
	}
	return string(runtime)
}

// move is a change of a service's runtime, and the stacks before and after.
type move struct {
	from, to      service.Runtime
	before, after []gate.Stack
}

// everyMove runs check for every two runtimes, in both directions.
func everyMove(t *testing.T, check func(t *testing.T, m move)) {
	t.Helper()
	all := map[service.Runtime][]gate.Stack{}
	for _, runtime := range service.Runtimes {
		all[runtime] = moved(t, kept, runtime)
	}
	for _, from := range service.Runtimes {
		for _, to := range service.Runtimes {
			if from != to {
				t.Run(fmt.Sprintf("%s to %s", from, to), func(t *testing.T) { check(t, move{from, to, all[from], all[to]}) })
			}
		}
	}
}

// TestMovingAServiceTouchesNothingItShares moves a service between every two runtimes: repositories and the other service
// keep every byte; network and platform keep every resource, of which no property but tags changes.
func TestMovingAServiceTouchesNothingItShares(t *testing.T) {
	everyMove(t, func(t *testing.T, m move) {
		for _, id := range []string{"dev/Registry", "dev/stays"} {
			if was, is := stackOf(t, m.before, id), stackOf(t, m.after, id); !bytes.Equal(was.Text, is.Text) {
				t.Errorf("%s changes", id)
			}
		}
		for _, id := range []string{"dev/Network", "dev/Platform"} {
			was, is := stackOf(t, m.before, id), stackOf(t, m.after, id)
			for _, one := range changes(was, is) {
				if one.property != "Tags" {
					t.Errorf("%s: %s", id, one)
				}
			}
		}
	})
}

// TestMovingToInstancesOnlyAddsThem moves a service from Fargate to each other runtime, in a file that gives no instances:
// nothing that is shared goes or changes but the list of what the cluster may run tasks on.
func TestMovingToInstancesOnlyAddsThem(t *testing.T) {
	before := moved(t, "", service.Fargate)
	for _, to := range service.Runtimes {
		after := moved(t, "", to)
		for _, id := range []string{"dev/Network", "dev/Platform", "dev/Registry", "dev/stays"} {
			for _, one := range changes(stackOf(t, before, id), stackOf(t, after, id)) {
				list := one.kind == "AWS::ECS::ClusterCapacityProviderAssociations" && one.property == "CapacityProviders"
				if one.property != "Tags" && !list && one.property != added {
					t.Errorf("%s, %s: %s", to, id, one)
				}
			}
		}
	}
}

// The logical ids of what every runtime has: the log group, the same on all of them, and the service itself.
const logsID, mainID = "ServiceLogs909A9A4E", "ServiceD69D759B"

// TestMovingAServiceKeepsItsLogsAndItsAddress moves a service between every two runtimes: stack and log group are the
// same, and so is the address where AWS gives none.
func TestMovingAServiceKeepsItsLogsAndItsAddress(t *testing.T) {
	everyMove(t, func(t *testing.T, m move) {
		was, is := stackOf(t, m.before, "dev/web"), stackOf(t, m.after, "dev/web")
		logs := was.Template.Resources[logsID]
		if logs.Type != "AWS::Logs::LogGroup" || flat(logs.Properties["LogGroupName"]) != "/shop-dev/web" {
			t.Fatalf("%s is %v, want the log group /shop-dev/web", logsID, logs)
		}
		if !reflect.DeepEqual(logs, is.Template.Resources[logsID]) {
			t.Errorf("the log group was %v\nand is %v", logs, is.Template.Resources[logsID])
		}
		if was.Name != is.Name || was.Account != is.Account || was.Region != is.Region {
			t.Errorf("the stack was %s and is %s", was.Name, is.Name)
		}
		at, now := was.Template.Outputs["Url"]["Value"], is.Template.Outputs["Url"]["Value"]
		if named(m.from) && named(m.to) && (at != now || at != "https://web.example.com") {
			t.Errorf("the service answered at %v and answers at %v", at, now)
		}
	})
}

// TestCloudFormationRefusesAMoveThatWouldStopTheService moves a service between every two runtimes: what is the service
// itself has another type, which CloudFormation refuses to change before it changes anything, unless ECS moves the tasks.
func TestCloudFormationRefusesAMoveThatWouldStopTheService(t *testing.T) {
	everyMove(t, func(t *testing.T, m move) {
		was := stackOf(t, m.before, "dev/web").Template.Resources[mainID].Type
		is := stackOf(t, m.after, "dev/web").Template.Resources[mainID].Type
		if was == "" || is == "" {
			t.Fatalf("there is no %s: %q and %q", mainID, was, is)
		}
		if same := family(m.from) == family(m.to); same != (was == is) {
			t.Errorf("it was a %s and is a %s", was, is)
		}
	})
}

// added and removed are the property of a change that is a whole resource more, or one less.
const added, removed = "(all of it is new)", "(it is gone)"

// change is something that differs between two templates.
type change struct{ id, kind, property string }

func (c change) String() string { return fmt.Sprintf("%s %s: %s differs", c.kind, c.id, c.property) }

// changes are the properties that differ, of every resource of two stacks, and the resources that only one of them has.
func changes(was, is gate.Stack) (all []change) {
	for id, old := range was.Template.Resources {
		now, found := is.Template.Resources[id]
		if !found || now.Type != old.Type {
			all = append(all, change{id, old.Type, removed})
			continue
		}
		for name := range old.Properties {
			if !reflect.DeepEqual(old.Properties[name], now.Properties[name]) {
				all = append(all, change{id, old.Type, name})
			}
		}
		for name := range now.Properties {
			if _, had := old.Properties[name]; !had {
				all = append(all, change{id, old.Type, name})
			}
		}
		if old.Condition != now.Condition || old.DeletionPolicy != now.DeletionPolicy {
			all = append(all, change{id, old.Type, "condition or policy"})
		}
	}
	for id, now := range is.Template.Resources {
		if old, had := was.Template.Resources[id]; !had || old.Type != now.Type {
			all = append(all, change{id, now.Type, added})
		}
	}
	slices.SortFunc(all, func(a, b change) int { return bytes.Compare([]byte(a.String()), []byte(b.String())) })
	return all
}
