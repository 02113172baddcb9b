package pipeline

import (
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// The longest that a build may run, and that it may wait for a machine (CodeBuild API reference, "CreateProject").
const (
	mostBuild = 36 * time.Hour
	mostQueue = 8 * time.Hour
)

// build is one CodeBuild project as values.
type build struct {
	id, name, description string
	spec                  buildspec.Spec
	variables             map[string]string
	repository            string // the CodeCommit repository it clones; empty: what the pipeline hands it
	bare                  bool   // no source at all
	role, group           string
	key                   string // what it hands on is encrypted with
	machine               buildspec.Machine
	limit                 int    // how many run at once; 0: as many as the account may
	cache                 string // where in a bucket what it keeps is; empty: nothing is kept
	vpc                   *awscodebuild.CfnProject_VpcConfigProperty
}

// define defines the project under scope. Nobody sees its builds but who may read the account's.
func (b build) define(scope constructs.Construct) awscodebuild.CfnProject {
	b.machine = b.machine.WithDefaults()
	props := &awscodebuild.CfnProjectProps{
		Name: &b.name, Description: &b.description, ServiceRole: &b.role, EncryptionKey: &b.key,
		Source: b.source(), Artifacts: b.artifacts(), Environment: b.environment(),
		TimeoutInMinutes:       jsii.Number(b.machine.Timeout.Minutes()),
		QueuedTimeoutInMinutes: jsii.Number(b.machine.Queue.Minutes()),
		Visibility:             jsii.String("PRIVATE"),
		LogsConfig: &awscodebuild.CfnProject_LogsConfigProperty{CloudWatchLogs: &awscodebuild.CfnProject_CloudWatchLogsConfigProperty{
			Status: jsii.String("ENABLED"), GroupName: &b.group, StreamName: &b.id,
		}},
	}
	if b.limit > 0 {
		props.ConcurrentBuildLimit = jsii.Number(b.limit)
	}
	if b.cache != "" {
		props.Cache = &awscodebuild.CfnProject_ProjectCacheProperty{Type: jsii.String("S3"), Location: &b.cache}
	}
	if b.vpc != nil {
		props.VpcConfig = b.vpc
	}
	project := awscodebuild.NewCfnProject(scope, &b.id, props)
	if b.machine.Timeout > 8*time.Hour {
		awscdk.Validations_Of(project).Acknowledge(&awscdk.Acknowledgment{
			Id:     jsii.String("CloudFormation-Validate::F3034"),
			Reason: jsii.String("A build may run for 2160 minutes (CodeBuild quotas); the bundled rule knows the 480 of before."),
		})
	}
	return project
}

// source is what the build starts from. The build specification is the template's own, never the source's.
func (b build) source() *awscodebuild.CfnProject_SourceProperty {
	source := &awscodebuild.CfnProject_SourceProperty{Type: jsii.String("CODEPIPELINE"), BuildSpec: jsii.String(b.spec.Render())}
	switch {
	case b.bare:
		source.Type = jsii.String("NO_SOURCE")
	case b.repository != "":
		source.Type, source.Location = jsii.String("CODECOMMIT"), &b.repository
	}
	return source
}

func (b build) artifacts() *awscodebuild.CfnProject_ArtifactsProperty {
	if b.bare || b.repository != "" {
		return &awscodebuild.CfnProject_ArtifactsProperty{Type: jsii.String("NO_ARTIFACTS")}
	}
	return &awscodebuild.CfnProject_ArtifactsProperty{Type: jsii.String("CODEPIPELINE")}
}

func (b build) environment() *awscodebuild.CfnProject_EnvironmentProperty {
	machine := &awscodebuild.CfnProject_EnvironmentProperty{
		Type: jsii.String(b.machine.Type()), Image: jsii.String(b.machine.Image()), ComputeType: jsii.String(string(b.machine.Size)),
		ImagePullCredentialsType: jsii.String("CODEBUILD"), PrivilegedMode: b.machine.Docker,
	}
	variables := []any{}
	for _, name := range slices.Sorted(maps.Keys(b.variables)) {
		variables = append(variables, &awscodebuild.CfnProject_EnvironmentVariableProperty{
			Name: &name, Value: jsii.String(b.variables[name]), Type: jsii.String("PLAINTEXT"),
		})
	}
	if len(variables) > 0 {
		machine.EnvironmentVariables = variables
	}
	return machine
}

// records is how logs are kept.
type records struct {
	key    string
	days   int
	retain bool
}

// group defines an encrypted log group called name.
func (r records) group(scope constructs.Construct, id, name string) {
	group := awslogs.NewCfnLogGroup(scope, &id, &awslogs.CfnLogGroupProps{
		LogGroupName: &name, KmsKeyId: &r.key, RetentionInDays: jsii.Number(r.days),
	})
	if r.retain {
		group.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	}
}

// logging lets a build write its log.
func logging(place policy.Place, group string) policy.Object {
	return policy.Allow("Log", place.ARN("logs", "log-group:"+group+":log-stream:*"), "logs:CreateLogStream", "logs:PutLogEvents")
}

// reading lets a build read what the pipeline hands it.
func (s Store) reading(partition string) []policy.Object {
	owner := policy.Place{Partition: partition, Account: s.Account, Region: s.Region}
	return []policy.Object{
		ours(owner, policy.Allow("Artifacts", s.arn(partition)+"/*", "s3:GetObject", "s3:GetObjectVersion")),
		ours(owner, policy.Allow("Bucket", s.arn(partition), "s3:GetBucketAcl", "s3:GetBucketLocation")),
	}
}

// writing lets a build of a pipeline hand on the artifact called artifact, and nothing else: not what the pipeline's other
// steps hand on, and nothing of another pipeline. CodePipeline keeps artifacts under the beginning of the pipeline's name, up to
// 20 characters, and of the artifact's, up to 10; each has a name at random behind that.
func (s Store) writing(partition, pipeline, artifact string) policy.Object {
	owner := policy.Place{Partition: partition, Account: s.Account, Region: s.Region}
	return ours(owner, policy.Allow("HandOn", s.arn(partition)+"/"+begins(pipeline, 20)+"/"+begins(artifact, 10)+"/*", "s3:PutObject"))
}

// begins matches what is left of a name of which at most so many characters are kept.
func begins(name string, kept int) string {
	if len(name) < kept {
		return name
	}
	return name[:kept-1] + "*"
}

func (s Store) arn(partition string) string { return "arn:" + partition + ":s3:::" + s.Bucket }

// use lets a role of the store's own account decrypt what is in it, and encrypt what it puts there when it writes.
func (s Store) use(writes bool) policy.Object {
	actions := []string{"kms:Decrypt"}
	if writes {
		actions = append(actions, "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey")
	}
	return policy.Allow("Key", s.Key, actions...)
}
