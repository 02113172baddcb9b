package files

import (
	"fmt"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsefs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/signal"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// FileSystem is an encrypted Amazon EFS file system that tasks mount through access points, with a permission of their
// own, and over TLS alone. AWS Backup copies it each day and keeps a copy for 35 days.
//
// Use it for files that several tasks must see at once, or that a task must find again after it moved: uploads of a
// content management system, a shared cache, an index. Do not use it for a database, whose small synchronous writes each
// cross the network, nor for what fits into S3, which costs less than a tenth. Files of one task that may go with it
// belong on the task's own storage.
//
// In us-east-1 a GB and month is 0.30 USD, and less than a tenth of it once it is cold; reading a GB is 0.03 USD and
// writing one 0.06 USD, more from cold storage (Amazon EFS pricing). A GB and month of its backup is 0.05 USD (AWS
// Backup pricing), a key of its own 1 USD a month (AWS KMS pricing). Without files it costs the key alone. Check the
// pages: they change.
type FileSystem struct {
	constructs.Construct
	place policy.Place
	props FileSystemProps

	files  awsefs.CfnFileSystem
	group  awsec2.CfnSecurityGroup
	points map[string]awsefs.CfnAccessPoint
}

var _ signal.Source = (*FileSystem)(nil)

// NewFileSystem defines a file system under scope. It panics with a *check.Error that names every bad prop; call
// props.Validate first to get it as a value.
func NewFileSystem(scope constructs.Construct, id string, props *FileSystemProps) *FileSystem {
	given := check.Given(props)
	check.Must(id, given.Validate())

	f := &FileSystem{props: given.withDefaults()}
	f.place = policy.Place{Partition: f.props.Partition, Account: f.props.Account, Region: f.props.Region}
	constructs.NewConstruct_Override(f, scope, &id)
	f.store()            // key, file system with its policy
	f.open(f.mount()...) // mount targets, and then access points
	return f
}

// store defines the file system.
func (f *FileSystem) store() {
	f.files = awsefs.NewCfnFileSystem(f, jsii.String("Files"), &awsefs.CfnFileSystemProps{
		Encrypted:        true,
		KmsKeyId:         f.key(),
		PerformanceMode:  jsii.String("generalPurpose"),
		ThroughputMode:   jsii.String("elastic"), // what is read and written is paid for, and nothing runs out
		FileSystemPolicy: entry(),
		BackupPolicy:     &awsefs.CfnFileSystem_BackupPolicyProperty{Status: jsii.String("ENABLED")},
		LifecyclePolicies: []any{
			&awsefs.CfnFileSystem_LifecyclePolicyProperty{TransitionToIa: jsii.String(after(f.props.ColdAfter))},
			&awsefs.CfnFileSystem_LifecyclePolicyProperty{TransitionToPrimaryStorageClass: jsii.String("AFTER_1_ACCESS")},
		},
		FileSystemTags: &[]*awsefs.CfnFileSystem_ElasticFileSystemTagProperty{{Key: jsii.String("Name"), Value: &f.props.Name}},
	})
	f.keep(f.files)
}

// after is days as EFS writes them.
func after(days int) string {
	if days == 1 {
		return "AFTER_1_DAY"
	}
	return fmt.Sprintf("AFTER_%d_DAYS", days)
}

// keep makes a resource outlive its stack, unless it is disposable.
func (f *FileSystem) keep(resource awscdk.CfnResource) {
	if !f.props.Disposable {
		resource.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	}
}

// mount defines a mount target in each subnet, behind a security group that lets nobody in by itself and connects to
// nothing: whoever mounts the file system adds a rule for port 2049.
func (f *FileSystem) mount() (targets []constructs.IDependable) {
	f.group = awsec2.NewCfnSecurityGroup(f, jsii.String("Group"), &awsec2.CfnSecurityGroupProps{
		GroupDescription: jsii.String("Mount targets of " + f.props.Name),
		VpcId:            &f.props.VpcID,
		// A group without any rule would get one to everywhere.
		SecurityGroupEgress: []any{&awsec2.CfnSecurityGroup_EgressProperty{
			IpProtocol: jsii.String("icmp"), FromPort: jsii.Number(252), ToPort: jsii.Number(86),
			CidrIp: jsii.String("255.255.255.255/32"), Description: jsii.String("Nowhere: mount targets only answer"),
		}},
	})
	room := constructs.NewConstruct(f, jsii.String("Mounts"))
	for i, subnet := range f.props.SubnetIDs {
		id := subnet // named after itself, so that adding a zone moves no other; a token has no name yet
		if check.Token(subnet) {
			id = strconv.Itoa(i + 1)
		}
		targets = append(targets, awsefs.NewCfnMountTarget(room, &id, &awsefs.CfnMountTargetProps{
			FileSystemId: f.files.Ref(), SubnetId: &subnet, SecurityGroups: &[]any{f.group.AttrGroupId()},
		}))
	}
	return targets
}

// open defines the access points once the mount targets are there: whoever knows the id of a point can mount it.
func (f *FileSystem) open(targets ...constructs.IDependable) {
	f.points = map[string]awsefs.CfnAccessPoint{}
	room := constructs.NewConstruct(f, jsii.String("Points"))
	for _, p := range f.props.points() {
		uid, gid := strconv.Itoa(p.UID), strconv.Itoa(p.GID)
		point := awsefs.NewCfnAccessPoint(room, &p.Name, &awsefs.CfnAccessPointProps{
			FileSystemId: f.files.Ref(),
			PosixUser:    &awsefs.CfnAccessPoint_PosixUserProperty{Uid: &uid, Gid: &gid},
			RootDirectory: &awsefs.CfnAccessPoint_RootDirectoryProperty{
				Path:         &p.Path,
				CreationInfo: &awsefs.CfnAccessPoint_CreationInfoProperty{OwnerUid: &uid, OwnerGid: &gid, Permissions: jsii.String("0750")},
			},
			AccessPointTags: &[]*awsefs.CfnAccessPoint_AccessPointTagProperty{{Key: jsii.String("Name"), Value: jsii.String(f.props.Name + "-" + p.Name)}},
		})
		point.Node().AddDependency(targets...)
		f.points[p.Name] = point
	}
}

// ID is the file system's id. It is a token.
func (f *FileSystem) ID() string { return *f.files.Ref() }

// ARN is the file system's ARN. It is a token.
func (f *FileSystem) ARN() string { return f.place.ARN("elasticfilesystem", "file-system/"+f.ID()) }

// SecurityGroupID is the id of the mount targets' security group, into which tasks are let by a rule for port 2049. It
// is a token.
func (f *FileSystem) SecurityGroupID() string { return *f.group.AttrGroupId() }

// AccessPoint is the id of the access point called name, or empty if there is none. It is a token.
func (f *FileSystem) AccessPoint(name string) string {
	if point := f.points[name]; point != nil {
		return *point.Ref()
	}
	return ""
}

// AccessPointARN is the ARN of the access point called name, or empty if there is none. It is a token.
func (f *FileSystem) AccessPointARN(name string) string {
	id := f.AccessPoint(name)
	if id == "" {
		return ""
	}
	return f.place.ARN("elasticfilesystem", "access-point/"+id)
}

// FileSystem is the L1 file system, for what FileSystemProps does not cover, such as replication.
func (f *FileSystem) FileSystem() awsefs.CfnFileSystem { return f.files }

// Signals says what to watch: how near the file system is to the operations it can answer. Space and throughput have
// no end to come near to.
func (f *FileSystem) Signals() []signal.Signal {
	watch := symptom.Watch{Service: f.props.Name, Runbook: f.props.Runbook}
	return watch.Signals([]symptom.Symptom{{
		ID: "Busy", Title: "files are answered at more than 90 % of what the file system can", Above: 90, CanWait: true,
		Numbers: []symptom.Number{{
			ID: "limit", Namespace: "AWS/EFS", Metric: "PercentIOLimit", Statistic: "Maximum",
			Dimensions: [][2]string{{"FileSystemId", f.ID()}},
		}},
	}})
}
