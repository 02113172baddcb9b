package oidc_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/pipeline/oidc"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// refused checks what Validate says of a change to a valid role: nothing where want is empty.
func refused(t *testing.T, name string, err error, want string) {
	t.Helper()
	got := synthtest.Refused(err)
	if want == "" && err != nil || want != "" && !slices.Equal(got, []string{want}) {
		t.Errorf("%s: got %v, want %q", name, err, want)
	}
}

func TestNoBranchIsTrustedByPattern(t *testing.T) {
	for _, c := range []struct{ branch, want string }{
		{"", ""}, {"main", ""}, {"release/2.1", ""}, {"a", ""}, {strings.Repeat("a", 255), ""}, {strings.Repeat("a", 256), "PIPE-001 Source.Branch"},
		{"*", "PIPE-001 Source.Branch"}, {"release/*", "PIPE-001 Source.Branch"}, {"ma?n", "PIPE-001 Source.Branch"},
		{"a b", "PIPE-001 Source.Branch"}, {"a~1", "PIPE-001 Source.Branch"}, {"a..b", "PIPE-001 Source.Branch"}, {"a//b", "PIPE-001 Source.Branch"},
		{"/a", "PIPE-001 Source.Branch"}, {"a/", "PIPE-001 Source.Branch"}, {"a.lock", "PIPE-001 Source.Branch"}, {"a.", "PIPE-001 Source.Branch"},
		{"a:b", "PIPE-001 Source.Branch"}, {"-a", "PIPE-001 Source.Branch"}, {"main\n", "PIPE-001 Source.Branch"}, {"${aws:username}", "PIPE-001 Source.Branch"},
	} {
		hub, lab := github, gitlab
		hub.Branch, lab.Branch = c.branch, c.branch
		refused(t, "GitHub "+c.branch, building(func(p *oidc.BuildRoleProps) { p.Source = hub }).Validate(), c.want)
		refused(t, "GitLab "+c.branch, building(func(p *oidc.BuildRoleProps) { p.Source = lab }).Validate(), c.want)
	}
}

func TestNoRepositoryIsTrustedByPattern(t *testing.T) {
	for _, c := range []struct{ owner, repository, want string }{
		{"acme", "storefront", ""}, {"a-c", "s.t_o-r", ""}, {strings.Repeat("a", 39), strings.Repeat("a", 100), ""},
		{"", "storefront", "PIPE-001 Source.Owner"}, {"*", "storefront", "PIPE-001 Source.Owner"}, {"ac*", "storefront", "PIPE-001 Source.Owner"},
		{"a--b", "storefront", "PIPE-001 Source.Owner"}, {"-a", "storefront", "PIPE-001 Source.Owner"}, {strings.Repeat("a", 40), "storefront", "PIPE-001 Source.Owner"},
		{"acme/shop", "storefront", "PIPE-001 Source.Owner"}, {"acme@1", "storefront", "PIPE-001 Source.Owner"},
		{"acme", "", "PIPE-001 Source.Repository"}, {"acme", "*", "PIPE-001 Source.Repository"}, {"acme", "store*", "PIPE-001 Source.Repository"},
		{"acme", "x.git", "PIPE-001 Source.Repository"}, {"acme", "a b", "PIPE-001 Source.Repository"}, {"acme", "..", "PIPE-001 Source.Repository"},
		{"acme", "a:b", "PIPE-001 Source.Repository"}, {"acme", strings.Repeat("a", 101), "PIPE-001 Source.Repository"},
	} {
		hub := github
		hub.Owner, hub.Repository = c.owner, c.repository
		refused(t, c.owner+"/"+c.repository, releasing(func(p *oidc.ReleaseRoleProps) { p.Source = hub }).Validate(), c.want)
	}
}

func TestNoProjectIsTrustedByPattern(t *testing.T) {
	for _, c := range []struct{ project, want string }{
		{"acme/storefront", ""}, {"acme/shop/storefront", ""}, {"", "PIPE-001 Source.Project"}, {"acme", "PIPE-001 Source.Project"},
		{"acme/*", "PIPE-001 Source.Project"}, {"*/storefront", "PIPE-001 Source.Project"}, {"acme//storefront", "PIPE-001 Source.Project"},
		{"/acme/storefront", "PIPE-001 Source.Project"}, {"acme/store.git", "PIPE-001 Source.Project"}, {"acme/a:ref_type:tag", "PIPE-001 Source.Project"},
		{"acme/" + strings.Repeat("a", 251), "PIPE-001 Source.Project"},
	} {
		lab := gitlab
		lab.Project = c.project
		refused(t, c.project, building(func(p *oidc.BuildRoleProps) { p.Source = lab }).Validate(), c.want)
	}
}

func TestNoOtherFileOfTheRepositoryGetsTheRole(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{".github/workflows/a.yml", ""}, {".github/workflows/a.yaml", ""}, {"", "PATH-001 Source.Workflow"},
		{"*", "PATH-001 Source.Workflow"}, {".github/workflows/*.yml", "PATH-001 Source.Workflow"}, {"a.yml", "PATH-001 Source.Workflow"},
		{".github/workflows/../a.yml", "PATH-001 Source.Workflow"}, {".github/workflows/a.yml@x", "PATH-001 Source.Workflow"},
	} {
		hub := github
		hub.Workflow = c.file
		refused(t, c.file, releasing(func(p *oidc.ReleaseRoleProps) { p.Source = hub }).Validate(), c.want)
	}
}

