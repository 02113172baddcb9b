package ingress

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/internal/nag"
)

// Where records are written below the bucket.
const (
	accessPrefix     = "access"
	connectionPrefix = "connections"
)

// record defines the log bucket unless one is given. It returns the bucket's name and what must exist before the
// balancer can write to it.
func (b *Balancer) record() (bucket string, allowed awscdk.CfnResource) {
	if b.props.Logs.Bucket != "" {
		return b.props.Logs.Bucket, nil
	}
	logs := awss3.NewCfnBucket(b, jsii.String("Logs"), &awss3.CfnBucketProps{
		BucketEncryption: object{"serverSideEncryptionConfiguration": []any{
			object{"serverSideEncryptionByDefault": object{"sseAlgorithm": "AES256"}},
		}},
		PublicAccessBlockConfiguration: object{
			"blockPublicAcls": true, "blockPublicPolicy": true, "ignorePublicAcls": true, "restrictPublicBuckets": true,
		},
		OwnershipControls: object{"rules": []any{object{"objectOwnership": "BucketOwnerEnforced"}}},
		// A record that somebody deletes or overwrites can be had back for a week.
		VersioningConfiguration: object{"status": "Enabled"},
		LifecycleConfiguration: object{"rules": []any{
			object{
				"id": "Expire", "status": "Enabled", "expirationInDays": b.props.Logs.Days,
				"noncurrentVersionExpiration":    object{"noncurrentDays": 7},
				"abortIncompleteMultipartUpload": object{"daysAfterInitiation": 7},
			},
			object{"id": "Tidy", "status": "Enabled", "expiredObjectDeleteMarker": true},
		}},
	})
	logs.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	nag.Acknowledge(logs, nag.Acknowledgement{
		Rule:   "AwsSolutions-S1",
		Reason: "The bucket holds logs itself: recording each delivery of a record would record nothing new.",
	})
	name := *logs.Ref()
	return name, awss3.NewCfnBucketPolicy(b, jsii.String("LogsPolicy"), &awss3.CfnBucketPolicyProps{
		Bucket: logs, PolicyDocument: b.delivery(name),
	})
}

// delivery lets Elastic Load Balancing write records of this account's balancers, and nobody use the bucket without
// TLS. Elastic Load Balancing puts the account into the path of what it writes; where it also says for which balancer
// it acts, that must be one of this account and region.
func (b *Balancer) delivery(bucket string) policy.Object {
	place := policy.Place{Partition: b.props.Partition, Account: b.props.Account, Region: b.props.Region}
	arn := fmt.Sprintf("arn:%s:s3:::%s", place.Partition, bucket)
	below := func(prefix string) string { return fmt.Sprintf("%s/%s/AWSLogs/%s/*", arn, prefix, place.Account) }
	return policy.Document(
		policy.With(
			policy.Allow("Delivery", []string{below(accessPrefix), below(connectionPrefix)}, "s3:PutObject"),
			policy.Service("logdelivery.elasticloadbalancing.amazonaws.com"),
			policy.Object{
				"StringEqualsIfExists": policy.Object{"aws:SourceAccount": place.Account},
				"ArnLikeIfExists":      policy.Object{"aws:SourceArn": place.ARN("elasticloadbalancing", "loadbalancer/*")},
			},
		),
		policy.DenyPlain([]string{arn, arn + "/*"}, "s3:*"),
	)
}
