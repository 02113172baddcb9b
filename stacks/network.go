package stacks

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/network"
)

// Network is where an environment's services run, unless they join a VPC that exists.
type Network struct {
	awscdk.Stack
	vpc *network.Vpc
}

// NewNetwork defines the network of d in stage.
func NewNetwork(stage constructs.Construct, d deployment) *Network {
	n := &Network{}
	awscdk.NewStack_Override(n, stage, jsii.String("Network"), d.props("network", "where its services run"))
	n.vpc = network.NewVpc(n, "Network", d.vpc())
	output(n, "VpcId", "The VPC the services run in", n.vpc.ID())
	return n
}

// vpc is the VPC to create.
func (d deployment) vpc() *network.VpcProps {
	return &network.VpcProps{
		Plan: d.Environment.Network, Account: d.Account, Partition: d.Partition, Name: d.name(),
		FlowLogs: network.FlowLogs{Days: d.LogDays}, Protect: d.Protect,
	}
}

// Vpc is the environment's network.
func (n *Network) Vpc() *network.Vpc { return n.vpc }
