package pipeline

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// ArtifactsProps describes where the pipelines of an application keep what they hand from one step to the next. App,
// Account and Region are required.
type ArtifactsProps struct {
	// App names the application, 1 to 20 lower case letters, digits and dashes. Required: the bucket is called
	// "<app>-delivery-<account>-<region>", so that other accounts know it.
	App string
	// Account is the 12-digit AWS account of the pipelines. Required.
	Account string
	// Region is the AWS region. Required: one for the region of the pipelines, and one for each region in which a
	// [ClusterReleaser] works.
	Region string
	// Partition is the AWS partition. Default: "aws".
	Partition string
	// Readers are the exact ARNs of roles in other accounts that read artifacts: [ReaderARN] of each service that a
	// ClusterReleaser releases. At most 50. Default: none.
	Readers []string
	// Logs names a bucket that records of access to the artifacts are written to, below "artifacts/". It must let S3
	// write them. Default: a bucket of its own, which keeps them for LogDays.
	Logs string
	// LogDays is how long the own bucket keeps records, 1 to 3650 days. Default: 365.
	LogDays int
}

func (p ArtifactsProps) withDefaults() ArtifactsProps {
	p.Partition = cmp.Or(p.Partition, "aws")
	p.LogDays = cmp.Or(p.LogDays, 365)
	return p
}

const mostReaders = 50

var logBucket = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)

// Validate reports every prop that NewArtifacts would refuse, all at once.
func (p ArtifactsProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("pipeline.ArtifactsProps")
	c.That("INJ-003", "App", p.App, appName.MatchString(p.App), "want 1 to 20 lower case letters, digits and dashes, starting with a letter")
	c.Place(p.Account, p.Region, p.Partition)
	c.That("IAM-001", "Readers", len(p.Readers), len(p.Readers) <= mostReaders, fmt.Sprintf("want at most %d roles", mostReaders))
	for i, arn := range p.Readers {
		at := fmt.Sprintf("Readers[%d]", i)
		c.That("IAM-001", at, arn, roleARN.MatchString(arn), "want the exact ARN of a role, such as arn:aws:iam::222222222222:role/shop-prod-web-releaser")
		c.That("IAM-001", at, arn, slices.Index(p.Readers, arn) == i, "want each role once")
	}
	c.That("PIPE-003", "Logs", p.Logs, p.Logs == "" || logBucket.MatchString(p.Logs), "want the name of a bucket")
	c.Between("OBS-001", "LogDays", p.LogDays, 1, 3650)
	return c.Err()
}

// Artifacts is the bucket, with its key, through which the pipelines of an application hand on source archives, lists of
// what is in images, and where those came from.
//
// Use one for all services of an application. What it holds is kept for 90 days, each earlier version of it for 30.
// Roles of this account are let in by their own policies; of other accounts only Readers are, and only to read. The
// bucket and the key outlive their stack: a stack that is made anew meets a bucket of the same name, and must import it.
//
// The key is 1 USD a month, and as much again after each of its first two yearly rotations (AWS KMS pricing); storage is
// 0.023 USD per GB and month in us-east-1 (Amazon S3 pricing). Check the pages: they change.
type Artifacts struct {
	constructs.Construct
	props  ArtifactsProps
	key    awskms.CfnKey
	bucket awss3.CfnBucket
}

// NewArtifacts defines the bucket and its key under scope. It panics with a *check.Error that names every bad prop; call
// props.Validate first to get it as a value.
func NewArtifacts(scope constructs.Construct, id string, props *ArtifactsProps) *Artifacts {
	given := check.Given(props)
	check.Must(id, given.Validate())

	a := &Artifacts{props: given.withDefaults()}
	constructs.NewConstruct_Override(a, scope, &id)
	a.encrypt()
	a.store(a.record())
	return a
}

