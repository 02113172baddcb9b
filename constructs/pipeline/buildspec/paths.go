package buildspec

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// wantInside is what a path below the source must be.
const wantInside = "want a path below the source, such as reports/junit.xml, without .. and variables"

var (
	pathPattern  = regexp.MustCompile(`^[A-Za-z0-9._@+*][A-Za-z0-9._@+*/ -]*$`)
	cachePattern = regexp.MustCompile(`^/(root|codebuild)/[A-Za-z0-9._@+*/ -]*$`)
)

// Inside reports field unless path stays below the source: of a Dockerfile, a buildspec, a report. Where links lead only the
// programs see, and they refuse one that leads out.
func Inside(c *check.Checks, field, path string) {
	c.That("PATH-001", field, path, inside(path), wantInside)
}

func inside(path string) bool { return pathPattern.MatchString(path) && !leaves(path) }

// leaves says whether a path goes up.
func leaves(path string) bool { return slices.Contains(strings.Split(path, "/"), "..") }

// checkPaths reports paths that leave the source.
func checkPaths(c *check.Checks, field string, paths []string) {
	for i, path := range paths {
		Inside(c, fmt.Sprintf("%s[%d]", field, i), path)
	}
}

// checkBase reports a directory that leaves the source.
func checkBase(c *check.Checks, field, path string) {
	if path != "" {
		Inside(c, field, path)
	}
}

// checkCache reports paths that CodeBuild should not keep: a cache is of the source, or of a tool in the user's home.
func checkCache(c *check.Checks, paths []string) {
	for i, path := range paths {
		ok := inside(path) || cachePattern.MatchString(path) && !leaves(path)
		c.That("PATH-001", fmt.Sprintf("Cache[%d]", i), path, ok, "want a path below the source, or below /root or /codebuild, such as /root/.cache/go-build/**/*")
	}
}
