package release_test

import (
	"testing"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
)

func TestEveryPairOfRuntimeAndStrategyWorksOrSaysWhyNot(t *testing.T) {
	pairs := map[service.Runtime]map[release.Name]bool{}
	for _, cell := range release.Grid() {
		if pairs[cell.Runtime] == nil {
			pairs[cell.Runtime] = map[release.Name]bool{}
		}
		pairs[cell.Runtime][cell.Strategy] = true
		if (len(cell.Shapes) > 0) != (cell.How != "") {
			t.Errorf("%s %s: works for %v, and how is %q", cell.Runtime, cell.Strategy, cell.Shapes, cell.How)
		}
		if len(cell.Shapes) < 3 && cell.Refused == "" {
			t.Errorf("%s %s works for %v only and does not say why", cell.Runtime, cell.Strategy, cell.Shapes)
		}
	}
	for _, runtime := range service.Runtimes {
		for _, name := range release.Names {
			if !pairs[runtime][name] {
				t.Errorf("%s with %s is not in the grid", runtime, name)
			}
		}
	}
}

func TestECSDoesEveryStrategyWhereRequestsArrive(t *testing.T) {
	for _, runtime := range []service.Runtime{service.Fargate, service.EC2, service.Managed} {
		for _, name := range release.Names {
			cell, found := release.At(runtime, false, name)
			for _, shape := range []release.Shape{release.Public, release.Internal, release.Worker} {
				want := shape != release.Worker || name == release.RollingName
				if !found || cell.Works(shape) != want {
					t.Errorf("%s releases a %s service %s: %t, want %t", runtime, shape, name, !want, want)
				}
			}
		}
	}
}

func TestCodeDeployShiftsRequestsOfALoadBalancerOnly(t *testing.T) {
	for _, runtime := range []service.Runtime{service.Fargate, service.EC2} {
		for _, name := range release.Names {
			cell, found := release.At(runtime, true, name)
			for _, shape := range []release.Shape{release.Public, release.Internal, release.Worker} {
				want := shape == release.Public && name != release.RollingName
				if !found || cell.Works(shape) != want {
					t.Errorf("CodeDeploy on %s releases a %s service %s: %t, want %t", runtime, shape, name, !want, want)
				}
			}
		}
	}
	if _, found := release.At(service.Managed, true, release.CanaryName); found {
		t.Error("CodeDeploy has a row for managed instances")
	}
}
