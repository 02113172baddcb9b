package workflow

import (
	"fmt"
	"math"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// githubScripts is where the programs are below a repository on GitHub.
const githubScripts = ".github/shipway"

// GitHubWorkflow is the path of the workflow file of service, for oidc.GitHub.
func GitHubWorkflow(app, service string) string {
	return fmt.Sprintf(".github/workflows/%s-%s.yml", app, service)
}

// GitHub gives the files for GitHub Actions: one workflow for each service, and the programs that they run. It panics with a
// *check.Error that names every bad prop; call props.Validate first to get it as a value.
//
// Each workflow starts with a push to the branch that changes what the service is made of, or by hand on that branch. The
// repository needs an environment of each name that only the branch may enter and, where releases are approved, with
// reviewers: GitHub keeps that outside of files, and a release stops when it is not so.
func GitHub(props Props) []File {
	check.Must("GitHub", props.Validate())
	p := props.whole()
	all := p.scripts(githubScripts)
	all = append(all, scriptFile(githubScripts, "enter", "What a release asks GitHub before it begins.", enterScript))
	all = append(all, p.bundles(githubScripts)...)
	for _, s := range p.Services {
		g := github{p, s}
		about := fmt.Sprintf("It releases %s from %s to %s.", s.Name, p.Branch, g.environments())
		all = append(all, File{Path: GitHubWorkflow(p.App, s.Name), Text: render(head(about), g.workflow())})
	}
	return sorted(all)
}

// github is the workflow of one service.
type github struct {
	Props
	s Service
}

// environments are the names of the environments in their order, as words.
func (g github) environments() string {
	names := make([]string, len(g.s.Targets))
	for i, t := range g.s.Targets {
		names[i] = t.Environment
	}
	return strings.Join(names, ", then ")
}

func (g github) workflow() object {
	push := object{{"branches", []string{g.Branch}, ""}}
	if len(g.s.Paths) > 0 {
		push = append(push, entry{"paths", append(slices.Clone(g.s.Paths), GitHubWorkflow(g.App, g.s.Name)), ""})
	}
	return object{
		{"name", g.App + "-" + g.s.Name, ""},
		{"on", object{{"push", push, ""}, {"workflow_dispatch", object{}, ""}}, ""},
		{"permissions", object{}, "each job says what it needs"},
		{"defaults", object{{"run", object{{"shell", "sh", ""}}, ""}}, ""},
		{"jobs", g.jobs(), ""},
	}
}

// jobs are the jobs in their order.
func (g github) jobs() object {
	values := g.building(g.s)
	all := object{{"secrets", g.secrets(values), ""}}
	first := []string{"secrets"}
	if g.s.Tests.Command != "" {
		all = append(all, entry{"test", g.test(values), ""})
		first = append(first, "test")
	}
	all = append(all, entry{"image", g.image(first, values), ""}, entry{"scan", g.scan(values), ""})
	needs := []string{"image", "scan"}
	for _, t := range g.s.Targets {
		id := "release-" + t.Environment
		all = append(all, entry{id, g.release(needs, t), ""})
		needs = []string{"image", id}
	}
	return all
}

// Permissions of jobs. A job that has none of the token's cannot become a role.
var (
	reads   = object{{"contents", "read", ""}}
	becomes = object{{"contents", "read", ""}, {"id-token", "write", "becomes a role"}}
)

// onBranch keeps a run that somebody starts by hand on the branch.
func (g github) onBranch() entry {
	return entry{"if", "github.ref == 'refs/heads/" + g.Branch + "'", ""}
}

func (g github) secrets(values map[string]val) object {
	return object{
		{"name", "Look for secrets", ""},
		g.onBranch(),
		{"runs-on", hosted, ""},
		{"timeout-minutes", 20, ""},
		{"permissions", reads, ""},
		{"steps", []any{
			source(entry{"fetch-depth", 0, "the whole history"}),
			runs("Look for secrets", program.Secrets(), env(pick(values, program.Secrets()))),
		}, ""},
	}
}

func (g github) test(values map[string]val) object {
	job := object{
		{"name", "Test", ""},
		g.onBranch(),
		{"runs-on", hosted, ""},
	}
	if g.s.Tests.Image != "" {
		job = append(job, entry{"container", g.s.Tests.Image, ""})
	}
	steps := []any{source(), runs("Test", program.Test(), env(pick(values, program.Test()), g.s.Tests.variables()))}
	if reports := g.s.Tests.reports(); len(reports) > 0 {
		steps = append(steps, keep("Keep the reports", "reports", "ignore", entry{"if", "always()", ""}, reports...))
	}
	return append(job, entry{"timeout-minutes", 60, ""}, entry{"permissions", reads, ""}, entry{"steps", steps, ""})
}

func (g github) image(needs []string, values map[string]val) object {
	acts := session(g.s.Role, g.Registry.Region, time.Hour)
	return object{
		{"name", "Build the image", ""},
		{"needs", needs, ""},
		{"runs-on", g.builder(), ""},
		{"timeout-minutes", 60, ""},
		{"permissions", becomes, ""},
		{"outputs", object{{"image", "${{ steps.image.outputs.image }}", "by its digest"}}, ""},
		{"steps", []any{
			source(),
			runs("Build the image", program.Image(), entry{"id", "image", ""}, env(acts, pick(values, program.Image()))),
			keep("Keep the bill of materials and the provenance", attestations, "error", entry{}, attestations),
		}, ""},
	}
}

func (g github) scan(values map[string]val) object {
	acts := session(g.s.Role, g.Registry.Region, time.Hour)
	return object{
		{"name", "Hold the image against its limits", ""},
		{"needs", []string{"image"}, ""},
		{"runs-on", hosted, ""},
		{"timeout-minutes", g.scanMinutes(), ""},
		{"permissions", becomes, ""},
		{"steps", []any{scripts(), runs("Scan", program.Scan(), env(acts, pick(values, program.Scan())))}, ""},
	}
}

// release is the job that releases to t. The environment says who approves; the group keeps releases of a service to an
// environment apart, and a job that waits for its approval is in the group already.
func (g github) release(needs []string, t Target) object {
	e := g.environment(t.Environment)
	values := t.releasing(e, bundle(githubScripts, g.s, t))
	delete(values, "PREVIOUS") // only the release itself says it
	acts := session(t.Role, e.Region, t.Session())
	name := "Release to " + e.Name
	programs := t.programs()
	return object{
		{"name", name, ""},
		{"needs", needs, ""},
		{"runs-on", runner(e.Runner), ""},
		{"timeout-minutes", int(math.Ceil(t.Session().Minutes())), ""},
		{"environment", e.Name, ""},
		{"concurrency", object{{"group", g.App + "-" + e.Name + "-" + g.s.Name, ""}, {"cancel-in-progress", false, ""}}, ""},
		{"permissions", append(slices.Clone(becomes), entry{"actions", "read", "sees newer runs and the environment"}), ""},
		env(acts, pick(values, programs...)),
		{"steps", []any{
			scripts(),
			object{
				{"name", "Enter", ""},
				{"env", object{
					{"GH_TOKEN", "${{ github.token }}", ""}, {"JOB", name, ""}, {"ENVIRONMENT", e.Name, ""}, {"APPROVE", yes(e.Approve), ""},
				}, ""},
				{"run", "sh " + path.Join(githubScripts, "enter.sh"), ""},
			},
			runs("Ready?", programs[0]),
			runs("Release", programs[1], entry{"id", "release", ""}),
			runs("Verify", programs[2], entry{"env", object{{"PREVIOUS", "${{ steps.release.outputs.previous }}", ""}}, ""}),
		}, ""},
	}
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// reports are the paths of what the tests report.
func (t Tests) reports() (all []string) {
	for _, one := range []string{t.Report, t.Coverage} {
		if one != "" {
			all = append(all, one)
		}
	}
	if len(all) > 0 {
		all = append(all, tested)
	}
	return all
}
