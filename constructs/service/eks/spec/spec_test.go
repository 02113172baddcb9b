package spec_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
)

const (
	admin    = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef"
	viewer   = "arn:aws:iam::111111111111:role/viewer"
	deployer = "arn:aws:iam::444444444444:role/delivery/deployer"
	group    = "9067642ac7-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
)

func good() spec.Cluster { return spec.Cluster{Admins: []string{admin}} }

// refusals are the codes and fields of what err says, in order.
func refusals(err error) (all []string) {
	var e *check.Error
	if errors.As(err, &e) {
		for _, p := range e.Problems {
			all = append(all, p.Code+" "+p.Field)
		}
	}
	return all
}

// row is one cluster and what is refused about it.
type row struct {
	name   string
	change func(*spec.Cluster)
	want   []string
}

func (r row) run(t *testing.T) {
	t.Run(r.name, func(t *testing.T) {
		c := good()
		r.change(&c)
		if got := refusals(c.Validate()); !slices.Equal(got, r.want) {
			t.Errorf("got %q, want %q: %v", got, r.want, c.Validate())
		}
	})
}

func TestVersionsOutsideStandardSupportAreRefused(t *testing.T) {
	for version, want := range map[string][]string{
		"1.36": nil, "1.35": nil, "1.34": nil, "": nil,
		"1.33": {"EKS-001 Version"}, "1.30": {"EKS-001 Version"}, "1.37": {"EKS-001 Version"}, "9.99": {"EKS-001 Version"},
		"1.36.4": {"EKS-001 Version"}, "v1.36": {"EKS-001 Version"}, "latest": {"EKS-001 Version"},
	} {
		row{version, func(c *spec.Cluster) { c.Version = version }, want}.run(t)
	}
}

func TestARefusedVersionIsToldFromWhen(t *testing.T) {
	err := spec.Cluster{Version: "1.33", Admins: []string{admin}}.Validate()
	const want = `Version is "1.33": standard support ended on 2026-07-29 and extended support costs six times as much: want one of 1.36, 1.35, 1.34 [EKS-001]`
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v\nwant %s", err, want)
	}
	err = spec.Cluster{Version: "9.99", Admins: []string{admin}}.Validate()
	if err == nil || !strings.Contains(err.Error(), `Version is "9.99": want one of 1.36, 1.35, 1.34 [EKS-001]`) {
		t.Error(err)
	}
}

func TestTheNewestVersionIsTheDefaultAndHasTheMostTimeLeft(t *testing.T) {
	calendar := spec.Calendar()
	if calendar[0].Version != spec.Newest || spec.Supported()[0] != spec.Newest || good().WithDefaults().Version != spec.Newest {
		t.Errorf("the default is %s, the calendar starts with %s", spec.Newest, calendar[0].Version)
	}
	for i, r := range calendar {
		if r.ExtendedUntil <= r.StandardUntil || i > 0 && r.StandardUntil >= calendar[i-1].StandardUntil {
			t.Errorf("%+v is out of order", r)
		}
	}
}

func TestStandardSupportEndsOnItsDay(t *testing.T) {
	r := spec.Calendar()[2]
	if !r.StandardOn("2026-12-01") || r.StandardOn("2026-12-02") || r.StandardOn("2026-12-03") {
		t.Errorf("%+v", r)
	}
}

