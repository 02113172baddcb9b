package files

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// FileSystemProps describes one file system. Name, Account, Region, VpcID, SubnetIDs and Points are required; every
// other zero value means the default written beside it.
type FileSystemProps struct {
	// Name names the file system in tags, alarms and logs of access, 1 to 100 letters, digits and dashes. Required.
	Name string
	// Account is the 12-digit AWS account. Required: policies name it.
	Account string
	// Region is the AWS region, such as "eu-west-1". Required.
	Region string
	// Partition is the AWS partition. Default: "aws".
	Partition string
	// VpcID is the id of the network that mounts the file system. Required.
	VpcID string
	// SubnetIDs are the ids of one subnet in each zone that mounts it, 1 to 6; a task in a zone without one waits for its
	// files until it is stopped. Required.
	SubnetIDs []string
	// Points are what tasks see of the file system, and as whom, 1 to 1000 (Amazon EFS quotas, "Access points per file
	// system"). Required: nobody mounts the file system itself.
	Points []Point
	// Key is the ARN of a customer-managed KMS key that encrypts the files. Its policy must let the account use it
	// through EFS. Default: a key of the file system's own.
	Key string
	// ColdAfter is after how many days without being read a file moves to cheaper storage, from which the first reading
	// brings it back: 1, 7, 14, 30, 60, 90, 180, 270 or 365. Default: 30.
	ColdAfter int
	// Disposable deletes the files with the stack. Default: false, they and their key stay.
	Disposable bool
	// Runbook is the https address its signals point to, at most 500 characters. Default: Shipway's own runbook.
	Runbook string
}

// Point is what a task sees of a file system through one access point: a directory as its root, and one user that all it
// reads and writes belongs to, whatever user the container runs as.
type Point struct {
	// Name names the access point, 1 to 32 lower case letters, digits and dashes. Required.
	Name string
	// Path is the directory that is seen, at most 100 characters and 4 levels; it is made when it is not there.
	// Default: a slash and Name.
	Path string
	// UID is the user that owns the directory and what is written there, 1 to 4294967295. Default: 65532, the "nonroot"
	// user of distroless images, as which services run.
	UID int
	// GID is its group, 1 to 4294967295. Default: UID.
	GID int
}

func (p FileSystemProps) withDefaults() FileSystemProps {
	p.Partition = cmp.Or(p.Partition, "aws")
	p.ColdAfter = cmp.Or(p.ColdAfter, 30)
	p.Runbook = cmp.Or(p.Runbook, symptom.DefaultRunbook)
	return p
}

// points are the access points with their defaults.
func (p FileSystemProps) points() []Point {
	all := make([]Point, len(p.Points))
	for i, point := range p.Points {
		all[i] = point.withDefaults()
	}
	return all
}

func (p Point) withDefaults() Point {
	p.Path = cmp.Or(p.Path, "/"+p.Name)
	p.UID = cmp.Or(p.UID, 65532)
	p.GID = cmp.Or(p.GID, p.UID)
	return p
}

// Limits of EFS (Amazon EFS quotas; EFS API, "CreateAccessPoint" and "PutLifecycleConfiguration").
const (
	mostZones  = 6
	mostPoints = 1000
	mostPath   = 100
	mostLevels = 4
	mostID     = 1<<32 - 1
)

var coldAfter = []int{1, 7, 14, 30, 60, 90, 180, 270, 365}

var (
	name      = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9-]{0,99}$`)
	pointName = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$`)
	vpcID     = regexp.MustCompile(`^vpc-[0-9a-f]{8,17}$`)
	subnetID  = regexp.MustCompile(`^subnet-[0-9a-f]{8,17}$`)
	directory = regexp.MustCompile(`^(?:/[^/\s]+)+$`)
)

// Validate reports every prop that NewFileSystem would refuse, all at once.
func (p FileSystemProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("files.FileSystemProps")
	c.That("EFS-001", "Name", p.Name, name.MatchString(p.Name), "want 1 to 100 letters, digits and dashes, starting with a letter")
	c.Place(p.Account, p.Region, p.Partition)
	c.That("NET-010", "VpcID", p.VpcID, vpcID.MatchString(p.VpcID), "want the id of a VPC, vpc- and hexadecimal digits")
	c.Require("NET-011", "SubnetIDs", len(p.SubnetIDs) > 0, "give the ids of one subnet in each zone that mounts the file system")
	c.That("NET-011", "SubnetIDs", len(p.SubnetIDs), len(p.SubnetIDs) <= mostZones, fmt.Sprintf("want at most %d: EFS has one mount target in a zone", mostZones))
	for i, id := range p.SubnetIDs {
		at := fmt.Sprintf("SubnetIDs[%d]", i)
		c.That("NET-011", at, id, subnetID.MatchString(id), "want the id of a subnet, subnet- and hexadecimal digits")
		c.That("NET-011", at, id, slices.Index(p.SubnetIDs, id) == i, "want each subnet once")
	}
	if p.Key != "" {
		c.Key("Key", p.Key)
	}
	c.That("EFS-001", "ColdAfter", p.ColdAfter, slices.Contains(coldAfter, p.ColdAfter), "want one of EFS's values: 1, 7, 14, 30, 60, 90, 180, 270 or 365 days")
	p.checkPoints(c)
	c.That("OBS-005", "Runbook", p.Runbook, strings.HasPrefix(p.Runbook, "https://") && len(p.Runbook) <= 500, "want an https address of at most 500 characters")
	return c.Err()
}

// checkPoints reports what is wrong with each access point, and names given twice.
func (p FileSystemProps) checkPoints(c *check.Checks) {
	c.Require("EFS-002", "Points", len(p.Points) > 0, "give what tasks see of the file system: nobody mounts it without an access point")
	c.That("EFS-002", "Points", len(p.Points), len(p.Points) <= mostPoints, fmt.Sprintf("want at most %d", mostPoints))
	var names []string
	for i, point := range p.points() {
		at := fmt.Sprintf("Points[%d]", i)
		c.That("EFS-002", at+".Name", point.Name, pointName.MatchString(point.Name), "want 1 to 32 lower case letters, digits and dashes, starting with a letter")
		c.That("EFS-002", at+".Name", point.Name, !slices.Contains(names, point.Name), "want a name that no other point has")
		c.That("EFS-002", at+".Path", point.Path, point.Name == "" || within(point.Path),
			fmt.Sprintf("want an absolute path below /, of at most %d characters and %d levels", mostPath, mostLevels))
		c.That("EFS-002", at+".UID", point.UID, 1 <= point.UID && point.UID <= mostID, fmt.Sprintf("want a user other than root, 1 to %d", mostID))
		c.That("EFS-002", at+".GID", point.GID, point.UID < 1 || 1 <= point.GID && point.GID <= mostID, fmt.Sprintf("want a group other than root's, 1 to %d", mostID))
		names = append(names, point.Name)
	}
}

// within says whether path is a directory that EFS can make.
func within(path string) bool {
	levels := strings.Split(path, "/")
	return directory.MatchString(path) && len(path) <= mostPath && len(levels)-1 <= mostLevels && !slices.Contains(levels, "..")
}
