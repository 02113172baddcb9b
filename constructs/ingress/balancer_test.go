package ingress_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/ingress"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const (
	balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer"
	listener = "AWS::ElasticLoadBalancingV2::Listener"
	group    = "AWS::EC2::SecurityGroup"
)

func certificate(n int) string {
	return fmt.Sprintf("arn:aws:acm:eu-west-1:111111111111:certificate/00000000-0000-0000-0000-%012d", n)
}

// vpc is a network by its ids.
type vpc struct {
	cidr            string
	public, private []string
}

func (vpc) ID() string                 { return "vpc-0123456789abcdef0" }
func (v vpc) CIDR() string             { return v.cidr }
func (v vpc) PublicSubnets() []string  { return v.public }
func (v vpc) PrivateSubnets() []string { return v.private }

var someVpc = vpc{"10.20.0.0/16", []string{"subnet-0000000000000001a", "subnet-0000000000000001b"}, []string{"subnet-0000000000000000a", "subnet-0000000000000000b"}}

func minimalProps(change ...func(*ingress.BalancerProps)) *ingress.BalancerProps {
	props := &ingress.BalancerProps{
		Account: synthtest.Account, Region: synthtest.Region,
		Vpc:          someVpc,
		Certificates: []string{certificate(1)},
	}
	for _, c := range change {
		c(props)
	}
	return props
}

func public(p *ingress.BalancerProps) { p.Public = true }

// synth is the template of a stack that holds one balancer.
func synth(t *testing.T, change ...func(*ingress.BalancerProps)) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	ingress.NewBalancer(stack, "Front", minimalProps(change...))
	return synthtest.Of(t, stack)
}

// attribute expects one of the balancer's attributes.
func attribute(key string, value any) synthtest.Props {
	return synthtest.Props{"LoadBalancerAttributes": synthtest.Containing(synthtest.Props{"Key": key, "Value": value})}
}

func TestBalancerDefaults(t *testing.T) {
	got := synth(t)
	got.Has(balancer, synthtest.Props{
		"Type": "application", "Scheme": "internal", "Name": synthtest.Absent(),
		"Subnets":        []any{"subnet-0000000000000000a", "subnet-0000000000000000b"},
		"SecurityGroups": []any{synthtest.Props{"Ref": got.One(group).ID}},
	})
	for key, value := range map[string]string{
		"deletion_protection.enabled":                     "false",
		"idle_timeout.timeout_seconds":                    "60",
		"routing.http.desync_mitigation_mode":             "defensive",
		"routing.http.drop_invalid_header_fields.enabled": "true",
		"routing.http2.enabled":                           "true",
		"zonal_shift.config.enabled":                      "true",
	} {
		got.Has(balancer, attribute(key, value))
	}
}

func TestPublicFacesTheInternet(t *testing.T) {
	synth(t, public).Has(balancer, synthtest.Props{"Scheme": "internet-facing", "Subnets": []any{"subnet-0000000000000001a", "subnet-0000000000000001b"}})
}

func TestProtectRefusesDeletion(t *testing.T) {
	got := synth(t, func(p *ingress.BalancerProps) { p.Protect = true })
	got.Has(balancer, attribute("deletion_protection.enabled", "true"))
}

func TestIdleConnectionsAreKeptAsLongAsSaid(t *testing.T) {
	got := synth(t, func(p *ingress.BalancerProps) { p.IdleTimeout = 90 * time.Second })
	got.Has(balancer, attribute("idle_timeout.timeout_seconds", "90"))
}

func TestWhatNoServiceAsksForIsNotFound(t *testing.T) {
	synth(t).Has(listener, synthtest.Props{
		"Port": 443, "Protocol": "HTTPS", "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
		"DefaultActions":     []any{synthtest.Props{"Type": "fixed-response", "FixedResponseConfig": synthtest.Props{"StatusCode": "404"}}},
		"ListenerAttributes": []any{synthtest.Props{"Key": "routing.http.response.server.enabled", "Value": "false"}},
	})
}

func TestPlainHTTPIsOnlySentToHTTPS(t *testing.T) {
	got := synth(t, public)
	got.Count(listener, 2)
	got.Has(listener, synthtest.Props{"Port": 80, "Protocol": "HTTP", "DefaultActions": []any{synthtest.Props{
		"Type": "redirect", "RedirectConfig": synthtest.Props{"StatusCode": "HTTP_301", "Protocol": "HTTPS", "Port": "443"},
	}}})
}

func TestTheTLSPolicyIsTheOneGiven(t *testing.T) {
	got := synth(t, func(p *ingress.BalancerProps) { p.TLSPolicy = "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09" })
	got.Has(listener, synthtest.Props{"SslPolicy": "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09"})
}