func TestTheNumbersOfARepositoryComeTogether(t *testing.T) {
	for _, c := range []struct {
		owner, repository int
		want              string
	}{{1, 2, ""}, {0, 0, ""}, {1, 0, "PIPE-001 Source.OwnerID"}, {0, 2, "PIPE-001 Source.OwnerID"}, {-1, 2, "PIPE-001 Source.OwnerID"}, {1, -2, "PIPE-001 Source.RepositoryID"}} {
		hub := github
		hub.OwnerID, hub.RepositoryID = c.owner, c.repository
		refused(t, fmt.Sprint(c), building(func(p *oidc.BuildRoleProps) { p.Source = hub }).Validate(), c.want)
	}
}

func TestOnlyAnEnvironmentByItsNameReleases(t *testing.T) {
	for _, c := range []struct {
		source      oidc.Source
		environment string
		want        string
	}{
		{github, "prod", ""}, {github, strings.Repeat("p", 255), ""}, {gitlab, "", ""},
		{github, "", "IAM-001 Environment"}, {github, "*", "IAM-001 Environment"}, {github, "prod*", "IAM-001 Environment"},
		{github, "a:b", "IAM-001 Environment"}, {github, strings.Repeat("p", 256), "IAM-001 Environment"},
		{gitlab, "prod", "IAM-001 Environment"},
	} {
		refused(t, c.environment, releasing(func(p *oidc.ReleaseRoleProps) { p.Source, p.Environment = c.source, c.environment }).Validate(), c.want)
	}
}

func TestBuildsAreForRepositoriesByTheirNames(t *testing.T) {
	for _, c := range []struct {
		repositories []string
		want         string
	}{
		{[]string{images, images + "-cache"}, ""}, {nil, "IAM-002 Repositories"}, {[]string{"*"}, "IAM-002 Repositories[0]"},
		{[]string{"arn:aws:ecr:eu-west-1:111111111111:repository/*"}, "IAM-002 Repositories[0]"}, {[]string{images, images}, "IAM-002 Repositories[1]"},
	} {
		refused(t, fmt.Sprint(c), building(func(p *oidc.BuildRoleProps) { p.Repositories = c.repositories }).Validate(), c.want)
	}
}

func TestRolesThatIAMWouldRefuseAreRefused(t *testing.T) {
	for want, change := range map[string]func(*oidc.ReleaseRoleProps){
		"IAM-001 Name":          func(p *oidc.ReleaseRoleProps) { p.Name = strings.Repeat("a", 65) },
		"IAM-001 Session":       func(p *oidc.ReleaseRoleProps) { p.Session = 12*time.Hour + time.Second },
		"IAM-001 Provider":      func(p *oidc.ReleaseRoleProps) { p.Provider = provider + "gitlab.com" },
		"IAM-001 Source.Host":   func(p *oidc.ReleaseRoleProps) { hub := github; hub.Host = "https://x.y"; p.Source = hub },
		"API-001 Source":        func(p *oidc.ReleaseRoleProps) { p.Source = nil },
		"IAM-002 Release.Stack": func(p *oidc.ReleaseRoleProps) { p.Release.Stack = "storefront-*" },
	} {
		refused(t, want, releasing(change).Validate(), want)
	}
	refused(t, "the shortest session", releasing(func(p *oidc.ReleaseRoleProps) { p.Session = time.Hour - time.Second }).Validate(), "IAM-001 Session")
	refused(t, "the longest name", releasing(func(p *oidc.ReleaseRoleProps) { p.Name = strings.Repeat("a", 64) }).Validate(), "")
	refused(t, "an account", building(func(p *oidc.BuildRoleProps) { p.Account = "1" }).Validate(), "ENV-005 Account")
	refused(t, "a partition", building(func(p *oidc.BuildRoleProps) { p.Partition = "mars" }).Validate(), "ENV-010 Partition")
}

func TestAPolicyThatDoesNotFitIsRefused(t *testing.T) {
	many := func(n int) func(*oidc.ReleaseRoleProps) {
		return func(p *oidc.ReleaseRoleProps) {
			for i := range n {
				p.Release.Drift = append(p.Release.Drift, fmt.Sprintf("ecs:Describe%080d", i))
			}
		}
	}
	refused(t, "50 reads", releasing(many(50)).Validate(), "")
	refused(t, "100 reads", releasing(many(100)).Validate(), "IAM-002 Name")
}

func TestRefusalsNameTheConstruct(t *testing.T) {
	stack := synthtest.Stack(t)
	for id, make := range map[string]func(){
		"Build":   func() { oidc.NewBuildRole(stack, "Build", nil) },
		"Release": func() { oidc.NewReleaseRole(stack, "Release", nil) },
	} {
		if got := synthtest.Panics(t, make); got.ID != id || len(got.Problems) < 3 {
			t.Errorf("%s: %v", id, got)
		}
	}
}
