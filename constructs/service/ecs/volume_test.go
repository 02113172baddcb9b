package ecs_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// uploads is a volume that files.FileSystem would offer.
var uploads = ecs.Volume{
	Name: "uploads", Path: "/var/uploads",
	FileSystem: "fs-0123456789abcdef0", AccessPoint: "fsap-0123456789abcdef0", SecurityGroup: "sg-0fedcba9876543210",
}

func TestFilesAreReachedEncryptedAndAsTheTask(t *testing.T) {
	synth(t, func(p *ecs.ServiceProps) { p.Volumes = []ecs.Volume{uploads} }).Has("AWS::ECS::TaskDefinition", synthtest.Props{
		"ContainerDefinitions": []any{object{"MountPoints": []any{
			object{"SourceVolume": "writable-1", "ContainerPath": "/tmp"}, object{"SourceVolume": "uploads", "ContainerPath": "/var/uploads", "ReadOnly": false},
		}}},
		"Volumes": []any{object{"Name": "writable-1"}, object{"Name": "uploads", "EFSVolumeConfiguration": object{
			"FilesystemId": "fs-0123456789abcdef0", "TransitEncryption": "ENABLED", "RootDirectory": synthtest.Absent(),
			"AuthorizationConfig": object{"AccessPointId": "fsap-0123456789abcdef0", "IAM": "ENABLED"},
		}}},
	})
}

func TestATaskUsesItsFilesThroughItsAccessPointAlone(t *testing.T) {
	reading := uploads
	reading.Name, reading.Path, reading.ReadOnly, reading.AccessPoint = "assets", "/assets", true, "fsap-00000000000000001"
	got := synth(t, func(p *ecs.ServiceProps) { p.Volumes = []ecs.Volume{uploads, reading} })
	statement := func(point string, actions ...any) object {
		return object{
			"Action": actions, "Resource": "arn:aws:elasticfilesystem:eu-west-1:111111111111:file-system/fs-0123456789abcdef0",
			"Condition": object{"StringEquals": object{"elasticfilesystem:AccessPointArn": "arn:aws:elasticfilesystem:eu-west-1:111111111111:access-point/" + point}},
		}
	}
	got.Has("AWS::IAM::Role", synthtest.Props{"Policies": []any{object{"PolicyName": "Files", "PolicyDocument": object{"Statement": []any{
		statement("fsap-0123456789abcdef0", "elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"),
		statement("fsap-00000000000000001", "elasticfilesystem:ClientMount"),
	}}}}})
	got.Has("AWS::ECS::TaskDefinition", synthtest.Props{"ContainerDefinitions": []any{object{"MountPoints": synthtest.Containing(object{"ContainerPath": "/assets", "ReadOnly": true})}}})
}

func TestTheFileSystemLetsTheTasksInBeforeTheyStart(t *testing.T) {
	twin := uploads
	twin.Name, twin.Path = "twin", "/twin"
	got := synth(t, func(p *ecs.ServiceProps) { p.Volumes = []ecs.Volume{uploads, twin} })
	rule := got.One("AWS::EC2::SecurityGroupIngress")
	wrong := synthtest.Diff(synthtest.Props{
		"GroupId": "sg-0fedcba9876543210", "IpProtocol": "tcp", "FromPort": 2049, "ToPort": 2049,
		"SourceSecurityGroupId": object{"Fn::GetAtt": []any{synthtest.Text("ApiGroup"), "GroupId"}},
	}, rule.Properties)
	if len(wrong) > 0 {
		t.Error(strings.Join(wrong, "\n"))
	}
	if dependsOn := got.One("AWS::ECS::Service").DependsOn; !slices.Contains(dependsOn, rule.ID) {
		t.Errorf("the service depends on %v, want %s among them", dependsOn, rule.ID)
	}
}

func TestStorageBeyondFargatesOwnIsAskedFor(t *testing.T) {
	synth(t, nil).Has("AWS::ECS::TaskDefinition", synthtest.Props{"EphemeralStorage": synthtest.Absent()})
	props := minimalProps(roomy(synthtest.Stack(t), nil))
	props.Capacity, props.Storage = ecs.EC2{}, 21
	const want = "Storage is 21: want none: only Fargate gives each task storage of its own; give the cluster's instances a larger Disk [SVC-029]"
	if err := props.Validate(); err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
	synth(t, func(p *ecs.ServiceProps) { p.Storage = 21 }).Has("AWS::ECS::TaskDefinition", synthtest.Props{"EphemeralStorage": object{"SizeInGiB": 21}})
}