func TestTheFirstCertificateIsTheDefaultAndEveryOneStaysWhenAnotherIs(t *testing.T) {
	got := synth(t, func(p *ingress.BalancerProps) {
		p.Certificates = []string{certificate(1), certificate(2), certificate(3)}
	})
	https := got.Has(listener, synthtest.Props{"Certificates": []any{synthtest.Props{"CertificateArn": certificate(1)}}})
	for _, n := range []int{1, 2, 3} {
		got.Has("AWS::ElasticLoadBalancingV2::ListenerCertificate", synthtest.Props{
			"ListenerArn": synthtest.Props{"Ref": https}, "Certificates": []any{synthtest.Props{"CertificateArn": certificate(n)}},
		})
	}
}

func TestRemovingACertificateMovesNoOther(t *testing.T) {
	before := synth(t, func(p *ingress.BalancerProps) {
		p.Certificates = []string{certificate(1), certificate(2), certificate(3)}
	})
	after := synth(t, func(p *ingress.BalancerProps) { p.Certificates = []string{certificate(1), certificate(3)} })
	for id, r := range after.All() {
		if wrong := synthtest.Diff(before.Resource(id).Properties, r.Properties); len(wrong) > 0 {
			t.Errorf("%s: %v", id, wrong)
		}
	}
	after.Count("AWS::ElasticLoadBalancingV2::ListenerCertificate", 2)
}

// sources are the ranges that may connect to a port.
func sources(got *synthtest.Template, port int) (all []string) {
	for _, rule := range got.One(group).Properties["SecurityGroupIngress"].([]any) {
		r := rule.(map[string]any)
		if r["FromPort"] == float64(port) && r["ToPort"] == float64(port) && r["IpProtocol"] == "tcp" && r["Description"] != nil {
			all = append(all, r["CidrIp"].(string))
		}
	}
	return all
}

func TestOnlyThoseMeantMayConnect(t *testing.T) {
	for name, row := range map[string]struct {
		change func(*ingress.BalancerProps)
		want   string
	}{
		"internal":        {func(*ingress.BalancerProps) {}, "10.20.0.0/16"},
		"public":          {public, "0.0.0.0/0"},
		"public to some":  {func(p *ingress.BalancerProps) { p.Public, p.From = true, []string{"203.0.113.0/24", "198.51.100.7/32"} }, "203.0.113.0/24 198.51.100.7/32"},
		"internal others": {func(p *ingress.BalancerProps) { p.From = []string{"10.0.0.0/8"} }, "10.0.0.0/8"},
	} {
		t.Run(name, func(t *testing.T) {
			got := synth(t, row.change)
			for _, port := range []int{443, 80} {
				if from := strings.Join(sources(got, port), " "); from != row.want {
					t.Errorf("port %d is open to %s, want %s", port, from, row.want)
				}
			}
			if rules := len(got.One(group).Properties["SecurityGroupIngress"].([]any)); rules != 2*len(strings.Fields(row.want)) {
				t.Errorf("%d rules", rules)
			}
		})
	}
}

func TestTestersComeFromTheVpcOnly(t *testing.T) {
	got := synth(t, public, func(p *ingress.BalancerProps) { p.TestPorts = []int{8443, 9443} })
	for port, want := range map[int]string{8443: "10.20.0.0/16", 9443: "10.20.0.0/16", 443: "0.0.0.0/0"} {
		if from := strings.Join(sources(got, port), " "); from != want {
			t.Errorf("port %d is open to %s, want %s", port, from, want)
		}
	}
}

func TestTestersMeetTheSameTLSAndFindNothingUntilAServiceAddsARule(t *testing.T) {
	got := synth(t, func(p *ingress.BalancerProps) {
		p.TestPorts, p.Certificates = []int{8443}, []string{certificate(1), certificate(2)}
	})
	test := got.Has(listener, synthtest.Props{
		"Port": 8443, "Protocol": "HTTPS", "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
		"Certificates":   []any{synthtest.Props{"CertificateArn": certificate(1)}},
		"DefaultActions": []any{synthtest.Props{"Type": "fixed-response", "FixedResponseConfig": synthtest.Props{"StatusCode": "404"}}},
	})
	got.Has("AWS::ElasticLoadBalancingV2::ListenerCertificate", synthtest.Props{
		"ListenerArn": synthtest.Props{"Ref": test}, "Certificates": []any{synthtest.Props{"CertificateArn": certificate(2)}},
	})
	got.Count("AWS::ElasticLoadBalancingV2::ListenerCertificate", 4)
}