func TestEndpointsThatAreOpenOrClosedToEverybodyAreRefused(t *testing.T) {
	restricted := func(cidrs ...string) func(*spec.Cluster) {
		return func(c *spec.Cluster) { c.Endpoint, c.EndpointCIDRs = spec.Restricted, cidrs }
	}
	ranges := func(n int) (all []string) {
		for i := range n {
			all = append(all, fmt.Sprintf("203.0.113.%d/32", i))
		}
		return all
	}
	one := []string{"EKS-002 EndpointCIDRs[0]"}
	for _, r := range []row{
		{"private", func(c *spec.Cluster) { c.Endpoint = spec.Private }, nil},
		{"closed to everybody", func(c *spec.Cluster) { c.Endpoint = "none" }, []string{"EKS-002 Endpoint"}},
		{"public", func(c *spec.Cluster) { c.Endpoint = "public" }, []string{"EKS-002 Endpoint"}},
		{"ranges that do nothing", func(c *spec.Cluster) { c.EndpointCIDRs = []string{"203.0.113.0/24"} }, []string{"EKS-002 EndpointCIDRs"}},
		{"restricted to nobody", restricted(), []string{"EKS-002 EndpointCIDRs"}},
		{"one address", restricted("203.0.113.7/32"), nil},
		{"the widest range", restricted("17.0.0.0/8"), nil},
		{"wider than the widest", restricted("16.0.0.0/7"), one},
		{"the whole internet", restricted("0.0.0.0/0"), one},
		{"half of it", restricted("128.0.0.0/1"), one},
		{"IPv6", restricted("2001:db8::/32"), one},
		{"no range", restricted("203.0.113.7"), one},
		{"a word", restricted("office"), one},
		{"host bits", restricted("203.0.113.7/24"), one},
		{"private addresses", restricted("10.0.0.0/8"), one},
		{"the end of private addresses", restricted("172.31.255.0/24"), one},
		{"just beyond private addresses", restricted("172.32.0.0/16"), nil},
		{"a range that holds private addresses", restricted("172.0.0.0/8"), one},
		{"carrier-grade NAT", restricted("100.64.0.0/16"), one},
		{"loopback", restricted("127.0.0.1/32"), one},
		{"multicast", restricted("224.0.0.1/32"), one},
		{"40 ranges", restricted(ranges(40)...), nil},
		{"41 ranges", restricted(ranges(41)...), []string{"EKS-002 EndpointCIDRs"}},
		{"a range twice", restricted("203.0.113.0/24", "203.0.113.0/24"), []string{"EKS-002 EndpointCIDRs[1]"}},
	} {
		r.run(t)
	}
}

func TestRolesThatMayNotEnterAreRefused(t *testing.T) {
	as := func(role string) func(*spec.Cluster) { return func(c *spec.Cluster) { c.Admins = []string{role} } }
	deploys := func(d spec.Deployer) func(*spec.Cluster) {
		return func(c *spec.Cluster) { c.Deployers = []spec.Deployer{d} }
	}
	first := []string{"EKS-005 Admins[0]"}
	for _, r := range []row{
		{"a role with a path", func(*spec.Cluster) {}, nil},
		{"nobody", func(c *spec.Cluster) { c.Admins = nil }, []string{"EKS-005 Admins"}},
		{"a whole account", as("arn:aws:iam::111111111111:root"), first},
		{"an account's number", as("111111111111"), first},
		{"a user", as("arn:aws:iam::111111111111:user/alice"), first},
		{"a session", as("arn:aws:sts::111111111111:assumed-role/admin/alice"), first},
		{"a service-linked role", as("arn:aws:iam::111111111111:role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS"), first},
		{"everybody", as("*"), first},
		{"a role of which CDK knows the name", as("${Token[Role.Arn.12]}"), nil},
		{"one role twice", func(c *spec.Cluster) { c.Viewers = []string{viewer, admin} }, []string{"EKS-005 Viewers[1]"}},
		{"a viewer", func(c *spec.Cluster) { c.Viewers = []string{viewer} }, nil},
		{"a deployer of one namespace", deploys(spec.Deployer{Role: deployer, Namespaces: []string{"shop"}}), nil},
		{"a deployer of one group", deploys(spec.Deployer{Role: deployer, Groups: []string{"shop:deployers"}}), nil},
		{"a deployer of nothing", deploys(spec.Deployer{Role: deployer}), []string{"EKS-005 Deployers[0].Namespaces"}},
		{"a deployer without a role", deploys(spec.Deployer{Namespaces: []string{"shop"}}), []string{"EKS-005 Deployers[0].Role"}},
		{"a deployer that is an admin", deploys(spec.Deployer{Role: admin, Namespaces: []string{"shop"}}), []string{"EKS-005 Deployers[0].Role"}},
		{"every namespace", deploys(spec.Deployer{Role: deployer, Namespaces: []string{"*"}}), []string{"EKS-005 Deployers[0].Namespaces[0]"}},
		{"the cluster's namespace", deploys(spec.Deployer{Role: deployer, Namespaces: []string{"kube-system"}}), []string{"EKS-005 Deployers[0].Namespaces[0]"}},
		{"63 letters", deploys(spec.Deployer{Role: deployer, Namespaces: []string{strings.Repeat("a", 63)}}), nil},
		{"64 letters", deploys(spec.Deployer{Role: deployer, Namespaces: []string{strings.Repeat("a", 64)}}), []string{"EKS-005 Deployers[0].Namespaces[0]"}},
		{"a namespace twice", deploys(spec.Deployer{Role: deployer, Namespaces: []string{"shop", "shop"}}), []string{"EKS-005 Deployers[0].Namespaces[1]"}},
		{"a group that rules the cluster", deploys(spec.Deployer{Role: deployer, Groups: []string{"system:masters"}}), []string{"EKS-005 Deployers[0].Groups[0]"}},
		{"a group of EKS", deploys(spec.Deployer{Role: deployer, Groups: []string{"eks:admins"}}), []string{"EKS-005 Deployers[0].Groups[0]"}},
	} {
		r.run(t)
	}
}

