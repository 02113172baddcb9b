package delivery

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Connection is a branch or the tags of a Git repository at GitHub, GitLab or Bitbucket, which AWS CodeConnections
// reaches. A person must have made the connection and let it into the repository (Developer Tools console user guide,
// "Update a pending connection"): CloudFormation cannot.
type Connection struct {
	// ARN is the connection's ARN, in the region of the pipeline. Required.
	ARN string
	// Repository is the owner, with all groups, and the name: "acme/shop", in the case the provider writes it. Required.
	Repository string
	// Branch names the branch whose pushes start a run, and the one that a start by hand takes. Default: "main".
	Branch string
	// Tags are patterns of tags, such as "v*": a push of one starts a run, and a push to Branch no longer does. At most
	// 8. Default: none.
	Tags []string
	// Paths are patterns of files, of which a push to Branch must have changed one, such as "services/web/**". At most 8.
	// Default: every file.
	Paths []string
	// NotPaths are patterns of files that do not count, such as "**/*.md". At most 8. Default: none.
	NotPaths []string
	// PullRequests tests pull requests into Branch, with the same Paths, as the package says. Default: false.
	PullRequests bool
	// CommitURL is the beginning of the page of a commit, which an approval links to, with a / or = at its end, such as
	// "https://github.com/acme/shop/commit/". Default: an address of AWS that leads there whoever may use the connection.
	CommitURL string
}

// WithDefaults fills what was left out.
func (s Connection) WithDefaults() Connection {
	s.Branch = cmp.Or(s.Branch, "main")
	return s
}

var (
	connectionARN  = regexp.MustCompile(`^arn:aws[a-z-]*:(?:codestar-connections|codeconnections):([a-z0-9-]+):\d{12}:connection/[0-9a-fA-F-]{36}$`)
	fullRepository = regexp.MustCompile(`^[\w.-]+(?:/[\w.-]+)+$`)
	commitPages    = regexp.MustCompile(`^https://[\w./~%?=&+@-]{1,199}[/=]$`)
)

// Validate reports everything wrong with the source, all at once.
func (s Connection) Validate() error {
	s = s.WithDefaults()
	c := check.Of("delivery.Connection")
	c.That("PIPE-002", "ARN", s.ARN, connectionARN.MatchString(s.ARN), "want the ARN of a connection, such as arn:aws:codeconnections:eu-west-1:111111111111:connection/<id>")
	c.That("PIPE-001", "Repository", s.Repository, len(s.Repository) <= 200 && fullRepository.MatchString(s.Repository) && !strings.HasSuffix(s.Repository, ".git"),
		"want the owner and the name, such as acme/shop, not ending in .git")
	branch(c, "Branch", s.Branch)
	patterns(c, "Tags", s.Tags)
	patterns(c, "Paths", s.Paths)
	patterns(c, "NotPaths", s.NotPaths)
	filters := len(s.Paths) + len(s.NotPaths)
	c.That("PIPE-002", "Tags", len(s.Tags), len(s.Tags) == 0 || filters == 0, "want no tags together with Paths or NotPaths: a tag changes no file")
	c.That("PIPE-001", "CommitURL", s.CommitURL, s.CommitURL == "" || commitPages.MatchString(s.CommitURL), "want the beginning of an https address, up to a / or =, which the commit follows")
	return c.Err()
}

// In reports a connection that a pipeline in region cannot use.
func (s Connection) In(c *check.Checks, region string) {
	if m := connectionARN.FindStringSubmatch(s.ARN); m != nil {
		c.That("PIPE-002", "Source.ARN", s.ARN, m[1] == region, fmt.Sprintf("want a connection in %s, the pipeline's region", region))
	}
}
