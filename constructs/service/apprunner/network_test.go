package apprunner_test

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/service/apprunner"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestWithoutANetworkTheServiceAnswersTheInternetAndCallsIt(t *testing.T) {
	got := synth(t, nil)
	got.Has("AWS::AppRunner::Service", synthtest.Props{"NetworkConfiguration": object{
		"EgressConfiguration":  object{"EgressType": "DEFAULT", "VpcConnectorArn": synthtest.Absent()},
		"IngressConfiguration": object{"IsPubliclyAccessible": true},
	}})
	for _, kind := range []string{"AWS::AppRunner::VpcConnector", "AWS::AppRunner::VpcIngressConnection", "AWS::EC2::SecurityGroup"} {
		got.HasNo(kind)
	}
}

func TestInSubnetsTheServiceCallsFromThere(t *testing.T) {
	got := synth(t, func(p *apprunner.ServiceProps) { p.Vpc, p.Subnets = vpc, []string{"subnet-0aaaaaaaaaaaaaaaa"} })
	group := got.Has("AWS::EC2::SecurityGroup", synthtest.Props{
		"VpcId": vpc, "SecurityGroupIngress": synthtest.Absent(), "SecurityGroupEgress": []any{object{"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}},
	})
	connector := got.Has("AWS::AppRunner::VpcConnector", synthtest.Props{
		"Subnets": []any{"subnet-0aaaaaaaaaaaaaaaa"}, "SecurityGroups": []any{object{"Fn::GetAtt": []any{group, "GroupId"}}},
	})
	got.Has("AWS::AppRunner::Service", synthtest.Props{"NetworkConfiguration": object{
		"EgressConfiguration":  object{"EgressType": "VPC", "VpcConnectorArn": object{"Fn::GetAtt": []any{connector, "VpcConnectorArn"}}},
		"IngressConfiguration": object{"IsPubliclyAccessible": true},
	}})
}

func TestBehindAnEndpointTheServiceAnswersNobodyElse(t *testing.T) {
	got := synth(t, func(p *apprunner.ServiceProps) { p.Vpc, p.Endpoint = vpc, endpoint })
	one := got.Has("AWS::AppRunner::Service", synthtest.Props{"NetworkConfiguration": object{
		"EgressConfiguration": object{"EgressType": "DEFAULT"}, "IngressConfiguration": object{"IsPubliclyAccessible": false},
	}})
	got.Has("AWS::AppRunner::VpcIngressConnection", synthtest.Props{
		"ServiceArn":              object{"Fn::GetAtt": []any{one, "ServiceArn"}},
		"IngressVpcConfiguration": object{"VpcId": vpc, "VpcEndpointId": endpoint},
	})
}

func TestTheAddressIsWhereTheServiceAnswers(t *testing.T) {
	for name, row := range map[string]struct {
		props           func(p *apprunner.ServiceProps)
		kind, attribute string
	}{
		"internet": {func(*apprunner.ServiceProps) {}, "AWS::AppRunner::Service", "ServiceUrl"},
		"endpoint": {func(p *apprunner.ServiceProps) { p.Vpc, p.Endpoint = vpc, endpoint }, "AWS::AppRunner::VpcIngressConnection", "DomainName"},
	} {
		t.Run(name, func(t *testing.T) {
			stack, props := stack(t), minimalProps()
			row.props(props)
			api := apprunner.NewService(stack, "Api", props)
			awscdk.NewCfnOutput(stack, jsii.String("Url"), &awscdk.CfnOutputProps{Value: jsii.String(api.URL())})

			got := synthtest.Of(t, stack)
			want := object{"Fn::Join": []any{"", []any{"https://", object{"Fn::GetAtt": []any{got.One(row.kind).ID, row.attribute}}}}}
			if differences := synthtest.Diff(want, got.Outputs()["Url"]["Value"]); len(differences) > 0 {
				t.Error(differences)
			}
		})
	}
}

func TestAServiceInSubnetsIsANetworkPeer(t *testing.T) {
	stack, props := stack(t), minimalProps()
	inNetwork(props)
	api := apprunner.NewService(stack, "Api", props)
	database := awsec2.SecurityGroup_FromSecurityGroupId(stack, jsii.String("Database"), jsii.String("sg-0fedcba9876543210"), nil)
	database.Connections().AllowFrom(api, awsec2.Port_Tcp(jsii.Number(5432)), nil)

	got := synthtest.Of(t, stack)
	group := got.One("AWS::EC2::SecurityGroup").ID
	got.Has("AWS::EC2::SecurityGroupIngress", synthtest.Props{
		"FromPort": 5432, "GroupId": "sg-0fedcba9876543210", "SourceSecurityGroupId": object{"Fn::GetAtt": []any{group, "GroupId"}},
	})
}

// Without a security group CDK would open nothing and say nothing.
func TestAServiceInNoNetworkIsNoPeer(t *testing.T) {
	stack := stack(t)
	api := apprunner.NewService(stack, "Api", minimalProps())
	refusal := synthtest.Panics(t, func() { api.Connections() })
	if got := synthtest.Refused(refusal); len(got) != 1 || got[0] != "NET-011 Subnets" || refusal.ID != "Api" {
		t.Errorf("got %q of %q, want NET-011 Subnets of Api", got, refusal.ID)
	}
}
