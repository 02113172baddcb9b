package buildspec

import (
	"regexp"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Artifacts are files that a build hands on.
type Artifacts struct {
	// Files are paths below Base, or patterns such as "**/*". Default: none.
	Files []string
	// Base is the directory of the files, below the source's; it is not part of their names in the artifact. Default: the
	// source's.
	Base string
}

// artifactName matches what CodeBuild and CodePipeline both take as the name of an artifact.
var artifactName = regexp.MustCompile(`^[A-Za-z0-9_]{1,100}$`)

func (a Artifacts) check(c *check.Checks, at string) {
	checkPaths(c, at+".Files", a.Files)
	checkBase(c, at+".Base", a.Base)
	c.That("BLD-006", at+".Base", a.Base, a.Base == "" || len(a.Files) > 0, "want Files below it too")
}

// render writes the fields of the artifact.
func (a Artifacts) render(y *writer) {
	if a.Base != "" {
		y.field("base-directory", encode(a.Base))
	}
	y.list("files", a.Files)
}
