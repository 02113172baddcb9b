package ecs_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// roomy is a cluster with instances and managed instances, whose props were changed by mutate.
func roomy(stack awscdk.Stack, mutate func(p *ecs.ClusterProps)) *ecs.Cluster {
	props := &ecs.ClusterProps{
		Name: "shop-dev", Account: account, Region: region, Vpc: vpc(stack), Key: key(stack),
		Instances: &service.Instances{}, Managed: &service.ManagedInstances{}, Alerts: []string{alerts},
	}
	if mutate != nil {
		mutate(props)
	}
	return ecs.NewCluster(stack, "Cluster", props)
}

// hosted is the template of a service with a capacity on a roomy cluster.
func hosted(t *testing.T, capacity ecs.Capacity, change func(p *ecs.ClusterProps)) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	props := minimalProps(roomy(stack, change))
	props.Capacity = capacity
	ecs.NewService(stack, "Api", props)
	return synthtest.Of(t, stack)
}

// A launch type and a placement strategy could not be taken away again.
func TestAServiceHasAStrategyAndNothingElseThatPlacesTasks(t *testing.T) {
	for _, capacity := range []ecs.Capacity{nil, ecs.Fargate{}, ecs.EC2{}, ecs.Managed{}} {
		hosted(t, capacity, nil).Has("AWS::ECS::Service", synthtest.Props{
			"CapacityProviderStrategy": []any{object{"Weight": 1, "Base": synthtest.Absent()}}, "LaunchType": synthtest.Absent(),
			"PlacementStrategies": synthtest.Absent(), "PlacementConstraints": synthtest.Absent(), "SchedulingStrategy": synthtest.Absent(),
		})
	}
}

func TestTasksRunWhereTheirCapacityIs(t *testing.T) {
	for _, c := range []struct {
		capacity ecs.Capacity
		provider any
		checked  string
	}{
		{nil, "FARGATE", "FARGATE"},
		{ecs.EC2{}, object{"Ref": synthtest.Text("InstancesProvider")}, "EC2"},
		{ecs.Managed{}, object{"Ref": synthtest.Text("ManagedProvider")}, "MANAGED_INSTANCES"},
	} {
		got := hosted(t, c.capacity, nil)
		got.Has("AWS::ECS::Service", synthtest.Props{"CapacityProviderStrategy": []any{object{"CapacityProvider": c.provider}}})
		got.Has("AWS::ECS::TaskDefinition", synthtest.Props{
			"RequiresCompatibilities": []any{c.checked}, "NetworkMode": "awsvpc", "Cpu": "256", "Memory": "512",
			"RuntimePlatform": object{"CpuArchitecture": "X86_64"},
		})
	}
}

func TestSpotTakesItsShareAboveTheFloor(t *testing.T) {
	for _, c := range []struct {
		spot         service.Spot
		base         int
		demand, rest int
	}{
		{service.Spot{Share: 50}, 1, 1, 1},
		{service.Spot{Share: 75, Floor: 4}, 4, 1, 3},
		{service.Spot{Share: 33}, 1, 67, 33},
		{service.Spot{Share: 100}, 1, 0, 1},
	} {
		synth(t, func(p *ecs.ServiceProps) { p.Capacity = ecs.Fargate{Spot: c.spot} }).Has("AWS::ECS::Service", synthtest.Props{"CapacityProviderStrategy": []any{
			object{"CapacityProvider": "FARGATE", "Base": c.base, "Weight": c.demand},
			object{"CapacityProvider": "FARGATE_SPOT", "Base": synthtest.Absent(), "Weight": c.rest},
		}})
	}
}

// ECS takes weights from 0 to 1000 of which one is not 0.
func TestAShareOfSpotIsAStrategyThatECSTakes(t *testing.T) {
	stack := synthtest.Stack(t)
	cluster := minimalCluster(stack)
	for _, share := range []int{0, 1, 7, 33, 49, 50, 66, 97, 99, 100} {
		props := minimalProps(cluster)
		props.Name, props.Capacity = fmt.Sprintf("s%d", share), ecs.Fargate{Spot: service.Spot{Share: share}}
		ecs.NewService(stack, props.Name, props)
	}
	for id, one := range synthtest.Of(t, stack).Resources("AWS::ECS::Service") {
		sum := 0.0
		for _, item := range one.Properties["CapacityProviderStrategy"].([]any) {
			weight := item.(object)["Weight"].(float64)
			sum += weight
			if weight < 0 || weight > 1000 {
				t.Errorf("%s has weight %g", id, weight)
			}
		}
		if sum == 0 {
			t.Errorf("%s has no weight above 0", id)
		}
	}
}

