package files_test

import (
	"fmt"

	"github.com/shipway-cdk/shipway/constructs/files"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// Uploads that all tasks of a service see, as a service mounts them.
func ExampleNewFileSystem() {
	stack := synthtest.ExampleStack()
	uploads := files.NewFileSystem(stack, "Files", &files.FileSystemProps{
		Name: "shop-dev-uploads", Account: "111111111111", Region: "eu-west-1",
		VpcID:     "vpc-0123456789abcdef0",
		SubnetIDs: []string{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"},
		Points:    []files.Point{{Name: "uploads", Path: "/shop/uploads"}},
	})
	volume := ecs.Volume{
		Name: "uploads", Path: "/var/uploads",
		FileSystem: uploads.ID(), AccessPoint: uploads.AccessPoint("uploads"), SecurityGroup: uploads.SecurityGroupID(),
	}
	fmt.Println(volume.Path)
	fmt.Println(synthtest.Types(stack))
	// Output:
	// /var/uploads
	// AWS::EC2::SecurityGroup 1
	// AWS::EFS::AccessPoint 1
	// AWS::EFS::FileSystem 1
	// AWS::EFS::MountTarget 2
	// AWS::KMS::Key 1
}
