package eks_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const addOns = "AWS::EKS::Addon"

// named are the add-ons of got by name.
func named(got *synthtest.Template) map[string]synthtest.Resource {
	all := map[string]synthtest.Resource{}
	for _, r := range got.Resources(addOns) {
		all[r.Properties["AddonName"].(string)] = r
	}
	return all
}

func TestAddOnsAreThoseOfTheSpec(t *testing.T) {
	for _, change := range []func(*eks.ClusterProps){nil, onNodes, onFargate, everything} {
		var want spec.Cluster
		got := named(cluster(t, func(p *eks.ClusterProps) {
			if change != nil {
				change(p)
			}
			want = p.Spec
		}))
		names := want.AddOns()
		slices.Sort(names)
		if !slices.Equal(slices.Sorted(maps.Keys(got)), names) {
			t.Errorf("got %q, want %q", slices.Sorted(maps.Keys(got)), names)
		}
		for name, one := range got {
			if wrong := synthtest.Diff(object{"AddonVersion": synthtest.Absent(), "ResolveConflicts": "OVERWRITE"}, one.Properties); len(wrong) > 0 {
				t.Error(name, wrong)
			}
		}
	}
}

func TestAnAddOnIsPinnedWhenAsked(t *testing.T) {
	cluster(t, func(p *eks.ClusterProps) {
		p.Spec.AddOnVersions = map[string]string{spec.MetricsServer: "v0.8.0-eksbuild.2"}
	}).Has(addOns, synthtest.Props{"AddonName": "metrics-server", "AddonVersion": "v0.8.0-eksbuild.2"})
}

func TestNodesWaitForWhatMakesThemReadyAndTheRestWaitsForNodes(t *testing.T) {
	got := cluster(t, func(p *eks.ClusterProps) {
		onNodes(p)
		p.Spec.SecretsStore = true
	})
	group := got.One("AWS::EKS::Nodegroup")
	for name, one := range named(got) {
		first := slices.Contains([]string{spec.PodIdentity, spec.VPCCNI, spec.KubeProxy}, name)
		if first != slices.Contains(group.DependsOn, one.ID) {
			t.Errorf("the nodes depend on %v, want %s: %t", group.DependsOn, name, first)
		}
		if first == slices.Contains(one.DependsOn, group.ID) {
			t.Errorf("%s depends on %v, want the nodes: %t", name, one.DependsOn, !first)
		}
	}
}

// TestSecretsBecomeVariablesThatFollowThem: without the first a pod finds no Secret, without the second it finds the one of
// yesterday.
func TestSecretsBecomeVariablesThatFollowThem(t *testing.T) {
	cluster(t, func(p *eks.ClusterProps) { p.Spec.SecretsStore = true }).Has(addOns, synthtest.Props{
		"AddonName":           spec.SecretsStore,
		"ConfigurationValues": `{"secrets-store-csi-driver":{"enableSecretRotation":true,"rotationPollInterval":"5m","syncSecret":{"enabled":true}}}`,
	})
}

func TestNetworkPoliciesAreEnforcedOnNodeGroups(t *testing.T) {
	one := named(cluster(t, onNodes))[spec.VPCCNI]
	if wrong := synthtest.Diff(object{
		"ConfigurationValues":     `{"enableNetworkPolicy":"true"}`,
		"PodIdentityAssociations": []any{object{"ServiceAccount": "aws-node"}},
	}, one.Properties); len(wrong) > 0 {
		t.Error(wrong)
	}
}

func TestObservabilityIsLeftOutOnRequestAndOnFargate(t *testing.T) {
	for name, got := range map[string]*synthtest.Template{
		"on request": cluster(t, func(p *eks.ClusterProps) { p.Spec.WithoutObservability = true }), "on Fargate": cluster(t, onFargate),
	} {
		if _, there := named(got)[spec.Observability]; there {
			t.Errorf("%s: the agents are there", name)
		}
		got.Count(groups, 1)
	}
}