// Store is where pipelines keep artifacts in one region.
type Store struct {
	// Account is the 12-digit AWS account of the bucket. Required.
	Account string
	// Region is the AWS region of the bucket. Required.
	Region string
	// Bucket is the bucket's name. Required.
	Bucket string
	// Key is the ARN of the KMS key that encrypts it, which may be a token. Required by [NewPipeline].
	Key string
}

// StoreOf is the store of an application's pipelines in account and region, without its key, which only its own stack
// knows.
func StoreOf(app, account, region string) Store {
	return Store{Account: account, Region: region, Bucket: fmt.Sprintf("%s-%s-%s", family(app), account, region)}
}

// ReaderARN is the ARN of the role that reads artifacts in the home's environment: see [NewClusterReleaser].
func ReaderARN(home Home) string { return home.builderARN() }

// Store is where pipelines keep artifacts in this region.
func (a *Artifacts) Store() Store {
	store := StoreOf(a.props.App, a.props.Account, a.props.Region)
	store.Key = *a.key.AttrArn()
	return store
}

// Key is the L1 key, for what ArtifactsProps does not cover.
func (a *Artifacts) Key() awskms.CfnKey { return a.key }

// Bucket is the L1 bucket, for what ArtifactsProps does not cover.
func (a *Artifacts) Bucket() awss3.CfnBucket { return a.bucket }

func (a *Artifacts) place() policy.Place {
	return policy.Place{Partition: a.props.Partition, Account: a.props.Account, Region: a.props.Region}
}

// encrypt defines the key. It is always retained: what it encrypted stays readable.
func (a *Artifacts) encrypt() {
	statements := []policy.Object{a.place().KeyAdministration()}
	if len(a.props.Readers) > 0 {
		condition := a.readers()
		condition["StringEquals"] = policy.Object{"kms:ViaService": "s3." + a.props.Region + "." + a.place().Domain()}
		statements = append(statements, policy.With(policy.Allow("Readers", "*", "kms:Decrypt"), policy.Object{"AWS": a.accounts()}, condition))
	}
	a.key = awskms.NewCfnKey(a, jsii.String("Key"), &awskms.CfnKeyProps{
		Description: jsii.String("Encrypts the artifacts of " + family(a.props.App)), EnableKeyRotation: true, KeyPolicy: policy.Document(statements...),
	})
	a.key.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN, nil)
	awskms.NewCfnAlias(a, jsii.String("Alias"), &awskms.CfnAliasProps{
		AliasName: jsii.String("alias/" + family(a.props.App) + "-artifacts"), TargetKeyId: a.key,
	})
}

// readers says which roles of other accounts a statement lets in. They are made later than the bucket, and a policy
// whose principal does not exist yet is refused: so their accounts are the principals, and the condition names them.
func (a *Artifacts) readers() policy.Object {
	return policy.Object{"ArnEquals": policy.Object{"aws:PrincipalArn": slices.Sorted(slices.Values(a.props.Readers))}}
}

// accounts are the accounts of the readers.
func (a *Artifacts) accounts() (all []string) {
	for _, arn := range a.props.Readers {
		all = append(all, accountOf(arn))
	}
	return slices.Compact(slices.Sorted(slices.Values(all)))
}

var arnAccount = regexp.MustCompile(`^arn:[^:]*:[^:]*:[^:]*:(\d{12}):`)

func accountOf(arn string) string {
	if m := arnAccount.FindStringSubmatch(arn); m != nil {
		return m[1]
	}
	return arn
}

