package spec_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
)

var (
	nodes  = spec.NodeGroup{Name: "app", InstanceTypes: []string{"m7g.large"}, Min: 2, Max: 4}
	system = spec.FargateProfile{Name: "system", Selectors: []spec.Selector{{Namespace: "kube-system"}}}
)

// on is a cluster without Auto Mode on one node group, changed.
func on(change func(*spec.NodeGroup)) func(*spec.Cluster) {
	return func(c *spec.Cluster) {
		g := nodes
		change(&g)
		c.WithoutAutoMode, c.NodeGroups = true, []spec.NodeGroup{g}
	}
}

func TestNodeGroupsThatWouldNotStartAreRefused(t *testing.T) {
	size := func(low, desired, high int) func(*spec.Cluster) {
		return on(func(g *spec.NodeGroup) { g.Min, g.Desired, g.Max = low, desired, high })
	}
	types := func(ami spec.AMI, types ...string) func(*spec.Cluster) {
		return on(func(g *spec.NodeGroup) { g.AMI, g.InstanceTypes = ami, types })
	}
	at := func(field string) []string { return []string{"EKS-003 NodeGroups[0]." + field} }
	for _, r := range []row{
		{"a group", on(func(*spec.NodeGroup) {}), nil},
		{"min 5, desired 9, max 2", size(5, 9, 2), append(at("Min"), at("Desired")...)},
		{"desired below min", size(3, 2, 4), at("Desired")},
		{"desired above max", size(1, 5, 4), at("Desired")},
		{"desired is min and max", size(3, 3, 3), nil},
		{"a negative min", size(-1, 1, 4), at("Min")},
		{"450 nodes", size(1, 450, 450), nil},
		{"451 nodes", size(1, 2, 451), at("Max")},
		{"no max", size(0, 0, 0), append(at("Max"), "EKS-003 NodeGroups")},
		{"no node, and nothing else to run on", size(0, 0, 4), []string{"EKS-003 NodeGroups"}},
		{"no name", on(func(g *spec.NodeGroup) { g.Name = "" }), at("Name")},
		{"a name with capitals", on(func(g *spec.NodeGroup) { g.Name = "App" }), at("Name")},
		{"no instance type", types(""), at("InstanceTypes")},
		{"no such instance type", types("", "m7g.huge"), at("InstanceTypes[0]")},
		{"an instance type twice", types("", "m7g.large", "m7g.large"), at("InstanceTypes[1]")},
		{"21 instance types", types("", twentyOne()...), at("InstanceTypes")},
		{"two architectures", types("", "m7g.large", "m7i.large"), at("InstanceTypes[1]")},
		{"an AMI for x86_64 on Graviton", types(spec.AL2023, "m7g.large"), at("InstanceTypes[0]")},
		{"an AMI for Graviton on x86_64", types(spec.BottlerocketARM, "m7i.large"), at("InstanceTypes[0]")},
		{"an AMI without drivers on GPUs", types(spec.AL2023, "g6.xlarge"), at("InstanceTypes[0]")},
		{"an AMI for GPUs without one", types(spec.AL2023NVIDIA, "m7i.large"), at("InstanceTypes[0]")},
		{"Bottlerocket", types(spec.Bottlerocket, "m7i.large", "m7a.large"), nil},
		{"Bottlerocket with GPUs on Graviton", types(spec.BottlerocketARMNVIDIA, "g5g.xlarge"), nil},
		{"no such AMI", types("AL2_x86_64", "m7i.large"), at("AMI")},
		{"20 GiB", on(func(g *spec.NodeGroup) { g.Disk = 20 }), nil},
		{"19 GiB", on(func(g *spec.NodeGroup) { g.Disk = 19 }), at("Disk")},
		{"16 TiB", on(func(g *spec.NodeGroup) { g.Disk = 16384 }), nil},
		{"more than 16 TiB", on(func(g *spec.NodeGroup) { g.Disk = 16385 }), at("Disk")},
		{"a release", on(func(g *spec.NodeGroup) { g.Release = "1.36.4-20260917" }), nil},
		{"a release of Bottlerocket", on(func(g *spec.NodeGroup) { g.Release = "1.64.0-1a2b3c4d" }), nil},
		{"the newest release", on(func(g *spec.NodeGroup) { g.Release = "latest" }), at("Release")},
		{"a label", on(func(g *spec.NodeGroup) { g.Labels = map[string]string{"example.com/team": "shop"} }), nil},
		{"a label of Kubernetes", on(func(g *spec.NodeGroup) { g.Labels = map[string]string{"kubernetes.io/arch": "arm64"} }), at("Labels")},
		{"a label with a bad value", on(func(g *spec.NodeGroup) { g.Labels = map[string]string{"team": "a b"} }), at("Labels.team")},
		{"a taint", on(func(g *spec.NodeGroup) { g.Taints = []spec.Taint{{Key: "nvidia.com/gpu", Effect: spec.NoSchedule}} }), nil},
		{"a taint without effect", on(func(g *spec.NodeGroup) { g.Taints = []spec.Taint{{Key: "gpu", Effect: "NoSchedule"}} }), at("Taints[0].Effect")},
	} {
		r.run(t)
	}
}

