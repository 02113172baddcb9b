package ecs_test

import (
	"slices"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// managed is the template of a cluster with m.
func managed(t *testing.T, m service.ManagedInstances) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	roomy(stack, func(p *ecs.ClusterProps) { p.Instances, p.Alerts, p.Managed = nil, nil, &m })
	return synthtest.Of(t, stack)
}

// chosen is a managed provider with these instance requirements.
func chosen(option string, requirements object) synthtest.Props {
	return synthtest.Props{"ManagedInstancesProvider": object{"InstanceLaunchTemplate": object{"CapacityOptionType": option, "InstanceRequirements": requirements}}}
}

func TestECSChoosesInstancesWithinBounds(t *testing.T) {
	got := managed(t, service.ManagedInstances{MinCPU: 4, MaxMemory: 65536, Disk: 200})
	got.Has("AWS::ECS::CapacityProvider", chosen("ON_DEMAND", object{
		"VCpuCount": object{"Min": 4, "Max": 8}, "MemoryMiB": object{"Min": 4096, "Max": 65536},
		"CpuManufacturers": []any{"intel", "amd"}, "AcceleratorCount": synthtest.Absent(), "AcceleratorTypes": synthtest.Absent(),
	}))
	got.Has("AWS::ECS::CapacityProvider", synthtest.Props{"ManagedInstancesProvider": object{
		"PropagateTags": "CAPACITY_PROVIDER",
		"InstanceLaunchTemplate": object{
			"StorageConfiguration": object{"StorageSizeGiB": 200},
			"NetworkConfiguration": object{
				"Subnets":        []any{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"},
				"SecurityGroups": []any{object{"Fn::GetAtt": []any{synthtest.Text("ManagedGroup"), "GroupId"}}},
			},
		},
	}})
}

func TestManagedInstancesAreWhatTheyAreAskedToBe(t *testing.T) {
	managed(t, service.ManagedInstances{ARM: true, Spot: true}).Has("AWS::ECS::CapacityProvider", chosen("SPOT", object{"CpuManufacturers": []any{"amazon-web-services"}}))
	managed(t, service.ManagedInstances{GPUs: 4}).Has("AWS::ECS::CapacityProvider", chosen("ON_DEMAND", object{
		"AcceleratorCount": object{"Min": 4, "Max": 4}, "AcceleratorTypes": []any{"gpu"}, "AcceleratorManufacturers": []any{"nvidia"},
	}))
}

// ECS associates managed instances with their cluster by itself, and takes one change of its capacity at a time.
func TestManagedInstancesComeAfterTheClustersOtherCapacity(t *testing.T) {
	got := managed(t, service.ManagedInstances{})
	got.Has("AWS::ECS::CapacityProvider", synthtest.Props{"ClusterName": object{"Ref": synthtest.Text("Cluster")}})
	got.Has("AWS::ECS::ClusterCapacityProviderAssociations", synthtest.Props{"CapacityProviders": []any{"FARGATE", "FARGATE_SPOT"}})
	for id := range got.Resources("AWS::ECS::ClusterCapacityProviderAssociations") {
		if dependsOn := got.One("AWS::ECS::CapacityProvider").DependsOn; !slices.Contains(dependsOn, id) {
			t.Errorf("the provider depends on %v, want %s", dependsOn, id)
		}
	}
}

func TestECSStartsInstancesWithOneRoleInOneNetwork(t *testing.T) {
	got := managed(t, service.ManagedInstances{})
	statements := func(wanted ...any) synthtest.Props {
		return synthtest.Props{"Policies": []any{object{"PolicyDocument": object{"Statement": synthtest.Containing(wanted...)}}}}
	}
	got.Has("AWS::IAM::Role", statements(
		object{
			"Action": []any{"iam:PassRole"}, "Resource": object{"Fn::GetAtt": []any{synthtest.Text("ManagedRole"), "Arn"}},
			"Condition": object{"StringEquals": object{"iam:PassedToService": []any{"ec2.amazonaws.com"}}},
		},
		object{"Action": []any{"ec2:CreateFleet", "ec2:RunInstances"}, "Resource": []any{
			synthtest.Text("ManagedGroup"), "arn:aws:ec2:eu-west-1::image/*",
			"arn:aws:ec2:eu-west-1:111111111111:subnet/subnet-0aaaaaaaaaaaaaaaa", "arn:aws:ec2:eu-west-1:111111111111:subnet/subnet-0bbbbbbbbbbbbbbbb",
		}},
		object{"Action": []any{"ec2:RunInstances"}, "Condition": object{"StringEquals": object{"aws:RequestTag/AmazonECSManaged": []any{"true"}}}},
	))
	for id, role := range got.Resources("AWS::IAM::Role") {
		if role.Properties["ManagedPolicyArns"] != nil || role.Properties["RoleName"] != nil {
			t.Errorf("%s has a policy of AWS's or a name: %v", id, role.Properties)
		}
	}
}

func TestOnlySpotMayMakeTheRoleOfSpot(t *testing.T) {
	for _, spot := range []bool{false, true} {
		text := ""
		for _, one := range statements(t, managed(t, service.ManagedInstances{Spot: spot})) {
			text += one
		}
		if got := synthtest.Diff(synthtest.Text("iam:CreateServiceLinkedRole"), text) == nil; got != spot {
			t.Errorf("Spot %t: may make the role: %t", spot, got)
		}
	}
}
