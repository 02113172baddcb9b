package files_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/files"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestBadPropsAreRefusedWithOneLineEach(t *testing.T) {
	point := func(change func(p *files.Point)) func(p *files.FileSystemProps) {
		return func(p *files.FileSystemProps) { change(&p.Points[0]) }
	}
	const path = "want an absolute path below /, of at most 100 characters and 4 levels [EFS-002]"
	for want, mutate := range map[string]func(p *files.FileSystemProps){
		`Name is "shop dev": want 1 to 100 letters, digits and dashes, starting with a letter [EFS-001]`:                func(p *files.FileSystemProps) { p.Name = "shop dev" },
		`Account is "1234": want a 12-digit AWS account [ENV-005]`:                                                      func(p *files.FileSystemProps) { p.Account = "1234" },
		`Region is "moon": want an AWS region, such as eu-west-1 [ENV-008]`:                                             func(p *files.FileSystemProps) { p.Region = "moon" },
		`VpcID is "vpc": want the id of a VPC, vpc- and hexadecimal digits [NET-010]`:                                   func(p *files.FileSystemProps) { p.VpcID = "vpc" },
		`SubnetIDs is missing: give the ids of one subnet in each zone that mounts the file system [NET-011]`:           func(p *files.FileSystemProps) { p.SubnetIDs = nil },
		`SubnetIDs[1] is "b": want the id of a subnet, subnet- and hexadecimal digits [NET-011]`:                        func(p *files.FileSystemProps) { p.SubnetIDs[1] = "b" },
		`SubnetIDs[1] is "subnet-0aaaaaaaaaaaaaaaa": want each subnet once [NET-011]`:                                   func(p *files.FileSystemProps) { p.SubnetIDs[1] = p.SubnetIDs[0] },
		`Key is "alias/aws/elasticfilesystem": want the ARN of a KMS key [SEC-004]`:                                     func(p *files.FileSystemProps) { p.Key = "alias/aws/elasticfilesystem" },
		`ColdAfter is 31: want one of EFS's values: 1, 7, 14, 30, 60, 90, 180, 270 or 365 days [EFS-001]`:               func(p *files.FileSystemProps) { p.ColdAfter = 31 },
		`Points is missing: give what tasks see of the file system: nobody mounts it without an access point [EFS-002]`: func(p *files.FileSystemProps) { p.Points = nil },
		`Points[0].Name is "Up!": want 1 to 32 lower case letters, digits and dashes, starting with a letter [EFS-002]`: point(func(p *files.Point) { p.Name = "Up!" }),
		`Points[1].Name is "uploads": want a name that no other point has [EFS-002]`:                                    func(p *files.FileSystemProps) { p.Points = append(p.Points, p.Points[0]) },
		`Points[0].Path is "uploads": ` + path:                                                                          point(func(p *files.Point) { p.Path = "uploads" }),
		`Points[0].Path is "/": ` + path:                                                                                point(func(p *files.Point) { p.Path = "/" }),
		`Points[0].Path is "/a/../b": ` + path:                                                                          point(func(p *files.Point) { p.Path = "/a/../b" }),
		`Points[0].Path is "/a/b/c/d/e": ` + path:                                                                       point(func(p *files.Point) { p.Path = "/a/b/c/d/e" }),
		`Points[0].UID is -1: want a user other than root, 1 to 4294967295 [EFS-002]`:                                   point(func(p *files.Point) { p.UID = -1 }),
		`Points[0].GID is -1: want a group other than root's, 1 to 4294967295 [EFS-002]`:                                point(func(p *files.Point) { p.GID = -1 }),
		`Runbook is "http://wiki": want an https address of at most 500 characters [OBS-005]`:                           func(p *files.FileSystemProps) { p.Runbook = "http://wiki" },
	} {
		props := minimalProps()
		mutate(props)
		err := props.Validate()
		if err == nil {
			t.Errorf("accepted, want: %s", want)
			continue
		}
		if lines := strings.Split(err.Error(), "\n"); len(lines) != 2 || strings.TrimSpace(lines[1]) != want {
			t.Errorf("got:\n%s\nwant:\n  %s", err, want)
		}
	}
}

func TestMoreThanEFSHoldsIsRefused(t *testing.T) {
	for refused, props := range map[string]func(p *files.FileSystemProps, n int){
		"NET-011 SubnetIDs": func(p *files.FileSystemProps, n int) {
			p.SubnetIDs = nil
			for i := range 6 + n {
				p.SubnetIDs = append(p.SubnetIDs, "subnet-0000000"+string(rune('0'+i)))
			}
		},
		"EFS-002 Points": func(p *files.FileSystemProps, n int) {
			p.Points = nil
			for i := range 1000 + n {
				p.Points = append(p.Points, files.Point{Name: "p" + strings.Repeat("x", i/100) + strings.Repeat("y", i/10%10) + strings.Repeat("z", i%10)})
			}
		},
		"EFS-002 Points[0].Path": func(p *files.FileSystemProps, n int) { p.Points[0].Path = "/" + strings.Repeat("a", 99+n) },
		"EFS-002 Points[0].UID":  func(p *files.FileSystemProps, n int) { p.Points[0].UID, p.Points[0].GID = 1<<32-1+n, 1 },
	} {
		most, more := minimalProps(), minimalProps()
		props(most, 0)
		props(more, 1)
		if err := most.Validate(); err != nil {
			t.Errorf("%s: the most is refused: %v", refused, err)
		}
		if got := synthtest.Refused(more.Validate()); !slices.Equal(got, []string{refused}) {
			t.Errorf("one more is refused as %v, want %s", got, refused)
		}
	}
}

func TestAllMistakesAreToldAtOnce(t *testing.T) {
	refusal := synthtest.Panics(t, func() { files.NewFileSystem(synthtest.Stack(t), "Uploads", nil) })
	if refusal.ID != "Uploads" || len(refusal.Problems) < 6 {
		t.Errorf("got %v, want every required prop named", refusal)
	}
}
