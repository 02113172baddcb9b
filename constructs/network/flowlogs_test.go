package network_test

import (
	"testing"

	"github.com/shipway-cdk/shipway/constructs/network"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestAllTrafficIsRecorded(t *testing.T) {
	got := synth(t)
	got.Has("AWS::EC2::FlowLog", synthtest.Props{
		"ResourceId":   synthtest.Props{"Ref": got.One("AWS::EC2::VPC").ID},
		"ResourceType": "VPC", "TrafficType": "ALL", "LogDestinationType": "cloud-watch-logs",
		"LogGroupName":             synthtest.Props{"Ref": got.One("AWS::Logs::LogGroup").ID},
		"DeliverLogsPermissionArn": synthtest.Text("Writer"),
	})
	got.Has("AWS::Logs::LogGroup", synthtest.Props{
		"RetentionInDays": 90, "KmsKeyId": synthtest.Props{"Fn::GetAtt": []any{got.One("AWS::KMS::Key").ID, "Arn"}},
	})
}

func TestRecordsAreKeptAsLongAsSaid(t *testing.T) {
	got := synth(t, func(p *network.VpcProps) { p.FlowLogs.Days = 365 })
	got.Has("AWS::Logs::LogGroup", synthtest.Props{"RetentionInDays": 365})
}

func TestRecordsUseTheKeyGiven(t *testing.T) {
	arn := "arn:aws:kms:eu-west-1:111111111111:key/0123abcd-4567-89ab-cdef-0123456789ab"
	got := synth(t, func(p *network.VpcProps) { p.FlowLogs.Key = arn })
	got.Has("AWS::Logs::LogGroup", synthtest.Props{"KmsKeyId": arn})
	got.HasNo("AWS::KMS::Key")
}

func TestTheKeyServesOnlyLogGroupsOfTheAccount(t *testing.T) {
	got := synth(t)
	got.Has("AWS::KMS::Key", synthtest.Props{"EnableKeyRotation": true, "KeyPolicy": synthtest.Props{"Statement": []any{
		synthtest.Props{"Principal": synthtest.Props{"AWS": "arn:aws:iam::111111111111:root"}},
		synthtest.Props{
			"Principal": synthtest.Props{"Service": "logs.eu-west-1.amazonaws.com"},
			"Condition": synthtest.Props{
				"ArnLike":              synthtest.Props{"kms:EncryptionContext:aws:logs:arn": []any{"arn:aws:logs:eu-west-1:111111111111:log-group:*"}},
				"StringEqualsIfExists": synthtest.Props{"aws:SourceAccount": "111111111111"},
			},
		},
	}}})
}

func TestTheWriterMayOnlyWriteTheRecordsOfTheAccount(t *testing.T) {
	got := synth(t)
	got.Has("AWS::IAM::Role", synthtest.Props{
		"AssumeRolePolicyDocument": synthtest.Props{"Statement": []any{synthtest.Props{
			"Principal": synthtest.Props{"Service": "vpc-flow-logs.amazonaws.com"},
			"Condition": synthtest.Props{
				"StringEquals": synthtest.Props{"aws:SourceAccount": "111111111111"},
				"ArnLike":      synthtest.Props{"aws:SourceArn": "arn:aws:ec2:eu-west-1:111111111111:vpc-flow-log/*"},
			},
		}}},
		"Policies": []any{synthtest.Props{"PolicyDocument": synthtest.Props{"Statement": []any{synthtest.Props{
			"Action":   []any{"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"},
			"Resource": synthtest.Props{"Fn::GetAtt": []any{got.One("AWS::Logs::LogGroup").ID, "Arn"}},
		}}}}},
	})
}

func TestProtectKeepsTheRecordsAndTheirKey(t *testing.T) {
	for protect, want := range map[bool][2]string{true: {"RetainExceptOnCreate", "Retain"}, false: {}} {
		got := synth(t, func(p *network.VpcProps) { p.Protect = protect })
		for _, kind := range []string{"AWS::Logs::LogGroup", "AWS::KMS::Key"} {
			if r := got.One(kind); r.DeletionPolicy != want[0] || r.UpdateReplacePolicy != want[1] {
				t.Errorf("with protect %v %s is deleted by %q and replaced by %q, want %q",
					protect, kind, r.DeletionPolicy, r.UpdateReplacePolicy, want)
			}
		}
	}
}

func TestPoliciesNameThePartition(t *testing.T) {
	stack := synthtest.Stack(t, synthtest.In(synthtest.Account, "cn-north-1"))
	network.NewVpc(stack, "Network", minimalProps(func(p *network.VpcProps) {
		p.Partition, p.Plan.Region = "aws-cn", "cn-north-1"
		p.Plan.Endpoints = []string{"ecr.dkr", "logs"}
	}))
	got := synthtest.Of(t, stack)
	got.Has("AWS::KMS::Key", synthtest.Props{"KeyPolicy": synthtest.Text("arn:aws-cn:iam::111111111111:root")})
	got.Has("AWS::KMS::Key", synthtest.Props{"KeyPolicy": synthtest.Text("logs.cn-north-1.amazonaws.com.cn")})
	got.Has("AWS::EC2::VPCEndpoint", synthtest.Props{"ServiceName": "cn.com.amazonaws.cn-north-1.ecr.dkr"})
	got.Has("AWS::EC2::VPCEndpoint", synthtest.Props{"ServiceName": "com.amazonaws.cn-north-1.logs"})
}
