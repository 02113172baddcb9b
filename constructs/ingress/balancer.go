package ingress

import (
	"fmt"
	"path"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/internal/nag"
)

// Balancer is an Application Load Balancer with an HTTPS listener for services to add rules to.
//
// Use one per environment and let its services share it: rules are cheap, balancers are not. Use a second one only to
// keep an audience apart, such as a public and an internal one. Services that only other services call need none.
//
// In eu-west-1 a balancer is about 18 USD a month plus about 6 USD for each capacity unit it uses on average (Elastic
// Load Balancing pricing), a public one also about 4 USD for each zone's IPv4 address (Amazon VPC pricing). Delivery of
// its logs is free, their storage is S3's (Amazon S3 pricing). Check the pages: they change.
//
// Its own log bucket stays when the stack is deleted: S3 deletes no bucket that holds records, and records are needed
// most after an accident. They expire all the same.
type Balancer struct {
	constructs.Construct
	props    BalancerProps
	balancer awselasticloadbalancingv2.CfnLoadBalancer
	listener awselasticloadbalancingv2.CfnListener
	arn      string
	tests    map[int]string // the ARNs of the listeners for testers, by port
	group    string
	name     string
}

// NewBalancer defines a load balancer under scope. It panics with a *check.Error that names every bad prop; call
// props.Validate first to get it as a value.
func NewBalancer(scope constructs.Construct, id string, props *BalancerProps) *Balancer {
	given := check.Given(props)
	check.Must(id, given.Validate())

	b := &Balancer{props: given.withDefaults()}
	constructs.NewConstruct_Override(b, scope, &id)
	group := b.filter()
	bucket, allowed := b.record()
	b.balance(group, bucket, allowed)
	b.listen()
	b.certify()
	return b
}

// object is one JSON object of a property.
type object = map[string]any

// filter defines the security group: HTTPS and HTTP from the ranges given, testers and requests only within the VPC.
func (b *Balancer) filter() awsec2.CfnSecurityGroup {
	var in []any
	for _, from := range b.props.From {
		for _, port := range []int{443, 80} {
			in = append(in, object{
				"ipProtocol": "tcp", "fromPort": port, "toPort": port, "cidrIp": from,
				"description": map[int]string{443: "HTTPS", 80: "HTTP, to be sent to HTTPS"}[port],
			})
		}
	}
	for _, port := range b.props.TestPorts {
		in = append(in, object{
			"ipProtocol": "tcp", "fromPort": port, "toPort": port, "cidrIp": b.props.Vpc.CIDR(), "description": "Testers of new versions",
		})
	}
	group := awsec2.NewCfnSecurityGroup(b, jsii.String("Group"), &awsec2.CfnSecurityGroupProps{
		GroupDescription:     jsii.String("Who may connect to the load balancer, and where it may connect"),
		VpcId:                b.props.Vpc.ID(),
		SecurityGroupIngress: in,
		SecurityGroupEgress: []any{object{
			"ipProtocol": "tcp", "fromPort": 1, "toPort": 65535, "cidrIp": b.props.Vpc.CIDR(), "description": "Tasks in the VPC",
		}},
	})
	if slices.Contains(b.props.From, world) {
		nag.Acknowledge(group, nag.Acknowledgement{
			Rule:   "AwsSolutions-EC23",
			Reason: "The balancer is declared public: anybody may connect to ports 443 and 80, and to nothing else.",
		})
	}
	b.group = *group.AttrGroupId()
	return group
}

// balance defines the balancer once its log bucket lets it write.
func (b *Balancer) balance(group awsec2.CfnSecurityGroup, bucket string, allowed awscdk.CfnResource) {
	p := b.props
	scheme := "internal"
	if p.Public {
		scheme = "internet-facing"
	}
	var subnets []any
	for _, id := range p.subnets() {
		subnets = append(subnets, id)
	}
	props := &awselasticloadbalancingv2.CfnLoadBalancerProps{
		Type:           jsii.String("application"),
		Scheme:         &scheme,
		IpAddressType:  jsii.String("ipv4"),
		Subnets:        &subnets,
		SecurityGroups: &[]any{group},
		LoadBalancerAttributes: attributes(
			"access_logs.s3.enabled", "true",
			"access_logs.s3.bucket", bucket,
			"access_logs.s3.prefix", accessPrefix,
			"connection_logs.s3.enabled", "true",
			"connection_logs.s3.bucket", bucket,
			"connection_logs.s3.prefix", connectionPrefix,
			"deletion_protection.enabled", fmt.Sprint(p.Protect),
			"idle_timeout.timeout_seconds", fmt.Sprintf("%.0f", p.IdleTimeout.Seconds()),
			"routing.http.desync_mitigation_mode", "defensive",
			"routing.http.drop_invalid_header_fields.enabled", "true",
			"routing.http2.enabled", "true",
			"zonal_shift.config.enabled", "true", // lets an operator take a sick zone out of service
		),
	}
	b.balancer = awselasticloadbalancingv2.NewCfnLoadBalancer(b, jsii.String("Balancer"), props)
	if allowed != nil {
		b.balancer.AddResourceDependency(allowed, nil)
	}
	b.name = *b.balancer.AttrLoadBalancerFullName()
}

