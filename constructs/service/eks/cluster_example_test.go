package eks_test

import (
	"fmt"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// A cluster in Auto Mode that administrators enter with a role of IAM Identity Center and a pipeline with its own, which
// applies releases of services and nothing else.
func ExampleNewCluster() {
	stack := synthtest.ExampleStack()
	cluster := eks.NewCluster(stack, "Cluster", &eks.ClusterProps{
		Name: "shop-dev", Account: "111111111111", Region: "eu-west-1", Vpc: vpc(stack), Key: key(stack),
		PullRepositories: []string{"arn:aws:ecr:eu-west-1:444444444444:repository/shop/api"},
		Alerts:           []string{"arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"},
		Spec: spec.Cluster{
			Admins:    []string{"arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef"},
			Deployers: []spec.Deployer{{Role: "arn:aws:iam::444444444444:role/shop-delivery", Groups: []string{eks.DeployerGroup}}},
		},
	})
	fmt.Println(cluster.ARN())
	fmt.Println("an administrator applies what is in", cluster.Setup())
	for _, s := range cluster.Signals() {
		fmt.Println(s.Title)
	}
	// Output:
	// arn:aws:eks:eu-west-1:111111111111:cluster/shop-dev
	// an administrator applies what is in /shop-dev/setup
	// shop-dev: more than 5 % of the answers of the Kubernetes API are 5xx
	// shop-dev: pods find no node to run on
	// shop-dev: nodes have failed
}

// A cluster on node groups of your own: Bottlerocket on Graviton, and accelerators beside it that start when they are
// asked for.
func ExampleNewCluster_nodeGroups() {
	stack := synthtest.ExampleStack()
	props := eks.ClusterProps{
		Name: "shop-dev", Account: "111111111111", Region: "eu-west-1", Vpc: vpc(stack), Key: key(stack),
		Spec: spec.Cluster{
			Admins:          []string{"arn:aws:iam::111111111111:role/admin"},
			WithoutAutoMode: true,
			NodeGroups: []spec.NodeGroup{
				{Name: "app", InstanceTypes: []string{"m7g.large", "m6g.large"}, AMI: spec.BottlerocketARM, Min: 2, Max: 6},
				{Name: "gpu", InstanceTypes: []string{"g6.xlarge"}, Max: 2, Taints: []spec.Taint{{Key: "nvidia.com/gpu", Effect: spec.NoSchedule}}},
			},
		},
	}
	cluster := eks.NewCluster(stack, "Cluster", &props)
	fmt.Println(cluster.Name(), "has", strings.Join(props.Spec.AddOns(), ", "))
	// Output: shop-dev has eks-pod-identity-agent, vpc-cni, kube-proxy, coredns, metrics-server, amazon-cloudwatch-observability
}
