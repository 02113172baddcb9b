package eks_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/constructs/service/eks/manifest"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestWhatAClusterNeedsOnceIsKeptBesideItsServices(t *testing.T) {
	for _, arm := range []bool{false, true} {
		stack := synthtest.Stack(t)
		props := minimal(stack)
		props.ARM = arm
		path := eks.NewCluster(stack, "Cluster", props).Setup()
		names, values := kept(synthtest.Of(t, stack), "/")
		want := manifest.Cluster(arm)
		if len(names) != len(want) || path != "/shop-dev/setup" {
			t.Fatalf("%s has %v, want %d objects below /shop-dev/setup", path, names, len(want))
		}
		for i, o := range want {
			if name := path + "/" + o.Name; names[i] != name || values[name] != o.JSON {
				t.Errorf("%s holds %v, want %s with %s", names[i], values[names[i]], name, o.JSON)
			}
		}
	}
}

func TestAClusterOfNodeGroupsNeedsNothingApplied(t *testing.T) {
	stack := synthtest.Stack(t)
	props := minimal(stack)
	onNodes(props)
	if path := eks.NewCluster(stack, "Cluster", props).Setup(); path != "" {
		t.Errorf("there is something at %s", path)
	}
	synthtest.Of(t, stack).HasNo(parameterType)
}

// TestTheRoleOfAPipelineIsInTheGroupThatServicesLetIn: what the group may do is shown where the manifests are.
func TestTheRoleOfAPipelineIsInTheGroupThatServicesLetIn(t *testing.T) {
	stack := synthtest.Stack(t)
	props := minimal(stack)
	props.Spec.Deployers = []spec.Deployer{{Role: "arn:aws:iam::444444444444:role/deployer", Groups: []string{eks.DeployerGroup}}}
	service := workerProps()
	service.Cluster = eks.NewCluster(stack, "Cluster", props).Place()
	s := eks.NewService(stack, "Api", service)
	got := synthtest.Of(t, stack)
	got.Has(entries, synthtest.Props{"PrincipalArn": props.Spec.Deployers[0].Role, "KubernetesGroups": []any{eks.DeployerGroup}})
	_, values := kept(got, s.Manifests("00-setup"))
	binding := values[s.Manifests("00-setup")+"/12-rolebinding"].(string)
	for _, want := range []string{`"namespace":"` + s.Namespace() + `"`, `"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"` + eks.DeployerGroup + `"`} {
		if !strings.Contains(binding, want) {
			t.Errorf("%s lacks %s", binding, want)
		}
	}
}

func TestAServiceAndItsClusterKeepNothingUnderOneName(t *testing.T) {
	stack := synthtest.Stack(t)
	service := publicProps(nil)
	service.Cluster = eks.NewCluster(stack, "Cluster", minimal(stack)).Place()
	eks.NewService(stack, "Api", service)
	names, _ := kept(synthtest.Of(t, stack), "/")
	if len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("a name is there twice: %v", names)
	}
}
