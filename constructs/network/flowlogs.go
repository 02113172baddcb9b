package network

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
)

// record defines the flow log: every connection in the VPC, accepted or rejected, in an encrypted log group.
func (v *Vpc) record() {
	room := constructs.NewConstruct(v, jsii.String("FlowLogs"))
	logs := awslogs.NewCfnLogGroup(room, jsii.String("Records"), &awslogs.CfnLogGroupProps{
		RetentionInDays: jsii.Number(v.props.FlowLogs.Days),
		KmsKeyId:        v.key(room),
	})
	v.keep(logs)
	role := awsiam.NewCfnRole(room, jsii.String("Writer"), &awsiam.CfnRoleProps{
		Description:              jsii.String("Writes the flow log of the VPC"),
		AssumeRolePolicyDocument: v.place.Trust("vpc-flow-logs.amazonaws.com", "ec2", "vpc-flow-log/*"),
		Policies: []any{policy.Object{"policyName": "Write", "policyDocument": policy.Document(
			policy.Allow("Write", logs.AttrArn(), "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
		)}},
	})
	awsec2.NewCfnFlowLog(room, jsii.String("FlowLog"), &awsec2.CfnFlowLogProps{
		ResourceType:             jsii.String("VPC"),
		ResourceId:               v.id,
		TrafficType:              jsii.String("ALL"),
		LogDestinationType:       jsii.String("cloud-watch-logs"),
		LogGroupName:             logs,
		DeliverLogsPermissionArn: role,
		MaxAggregationInterval:   jsii.Number(600),
	})
}

// key is the ARN of the key that encrypts the records, or the key itself, which serves nothing but log groups of the
// account and region.
func (v *Vpc) key(room constructs.Construct) any {
	if v.props.FlowLogs.Key != "" {
		return v.props.FlowLogs.Key
	}
	key := awskms.NewCfnKey(room, jsii.String("Key"), &awskms.CfnKeyProps{
		Description:       jsii.String("Encrypts the flow log of the VPC"),
		EnableKeyRotation: true,
		KeyPolicy:         policy.Document(v.place.KeyAdministration(), v.place.KeyForLogs("*")),
	})
	v.keep(key)
	return key
}

// keep retains what a deleted stack would take with it.
func (v *Vpc) keep(resource awscdk.CfnResource) {
	if v.props.Protect {
		resource.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	}
}