func TestPinsOfAddOnsThatAreNotThereAreRefused(t *testing.T) {
	pin := func(name, version string) func(*spec.Cluster) {
		return func(c *spec.Cluster) { c.AddOnVersions = map[string]string{name: version} }
	}
	agents := []string{"EKS-006 AddOnVersions.amazon-cloudwatch-observability"}
	for _, r := range []row{
		{"a pin", pin(spec.MetricsServer, "v0.8.0-eksbuild.2"), nil},
		{"a typing mistake", pin("metric-server", "v0.8.0-eksbuild.2"), []string{"EKS-006 AddOnVersions"}},
		{"built into Auto Mode", pin(spec.VPCCNI, "v1.22.4-eksbuild.3"), []string{"EKS-006 AddOnVersions"}},
		{"the newest", pin(spec.MetricsServer, "latest"), []string{"EKS-006 AddOnVersions.metrics-server"}},
		{"no build", pin(spec.MetricsServer, "0.8.0"), []string{"EKS-006 AddOnVersions.metrics-server"}},
		{"agents that read other settings", pin(spec.Observability, "v4.10.3-eksbuild.1"), agents},
		{"the last of them", pin(spec.Observability, "v6.1.9-eksbuild.1"), agents},
		{"the first agents that read ours", pin(spec.Observability, "v6.2.0-eksbuild.1"), nil},
		{"agents of later years", pin(spec.Observability, "v10.0.0-eksbuild.1"), nil},
		{"left out", func(c *spec.Cluster) {
			c.WithoutObservability, c.AddOnVersions = true, map[string]string{spec.Observability: "v4.0.0-eksbuild.1"}
		}, []string{"EKS-006 AddOnVersions"}},
		{"a driver without nodes", func(c *spec.Cluster) {
			c.WithoutAutoMode, c.SecretsStore, c.FargateProfiles = true, true, []spec.FargateProfile{system}
		}, []string{"EKS-006 SecretsStore"}},
	} {
		r.run(t)
	}
}

func TestAClusterHasTheAddOnsThatItsNodesLack(t *testing.T) {
	for _, r := range []struct {
		name   string
		change func(*spec.Cluster)
		want   string
	}{
		{"Auto Mode", func(*spec.Cluster) {}, "metrics-server amazon-cloudwatch-observability"},
		{"node groups", func(c *spec.Cluster) { c.WithoutAutoMode, c.NodeGroups = true, []spec.NodeGroup{nodes} },
			"eks-pod-identity-agent vpc-cni kube-proxy coredns metrics-server amazon-cloudwatch-observability"},
		{"both", func(c *spec.Cluster) { c.NodeGroups, c.SecretsStore = []spec.NodeGroup{nodes}, true },
			"eks-pod-identity-agent vpc-cni kube-proxy coredns metrics-server amazon-cloudwatch-observability aws-secrets-store-csi-driver-provider"},
		{"Fargate alone", func(c *spec.Cluster) { c.WithoutAutoMode, c.FargateProfiles = true, []spec.FargateProfile{system} }, "coredns metrics-server"},
		{"own observability", func(c *spec.Cluster) { c.WithoutObservability = true }, "metrics-server"},
	} {
		c := good()
		r.change(&c)
		if got := strings.Join(c.AddOns(), " "); got != r.want || c.Validate() != nil {
			t.Errorf("%s: got %s, want %s (%v)", r.name, got, r.want, c.Validate())
		}
	}
}

func TestEverythingIsRefusedAtOnce(t *testing.T) {
	err := spec.Cluster{Version: "9.99", Endpoint: "none", WithoutAutoMode: true, ArgoCD: &spec.ArgoCD{}}.Validate()
	want := []string{
		"EKS-001 Version", "EKS-002 Endpoint", "EKS-005 Admins", "EKS-003 NodeGroups",
		"EKS-007 ArgoCD.Instance", "EKS-007 ArgoCD.Admins", "EKS-007 ArgoCD.VPCEndpoints",
	}
	if got := refusals(err); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