func twentyOne() (types []string) {
	for i := range 21 {
		types = append(types, fmt.Sprintf("m%dg.large", 6+i))
	}
	return types
}

func TestAClusterOnWhichNothingCouldRunIsRefused(t *testing.T) {
	other := spec.FargateProfile{Name: "shop", Selectors: []spec.Selector{{Namespace: "shop"}}}
	many := func(n int) (groups []spec.NodeGroup) {
		for i := range n {
			g := nodes
			g.Name = fmt.Sprint("app-", i)
			groups = append(groups, g)
		}
		return groups
	}
	for _, r := range []row{
		{"Auto Mode alone", func(*spec.Cluster) {}, nil},
		{"nothing at all", func(c *spec.Cluster) { c.WithoutAutoMode = true }, []string{"EKS-003 NodeGroups"}},
		{"an empty group beside Auto Mode", func(c *spec.Cluster) {
			c.NodeGroups = []spec.NodeGroup{{Name: "gpu", InstanceTypes: []string{"g6.xlarge"}, Max: 2}}
		}, nil},
		{"Fargate for CoreDNS", func(c *spec.Cluster) {
			c.WithoutAutoMode, c.FargateProfiles = true, []spec.FargateProfile{system, other}
		}, nil},
		{"Fargate without CoreDNS", func(c *spec.Cluster) { c.WithoutAutoMode, c.FargateProfiles = true, []spec.FargateProfile{other} }, []string{"EKS-003 FargateProfiles"}},
		{"Fargate beside Auto Mode", func(c *spec.Cluster) { c.FargateProfiles = []spec.FargateProfile{other} }, nil},
		{"a profile of nothing", func(c *spec.Cluster) { c.FargateProfiles = []spec.FargateProfile{{Name: "shop"}} }, []string{"EKS-003 FargateProfiles[0].Selectors"}},
		{"a profile of six things", func(c *spec.Cluster) {
			c.FargateProfiles = []spec.FargateProfile{{Name: "shop", Selectors: slices.Repeat(other.Selectors, 6)}}
		}, []string{"EKS-003 FargateProfiles[0].Selectors"}},
		{"a profile twice", func(c *spec.Cluster) { c.FargateProfiles = []spec.FargateProfile{other, other} }, []string{"EKS-003 FargateProfiles[1].Name"}},
		{"a bad namespace", func(c *spec.Cluster) {
			c.FargateProfiles = []spec.FargateProfile{{Name: "shop", Selectors: []spec.Selector{{Namespace: "Shop"}}}}
		}, []string{"EKS-003 FargateProfiles[0].Selectors[0].Namespace"}},
		{"a pattern", func(c *spec.Cluster) {
			c.FargateProfiles = []spec.FargateProfile{{Name: "shop", Selectors: []spec.Selector{{Namespace: "shop-*", Labels: map[string]string{"app": "web"}}}}}
		}, nil},
		{"30 groups", func(c *spec.Cluster) { c.NodeGroups = many(30) }, nil},
		{"31 groups", func(c *spec.Cluster) { c.NodeGroups = many(31) }, []string{"EKS-003 NodeGroups"}},
		{"a group twice", func(c *spec.Cluster) { c.NodeGroups = []spec.NodeGroup{nodes, nodes} }, []string{"EKS-003 NodeGroups[1].Name"}},
	} {
		r.run(t)
	}
}

