package ingress_test

import (
	"fmt"

	"github.com/shipway-cdk/shipway/constructs/ingress"
	"github.com/shipway-cdk/shipway/constructs/network"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func ExampleNewBalancer() {
	stack := synthtest.ExampleStack() // in your app: awscdk.NewStack, with account and region
	vpc := network.FromExisting(stack, "Network", &network.ExistingProps{
		ID:      "vpc-0123456789abcdef0",
		CIDR:    "10.20.0.0/16",
		Region:  "eu-west-1",
		Zones:   []string{"a", "b"},
		Private: []string{"subnet-0000000000000000a", "subnet-0000000000000000b"},
		Public:  []string{"subnet-0000000000000001a", "subnet-0000000000000001b"},
	})
	front := ingress.NewBalancer(stack, "Front", &ingress.BalancerProps{
		Vpc:          vpc,
		Account:      "111111111111",
		Region:       "eu-west-1",
		Public:       true,
		Certificates: []string{"arn:aws:acm:eu-west-1:111111111111:certificate/5f1d3c2a-0000-4000-8000-000000000000"},
		Protect:      true,
	})
	for _, s := range front.Signals() {
		fmt.Println(s.ID, s.Level)
	}
	fmt.Println(synthtest.Types(stack))
	// Output:
	// Unanswered above 5
	// Rejected above 0
	// AWS::EC2::SecurityGroup 1
	// AWS::ElasticLoadBalancingV2::Listener 2
	// AWS::ElasticLoadBalancingV2::ListenerCertificate 1
	// AWS::ElasticLoadBalancingV2::LoadBalancer 1
	// AWS::S3::Bucket 1
	// AWS::S3::BucketPolicy 1
}