func TestATaskHasItsGPUs(t *testing.T) {
	gpus := object{"Type": "GPU", "Value": "1"}
	for _, capacity := range []ecs.Capacity{ecs.EC2{GPUs: 1}, ecs.Managed{GPUs: 1}} {
		got := hosted(t, capacity, func(p *ecs.ClusterProps) {
			p.Instances.Types, p.Managed.GPUs = []string{"g6.xlarge"}, 1
		})
		got.Has("AWS::ECS::TaskDefinition", synthtest.Props{"ContainerDefinitions": []any{object{"ResourceRequirements": []any{gpus}}}})
	}
	synth(t, nil).Has("AWS::ECS::TaskDefinition", synthtest.Props{"ContainerDefinitions": []any{object{"ResourceRequirements": synthtest.Absent()}}})
}

// Otherwise a stack with both could neither be created nor deleted.
func TestAServiceComesAfterTheClusterHasItsCapacity(t *testing.T) {
	got := hosted(t, ecs.EC2{}, nil)
	for id := range got.Resources("AWS::ECS::ClusterCapacityProviderAssociations") {
		if dependsOn := got.One("AWS::ECS::Service").DependsOn; !slices.Contains(dependsOn, id) {
			t.Errorf("the service depends on %v, want %s among them", dependsOn, id)
		}
	}
}

func TestZonesAreRebalancedOnEveryCapacity(t *testing.T) {
	for _, capacity := range []ecs.Capacity{ecs.Fargate{Spot: service.Spot{Share: 50}}, ecs.EC2{}, ecs.Managed{}} {
		hosted(t, capacity, nil).Has("AWS::ECS::Service", synthtest.Props{"AvailabilityZoneRebalancing": "ENABLED"})
	}
}

// on is what Validate says of a service on a roomy cluster that cluster changed, line by line.
func on(t *testing.T, cluster func(p *ecs.ClusterProps), change func(p *ecs.ServiceProps)) string {
	t.Helper()
	props := minimalProps(roomy(synthtest.Stack(t), cluster))
	change(props)
	err := props.Validate()
	if err == nil {
		return ""
	}
	_, lines, _ := strings.Cut(err.Error(), "\n  ")
	return strings.ReplaceAll(lines, "\n  ", "\n")
}

