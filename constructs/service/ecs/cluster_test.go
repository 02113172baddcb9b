package ecs_test

import (
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestAClusterIsObservedAndNamesItsServices(t *testing.T) {
	stack := synthtest.Stack(t)
	cluster := minimalCluster(stack)
	if name := *cluster.Cluster().ClusterName(); name != cluster.Name() {
		t.Errorf("the L2 view is called %s", name)
	}

	got := synthtest.Of(t, stack)
	got.Has("AWS::ECS::Cluster", synthtest.Props{
		"ClusterName": "shop-dev", "CapacityProviders": []any{"FARGATE", "FARGATE_SPOT"},
		"ClusterSettings": []any{object{"Name": "containerInsights", "Value": "enhanced"}},
	})
	got.Has("AWS::ServiceDiscovery::HttpNamespace", synthtest.Props{"Name": "shop-dev"})
}

func TestTheExecLogGoesWithTheClusterUnlessRetained(t *testing.T) {
	for _, retain := range []bool{false, true} {
		stack := synthtest.Stack(t)
		ecs.NewCluster(stack, "Cluster", &ecs.ClusterProps{Name: "shop-dev", Account: account, Region: region, Vpc: vpc(stack), Key: key(stack), Retain: retain})
		want := map[bool]string{false: "", true: "Retain"}[retain]
		if got := synthtest.Of(t, stack).One("AWS::Logs::LogGroup").DeletionPolicy; got != want {
			t.Errorf("Retain %t: deletion policy %q, want %q", retain, got, want)
		}
	}
}
