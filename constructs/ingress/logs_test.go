package ingress_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/ingress"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const bucket = "AWS::S3::Bucket"

func TestRequestsAndConnectionsAreRecorded(t *testing.T) {
	got := synth(t)
	ref := synthtest.Props{"Ref": got.One(bucket).ID}
	for _, kind := range []string{"access", "connection"} {
		got.Has(balancer, attribute(kind+"_logs.s3.enabled", "true"))
		got.Has(balancer, attribute(kind+"_logs.s3.bucket", ref))
	}
	got.Has(balancer, attribute("access_logs.s3.prefix", "access"))
	got.Has(balancer, attribute("connection_logs.s3.prefix", "connections"))
}

func TestTheBalancerWaitsUntilItMayWrite(t *testing.T) {
	got := synth(t)
	if policy := got.One("AWS::S3::BucketPolicy").ID; !slices.Contains(got.One(balancer).DependsOn, policy) {
		t.Errorf("the balancer depends on %v, want %s", got.One(balancer).DependsOn, policy)
	}
}

func TestTheLogBucketIsPrivateAndExpires(t *testing.T) {
	for days, change := range map[int]func(*ingress.BalancerProps){
		90:  func(*ingress.BalancerProps) {},
		365: func(p *ingress.BalancerProps) { p.Logs.Days = 365 },
	} {
		synth(t, change).Has(bucket, synthtest.Props{
			"BucketName": synthtest.Absent(),
			"BucketEncryption": synthtest.Props{"ServerSideEncryptionConfiguration": []any{
				synthtest.Props{"ServerSideEncryptionByDefault": synthtest.Props{"SSEAlgorithm": "AES256"}},
			}},
			"PublicAccessBlockConfiguration": synthtest.Props{
				"BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true,
			},
			"OwnershipControls":       synthtest.Props{"Rules": []any{synthtest.Props{"ObjectOwnership": "BucketOwnerEnforced"}}},
			"VersioningConfiguration": synthtest.Props{"Status": "Enabled"},
			"LifecycleConfiguration": synthtest.Props{"Rules": []any{
				synthtest.Props{
					"Status": "Enabled", "ExpirationInDays": days,
					"NoncurrentVersionExpiration":    synthtest.Props{"NoncurrentDays": 7},
					"AbortIncompleteMultipartUpload": synthtest.Props{"DaysAfterInitiation": 7},
				},
				synthtest.Props{"Status": "Enabled", "ExpiredObjectDeleteMarker": true},
			}},
		})
	}
}

func TestOnlyElasticLoadBalancingWritesAndNobodyWithoutTLS(t *testing.T) {
	got := synth(t)
	name := synthtest.Props{"Ref": got.One(bucket).ID}
	below := func(path string) synthtest.Props {
		return synthtest.Props{"Fn::Join": []any{"", []any{"arn:aws:s3:::", name, path}}}
	}
	got.Has("AWS::S3::BucketPolicy", synthtest.Props{"Bucket": name, "PolicyDocument": synthtest.Props{"Statement": []any{
		synthtest.Props{
			"Effect": "Allow", "Action": []any{"s3:PutObject"},
			"Principal": synthtest.Props{"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
			"Resource":  []any{below("/access/AWSLogs/111111111111/*"), below("/connections/AWSLogs/111111111111/*")},
			"Condition": synthtest.Props{
				"StringEqualsIfExists": synthtest.Props{"aws:SourceAccount": "111111111111"},
				"ArnLikeIfExists":      synthtest.Props{"aws:SourceArn": "arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/*"},
			},
		},
		synthtest.Props{
			"Effect": "Deny", "Principal": synthtest.Props{"AWS": "*"}, "Action": []any{"s3:*"}, "Resource": []any{synthtest.Any(), below("/*")},
			"Condition": synthtest.Props{"Bool": synthtest.Props{"aws:SecureTransport": "false"}},
		},
	}}})
}

func TestRecordsOutliveTheStack(t *testing.T) {
	r := synth(t).One(bucket)
	if r.DeletionPolicy != "RetainExceptOnCreate" || r.UpdateReplacePolicy != "Retain" {
		t.Errorf("deleted by %q, replaced by %q", r.DeletionPolicy, r.UpdateReplacePolicy)
	}
	if note := fmt.Sprint(r.Metadata["cdk_nag"]); !strings.Contains(note, "AwsSolutions-S1") {
		t.Errorf("the note says %s", note)
	}
}

func TestABucketThatExistsIsUsed(t *testing.T) {
	got := synth(t, func(p *ingress.BalancerProps) { p.Logs.Bucket = "central-logs" })
	got.Has(balancer, attribute("access_logs.s3.bucket", "central-logs"))
	got.HasNo(bucket)
	got.HasNo("AWS::S3::BucketPolicy")
}

func TestPoliciesNameThePartition(t *testing.T) {
	stack := synthtest.Stack(t, synthtest.In(synthtest.Account, "us-gov-west-1"))
	ingress.NewBalancer(stack, "Front", minimalProps(func(p *ingress.BalancerProps) {
		p.Partition, p.Region = "aws-us-gov", "us-gov-west-1"
		p.Certificates = []string{"arn:aws-us-gov:acm:us-gov-west-1:111111111111:certificate/1"}
	}))
	synthtest.Of(t, stack).Has("AWS::S3::BucketPolicy", synthtest.Props{
		"PolicyDocument": synthtest.Text("arn:aws-us-gov:elasticloadbalancing:us-gov-west-1:111111111111:loadbalancer/*"),
	})
}
