package eks_test

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const (
	account = "111111111111"
	region  = "eu-west-1"
	admin   = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef"
	images  = "arn:aws:ecr:eu-west-1:444444444444:repository/shop/api"
	alerts  = "arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"
	arn     = "arn:aws:eks:eu-west-1:111111111111:cluster/shop-dev"
)

type object = map[string]any

// vpc is a network that was made elsewhere.
func vpc(stack awscdk.Stack) awsec2.IVpc {
	return awsec2.Vpc_FromVpcAttributes(stack, jsii.String("Vpc"), &awsec2.VpcAttributes{
		VpcId:                      jsii.String("vpc-0123456789abcdef0"),
		AvailabilityZones:          jsii.Strings("eu-west-1a", "eu-west-1b"),
		PrivateSubnetIds:           jsii.Strings("subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"),
		PrivateSubnetRouteTableIds: jsii.Strings("rtb-0aaaaaaaaaaaaaaaa", "rtb-0bbbbbbbbbbbbbbbb"),
	})
}

func key(stack awscdk.Stack) awskms.IKey {
	return awskms.Key_FromKeyArn(stack, jsii.String("Key"), jsii.String("arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555"))
}

// minimal are the props of the smallest cluster there is.
func minimal(stack awscdk.Stack) *eks.ClusterProps {
	return &eks.ClusterProps{
		Name: "shop-dev", Account: account, Region: region, Vpc: vpc(stack), Key: key(stack),
		Spec: spec.Cluster{Admins: []string{admin}},
	}
}

// cluster is the template of the smallest cluster, changed.
func cluster(t *testing.T, change func(p *eks.ClusterProps)) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	props := minimal(stack)
	if change != nil {
		change(props)
	}
	eks.NewCluster(stack, "Cluster", props)
	return synthtest.Of(t, stack)
}

// Ways to run pods, as changes of the smallest cluster.
func onNodes(p *eks.ClusterProps) {
	p.Spec.WithoutAutoMode = true
	p.Spec.NodeGroups = []spec.NodeGroup{{Name: "app", InstanceTypes: []string{"m7g.large", "m6g.large"}, Min: 2, Max: 6}}
}

func onFargate(p *eks.ClusterProps) {
	p.Spec.WithoutAutoMode = true
	p.Spec.FargateProfiles = []spec.FargateProfile{
		{Name: "system", Selectors: []spec.Selector{{Namespace: "kube-system"}}},
		{Name: "shop", Selectors: []spec.Selector{{Namespace: "shop-*", Labels: map[string]string{"runs": "fargate"}}}},
	}
}

func withArgoCD(p *eks.ClusterProps) {
	p.Spec.ArgoCD = &spec.ArgoCD{
		Instance: "arn:aws:sso:::instance/ssoins-0123456789abcdef", Admins: []string{"9067642ac7-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"},
		Viewers: []string{"0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f1"}, VPCEndpoints: []string{"vpce-0123456789abcdef0"},
		Sources: []string{
			"arn:aws:codecommit:eu-west-1:444444444444:shop",
			"arn:aws:codeconnections:eu-west-1:444444444444:connection/01234567-89ab-cdef-0123-456789abcdef",
		},
	}
}

// everything is a cluster with all that there is.
func everything(p *eks.ClusterProps) {
	onNodes(p)
	onFargate(p)
	withArgoCD(p)
	p.Spec.WithoutAutoMode, p.Spec.SecretsStore = false, true
	p.Spec.Endpoint, p.Spec.EndpointCIDRs = spec.Restricted, []string{"203.0.113.0/24"}
	p.Spec.Viewers = []string{"arn:aws:iam::111111111111:role/viewer"}
	p.Spec.Deployers = []spec.Deployer{{Role: "arn:aws:iam::444444444444:role/deployer", Namespaces: []string{"shop"}}}
	p.Protect, p.Alerts, p.PullRepositories = true, []string{alerts}, []string{images}
}
