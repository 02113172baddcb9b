package ecs_test

import (
	"slices"
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
		"ClusterName":     "shop-dev",
		"ClusterSettings": []any{object{"Name": "containerInsights", "Value": "enhanced"}},
	})
	got.Has("AWS::ServiceDiscovery::HttpNamespace", synthtest.Props{"Name": "shop-dev"})
}

// CloudFormation takes a cluster's capacity providers in one of two places, those of instances in one alone, and cannot
// move them while they are in use.
func TestAClustersCapacityHasOnePlace(t *testing.T) {
	stack := synthtest.Stack(t)
	minimalCluster(stack)
	got := synthtest.Of(t, stack)
	got.Has("AWS::ECS::Cluster", synthtest.Props{"CapacityProviders": synthtest.Absent(), "DefaultCapacityProviderStrategy": synthtest.Absent()})
	got.Has("AWS::ECS::ClusterCapacityProviderAssociations", synthtest.Props{
		"Cluster": object{"Ref": synthtest.Text("Cluster")}, "CapacityProviders": []any{"FARGATE", "FARGATE_SPOT"}, "DefaultCapacityProviderStrategy": []any{},
	})
	got.HasNo("AWS::ECS::CapacityProvider")
}

func TestTheClustersLogsGoWithItUnlessRetained(t *testing.T) {
	for _, retain := range []bool{false, true} {
		stack := synthtest.Stack(t)
		ecs.NewCluster(stack, "Cluster", &ecs.ClusterProps{Name: "shop-dev", Account: account, Region: region, Vpc: vpc(stack), Key: key(stack), Retain: retain})
		want := map[bool]string{false: "", true: "RetainExceptOnCreate"}[retain]
		for id, group := range synthtest.Of(t, stack).Resources("AWS::Logs::LogGroup") {
			if group.DeletionPolicy != want {
				t.Errorf("Retain %t: %s has deletion policy %q, want %q", retain, id, group.DeletionPolicy, want)
			}
		}
	}
}

func TestContainerInsightsFindsAnEncryptedLogGroup(t *testing.T) {
	stack := synthtest.Stack(t)
	minimalCluster(stack)
	got := synthtest.Of(t, stack)
	id := got.Has("AWS::Logs::LogGroup", synthtest.Props{
		"LogGroupName": "/aws/ecs/containerinsights/shop-dev/performance", "RetentionInDays": 30, "KmsKeyId": synthtest.Any(),
	})
	if dependsOn := got.One("AWS::ECS::Cluster").DependsOn; !slices.Contains(dependsOn, id) {
		t.Errorf("the cluster depends on %v, want %s: it would make the group itself", dependsOn, id)
	}
}
