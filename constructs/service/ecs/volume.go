package ecs

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// Volume is a directory of an Amazon EFS file system that all tasks see, through one access point, encrypted on the
// way, and only with the task role's permission. What they write outlives them.
//
// Use it for files that several tasks must share. Do not use it for a database, or for what fits into S3: each read
// and write costs (Amazon EFS pricing, "Elastic Throughput") and takes a way over the network.
type Volume struct {
	// Name names the volume in its task, 1 to 32 lower case letters, digits and dashes. Required.
	Name string
	// Path is where the container sees it, an absolute path below /. Required.
	Path string
	// ReadOnly lets the container read only. Default: false.
	ReadOnly bool
	// FileSystem is the id of the file system, in the account and region of the service. Required.
	FileSystem string
	// AccessPoint is the id of the file system's access point: what the container sees as Path, and as whom it reads
	// and writes there. Required.
	AccessPoint string
	// SecurityGroup is the id of the security group of the file system's mount targets. The service's own is let in
	// there. Required.
	SecurityGroup string
}

var (
	fileSystemID    = regexp.MustCompile(`^fs-[0-9a-f]{8,40}$`)
	accessPointID   = regexp.MustCompile(`^fsap-[0-9a-f]{8,40}$`)
	securityGroupID = regexp.MustCompile(`^sg-[0-9a-f]{8,17}$`)
)

func (v Volume) validate() error {
	c := check.Of("ecs.Volume")
	c.Within("", service.Volume{Name: v.Name, Path: v.Path, ReadOnly: v.ReadOnly}.Validate())
	c.That("SVC-028", "FileSystem", v.FileSystem, fileSystemID.MatchString(v.FileSystem),
		"want the id of an EFS file system, fs- and hexadecimal digits")
	c.That("SVC-028", "AccessPoint", v.AccessPoint, accessPointID.MatchString(v.AccessPoint),
		"want the id of an access point of the file system, fsap- and hexadecimal digits")
	c.That("SVC-028", "SecurityGroup", v.SecurityGroup, securityGroupID.MatchString(v.SecurityGroup),
		"want the id of the security group of the mount targets, sg- and hexadecimal digits")
	return c.Err()
}

// checkVolumes reports what is wrong with each volume, and names and paths that are taken.
func (t *task) checkVolumes(c *check.Checks) {
	var names []string
	paths := t.local()
	for i, v := range t.volumes {
		at := fmt.Sprintf("Volumes[%d]", i)
		c.Within(at, v.validate())
		c.That("SVC-028", at+".Name", v.Name, !slices.Contains(names, v.Name), "want a name that no other volume has")
		c.That("SVC-023", at+".Path", v.Path, !slices.Contains(paths, v.Path), "want a path that is neither Writable, nor another volume's, nor where the agent of Exec writes")
		names, paths = append(names, v.Name), append(paths, v.Path)
	}
}

// execPaths are where the agent behind ECS Exec writes (ECS developer guide, "Monitor containers with ECS Exec").
var execPaths = []string{"/var/lib/amazon", "/var/log/amazon"}

// local are the paths on the task's own storage that the service's container may write to.
func (t *task) local() []string {
	all := slices.Clone(t.writable)
	for _, path := range execPaths {
		if t.exec && !slices.Contains(all, path) {
			all = append(all, path)
		}
	}
	return all
}

// ownVolume and sidecarVolume start the names of the directories that a container may write to.
const ownVolume = "writable"

func sidecarVolume(name string) string { return ownVolume + "-" + name }

// storages are all volumes of the task: directories of its own, and those of file systems.
func (t *task) storages() []any {
	all := []any{}
	add := func(prefix string, n int) {
		for i := range n {
			all = append(all, &awsecs.CfnTaskDefinition_VolumeProperty{Name: nth(prefix, i)})
		}
	}
	add(ownVolume, len(t.local()))
	for _, s := range t.sidecars {
		add(sidecarVolume(s.Name), len(s.Writable))
	}
	for _, v := range t.volumes {
		all = append(all, &awsecs.CfnTaskDefinition_VolumeProperty{
			Name: &v.Name,
			EfsVolumeConfiguration: &awsecs.CfnTaskDefinition_EFSVolumeConfigurationProperty{
				FilesystemId: &v.FileSystem, TransitEncryption: jsii.String("ENABLED"),
				AuthorizationConfig: &awsecs.CfnTaskDefinition_AuthorizationConfigProperty{AccessPointId: &v.AccessPoint, Iam: jsii.String("ENABLED")},
			},
		})
	}
	return all
}

// mounts are what the service's container sees of the task's volumes.
func (t *task) mounts() []any {
	all := mounted(ownVolume, t.local())
	for _, v := range t.volumes {
		all = append(all, &awsecs.CfnTaskDefinition_MountPointProperty{SourceVolume: &v.Name, ContainerPath: &v.Path, ReadOnly: v.ReadOnly})
	}
	return all
}

// mounted are paths that a container may write to, on volumes whose names start with prefix.
func mounted(prefix string, paths []string) []any {
	all := []any{}
	for i, path := range paths {
		all = append(all, &awsecs.CfnTaskDefinition_MountPointProperty{SourceVolume: nth(prefix, i), ContainerPath: &path, ReadOnly: false})
	}
	return all
}

func nth(prefix string, i int) *string { return jsii.String(fmt.Sprintf("%s-%d", prefix, i+1)) }

// mounting lets the task role use each file system, and only through its access point.
func (t *task) mounting() (all []policy.Object) {
	for i, v := range t.volumes {
		actions := []string{"elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"}
		if v.ReadOnly {
			actions = actions[:1]
		}
		statement := policy.Allow(fmt.Sprintf("Files%d", i+1), t.place.ARN("elasticfilesystem", "file-system/"+v.FileSystem), actions...)
		statement["Condition"] = policy.Object{"StringEquals": policy.Object{
			"elasticfilesystem:AccessPointArn": t.place.ARN("elasticfilesystem", "access-point/"+v.AccessPoint),
		}}
		all = append(all, statement)
	}
	return all
}

// nfs is the port of the protocol that file systems speak.
const nfs = 2049

// reach lets the task's security group into the security groups of the file systems, and returns what must exist
// before a task starts.
func (t *task) reach() (rules []constructs.IDependable) {
	var room constructs.Construct
	open := []string{}
	for _, v := range t.volumes {
		if slices.Contains(open, v.SecurityGroup) {
			continue
		}
		if open = append(open, v.SecurityGroup); room == nil {
			room = constructs.NewConstruct(t.scope, jsii.String("Files"))
		}
		rules = append(rules, awsec2.NewCfnSecurityGroupIngress(room, &v.Name, &awsec2.CfnSecurityGroupIngressProps{
			GroupId: &v.SecurityGroup, SourceSecurityGroupId: t.group.AttrGroupId(),
			IpProtocol: jsii.String("tcp"), FromPort: jsii.Number(nfs), ToPort: jsii.Number(nfs),
			Description: jsii.String("Tasks of " + t.name),
		}))
	}
	return rules
}
