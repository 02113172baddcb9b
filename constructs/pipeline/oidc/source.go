package oidc

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Source is a branch of a repository whose jobs are trusted: [GitHub] or [GitLab].
type Source interface {
	// host is who signs the tokens, without https://.
	host() string
	// claims are what a token must say besides for whom it is: of a job of environment where that is not empty.
	claims(environment string) map[string]any
	// check reports what names more than one branch, or nothing.
	check(c *check.Checks)
}

// GitHub is one workflow file on one branch of a repository on GitHub.
//
// A token says where its job comes from in words, the names of owner and repository, and since July 2026 by the numbers
// behind them, which nobody gets again when a name is given up (GitHub documentation, "OpenID Connect reference").
// Give OwnerID and RepositoryID: then a token counts in either form, and only with those numbers.
type GitHub struct {
	// Owner is the organization or user, and Repository the repository's name. Required.
	Owner, Repository string
	// OwnerID and RepositoryID are the numbers of both: what `gh api repos/OWNER/REPOSITORY --jq '.owner.id, .id'` prints.
	// Required for repositories made, renamed or moved since 15 July 2026. Default: 0, tokens with names only.
	OwnerID, RepositoryID int
	// Branch is the branch. Default: "main".
	Branch string
	// Workflow is the path of the workflow file, such as ".github/workflows/storefront-web.yml": no other file of the
	// repository gets the role. Required.
	Workflow string
	// Host signs the tokens. Default: "token.actions.githubusercontent.com", GitHub's own; an enterprise with data residency has
	// "token.actions.<name>.ghe.com".
	Host string
}

// GitLab is one branch of a project on GitLab.
//
// A token's subject names project and branch, and nothing else of it counts for AWS, so every job of the branch may act as
// the role: protect the branch, and let only those run a job of an environment who may release to it (GitLab
// documentation, "Protected branches", "Protected environments").
type GitLab struct {
	// Project is the path of the project with its groups, such as "acme/shop/storefront". Required.
	Project string
	// Branch is the branch. Default: "main".
	Branch string
	// Host signs the tokens. Default: "gitlab.com"; an instance of your own has its own name, which AWS must be able to reach.
	Host string
}

// audience is for whom tokens must be made.
const audience = "sts.amazonaws.com"

func (g GitHub) withDefaults() GitHub {
	g.Branch = cmp.Or(g.Branch, "main")
	g.Host = cmp.Or(g.Host, "token.actions.githubusercontent.com")
	return g
}

func (g GitHub) host() string { return g.withDefaults().Host }

// claims hold the subject, which names the environment or else the branch, and the file with its branch. The keys are
// those that STS reads of GitHub's tokens (IAM user guide, "IAM and AWS STS condition context keys").
func (g GitHub) claims(environment string) map[string]any {
	g = g.withDefaults()
	where := "ref:refs/heads/" + g.Branch
	if environment != "" {
		where = "environment:" + environment
	}
	name := g.Owner + "/" + g.Repository
	subjects := []string{"repo:" + name + ":" + where}
	all := map[string]any{"job_workflow_ref": fmt.Sprintf("%s/%s@refs/heads/%s", name, g.Workflow, g.Branch)}
	if g.RepositoryID != 0 {
		numbered := fmt.Sprintf("repo:%s@%d/%s@%d:%s", g.Owner, g.OwnerID, g.Repository, g.RepositoryID, where)
		subjects = append(subjects, numbered)
		all["repository_id"] = strconv.Itoa(g.RepositoryID)
	}
	all["sub"] = subjects
	return all
}

func (g GitLab) withDefaults() GitLab {
	g.Branch = cmp.Or(g.Branch, "main")
	g.Host = cmp.Or(g.Host, "gitlab.com")
	return g
}

func (g GitLab) host() string { return g.withDefaults().Host }

func (g GitLab) claims(string) map[string]any {
	g = g.withDefaults()
	return map[string]any{"sub": []string{"project_path:" + g.Project + ":ref_type:branch:ref:" + g.Branch}}
}

var (
	owner      = regexp.MustCompile(`^[a-zA-Z0-9](-?[a-zA-Z0-9]){0,38}$`)
	repository = regexp.MustCompile(`^[a-zA-Z0-9._-]{1,100}$`)
	project    = regexp.MustCompile(`^[a-zA-Z0-9_][a-zA-Z0-9._-]*(/[a-zA-Z0-9_][a-zA-Z0-9._-]*)+$`)
	branch     = regexp.MustCompile(`^[a-zA-Z0-9_][a-zA-Z0-9._/-]*$`)
	hostname   = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`)
	workflow   = regexp.MustCompile(`^\.github/workflows/[a-zA-Z0-9._-]+\.ya?ml$`)
)

// checkBranch reports a name that is no branch, or that stands for several: who trusts those, trusts whoever may make one.
func checkBranch(c *check.Checks, name string) {
	ok := branch.MatchString(name) && len(name) <= 255 && !strings.Contains(name, "..") && path.Clean(name) == name &&
		!strings.HasSuffix(name, ".lock") && !strings.HasSuffix(name, ".")
	c.That("PIPE-001", "Source.Branch", name, ok, "want one branch by its name, such as main: no wildcard, no space, no tag")
}

func (g GitHub) check(c *check.Checks) {
	g = g.withDefaults()
	c.That("PIPE-001", "Source.Owner", g.Owner, owner.MatchString(g.Owner), "want the name of one organization or user on GitHub: no wildcard")
	ok := repository.MatchString(g.Repository) && !strings.HasSuffix(g.Repository, ".git") && strings.Trim(g.Repository, ".") != ""
	c.That("PIPE-001", "Source.Repository", g.Repository, ok, "want the name of one repository, without its owner and .git: no wildcard")
	c.That("PIPE-001", "Source.OwnerID", g.OwnerID, g.OwnerID >= 0 && (g.OwnerID == 0) == (g.RepositoryID == 0), "want the owner's number and the repository's, or neither")
	c.That("PIPE-001", "Source.RepositoryID", g.RepositoryID, g.RepositoryID >= 0, "want the repository's number")
	checkBranch(c, g.Branch)
	c.That("PATH-001", "Source.Workflow", g.Workflow, workflow.MatchString(g.Workflow), "want the path of one workflow file, such as .github/workflows/storefront-web.yml")
	checkHost(c, g.Host)
}

func (g GitLab) check(c *check.Checks) {
	g = g.withDefaults()
	ok := project.MatchString(g.Project) && !strings.HasSuffix(g.Project, ".git") && len(g.Project) <= 255
	c.That("PIPE-001", "Source.Project", g.Project, ok, "want the path of one project with its groups, such as acme/storefront: no wildcard")
	checkBranch(c, g.Branch)
	checkHost(c, g.Host)
}

func checkHost(c *check.Checks, name string) {
	c.That("IAM-001", "Source.Host", name, len(name) <= 253 && hostname.MatchString(name), "want a host name, without https:// and without a path")
}