// record is the name of the bucket that records of access are written to, and what lets S3 write them.
func (a *Artifacts) record() (bucket string, allowed awscdk.CfnResource) {
	if a.props.Logs != "" {
		return a.props.Logs, nil
	}
	// S3 writes records only into a bucket that its own keys encrypt (S3 user guide, "Enabling Amazon S3 server access
	// logging").
	logs := awss3.NewCfnBucket(a, jsii.String("Logs"), a.bucketProps(policy.Object{"sseAlgorithm": "AES256"}, a.props.LogDays, 7))
	logs.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	arn := *logs.AttrArn()
	allowed = awss3.NewCfnBucketPolicy(a, jsii.String("LogsPolicy"), &awss3.CfnBucketPolicyProps{
		Bucket: logs, PolicyDocument: policy.Document(
			policy.With(policy.Allow("Records", arn+"/artifacts/*", "s3:PutObject"), policy.Service("logging.s3.amazonaws.com"), policy.Object{
				"StringEquals": policy.Object{"aws:SourceAccount": a.props.Account}, "ArnEquals": policy.Object{"aws:SourceArn": a.arn()},
			}),
			policy.DenyPlain([]string{arn, arn + "/*"}, "s3:*"),
		),
	})
	return *logs.Ref(), allowed
}

func (a *Artifacts) arn() string {
	return fmt.Sprintf("arn:%s:s3:::%s", a.props.Partition, StoreOf(a.props.App, a.props.Account, a.props.Region).Bucket)
}

// Days for which artifacts, and earlier versions of them, are kept.
const (
	artifactDays = 90
	versionDays  = 30
)

// store defines the bucket.
func (a *Artifacts) store(logs string, allowed awscdk.CfnResource) {
	props := a.bucketProps(policy.Object{"sseAlgorithm": "aws:kms", "kmsMasterKeyId": *a.key.AttrArn()}, artifactDays, versionDays)
	props.BucketName = jsii.String(StoreOf(a.props.App, a.props.Account, a.props.Region).Bucket)
	props.LoggingConfiguration = policy.Object{"destinationBucketName": logs, "logFilePrefix": "artifacts/"}
	a.bucket = awss3.NewCfnBucket(a, jsii.String("Bucket"), props)
	a.bucket.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	if allowed != nil {
		a.bucket.AddResourceDependency(allowed, nil)
	}
	arn := *a.bucket.AttrArn()
	statements := []policy.Object{policy.DenyPlain([]string{arn, arn + "/*"}, "s3:*")}
	if len(a.props.Readers) > 0 {
		statements = append(statements,
			policy.With(policy.Allow("Readers", arn+"/*", "s3:GetObject", "s3:GetObjectVersion"), policy.Object{"AWS": a.accounts()}, a.readers()),
			policy.With(policy.Allow("Look", arn, "s3:GetBucketAcl", "s3:GetBucketLocation"), policy.Object{"AWS": a.accounts()}, a.readers()))
	}
	awss3.NewCfnBucketPolicy(a, jsii.String("BucketPolicy"), &awss3.CfnBucketPolicyProps{Bucket: a.bucket, PolicyDocument: policy.Document(statements...)})
}

// bucketProps are what both buckets have the same: nobody else gets in, and what they hold goes after some days.
func (a *Artifacts) bucketProps(encryption policy.Object, days, earlier int) *awss3.CfnBucketProps {
	return &awss3.CfnBucketProps{
		BucketEncryption: policy.Object{"serverSideEncryptionConfiguration": []any{
			policy.Object{"serverSideEncryptionByDefault": encryption, "bucketKeyEnabled": encryption["kmsMasterKeyId"] != nil},
		}},
		PublicAccessBlockConfiguration: policy.Object{
			"blockPublicAcls": true, "blockPublicPolicy": true, "ignorePublicAcls": true, "restrictPublicBuckets": true,
		},
		OwnershipControls:       policy.Object{"rules": []any{policy.Object{"objectOwnership": "BucketOwnerEnforced"}}},
		VersioningConfiguration: policy.Object{"status": "Enabled"},
		LifecycleConfiguration: policy.Object{"rules": []any{
			policy.Object{
				"id": "Expire", "status": "Enabled", "expirationInDays": days,
				"noncurrentVersionExpiration":    policy.Object{"noncurrentDays": earlier},
				"abortIncompleteMultipartUpload": policy.Object{"daysAfterInitiation": 1},
			},
			policy.Object{"id": "Tidy", "status": "Enabled", "expiredObjectDeleteMarker": true},
		}},
	}
}
