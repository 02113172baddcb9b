package delivery

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// CodeCommit is a branch of a Git repository in AWS CodeCommit, in the account and region of the pipeline. Each push to
// the branch starts a run with exactly the commit that was pushed.
//
// Use it where the source must not leave AWS. CodeCommit encrypts every repository, under a key that it keeps in the
// account unless the repository was given another (CodeCommit user guide, "AWS KMS and encryption").
type CodeCommit struct {
	// Repository names the repository. Required.
	Repository string
	// Branch names the branch. Default: "main".
	Branch string
	// Create has the pipeline make the repository, which then outlives its stack. Leave it out where several pipelines
	// start from the same one. Default: false, it exists.
	Create bool
	// PullRequests tests pull requests into the branch as the package says. Default: false.
	PullRequests bool
}

// WithDefaults fills what was left out.
func (s CodeCommit) WithDefaults() CodeCommit {
	s.Branch = cmp.Or(s.Branch, "main")
	return s
}

var codeCommitRepository = regexp.MustCompile(`^[\w.-]{1,100}$`)

// Validate reports everything wrong with the source, all at once.
func (s CodeCommit) Validate() error {
	s = s.WithDefaults()
	c := check.Of("delivery.CodeCommit")
	c.That("PIPE-001", "Repository", s.Repository, codeCommitRepository.MatchString(s.Repository) && !strings.HasSuffix(s.Repository, ".git"),
		"want 1 to 100 letters, digits and . _ -, not ending in .git")
	branch(c, "Branch", s.Branch)
	return c.Err()
}
