package pipeline

import (
	"cmp"
	"fmt"
	"regexp"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseksv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline/permission"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// ClusterReleaserProps describes the builds that release one service to a cluster from inside its network. Target, Tools,
// Artifacts, VpcID, SubnetIDs, ClusterSecurityGroup, Group and Key are required.
type ClusterReleaserProps struct {
	// Target is the service, as the pipeline has it. Required.
	Target Manifests
	// Tools is the 12-digit account of the pipeline. Required.
	Tools string
	// Artifacts is the store of the pipeline's account in the environment's region: [StoreOf]. Its Readers must name
	// [ReaderARN] of Target's Home. Required.
	Artifacts Store
	// VpcID is the id of the cluster's network. Required.
	VpcID string
	// SubnetIDs are the ids of its private subnets, which reach AWS's services. Required.
	SubnetIDs []string
	// ClusterSecurityGroup is the id of the security group in front of the cluster's API: the builds are let in. Required.
	ClusterSecurityGroup string
	// Group is the Kubernetes group of whoever applies releases: eks.DeployerGroup. Required.
	Group string
	// Key is the ARN of the environment's KMS key, which encrypts the log group "/<app>-<environment>/<service>/release";
	// its policy must let CloudWatch Logs use it for that. Required.
	Key string
	// LogDays is how long logs are kept, one of CloudWatch's values. Default: 90.
	LogDays int
	// Retain keeps the logs when the stack is deleted. Default: false.
	Retain bool
	// Counts lets the release count a metric: give it where the environment's Verify has Points. Default: false.
	Counts bool
	// Tries lets the release see how a version's own tests end: give it where the environment's Verify has Test. Default:
	// false.
	Tries bool
	// Drift are the actions by which CloudFormation reads the stack's resources to find drift, where the environment asks for
	// it: see ReleaseRoleProps.Drift. Default: none.
	Drift []string
	// Boundary is the ARN of the roles' permissions boundary. Default: none.
	Boundary string
}

func (p ClusterReleaserProps) withDefaults() ClusterReleaserProps {
	p.LogDays = cmp.Or(p.LogDays, 90)
	return p
}

var (
	vpcID         = regexp.MustCompile(`^vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})$`)
	subnetID      = regexp.MustCompile(`^subnet-(?:[0-9a-f]{8}|[0-9a-f]{17})$`)
	securityGroup = regexp.MustCompile(`^sg-(?:[0-9a-f]{8}|[0-9a-f]{17})$`)
	kubeName      = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`)
)

// Validate reports every prop that NewClusterReleaser would refuse, all at once.
func (p ClusterReleaserProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("pipeline.ClusterReleaserProps")
	err := p.Target.Deploy().Validate()
	c.Within("Target", err)
	if err == nil {
		c.Within("", p.permissions().Validate())
	}
	within := p.Target.Home.withDefaults().Within
	c.That("PIPE-004", "Target.Home.Within", within, within <= delivery.MostInside, fmt.Sprintf("want at most %s", delivery.MostInside))
	c.Account("Tools", p.Tools)
	c.That("PIPE-003", "Artifacts.Bucket", p.Artifacts.Bucket, logBucket.MatchString(p.Artifacts.Bucket), "want the name of a bucket")
	c.That("PIPE-003", "Artifacts.Account", p.Artifacts.Account, p.Artifacts.Account == p.Tools, "want the account of the pipeline")
	c.That("PIPE-003", "Artifacts.Region", p.Artifacts.Region, p.Artifacts.Region == p.Target.Home.Region, "want the environment's region")
	c.That("NET-001", "VpcID", p.VpcID, vpcID.MatchString(p.VpcID), "want the id of a VPC")
	c.Require("NET-001", "SubnetIDs", len(p.SubnetIDs) > 0, "give at least one subnet")
	for i, id := range p.SubnetIDs {
		c.That("NET-001", fmt.Sprintf("SubnetIDs[%d]", i), id, subnetID.MatchString(id), "want the id of a subnet")
	}
	c.That("NET-001", "ClusterSecurityGroup", p.ClusterSecurityGroup, securityGroup.MatchString(p.ClusterSecurityGroup), "want the id of a security group")
	c.That("EKS-001", "Group", p.Group, kubeName.MatchString(p.Group), "want the name of a Kubernetes group, such as eks.DeployerGroup")
	c.Key("Key", p.Key)
	c.Days("LogDays", p.LogDays)
	boundary(c, p.Boundary)
	return c.Err()
}

// ClusterReleaser are the builds by which a pipeline of another account releases one service to an Amazon EKS cluster:
// they run in the environment's own account and network, so that the cluster's API needs no public address, and enter
// the cluster as a member of one Kubernetes group.
//
// Define one for each service on EKS, in the service's own stack; its access entry must come after the cluster. The
// pipeline must exist before: deploy it first, as IAM refuses a role that lets in nobody.
//
// Builds cost 0.005 USD a minute while they run (AWS CodeBuild pricing, us-east-1), nothing otherwise.
type ClusterReleaser struct {
	constructs.Construct
	props    ClusterReleaserProps
	home     Home
	place    policy.Place
	role     awsiam.CfnRole
	starter  awsiam.CfnRole
	security awsec2.CfnSecurityGroup
}

// NewClusterReleaser defines the builds under scope. It panics with a *check.Error that names every bad prop; call
// props.Validate first to get it as a value.
func NewClusterReleaser(scope constructs.Construct, id string, props *ClusterReleaserProps) *ClusterReleaser {
	given := check.Given(props)
	check.Must(id, given.Validate())

	r := &ClusterReleaser{props: given.withDefaults(), home: given.Target.Home.withDefaults(), place: given.Target.Home.place()}
	constructs.NewConstruct_Override(r, scope, &id)
	r.reach()
	r.act()
	r.enter()
	r.open()
	return r
}

// group is the name of the builds' log group.
func (r *ClusterReleaser) group() string {
	return "/" + r.home.App + "-" + r.home.Environment + "/" + r.home.Service + "/release"
}

// reach lets the builds out to AWS's services and to the cluster, and nobody in.
func (r *ClusterReleaser) reach() {
	why := "Releases " + r.home.Service + " to " + r.home.Environment
	r.security = awsec2.NewCfnSecurityGroup(r, jsii.String("SecurityGroup"), &awsec2.CfnSecurityGroupProps{
		GroupDescription: &why, VpcId: &r.props.VpcID,
		SecurityGroupEgress: []any{&awsec2.CfnSecurityGroup_EgressProperty{
			IpProtocol: jsii.String("tcp"), FromPort: jsii.Number(443), ToPort: jsii.Number(443), CidrIp: jsii.String("0.0.0.0/0"),
			Description: jsii.String("AWS services and the cluster"),
		}},
	})
	awsec2.NewCfnSecurityGroupIngress(r, jsii.String("Api"), &awsec2.CfnSecurityGroupIngressProps{
		GroupId: &r.props.ClusterSecurityGroup, SourceSecurityGroupId: r.security.AttrGroupId(), Description: &why,
		IpProtocol: jsii.String("tcp"), FromPort: jsii.Number(443), ToPort: jsii.Number(443),
	})
}

// act defines the role and the builds.
func (r *ClusterReleaser) act() {
	records{key: r.props.Key, days: r.props.LogDays, retain: r.props.Retain}.group(r, "Logs", r.group())
	deployment := r.props.Target.Deploy()
	r.role = may{
		id: "Role", name: r.home.builder(), boundary: r.props.Boundary, description: "Releases " + r.home.Service + " to " + r.home.Environment,
		trust: acted("codebuild.amazonaws.com", r.place.Account, r.projects()...), statements: r.statements(),
		wildcards: "Only CloudFormation knows the end of a stack's ARN; log streams, artifacts, network interfaces and the artifacts' key have no names here, and looking has no resource types.",
	}.grant(r)
	vpc := &awscodebuild.CfnProject_VpcConfigProperty{
		VpcId: &r.props.VpcID, Subnets: jsii.Strings(r.props.SubnetIDs...), SecurityGroupIds: &[]*string{r.security.AttrGroupId()},
	}
	crew{prefix: r.home.project(), role: *r.role.AttrArn(), group: r.group(), key: r.props.Key, vpc: vpc}.define(r, deployment, r.home.Within)
}

// projects are the ARNs of the builds.
func (r *ClusterReleaser) projects() (all []string) {
	for _, s := range steps {
		all = append(all, r.place.ARN("codebuild", "project/"+s.project(r.home.project())))
	}
	return all
}

// permissions are what releases touch.
func (p ClusterReleaserProps) permissions() permission.Release {
	return p.Target.Deploy().permissions(p.Counts, p.Drift)
}

// statements are what the builds may do: be in the network, read what the pipeline hands them, put another image into
// the stack, read the objects it keeps, and find the cluster.
func (r *ClusterReleaser) statements() []policy.Object {
	all := append([]policy.Object{logging(r.place, r.group())}, r.joining()...)
	all = append(all, r.props.Artifacts.reading(r.home.Partition)...)
	all = append(append(all, r.decrypting()), r.props.permissions().Statements()...)
	if r.props.Tries {
		tools := policy.Place{Partition: r.home.Partition, Account: r.props.Tools}
		all = append(all, policy.Allow("Watch", role(tools, watcher(r.home.App, r.home.Service)), "sts:AssumeRole"))
	}
	return all
}

// joining lets CodeBuild put builds into the subnets (CodeBuild user guide, "Allow CodeBuild access to AWS services required
// to create a VPC network interface").
func (r *ClusterReleaser) joining() []policy.Object {
	subnets := make([]string, len(r.props.SubnetIDs))
	for i, id := range r.props.SubnetIDs {
		subnets[i] = r.place.ARN("ec2", "subnet/"+id)
	}
	interfaces := r.place.ARN("ec2", "network-interface/*")
	here := policy.Object{"ArnEquals": policy.Object{"ec2:Subnet": subnets}}
	lend := policy.Allow("Lend", interfaces, "ec2:CreateNetworkInterfacePermission")
	lend["Condition"] = policy.Object{"ArnEquals": here["ArnEquals"], "StringEquals": policy.Object{"ec2:AuthorizedService": "codebuild.amazonaws.com"}}
	leave := policy.Allow("Leave", interfaces, "ec2:DeleteNetworkInterface")
	leave["Condition"] = here
	return []policy.Object{
		// Looking at networks has no resource types (service authorization reference, Amazon EC2).
		policy.Allow("Look", "*", "ec2:DescribeDhcpOptions", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"),
		policy.Allow("Join", append([]string{interfaces, r.place.ARN("ec2", "security-group/"+*r.security.AttrGroupId())}, subnets...), "ec2:CreateNetworkInterface"),
		lend, leave,
	}
}

// decrypting lets the builds read artifacts that a key of the pipeline's account encrypts. Its id is known there only, so
// the permission is for whatever S3 decrypts of that one bucket.
func (r *ClusterReleaser) decrypting() policy.Object {
	owner := policy.Place{Partition: r.home.Partition, Account: r.props.Tools, Region: r.home.Region}
	key := policy.Allow("Key", owner.ARN("kms", "key/*"), "kms:Decrypt")
	bucket := r.props.Artifacts.arn(r.home.Partition)
	key["Condition"] = policy.Object{
		"StringEquals": policy.Object{"kms:ViaService": "s3." + r.home.Region + "." + owner.Domain()},
		"ArnLike":      policy.Object{"kms:EncryptionContext:aws:s3:arn": []string{bucket, bucket + "/*"}},
	}
	return key
}

// enter lets the builds' role into the cluster, as a member of one group.
func (r *ClusterReleaser) enter() {
	awseksv2.NewCfnAccessEntry(r, jsii.String("Entry"), &awseksv2.CfnAccessEntryProps{
		ClusterName: &r.props.Target.Cluster, PrincipalArn: r.role.AttrArn(), Type: jsii.String("STANDARD"), KubernetesGroups: jsii.Strings(r.props.Group),
	})
}

// open lets the pipeline, and nobody else, start the builds.
func (r *ClusterReleaser) open() {
	pipeline := role(policy.Place{Partition: r.home.Partition, Account: r.props.Tools}, runner(r.home.App, r.home.Service))
	r.starter = may{
		id: "Starter", name: r.home.starter(), boundary: r.props.Boundary, description: "Starts releases of " + r.home.Service + " to " + r.home.Environment,
		// CodePipeline says no external id; only the one role of the one pipeline is let in.
		trust:      lent(pipeline, ""),
		statements: []policy.Object{policy.Allow("Start", r.projects(), "codebuild:BatchGetBuilds", "codebuild:StartBuild")},
	}.grant(r)
}

// CfnRole is the L1 role that the builds act as, for what ClusterReleaserProps does not cover.
func (r *ClusterReleaser) CfnRole() awsiam.CfnRole { return r.role }

// SecurityGroup is the L1 security group that the builds are in.
func (r *ClusterReleaser) SecurityGroup() awsec2.CfnSecurityGroup { return r.security }
