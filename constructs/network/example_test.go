package network_test

import (
	"fmt"

	"github.com/shipway-cdk/shipway/constructs/network"
	"github.com/shipway-cdk/shipway/constructs/network/plan"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func ExampleNewVpc() {
	stack := synthtest.ExampleStack() // in your app: awscdk.NewStack, with account and region
	vpc := network.NewVpc(stack, "Network", &network.VpcProps{
		Account: "111111111111",
		Plan: plan.Network{
			CIDR:   "10.30.0.0/16",
			Region: "eu-west-1",
			Zones:  []string{"a", "b", "c"},
			NAT:    plan.NATPerZone,
		},
		FlowLogs: network.FlowLogs{Days: 365},
		Protect:  true,
	})
	fmt.Println(len(vpc.PrivateSubnets()), "private subnets in", vpc.CIDR())
	fmt.Println(synthtest.Types(stack))
	// Output:
	// 3 private subnets in 10.30.0.0/16
	// AWS::EC2::EIP 3
	// AWS::EC2::FlowLog 1
	// AWS::EC2::InternetGateway 1
	// AWS::EC2::NatGateway 3
	// AWS::EC2::Route 6
	// AWS::EC2::RouteTable 9
	// AWS::EC2::Subnet 9
	// AWS::EC2::SubnetRouteTableAssociation 9
	// AWS::EC2::VPC 1
	// AWS::EC2::VPCEndpoint 2
	// AWS::EC2::VPCGatewayAttachment 1
	// AWS::IAM::Role 2
	// AWS::KMS::Key 1
	// AWS::Lambda::Function 1
	// AWS::Logs::LogGroup 1
	// Custom::VpcRestrictDefaultSG 1
}

func ExampleFromExisting() {
	stack := synthtest.ExampleStack() // in your app: awscdk.NewStack, with account and region
	vpc := network.FromExisting(stack, "Network", &network.ExistingProps{
		ID:      "vpc-0123456789abcdef0",
		CIDR:    "10.9.0.0/16",
		Region:  "eu-west-1",
		Zones:   []string{"a", "b"},
		Private: []string{"subnet-0000000000000000a", "subnet-0000000000000000b"},
	})
	fmt.Println(vpc.ID(), vpc.PrivateSubnets())
	// Output: vpc-0123456789abcdef0 [subnet-0000000000000000a subnet-0000000000000000b]
}