func TestATestPortMovesNothingElse(t *testing.T) {
	before := synth(t)
	after := synth(t, func(p *ingress.BalancerProps) { p.TestPorts = []int{8443} })
	for id, r := range before.All() {
		if wrong := synthtest.Diff(r.Properties, after.Resource(id).Properties); len(wrong) > 0 && r.Type != group {
			t.Errorf("%s: %v", id, wrong)
		}
	}
}

func TestServicesReachTheListenersForTesters(t *testing.T) {
	stack := synthtest.Stack(t)
	b := ingress.NewBalancer(stack, "Front", minimalProps(func(p *ingress.BalancerProps) { p.TestPorts = []int{8443} }))
	awscdk.NewCfnOutput(stack, jsii.String("Test"), &awscdk.CfnOutputProps{Value: jsii.String(b.TestListenerARN(8443))})
	if other := b.TestListenerARN(9443); other != "" {
		t.Errorf("port 9443 has listener %s", other)
	}
	got := synthtest.Of(t, stack)
	want := synthtest.Props{"Ref": got.Has(listener, synthtest.Props{"Port": 8443})}
	if wrong := synthtest.Diff(want, got.Outputs()["Test"]["Value"]); len(wrong) > 0 {
		t.Error(wrong)
	}
}

func TestTheBalancerConnectsOnlyIntoTheVpc(t *testing.T) {
	synth(t, public).Has(group, synthtest.Props{"VpcId": "vpc-0123456789abcdef0", "SecurityGroupEgress": []any{synthtest.Props{
		"CidrIp": "10.20.0.0/16", "IpProtocol": "tcp", "FromPort": 1, "ToPort": 65535,
	}}})
}

func TestBeingOpenToEverybodyIsAcknowledgedAndNothingElse(t *testing.T) {
	some := func(p *ingress.BalancerProps) { p.Public, p.From = true, []string{"203.0.113.0/24"} }
	if note := synth(t, public).One(group).Metadata["cdk_nag"]; !strings.Contains(fmt.Sprint(note), "AwsSolutions-EC23") {
		t.Errorf("the note says %v", note)
	}
	if note := synth(t, some).One(group).Metadata["cdk_nag"]; note != nil {
		t.Errorf("the note says %v about a balancer that is open to some", note)
	}
}

func TestServicesReachTheListener(t *testing.T) {
	stack := synthtest.Stack(t)
	b := ingress.NewBalancer(stack, "Front", minimalProps())
	for id, value := range map[string]string{
		"Arn": b.ListenerARN(), "Group": b.SecurityGroupID(), "Name": b.FullName(), "Dns": b.DNSName(), "Zone": b.HostedZoneID(),
	} {
		awscdk.NewCfnOutput(stack, jsii.String(id), &awscdk.CfnOutputProps{Value: &value})
	}
	got := synthtest.Of(t, stack)
	front := got.One(balancer).ID
	for id, want := range map[string]any{
		"Arn":   synthtest.Props{"Ref": got.Has(listener, synthtest.Props{"Port": 443})},
		"Group": synthtest.Props{"Fn::GetAtt": []any{got.One(group).ID, "GroupId"}},
		"Name":  synthtest.Props{"Fn::GetAtt": []any{front, "LoadBalancerFullName"}},
		"Dns":   synthtest.Props{"Fn::GetAtt": []any{front, "DNSName"}},
		"Zone":  synthtest.Props{"Fn::GetAtt": []any{front, "CanonicalHostedZoneID"}},
	} {
		if wrong := synthtest.Diff(want, got.Outputs()[id]["Value"]); len(wrong) > 0 {
			t.Errorf("%s: %v", id, wrong)
		}
	}
}

func TestTwoBalancersFitInOneStackAndCanBeChanged(t *testing.T) {
	stack := synthtest.Stack(t)
	ingress.NewBalancer(stack, "Public", minimalProps(public))
	inside := ingress.NewBalancer(stack, "Internal", minimalProps())
	inside.Balancer().SetIpAddressType(jsii.String("dualstack"))
	inside.Listener().SetAlpnPolicy(jsii.Strings("HTTP2Preferred"))
	got := synthtest.Of(t, stack)
	got.Count(balancer, 2)
	got.Has(balancer, synthtest.Props{"Scheme": "internal", "IpAddressType": "dualstack"})
	got.Has(listener, synthtest.Props{"AlpnPolicy": []any{"HTTP2Preferred"}})
}

func TestPropsAreNotChanged(t *testing.T) {
	props := minimalProps(public)
	ingress.NewBalancer(synthtest.Stack(t), "Front", props)
	if props.From != nil || props.TLSPolicy != "" || props.IdleTimeout != 0 || props.Logs.Days != 0 {
		t.Errorf("now %+v", props)
	}
}
