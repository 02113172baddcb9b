package registry

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// RepositoryProps describes one repository. Name, Account and Region are required; every other zero value means the
// default written beside it.
type RepositoryProps struct {
	// Name is 2 to 256 lower case letters, digits and . _ - /, such as "storefront/web" (ECR API reference,
	// "CreateRepository"). Required.
	Name string
	// Account is the 12-digit AWS account. Required: other stacks and accounts know the repository by it.
	Account string
	// Region is the AWS region, such as "eu-west-1". Required.
	Region string
	// Partition is the AWS partition: "aws", "aws-cn" or "aws-us-gov". Default: "aws".
	Partition string
	// Keep is how many images stay for each kind of tag that is not protected, and how many without a tag: the newest
	// 10 to 10000. Default: 100.
	Keep int
	// Protected are patterns of tags, * for any text, whose images stay whatever comes later: put such a tag on what
	// was released. At most 10. Default: "release-*".
	Protected []string
	// Moving are patterns of tags that may be moved to another image, such as those of a build cache. At most 5 (ECR
	// user guide, "Preventing image tags from being overwritten"). Default: "cache-*"; an empty list that is not nil
	// lets no tag move.
	Moving []string
	// PullAccounts are the 12-digit accounts whose roles may pull. At most 50. Default: none besides the owner.
	PullAccounts []string
	// PullRoles are patterns of role names, * for any text, that narrow PullAccounts: a role of another name cannot
	// pull even when its account lets it. At most 10. Default: "*", every role of those accounts that its account lets.
	PullRoles []string
	// Key is the ARN of the KMS key that encrypts the images. It cannot be changed later. Default: keys that ECR owns,
	// AES-256, which cost nothing and cannot be locked away by mistake.
	Key string
	// Disposable deletes the repository, with every image in it, when the stack is deleted. Default: false, they stay:
	// whatever runs somewhere was pulled from here and will be pulled again.
	Disposable bool
}

func (p RepositoryProps) withDefaults() RepositoryProps {
	p.Partition = cmp.Or(p.Partition, "aws")
	p.Keep = cmp.Or(p.Keep, 100)
	if len(p.Protected) == 0 {
		p.Protected = []string{"release-*"}
	}
	if p.Moving == nil {
		p.Moving = []string{"cache-*"}
	}
	if len(p.PullRoles) == 0 {
		p.PullRoles = []string{"*"}
	}
	return p
}

// Limits: the first is a policy of ours, so that no rollback finds its image gone; the second is ECR's for filters, the
// others keep policies far below ECR's size limits.
const (
	leastKept, mostKept = 10, 10000
	mostMoving          = 5
	mostProtected       = 10
	mostAccounts        = 50
	mostRoles           = 10
)

var (
	repositoryName = regexp.MustCompile(`^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$`)
	tagPattern     = regexp.MustCompile(`^[a-zA-Z0-9._*-]{1,128}$`)
	rolePattern    = regexp.MustCompile(`^[\w+=,.@*/-]{1,128}$`)
)

// Validate reports every prop that NewRepository would refuse, all at once.
func (p RepositoryProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("registry.RepositoryProps")
	c.That("IMG-004", "Name", p.Name, 2 <= len(p.Name) && len(p.Name) <= 256 && repositoryName.MatchString(p.Name),
		"want 2 to 256 lower case letters, digits and single . _ - / between them, such as storefront/web")
	c.Place(p.Account, p.Region, p.Partition)
	c.That("IMG-005", "Keep", p.Keep, leastKept <= p.Keep && p.Keep <= mostKept,
		fmt.Sprintf("want %d to %d images, so that a rollback finds its image", leastKept, mostKept))
	patterns(c, "Protected", p.Protected, mostProtected)
	patterns(c, "Moving", p.Moving, mostMoving)
	for i, pattern := range p.Moving {
		c.That("IMG-006", fmt.Sprintf("Moving[%d]", i), pattern, !slices.Contains(p.Protected, pattern) && pattern != "*",
			"want a pattern that is not protected and not all tags: a tag that was released must not move")
	}
	p.checkPulls(c)
	if p.Key != "" {
		c.Key("Key", p.Key)
	}
	return c.Err()
}

// patterns reports tag patterns that ECR would refuse.
func patterns(c *check.Checks, field string, given []string, most int) {
	c.That("IMG-006", field, len(given), len(given) <= most, fmt.Sprintf("want at most %d patterns", most))
	for i, pattern := range given {
		at := fmt.Sprintf("%s[%d]", field, i)
		c.That("IMG-006", at, pattern, tagPattern.MatchString(pattern) && strings.Count(pattern, "*") <= 2,
			"want a tag of letters, digits and . _ -, with at most two * for any text")
		c.That("IMG-006", at, pattern, slices.Index(given, pattern) == i, "want each pattern once")
	}
}

// checkPulls reports who may not be let in.
func (p RepositoryProps) checkPulls(c *check.Checks) {
	c.That("IMG-003", "PullAccounts", len(p.PullAccounts), len(p.PullAccounts) <= mostAccounts,
		fmt.Sprintf("want at most %d accounts", mostAccounts))
	for i, account := range p.PullAccounts {
		at := fmt.Sprintf("PullAccounts[%d]", i)
		c.Account(at, account)
		c.That("ENV-005", at, account, slices.Index(p.PullAccounts, account) == i, "want each account once")
	}
	c.That("IMG-003", "PullRoles", len(p.PullRoles), len(p.PullRoles) <= mostRoles,
		fmt.Sprintf("want at most %d patterns", mostRoles))
	for i, role := range p.PullRoles {
		c.That("IMG-003", fmt.Sprintf("PullRoles[%d]", i), role, rolePattern.MatchString(role),
			"want a role name, with its path if it has one, and * for any text")
	}
}
