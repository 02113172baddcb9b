package apprunner

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapprunner"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
)

// network is who reaches the service, and from where it reaches others.
func (s *Service) network() *awsapprunner.CfnService_NetworkConfigurationProperty {
	egress := &awsapprunner.CfnService_EgressConfigurationProperty{EgressType: jsii.String("DEFAULT")}
	if len(s.props.Subnets) > 0 {
		egress.EgressType, egress.VpcConnectorArn = jsii.String("VPC"), s.connector()
	}
	return &awsapprunner.CfnService_NetworkConfigurationProperty{
		EgressConfiguration:  egress,
		IngressConfiguration: &awsapprunner.CfnService_IngressConfigurationProperty{IsPubliclyAccessible: s.props.Endpoint == ""},
		IpAddressType:        jsii.String("IPV4"),
	}
}

// connector is the ARN of the service's way into its subnets. Its security group is its own: App Runner knows a
// connector by its subnets and groups, and two services with the same ones would share it.
func (s *Service) connector() *string {
	s.group = awsec2.NewCfnSecurityGroup(s, jsii.String("Group"), &awsec2.CfnSecurityGroupProps{
		GroupDescription: jsii.String("What " + s.props.Name + " calls"),
		VpcId:            &s.props.Vpc,
		SecurityGroupEgress: []any{&awsec2.CfnSecurityGroup_EgressProperty{
			IpProtocol: jsii.String("-1"), CidrIp: jsii.String("0.0.0.0/0"),
			Description: jsii.String("Anywhere; the network decides what is reachable"),
		}},
	})
	connector := awsapprunner.NewCfnVpcConnector(s, jsii.String("Connector"), &awsapprunner.CfnVpcConnectorProps{
		Subnets:        jsii.Strings(s.props.Subnets...),
		SecurityGroups: &[]any{s.group.AttrGroupId()},
	})
	untagged(connector)
	return connector.AttrVpcConnectorArn()
}

// answerInside lets the service answer behind the VPC endpoint, and is the host it answers at there.
func (s *Service) answerInside() string {
	inside := awsapprunner.NewCfnVpcIngressConnection(s, jsii.String("Inside"), &awsapprunner.CfnVpcIngressConnectionProps{
		ServiceArn: s.service.AttrServiceArn(),
		IngressVpcConfiguration: &awsapprunner.CfnVpcIngressConnection_IngressVpcConfigurationProperty{
			VpcId: &s.props.Vpc, VpcEndpointId: &s.props.Endpoint,
		},
	})
	s.props.Image.Guard(inside)
	untagged(inside)
	return *inside.AttrDomainName()
}
