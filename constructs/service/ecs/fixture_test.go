package ecs_test

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const (
	account    = "111111111111"
	region     = "eu-west-1"
	repository = "arn:aws:ecr:eu-west-1:444444444444:repository/shop/api"
	alerts     = "arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"
	secret     = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/db-AbCdEf"
	parameter  = "arn:aws:ssm:eu-west-1:111111111111:parameter/shop/flags"
)

// listener is what a stack would know of a load balancer.
var listener = ecs.Listener{
	ARN:           "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/shop/0123456789abcdef/0123456789abcdef",
	SecurityGroup: "sg-0123456789abcdef0",
	Balancer:      "app/shop/0123456789abcdef",
}

func minimalCluster(stack awscdk.Stack) *ecs.Cluster {
	return ecs.NewCluster(stack, "Cluster", &ecs.ClusterProps{
		Name: "shop-dev", Account: account, Region: region, Vpc: vpc(stack), Key: key(stack),
	})
}

func vpc(scope constructs.Construct) awsec2.IVpc {
	return awsec2.Vpc_FromVpcAttributes(scope, jsii.String("Vpc"), &awsec2.VpcAttributes{
		VpcId:                      jsii.String("vpc-0123456789abcdef0"),
		AvailabilityZones:          jsii.Strings("eu-west-1a", "eu-west-1b"),
		PrivateSubnetIds:           jsii.Strings("subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"),
		PrivateSubnetRouteTableIds: jsii.Strings("rtb-0aaaaaaaaaaaaaaaa", "rtb-0bbbbbbbbbbbbbbbb"),
	})
}

func key(scope constructs.Construct) awskms.IKey {
	return awskms.Key_FromKeyArn(scope, jsii.String("Key"), jsii.String("arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555"))
}

func minimalProps(cluster *ecs.Cluster) *ecs.ServiceProps {
	return &ecs.ServiceProps{
		Name: "api", Cluster: cluster, Alerts: []string{alerts},
		Image: image.Fixed("public.ecr.aws/nginx/nginx:1.29", ""),
	}
}

// synth is the template of one service whose minimal props were changed by mutate.
func synth(t *testing.T, mutate func(p *ecs.ServiceProps)) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	props := minimalProps(minimalCluster(stack))
	if mutate != nil {
		mutate(props)
	}
	ecs.NewService(stack, "Api", props)
	return synthtest.Of(t, stack)
}

func balanced(p *ecs.ServiceProps) {
	p.Ingress = ecs.LoadBalanced{Listener: listener, Hosts: []string{"shop.example.com"}, Priority: 10}
}

func connected(p *ecs.ServiceProps) { p.Ingress = ecs.Connected{} }