func TestANodeGroupFillsWhatItIsNotTold(t *testing.T) {
	for instance, want := range map[string]spec.AMI{
		"m7i.large": spec.AL2023, "t3.medium": spec.AL2023, "u7i-12tb.224xlarge": spec.AL2023, "g4ad.xlarge": spec.AL2023,
		"m7g.large": spec.AL2023ARM, "c7gn.large": spec.AL2023ARM, "a1.large": spec.AL2023ARM, "im4gn.large": spec.AL2023ARM,
		"g6.xlarge": spec.AL2023NVIDIA, "p5.48xlarge": spec.AL2023NVIDIA, "gr6.4xlarge": spec.AL2023NVIDIA, "p6-b200.48xlarge": spec.AL2023NVIDIA,
		"g5g.xlarge": spec.AL2023ARMNVIDIA, "p6e-gb200.36xlarge": spec.AL2023ARMNVIDIA,
		"inf2.xlarge": spec.AL2023Neuron, "trn1n.32xlarge": spec.AL2023Neuron,
	} {
		g := spec.NodeGroup{Name: "app", InstanceTypes: []string{instance}, Min: 2, Max: 4}
		if err := g.Validate(); err != nil {
			t.Error(err)
		}
		if g = g.WithDefaults(); g.AMI != want || g.Desired != 2 || g.Disk != 80 {
			t.Errorf("%s: got %+v, want %s, 2 nodes and 80 GiB", instance, g, want)
		}
	}
}

func TestArgoCDThatNobodyCouldUseIsRefused(t *testing.T) {
	working := spec.ArgoCD{
		Instance: "arn:aws:sso:::instance/ssoins-0123456789abcdef", Admins: []string{group},
		VPCEndpoints: []string{"vpce-0123456789abcdef0"},
		Sources: []string{
			"arn:aws:codecommit:eu-west-1:444444444444:shop",
			"arn:aws:codeconnections:eu-west-1:444444444444:connection/01234567-89ab-cdef-0123-456789abcdef",
		},
	}
	for _, r := range []struct {
		name   string
		change func(*spec.ArgoCD)
		want   []string
	}{
		{"working", func(*spec.ArgoCD) {}, nil},
		{"no Identity Center", func(a *spec.ArgoCD) { a.Instance = "" }, []string{"EKS-007 ArgoCD.Instance"}},
		{"an Identity Center's URL", func(a *spec.ArgoCD) { a.Instance = "https://d-0123456789.awsapps.com/start" }, []string{"EKS-007 ArgoCD.Instance"}},
		{"no administrator", func(a *spec.ArgoCD) { a.Admins = nil }, []string{"EKS-007 ArgoCD.Admins"}},
		{"a group's name", func(a *spec.ArgoCD) { a.Viewers = []string{"developers"} }, []string{"EKS-007 ArgoCD.Viewers[0]"}},
		{"no way in", func(a *spec.ArgoCD) { a.VPCEndpoints = nil }, []string{"EKS-007 ArgoCD.VPCEndpoints"}},
		{"two ways in", func(a *spec.ArgoCD) { a.Public = true }, []string{"EKS-007 ArgoCD.Public"}},
		{"the internet", func(a *spec.ArgoCD) { a.Public, a.VPCEndpoints = true, nil }, nil},
		{"a way to elsewhere", func(a *spec.ArgoCD) { a.VPCEndpoints = []string{"vpc-0123456789abcdef0"} }, []string{"EKS-007 ArgoCD.VPCEndpoints[0]"}},
		{"another region", func(a *spec.ArgoCD) { a.InstanceRegion = "ireland" }, []string{"ENV-008 ArgoCD.InstanceRegion"}},
		{"a URL as source", func(a *spec.ArgoCD) { a.Sources = []string{"https://github.com/acme/shop"} }, []string{"EKS-007 ArgoCD.Sources[0]"}},
		{"1001 groups", func(a *spec.ArgoCD) { a.Viewers = groups(1000) }, []string{"EKS-007 ArgoCD.Admins"}},
		{"1000 groups", func(a *spec.ArgoCD) { a.Viewers = groups(999) }, nil},
	} {
		t.Run(r.name, func(t *testing.T) {
			a, c := working, good()
			r.change(&a)
			c.ArgoCD = &a
			if got := refusals(c.Validate()); !slices.Equal(got, r.want) {
				t.Errorf("got %q, want %q", got, r.want)
			}
		})
	}
}

