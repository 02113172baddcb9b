package fleet

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/internal/nag"
)

// record defines what hosts write to and read from: the container's log group, how it is started, and which image the
// stack was last given, for people and programs that ask.
func (s *Service) record() {
	s.before = append(s.before, s.logs("Logs", s.LogGroup()), s.parameter("Settings", s.SettingsParameter(), "How hosts start the container", s.props.settings()))
	s.released(s.parameter("Running", s.path("image"), "What was released last", s.props.Image.Reference()))
	if s.props.Exec {
		s.sessions()
	}
}

func (s *Service) path(name string) string { return s.props.path() + "/" + name }

// logs defines an encrypted log group called name.
func (s *Service) logs(id, name string) awslogs.CfnLogGroup {
	group := awslogs.NewCfnLogGroup(s, &id, &awslogs.CfnLogGroupProps{
		LogGroupName: &name, RetentionInDays: jsii.Number(s.props.LogDays), KmsKeyId: &s.props.Place.Key,
	})
	if s.props.Retain {
		group.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	}
	return group
}

// parameter defines a parameter called name. Beyond 4 KB Systems Manager charges for it (Systems Manager pricing).
func (s *Service) parameter(id, name, why, value string) awsssm.CfnParameter {
	return awsssm.NewCfnParameter(s, &id, &awsssm.CfnParameterProps{
		Name: &name, Type: jsii.String("String"), Tier: jsii.String("Intelligent-Tiering"), Value: &value,
		Description: jsii.String(fmt.Sprintf("%s of %s", why, s.props.fleet())),
	})
}

// sessions defines how people open a shell on a host: through Session Manager with this document, each session in a
// log stream of its own.
func (s *Service) sessions() {
	s.before = append(s.before, s.logs("ExecLogs", s.path("exec")))
	awsssm.NewCfnDocument(s, jsii.String("Shell"), &awsssm.CfnDocumentProps{
		Name:         jsii.String(s.props.fleet() + "-shell"),
		DocumentType: jsii.String("Session"),
		UpdateMethod: jsii.String("NewVersion"),
		Content: policy.Object{
			"schemaVersion": "1.0",
			"description":   "A shell on a host of " + s.props.fleet(),
			"sessionType":   "Standard_Stream",
			"inputs": policy.Object{
				"cloudWatchLogGroupName": s.path("exec"), "cloudWatchEncryptionEnabled": true, "cloudWatchStreamingEnabled": true,
				"kmsKeyId": s.props.Place.Key, "idleSessionTimeout": "20", "runAsEnabled": false,
			},
		},
	})
}

// keptRevisions is how many revisions can be deployed again. The newest one never expires: CodeDeploy gives it to hosts
// that scaling starts.
const keptRevisions = 100

// store defines the bucket that a pipeline uploads revisions to, under a name that a pipeline of another account can tell.
// It outlives the stack: what was deployed stays known. A stack that is made anew meets it, and must import it,
// or CloudFormation ends with "already exists".
func (s *Service) store() {
	s.revisions = awss3.NewCfnBucket(s, jsii.String("Revisions"), &awss3.CfnBucketProps{
		BucketName: jsii.String(s.props.bucket()),
		BucketEncryption: policy.Object{"serverSideEncryptionConfiguration": []any{
			policy.Object{"serverSideEncryptionByDefault": policy.Object{"sseAlgorithm": "AES256"}},
		}},
		PublicAccessBlockConfiguration: policy.Object{
			"blockPublicAcls": true, "blockPublicPolicy": true, "ignorePublicAcls": true, "restrictPublicBuckets": true,
		},
		OwnershipControls:       policy.Object{"rules": []any{policy.Object{"objectOwnership": "BucketOwnerEnforced"}}},
		VersioningConfiguration: policy.Object{"status": "Enabled"},
		LifecycleConfiguration: policy.Object{"rules": []any{policy.Object{
			"id": "Tidy", "status": "Enabled",
			"noncurrentVersionExpiration":    policy.Object{"noncurrentDays": 90, "newerNoncurrentVersions": keptRevisions},
			"abortIncompleteMultipartUpload": policy.Object{"daysAfterInitiation": 1},
		}}},
	})
	s.revisions.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	nag.Acknowledge(s.revisions, nag.Acknowledgement{
		Rule:   "AwsSolutions-S1",
		Reason: "The bucket holds a few scripts and the names of images, nothing secret; every version is kept, and CodeDeploy records which one was deployed by whom.",
	})
	arn := *s.revisions.AttrArn()
	awss3.NewCfnBucketPolicy(s, jsii.String("RevisionsPolicy"), &awss3.CfnBucketPolicyProps{
		Bucket: s.revisions, PolicyDocument: policy.Document(policy.DenyPlain([]string{arn, arn + "/*"}, "s3:*")),
	})
}
