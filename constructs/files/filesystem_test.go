package files_test

import (
	"slices"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/files"
	"github.com/shipway-cdk/shipway/constructs/signal"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

type object = map[string]any

func minimalProps() *files.FileSystemProps {
	return &files.FileSystemProps{
		Name: "shop-dev-uploads", Account: "111111111111", Region: "eu-west-1", VpcID: "vpc-0123456789abcdef0",
		SubnetIDs: []string{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"}, Points: []files.Point{{Name: "uploads"}},
	}
}

// synth is the template of one file system whose minimal props were changed by mutate.
func synth(t *testing.T, mutate func(p *files.FileSystemProps)) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	props := minimalProps()
	if mutate != nil {
		mutate(props)
	}
	files.NewFileSystem(stack, "Uploads", props)
	return synthtest.Of(t, stack)
}

func TestFilesAreEncryptedUnderAKeyOfTheirOwn(t *testing.T) {
	got := synth(t, nil)
	key := got.Has("AWS::KMS::Key", synthtest.Props{"EnableKeyRotation": true})
	got.Has("AWS::EFS::FileSystem", synthtest.Props{"Encrypted": true, "KmsKeyId": object{"Fn::GetAtt": []any{key, "Arn"}}})
	got.Has("AWS::KMS::Key", synthtest.Props{"KeyPolicy": object{"Statement": synthtest.Containing(object{
		"Sid": "Files", "Principal": object{"AWS": "arn:aws:iam::111111111111:root"},
		"Condition": object{"StringEquals": object{"kms:CallerAccount": "111111111111", "kms:ViaService": "elasticfilesystem.eu-west-1.amazonaws.com"}},
	})}})
}

func TestAnotherKeyMayEncryptTheFiles(t *testing.T) {
	const key = "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555"
	got := synth(t, func(p *files.FileSystemProps) { p.Key = key })
	got.HasNo("AWS::KMS::Key")
	got.Has("AWS::EFS::FileSystem", synthtest.Props{"Encrypted": true, "KmsKeyId": key})
}

func TestNobodyMountsTheFileSystemUnseenOrWithoutAnAccessPoint(t *testing.T) {
	denied := func(sid, operator, key, value string) object {
		return object{
			"Sid": sid, "Effect": "Deny", "Principal": object{"AWS": "*"}, "Resource": "*",
			"Action":    []any{"elasticfilesystem:ClientMount", "elasticfilesystem:ClientRootAccess", "elasticfilesystem:ClientWrite"},
			"Condition": object{operator: object{key: value}},
		}
	}
	synth(t, nil).Has("AWS::EFS::FileSystem", synthtest.Props{"FileSystemPolicy": object{"Statement": []any{
		denied("OnlyTLS", "Bool", "aws:SecureTransport", "false"),
		denied("OnlyMountTargets", "Bool", "elasticfilesystem:AccessedViaMountTarget", "false"),
		denied("OnlyAccessPoints", "Null", "elasticfilesystem:AccessPointArn", "true"),
	}}})
}

func TestEachZoneMountsTheFileSystemAndNobodyIsLetInByItself(t *testing.T) {
	got := synth(t, nil)
	got.Count("AWS::EFS::MountTarget", 2)
	group := got.Has("AWS::EC2::SecurityGroup", synthtest.Props{
		"VpcId": "vpc-0123456789abcdef0", "SecurityGroupIngress": synthtest.Absent(),
		"SecurityGroupEgress": []any{object{"CidrIp": "255.255.255.255/32"}},
	})
	for _, subnet := range minimalProps().SubnetIDs {
		got.Has("AWS::EFS::MountTarget", synthtest.Props{"SubnetId": subnet, "SecurityGroups": []any{object{"Fn::GetAtt": []any{group, "GroupId"}}}})
	}
}

func TestAddingAZoneMovesNoOtherMountTarget(t *testing.T) {
	ids := func(subnets ...string) (all []string) {
		for id := range synth(t, func(p *files.FileSystemProps) { p.SubnetIDs = subnets }).Resources("AWS::EFS::MountTarget") {
			all = append(all, id)
		}
		return all
	}
	after := ids("subnet-0cccccccccccccccc", "subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb")
	for _, id := range ids("subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb") {
		if !slices.Contains(after, id) {
			t.Errorf("%s is gone: %v", id, after)
		}
	}
}

func TestATaskSeesOneDirectoryAsOneUser(t *testing.T) {
	got := synth(t, func(p *files.FileSystemProps) {
		p.Points = append(p.Points, files.Point{Name: "assets", Path: "/www/assets", UID: 101, GID: 102})
	})
	point := func(path, uid, gid string) synthtest.Props {
		return synthtest.Props{
			"PosixUser":     object{"Uid": uid, "Gid": gid},
			"RootDirectory": object{"Path": path, "CreationInfo": object{"OwnerUid": uid, "OwnerGid": gid, "Permissions": "0750"}},
		}
	}
	got.Has("AWS::EFS::AccessPoint", point("/uploads", "65532", "65532"))
	got.Has("AWS::EFS::AccessPoint", point("/www/assets", "101", "102"))
}

func TestWhoKnowsAnAccessPointCanMountIt(t *testing.T) {
	got := synth(t, nil)
	for id := range got.Resources("AWS::EFS::MountTarget") {
		if dependsOn := got.One("AWS::EFS::AccessPoint").DependsOn; !slices.Contains(dependsOn, id) {
			t.Errorf("the access point depends on %v, want %s among them", dependsOn, id)
		}
	}
}

func TestFilesAreBackedUpAndColdOnesCostLess(t *testing.T) {
	for days, want := range map[int]string{0: "AFTER_30_DAYS", 1: "AFTER_1_DAY", 365: "AFTER_365_DAYS"} {
		synth(t, func(p *files.FileSystemProps) { p.ColdAfter = days }).Has("AWS::EFS::FileSystem", synthtest.Props{
			"BackupPolicy": object{"Status": "ENABLED"}, "ThroughputMode": "elastic", "PerformanceMode": "generalPurpose",
			"LifecyclePolicies": []any{object{"TransitionToIA": want}, object{"TransitionToPrimaryStorageClass": "AFTER_1_ACCESS"}},
			"FileSystemTags":    []any{object{"Key": "Name", "Value": "shop-dev-uploads"}},
		})
	}
}

func TestFilesAndTheirKeyStayUnlessDisposable(t *testing.T) {
	for disposable, want := range map[bool]string{false: "RetainExceptOnCreate", true: ""} {
		got := synth(t, func(p *files.FileSystemProps) { p.Disposable = disposable })
		for _, kind := range []string{"AWS::EFS::FileSystem", "AWS::KMS::Key"} {
			one := got.One(kind)
			if (one.DeletionPolicy == "RetainExceptOnCreate") != (want != "") || (one.UpdateReplacePolicy == "Retain") != (want != "") {
				t.Errorf("%s, disposable %t: policies %q and %q", kind, disposable, one.DeletionPolicy, one.UpdateReplacePolicy)
			}
		}
	}
}

func TestIdsAndARNsAreWithinReach(t *testing.T) {
	stack := synthtest.Stack(t)
	uploads := files.NewFileSystem(stack, "Uploads", minimalProps())
	if uploads.AccessPoint("none") != "" || uploads.AccessPointARN("none") != "" {
		t.Error("there is an access point that nobody asked for")
	}
	for what, token := range map[string]string{
		"id": uploads.ID(), "ARN": uploads.ARN(), "group": uploads.SecurityGroupID(),
		"point": uploads.AccessPoint("uploads"), "ARN of the point": uploads.AccessPointARN("uploads"),
	} {
		if token == "" {
			t.Errorf("no %s", what)
		}
	}
	uploads.FileSystem().AddPropertyOverride(jsii.String("PerformanceMode"), "maxIO")
	synthtest.Of(t, stack).Has("AWS::EFS::FileSystem", synthtest.Props{"PerformanceMode": "maxIO"})
}

func TestABusyFileSystemIsSeen(t *testing.T) {
	signals := files.NewFileSystem(synthtest.Stack(t), "Uploads", minimalProps()).Signals()
	if len(signals) != 1 || signals[0].ID != "Busy" || signals[0].Severity != signal.Ticket ||
		signals[0].Runbook != "https://github.com/shipway-cdk/shipway/blob/main/docs/runbook.md#busy" {
		t.Errorf("got %+v", signals)
	}
}

func TestTwoFileSystemsShareAStack(t *testing.T) {
	stack := synthtest.Stack(t)
	files.NewFileSystem(stack, "Uploads", minimalProps())
	files.NewFileSystem(stack, "Assets", minimalProps())
	synthtest.Of(t, stack).Count("AWS::EFS::FileSystem", 2)
}
