package network_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"

	"github.com/shipway-cdk/shipway/constructs/network"
	"github.com/shipway-cdk/shipway/constructs/network/plan"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// ourPrincipals lets only principals of the account through.
var ourPrincipals = synthtest.Props{
	"Effect": "Allow", "Principal": synthtest.Props{"AWS": "*"},
	"Condition": synthtest.Props{"StringEquals": synthtest.Props{"aws:PrincipalAccount": "111111111111"}},
}

func TestBucketsAndTablesAreReachedForFree(t *testing.T) {
	got := synth(t)
	got.Count("AWS::EC2::VPCEndpoint", 2)
	for _, service := range []string{".s3", ".dynamodb"} {
		id := got.Has("AWS::EC2::VPCEndpoint", synthtest.Props{"VpcEndpointType": "Gateway", "ServiceName": synthtest.Text(service)})
		if tables := got.Resource(id).Properties["RouteTableIds"].([]any); len(tables) != 6 {
			t.Errorf("%s is in %d route tables, want those of all 6 subnets", service, len(tables))
		}
	}
}

func TestNobodyElsesCredentialsWriteThroughTheGateways(t *testing.T) {
	got := synth(t)
	got.Has("AWS::EC2::VPCEndpoint", synthtest.Props{
		"ServiceName": synthtest.Text(".dynamodb"), "PolicyDocument": synthtest.Props{"Statement": []any{ourPrincipals}},
	})
	got.Has("AWS::EC2::VPCEndpoint", synthtest.Props{
		"ServiceName": synthtest.Text(".s3"),
		"PolicyDocument": synthtest.Props{"Statement": []any{
			ourPrincipals,
			synthtest.Props{"Action": []any{"s3:GetObject"}, "Resource": "*"},
			synthtest.Props{"Action": []any{"s3:PutObject"}, "Resource": []any{
				"arn:aws:s3:::cloudformation-custom-resource-response-euwest1/*",
				"arn:aws:s3:::cloudformation-waitcondition-eu-west-1/*",
			}},
		}},
	})
}

func TestWithoutNATWhatATaskNeedsIsReachable(t *testing.T) {
	got := synth(t, func(p *network.VpcProps) { p.Plan.NAT = plan.NoNAT })
	for _, service := range plan.Needed() {
		got.Has("AWS::EC2::VPCEndpoint", synthtest.Props{
			"VpcEndpointType": "Interface", "ServiceName": "com.amazonaws.eu-west-1." + service, "PrivateDnsEnabled": true,
		})
	}
	got.Count("AWS::EC2::VPCEndpoint", 2+len(plan.Needed()))
}

func TestEndpointsAreInEveryPrivateSubnetAndAnswerOnlyTheVpc(t *testing.T) {
	got := synth(t, func(p *network.VpcProps) { p.Plan.Endpoints = []string{"sqs"} })
	group := got.One("AWS::EC2::SecurityGroup")
	id := got.Has("AWS::EC2::VPCEndpoint", synthtest.Props{
		"ServiceName": "com.amazonaws.eu-west-1.sqs", "SecurityGroupIds": []any{synthtest.Props{"Ref": group.ID}},
	})
	for i, subnet := range got.Resource(id).Properties["SubnetIds"].([]any) {
		if name := subnet.(map[string]any)["Ref"].(string); !strings.Contains(name, "private") {
			t.Errorf("subnet %d is %s", i, name)
		}
	}
	got.Has("AWS::EC2::SecurityGroup", synthtest.Props{
		"SecurityGroupIngress": []any{synthtest.Props{"CidrIp": "10.20.0.0/16", "FromPort": 443, "ToPort": 443, "IpProtocol": "tcp"}},
		"SecurityGroupEgress":  []any{synthtest.Props{"CidrIp": "127.0.0.1/32"}},
	})
}

func TestEndpointsServeOnlyPrincipalsOfTheAccount(t *testing.T) {
	got := synth(t, func(p *network.VpcProps) { p.Plan.Endpoints = plan.Endpoints() })
	guarded := synthtest.Props{"Statement": []any{ourPrincipals}}
	for _, service := range plan.Endpoints() {
		want := any(guarded)
		switch service {
		case "ecs", "ecs-agent", "ecs-telemetry", "eks-auth", "email-smtp", "execute-api", "sts":
			want = synthtest.Absent()
		}
		got.Has("AWS::EC2::VPCEndpoint", synthtest.Props{
			"ServiceName": "com.amazonaws.eu-west-1." + service, "PolicyDocument": want, "PrivateDnsEnabled": service != "dynamodb",
		})
	}
}

func TestWithoutNATWhatAClusterNeedsIsReachable(t *testing.T) {
	got := synth(t, func(p *network.VpcProps) {
		p.Plan.NAT, p.Plan.Endpoints = plan.NoNAT, slices.Concat(plan.Needed(), plan.NeededForKubernetes())
	})
	for _, service := range []string{"ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "logs", "monitoring", "sts"} {
		got.Has("AWS::EC2::VPCEndpoint", synthtest.Props{"ServiceName": "com.amazonaws.eu-west-1." + service, "PrivateDnsEnabled": true})
	}
}

func TestEndpointsHaveTheNamesThatCDKKnows(t *testing.T) {
	for region, partition := range map[string]string{"eu-west-1": "aws", "cn-north-1": "aws-cn"} {
		stack := synthtest.Stack(t, synthtest.In(synthtest.Account, region))
		network.NewVpc(stack, "Network", minimalProps(func(p *network.VpcProps) {
			p.Partition, p.Plan.Region, p.Plan.Endpoints = partition, region, plan.Endpoints()
		}))
		var names []any
		for _, service := range plan.Endpoints() {
			names = append(names, stack.Resolve(awsec2.NewInterfaceVpcEndpointAwsService(&service, nil, nil, nil).Name()))
		}
		got := synthtest.Of(t, stack)
		for _, name := range names {
			got.Has("AWS::EC2::VPCEndpoint", synthtest.Props{"ServiceName": name, "VpcEndpointType": "Interface"})
		}
	}
}

func TestTheOrderOfEndpointsChangesNoByte(t *testing.T) {
	template := func(endpoints ...string) string {
		got := synth(t, func(p *network.VpcProps) { p.Plan.Endpoints = endpoints })
		got.Count("AWS::EC2::VPCEndpoint", 2+len(endpoints))
		text, err := os.ReadFile(filepath.Join(got.Directory(), "Test.template.json"))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if template("sqs", "logs") != template("logs", "sqs") {
		t.Error("the templates differ")
	}
}