// attributes are pairs of key and value.
func attributes(pairs ...string) []any {
	var all []any
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, object{"key": pairs[i], "value": pairs[i+1]})
	}
	return all
}

// listen defines the HTTPS listener, those for testers, and sends HTTP to HTTPS.
func (b *Balancer) listen() {
	b.listener = b.https("Https", 443)
	b.arn = *b.listener.Ref()
	b.tests = map[int]string{}
	for _, port := range b.props.TestPorts {
		b.tests[port] = *b.https(fmt.Sprintf("Test%d", port), port).Ref()
	}
	awselasticloadbalancingv2.NewCfnListener(b, jsii.String("Http"), &awselasticloadbalancingv2.CfnListenerProps{
		LoadBalancerArn: b.balancer,
		Port:            jsii.Number(80),
		Protocol:        jsii.String("HTTP"),
		DefaultActions: []any{object{"type": "redirect", "redirectConfig": object{
			"statusCode": "HTTP_301", "protocol": "HTTPS", "port": "443",
		}}},
	})
}

// https defines a listener that answers 404 until a service adds a rule.
func (b *Balancer) https(id string, port int) awselasticloadbalancingv2.CfnListener {
	return awselasticloadbalancingv2.NewCfnListener(b, &id, &awselasticloadbalancingv2.CfnListenerProps{
		LoadBalancerArn: b.balancer,
		Port:            jsii.Number(port),
		Protocol:        jsii.String("HTTPS"),
		SslPolicy:       &b.props.TLSPolicy,
		Certificates:    []any{object{"certificateArn": b.props.Certificates[0]}},
		DefaultActions: []any{object{"type": "fixed-response", "fixedResponseConfig": object{
			"statusCode": "404", "contentType": "text/plain", "messageBody": "Nothing is served here.",
		}}},
		ListenerAttributes: attributes("routing.http.response.server.enabled", "false"),
	})
}

// certify adds the certificates to each listener's list, the first one too: when another becomes the first, its hosts
// keep it (Elastic Load Balancing user guide, "Update an HTTPS listener"). Each is named after itself, so that adding one
// moves no other.
func (b *Balancer) certify() {
	b.add("Certificates", b.arn)
	for _, port := range b.props.TestPorts {
		b.add(fmt.Sprintf("Certificates%d", port), b.tests[port])
	}
}

// add adds the certificates to the list of one listener.
func (b *Balancer) add(id, listener string) {
	room := constructs.NewConstruct(b, &id)
	for i, arn := range b.props.Certificates {
		id := path.Base(arn)
		if check.Token(arn) {
			id = fmt.Sprint(i + 1)
		}
		awselasticloadbalancingv2.NewCfnListenerCertificate(room, &id, &awselasticloadbalancingv2.CfnListenerCertificateProps{
			ListenerArn: &listener, Certificates: []any{object{"certificateArn": arn}},
		})
	}
}

// ListenerARN is the HTTPS listener's ARN, for the rules of services. It is a token.
func (b *Balancer) ListenerARN() string { return b.arn }

// TestListenerARN is the ARN of the listener for testers on port, or empty without such a port. It is a token.
func (b *Balancer) TestListenerARN(port int) string { return b.tests[port] }

// SecurityGroupID is the id of the balancer's security group, which services let in. It is a token.
func (b *Balancer) SecurityGroupID() string { return b.group }

// FullName is the balancer as its metrics know it, "app/name/id". It is a token.
func (b *Balancer) FullName() string { return b.name }

// DNSName is the name that the hosts' DNS records point to. It is a token.
func (b *Balancer) DNSName() string { return *b.balancer.AttrDnsName() }

// HostedZoneID is the hosted zone of DNSName, for alias records. It is a token.
func (b *Balancer) HostedZoneID() string { return *b.balancer.AttrCanonicalHostedZoneId() }

// Balancer is the L1 load balancer, for what BalancerProps does not cover, such as a web ACL's association.
func (b *Balancer) Balancer() awselasticloadbalancingv2.CfnLoadBalancer { return b.balancer }

// Listener is the L1 HTTPS listener, for what BalancerProps does not cover.
func (b *Balancer) Listener() awselasticloadbalancingv2.CfnListener { return b.listener }
