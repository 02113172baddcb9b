package network

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
)

// reachServices defines the interface endpoints of the plan in the private subnets, behind one security group.
func (v *Vpc) reachServices() {
	if len(v.props.Plan.Endpoints) == 0 {
		return
	}
	room := constructs.NewConstruct(v, jsii.String("Endpoints"))
	group := awsec2.NewCfnSecurityGroup(room, jsii.String("Callers"), &awsec2.CfnSecurityGroupProps{
		GroupDescription: jsii.String("Whoever is in the VPC may call AWS services through its endpoints"),
		VpcId:            &v.id,
		SecurityGroupIngress: []any{policy.Object{
			"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIp": v.cidr, "description": "HTTPS from the VPC",
		}},
		// CloudFormation opens everything where no rule is given; this one opens nothing.
		SecurityGroupEgress: []any{policy.Object{
			"ipProtocol": "-1", "cidrIp": "127.0.0.1/32", "description": "Nowhere: an endpoint never opens a connection",
		}},
	})
	private := make([]any, 0, len(v.props.Plan.Zones))
	for _, id := range v.PrivateSubnets() {
		private = append(private, id)
	}
	for _, service := range slices.Sorted(slices.Values(v.props.Plan.Endpoints)) {
		props := &awsec2.CfnVPCEndpointProps{
			VpcId:             v.id,
			ServiceName:       jsii.String(serviceName(v.place.Region, service)),
			VpcEndpointType:   jsii.String("Interface"),
			PrivateDnsEnabled: service != "dynamodb", // its name already leads to the gateway endpoint
			SubnetIds:         &private,
			SecurityGroupIds:  &[]any{group},
		}
		if !slices.Contains(unguarded, service) {
			props.PolicyDocument = policy.Document(v.ours())
		}
		awsec2.NewCfnVPCEndpoint(room, &service, props)
	}
}

// unguarded services take no endpoint policy, or serve callers who have no AWS credentials yet: senders of mail and
// callers of an API sign differently, and a web identity is exchanged for credentials without any. Of eks-auth, which
// gives pods their credentials, no page says that it takes one.
var unguarded = []string{"ecs", "ecs-agent", "ecs-telemetry", "eks-auth", "email-smtp", "execute-api", "sts"}

// chinese services have names of their own in the regions of China. CDK's InterfaceVpcEndpointAwsService lists them.
var chinese = []string{
	"autoscaling", "ec2", "ecr.api", "ecr.dkr", "eks", "elasticfilesystem", "execute-api", "kinesis-streams", "lambda",
	"monitoring", "sqs", "states", "sts", "xray",
}

// serviceName is the endpoint service's name in a region.
func serviceName(region, service string) string {
	name := "com.amazonaws." + region + "." + service
	if strings.HasPrefix(region, "cn-") && slices.Contains(chinese, service) {
		return "cn." + name
	}
	return name
}