func TestACapacityThatTheClusterLacksIsRefused(t *testing.T) {
	same := func(*ecs.ClusterProps) {}
	with := func(capacity ecs.Capacity) func(p *ecs.ServiceProps) {
		return func(p *ecs.ServiceProps) { p.Capacity = capacity }
	}
	for _, c := range []struct {
		name    string
		cluster func(p *ecs.ClusterProps)
		change  func(p *ecs.ServiceProps)
		want    string
	}{
		{"spot", same, with(ecs.Fargate{Spot: service.Spot{Floor: 1}}), "Capacity.Spot.Floor is 1: want none without a Share: everything runs on demand then [SVC-016]"},
		{"no instances", func(p *ecs.ClusterProps) { p.Instances = nil }, with(ecs.EC2{}),
			"Capacity is ec2: want a cluster that has instances: give its ClusterProps Instances [SVC-016]"},
		{"no managed instances", func(p *ecs.ClusterProps) { p.Managed = nil }, with(ecs.Managed{}),
			"Capacity is managed: want a cluster that has managed instances: give its ClusterProps Managed [SVC-016]"},
		{"x86 instances", same, func(p *ecs.ServiceProps) { p.Capacity, p.ARM = ecs.EC2{}, true }, "ARM is true: want what the cluster's instances are: x86_64 [SVC-013]"},
		{"arm instances", func(p *ecs.ClusterProps) { p.Instances.ARM = true }, with(ecs.EC2{}), "ARM is false: want what the cluster's instances are: arm64 [SVC-013]"},
		{"arm managed instances", func(p *ecs.ClusterProps) { p.Managed.ARM = true }, with(ecs.Managed{}), "ARM is false: want what the cluster's instances are: arm64 [SVC-013]"},
		{"no GPUs", same, with(ecs.EC2{GPUs: 1}), `Capacity.GPUs is 1: want none: the cluster's instances have no GPUs of NVIDIA; give its Instances types that have, such as "g6.xlarge" [SVC-025]`},
		{"too many GPUs", func(p *ecs.ClusterProps) { p.Instances.Types = []string{"p5.48xlarge"} }, with(ecs.EC2{GPUs: 9}), "Capacity.GPUs is 9: want 0 to 8 [SVC-025]"},
		{"no managed GPUs", same, with(ecs.Managed{GPUs: 1}), "Capacity.GPUs is 1: want at most 0, as many as the cluster's managed instances have [SVC-025]"},
		{"too few managed GPUs", func(p *ecs.ClusterProps) { p.Managed.GPUs = 4 }, with(ecs.Managed{GPUs: 8}), "Capacity.GPUs is 8: want at most 4, as many as the cluster's managed instances have [SVC-025]"},
		{"negative GPUs", same, with(ecs.Managed{GPUs: -1}), "Capacity.GPUs is -1: want 0 to 8 [SVC-025]"},
		{"a large task", same, func(p *ecs.ServiceProps) { p.Capacity, p.Size = ecs.EC2{}, service.Size{CPU: 2049} },
			"Size.CPU is 2049: want at most 2048: the cluster's greatest instance has 2 virtual CPUs [SVC-010]"},
		{"a large managed task", same, func(p *ecs.ServiceProps) { p.Capacity, p.Size = ecs.Managed{}, service.Size{CPU: 8193, Memory: 32768} },
			"Size.CPU is 8193: want at most 8192: the cluster's greatest instance has 8 virtual CPUs [SVC-010]\n" +
				"Size.Memory is 32768: want less than 32768: the cluster's managed instances have no more, and the system takes a part [SVC-010]"},
		{"a size of Fargate", same, func(p *ecs.ServiceProps) { p.Size = service.Size{CPU: 300} },
			"Size.CPU is 300: want a Fargate size: 256, 512, 1024, 2048, 4096, 8192 or 16384 CPU units [SVC-010]"},
		{"a size of instances", same, func(p *ecs.ServiceProps) { p.Capacity, p.Size = ecs.EC2{}, service.Size{CPU: 127} }, "Size.CPU is 127: want 128 to 196608 [SVC-010]"},
		{"any size", same, func(p *ecs.ServiceProps) { p.Capacity, p.Size = ecs.EC2{}, service.Size{CPU: 2048, Memory: 777} }, ""},
		{"metal says nothing", func(p *ecs.ClusterProps) { p.Instances.Types = []string{"m5.metal"} },
			func(p *ecs.ServiceProps) { p.Capacity, p.Size = ecs.EC2{}, service.Size{CPU: 65536} }, ""},
		{"GPUs there are", func(p *ecs.ClusterProps) { p.Instances.Types = []string{"g6.xlarge"} }, with(ecs.EC2{GPUs: 1}), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := on(t, c.cluster, c.change); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestATaskStopsWithinWhatItsCapacityAllows(t *testing.T) {
	onSpot := func(p *ecs.ClusterProps) { p.Instances.Spot, p.Managed.Spot = true, true }
	onDemand := func(*ecs.ClusterProps) {}
	for _, c := range []struct {
		capacity ecs.Capacity
		cluster  func(p *ecs.ClusterProps)
		within   time.Duration
		want     string
	}{
		{ecs.Fargate{}, onDemand, 2 * time.Minute, ""},
		{ecs.Fargate{}, onDemand, 121 * time.Second, "StopWithin is 2m1s: want whole seconds from 2s to 2m0s, Fargate's limit [DEP-011]"},
		{ecs.EC2{}, onDemand, time.Hour, ""},
		{ecs.EC2{}, onDemand, 3601 * time.Second, "StopWithin is 1h0m1s: want whole seconds from 2s to 1h0m0s, as long as a load balancer waits [DEP-011]"},
		{ecs.Managed{}, onDemand, time.Hour, ""},
		{ecs.EC2{}, onSpot, 2 * time.Minute, ""},
		{ecs.EC2{}, onSpot, 121 * time.Second, "StopWithin is 2m1s: want whole seconds from 2s to 2m0s, the notice that Spot gives [DEP-011]"},
		{ecs.Managed{}, onSpot, 121 * time.Second, "StopWithin is 2m1s: want whole seconds from 2s to 2m0s, the notice that Spot gives [DEP-011]"},
		{ecs.EC2{}, onDemand, time.Second, "StopWithin is 1s: want whole seconds from 2s to 1h0m0s, as long as a load balancer waits [DEP-011]"},
	} {
		if got := on(t, c.cluster, func(p *ecs.ServiceProps) { p.Capacity, p.StopWithin = c.capacity, c.within }); got != c.want {
			t.Errorf("%T %s:\ngot  %s\nwant %s", c.capacity, c.within, got, c.want)
		}
	}
}
