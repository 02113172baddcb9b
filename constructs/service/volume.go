package service

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Volume is storage that tasks share and that outlives them: a directory of an Amazon EFS file system.
type Volume struct {
	// Name names the volume in its task, 1 to 32 lower case letters, digits and dashes. Required.
	Name string
	// Path is where the container sees it, an absolute path below /. Required.
	Path string
	// ReadOnly lets the container read only. Default: false.
	ReadOnly bool
}

// Validate reports every field out of range.
func (v Volume) Validate() error {
	c := check.Of("service.Volume")
	c.That("SVC-028", "Name", v.Name, containerName.MatchString(v.Name), "want 1 to 32 lower case letters, digits and dashes, starting with a letter")
	c.That("SVC-028", "Name", v.Name, !strings.HasPrefix(v.Name, "writable-"), "want another beginning: writable- is what the task's own directories are called")
	c.Require("SVC-028", "Path", v.Path != "", "give the directory where the container sees it")
	if v.Path != "" {
		checkPath(c, "Path", v.Path)
	}
	return c.Err()
}

const wantPath = "want an absolute path below /"

// pathForm are the parts of a path: ECS writes a path and its options with colons between.
var pathForm = regexp.MustCompile(`^(?:/[^/:\s]+)+$`)

// absolute says whether path is a directory below the root, without a way back up.
func absolute(path string) bool {
	return pathForm.MatchString(path) && !slices.Contains(strings.Split(path, "/"), "..")
}

// system says whether path lies in a directory that belongs to the kernel.
func system(path string) bool {
	return slices.ContainsFunc([]string{"/dev/", "/proc/", "/sys/"}, func(root string) bool { return strings.HasPrefix(path+"/", root) })
}

// checkPath reports a path that nothing can be mounted at.
func checkPath(c *check.Checks, field, path string) {
	c.That("SVC-023", field, path, absolute(path), wantPath)
	c.That("SVC-023", field, path, !system(path), "belongs to the system: want a directory of the application")
}

// CheckWritable reports paths that cannot be made writable, and paths given twice.
func CheckWritable(c *check.Checks, field string, paths []string) {
	for i, path := range paths {
		at := fmt.Sprintf("%s[%d]", field, i)
		checkPath(c, at, path)
		c.That("SVC-023", at, path, slices.Index(paths, path) == i, "want each path once")
	}
}