func groups(n int) (ids []string) {
	for i := range n {
		ids = append(ids, fmt.Sprintf("9067642ac7-0f1e2d3c-4b5a-6978-8796-%012d", i))
	}
	return ids
}

func TestOneDeploymentChangesOneKindOfThing(t *testing.T) {
	before := spec.Cluster{Version: "1.35", Admins: []string{admin}}
	for _, r := range []row{
		{"nothing", func(*spec.Cluster) {}, nil},
		{"the next version", func(c *spec.Cluster) { c.Version = "1.36" }, nil},
		{"a version back", func(c *spec.Cluster) { c.Version = "1.34" }, []string{"EKS-001 Version"}},
		{"the endpoint", func(c *spec.Cluster) { c.Endpoint, c.EndpointCIDRs = spec.Restricted, []string{"203.0.113.0/24"} }, nil},
		{"version and endpoint", func(c *spec.Cluster) {
			c.Version, c.Endpoint, c.EndpointCIDRs = "1.36", spec.Restricted, []string{"203.0.113.0/24"}
		}, []string{"EKS-008 Version and Endpoint"}},
		{"nodes and version", func(c *spec.Cluster) { c.Version, c.NodeGroups = "1.36", []spec.NodeGroup{nodes} }, nil},
		{"Auto Mode and version", func(c *spec.Cluster) { c.Version, c.WithoutAutoMode = "1.36", true }, []string{"EKS-008 Version and WithoutAutoMode"}},
	} {
		after := before
		r.change(&after)
		if got := refusals(after.Change(before)); !slices.Equal(got, r.want) {
			t.Errorf("%s: got %q, want %q", r.name, got, r.want)
		}
	}
	err := spec.Cluster{Version: "1.36"}.Change(spec.Cluster{Version: "1.34"})
	if err == nil || !strings.Contains(err.Error(), "want 1.35 first [EKS-001]") {
		t.Error(err)
	}
}

func TestANodeGroupSaysWhichPodsItTakes(t *testing.T) {
	for _, row := range []struct {
		group     spec.NodeGroup
		arm, open bool
	}{
		{spec.NodeGroup{InstanceTypes: []string{"m7i.large"}}, false, true},
		{spec.NodeGroup{InstanceTypes: []string{"m7g.large"}}, true, true},
		{spec.NodeGroup{AMI: spec.BottlerocketARM}, true, true},
		{spec.NodeGroup{Taints: []spec.Taint{{Key: "a", Effect: spec.PreferNoSchedule}}}, false, true},
		{spec.NodeGroup{Taints: []spec.Taint{{Key: "a", Effect: spec.NoSchedule}}}, false, false},
		{spec.NodeGroup{Taints: []spec.Taint{{Key: "a", Effect: spec.NoExecute}}}, false, false},
	} {
		if arm, open := row.group.ARM(), row.group.Open(); arm != row.arm || open != row.open {
			t.Errorf("%+v: arm64 %t and open %t, want %t and %t", row.group, arm, open, row.arm, row.open)
		}
	}
}
