package network

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
)

// ours lets the principals of this account through, whatever they may do, and stops stolen or planted credentials of
// others from carrying data out.
func (v *Vpc) ours() policy.Object {
	return policy.Object{
		"Sid": "OurPrincipals", "Effect": "Allow", "Principal": everybody(), "Action": "*", "Resource": "*",
		"Condition": policy.Object{"StringEquals": policy.Object{"aws:PrincipalAccount": v.place.Account}},
	}
}

// reachBuckets defines the free gateway endpoints, so that S3 and DynamoDB traffic never pays for NAT.
func (v *Vpc) reachBuckets() {
	v.gateway("S3", awsec2.GatewayVpcEndpointAwsService_S3(), policy.Document(v.ours(), v.readers(), v.responders()))
	v.gateway("DynamoDb", awsec2.GatewayVpcEndpointAwsService_DYNAMODB(), policy.Document(v.ours()))
}

// readers lets everybody read objects: image layers, operating system packages and presigned downloads are fetched
// with the credentials of others, or with none.
func (v *Vpc) readers() policy.Object {
	return policy.With(policy.Allow("Downloads", "*", "s3:GetObject"), everybody(), nil)
}

// responders lets a custom resource or a wait condition answer CloudFormation, which hands out presigned addresses of
// its own buckets (CloudFormation user guide, "Access CloudFormation using an interface endpoint").
func (v *Vpc) responders() policy.Object {
	bucket := "arn:" + v.place.Partition + ":s3:::cloudformation-"
	return policy.With(policy.Allow("CloudFormationAnswers", []string{
		bucket + "custom-resource-response-" + strings.ReplaceAll(v.place.Region, "-", "") + "/*",
		bucket + "waitcondition-" + v.place.Region + "/*",
	}, "s3:PutObject"), everybody(), nil)
}

// everybody is whoever is in the VPC: an endpoint cannot be reached from elsewhere.
func everybody() policy.Object { return policy.Object{"AWS": "*"} }

// gateway defines an endpoint in the route tables of all subnets. The L2 has no prop for a policy document.
func (v *Vpc) gateway(id string, service awsec2.IGatewayVpcEndpointService, document policy.Object) {
	endpoint := awsec2.NewGatewayVpcEndpoint(v, &id, &awsec2.GatewayVpcEndpointProps{Vpc: v.vpc, Service: service})
	endpoint.Node().DefaultChild().(awscdk.CfnResource).AddPropertyOverride(jsii.String("PolicyDocument"), document)
}
