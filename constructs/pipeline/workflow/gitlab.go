package workflow

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// gitlabScripts is where the programs are below a repository on GitLab.
const gitlabScripts = ".gitlab/shipway"

// gitlabPipeline is the path of the jobs of service.
func gitlabPipeline(app, service string) string {
	return path.Join(gitlabScripts, app+"-"+service+".yml")
}

// GitLab gives the files for GitLab CI: the jobs of each service, the file that includes them, and the programs that they
// run. It panics with a *check.Error that names every bad prop; call props.Validate first to get it as a value.
//
// Jobs run for a push to the branch that changes what the service is made of, and for a pipeline that somebody starts on that
// branch. What a project of its own says in .gitlab-ci.yml stays: take over the stages and the includes of the file given.
//
// What a job is told is written into its script, quoted, and not into variables: a variable of the project, or of its
// groups, with the same name would take its place (GitLab documentation, "CI/CD variable precedence").
func GitLab(props Props) []File {
	check.Must("GitLab", props.Validate())
	p := props.whole()
	all := append(p.scripts(gitlabScripts), p.bundles(gitlabScripts)...)
	root := object{{"stages", p.stages(), ""}}
	var includes []any
	for _, s := range p.Services {
		g := gitlab{p, s}
		file := gitlabPipeline(p.App, s.Name)
		about := fmt.Sprintf("It releases %s from %s to %s.", s.Name, p.Branch, github(g).environments())
		all = append(all, File{Path: file, Text: render(head(about), g.jobs())})
		includes = append(includes, object{{"local", "/" + file, ""}})
	}
	root = append(root, entry{"include", includes, ""})
	all = append(all, File{Path: ".gitlab-ci.yml", Text: render(head("It puts the services' pipelines together."), root)})
	return sorted(all)
}

// gitlab are the jobs of one service.
type gitlab struct {
	Props
	s Service
}

// stages are the stages of all services.
func (p Props) stages() []string {
	all := []string{"check", "image", "scan"}
	for _, e := range p.Environments {
		all = append(all, "release-"+e.Name)
	}
	return all
}

// job is the name of a job of the service.
func (g gitlab) job(name string) string { return g.s.Name + ":" + name }

func (g gitlab) jobs() object {
	values := g.building(g.s)
	all := object{{g.job("secrets"), g.secrets(values), ""}}
	first := []string{g.job("secrets")}
	if g.s.Tests.Command != "" {
		all = append(all, entry{g.job("test"), g.test(values), ""})
		first = append(first, g.job("test"))
	}
	all = append(all, entry{g.job("image"), g.image(first, values), ""}, entry{g.job("scan"), g.scan(values), ""})
	needs := []any{need(g.job("image"), true), need(g.job("scan"), false)}
	for _, t := range g.s.Targets {
		name := g.job("release-" + t.Environment)
		all = append(all, entry{name, g.release(needs, t), ""})
		needs = []any{need(g.job("image"), true), need(name, false)}
	}
	return all
}

// need is a job that comes first, with its artifacts or without.
func need(job string, artifacts bool) object {
	return object{{"job", job, ""}, {"artifacts", artifacts, ""}}
}

// rules say when a job runs. By hand means that a person starts it, and that the pipeline waits for it.
func (g gitlab) rules(byHand bool) entry {
	rule := object{{"if", fmt.Sprintf(`$CI_COMMIT_BRANCH == "%s" && ($CI_PIPELINE_SOURCE == "push" || $CI_PIPELINE_SOURCE == "web")`, g.Branch), ""}}
	if len(g.s.Paths) > 0 {
		rule = append(rule, entry{"changes", append(slices.Clone(g.s.Paths), gitlabPipeline(g.App, g.s.Name)), ""})
	}
	if byHand {
		rule = append(rule, entry{"when", "manual", ""}, entry{"allow_failure", false, ""})
	}
	return entry{"rules", []any{rule}, ""}
}

func (g gitlab) secrets(values map[string]val) object {
	return object{
		{"stage", "check", ""},
		g.tools(),
		g.rules(false),
		{"needs", []any{}, ""},
		{"timeout", "20 minutes", ""},
		{"variables", object{{"GIT_DEPTH", "0", "the whole history"}}, ""},
		g.install("git", "tar"),
		{"script", lines(exports(pick(values, program.Secrets())), step(program.Secrets())), ""},
	}
}

func (g gitlab) test(values map[string]val) object {
	where, install := g.tools(), g.install()
	if g.s.Tests.Image != "" {
		where, install = entry{"image", g.s.Tests.Image, ""}, entry{}
	}
	return object{
		{"stage", "check", ""},
		where,
		g.rules(false),
		{"needs", []any{}, ""},
		{"timeout", "60 minutes", ""},
		install,
		{"script", lines(exports(pick(values, program.Test()), g.s.Tests.variables()), step(program.Test())), ""},
		g.s.Tests.artifacts(),
	}
}

// artifacts are the reports, which GitLab also shows where it knows their format.
func (t Tests) artifacts() entry {
	paths := t.reports()
	if len(paths) == 0 {
		return entry{}
	}
	var reports object
	switch t.Format {
	case "JUNITXML":
		reports = append(reports, entry{"junit", t.Report, ""})
	case "GOJSON":
		reports = append(reports, entry{"junit", tested + "/junit.xml", ""})
	}
	switch t.CoverageFormat {
	case "COBERTURAXML":
		reports = append(reports, coverage(t.Coverage))
	case "GO":
		reports = append(reports, coverage(tested+"/cobertura.xml"))
	}
	kept := object{{"when", "always", ""}, {"expire_in", "90 days", ""}, {"paths", paths, ""}}
	if reports != nil {
		kept = append(kept, entry{"reports", reports, ""})
	}
	return entry{"artifacts", kept, ""}
}

func coverage(file string) entry {
	return entry{"coverage_report", object{{"coverage_format", "cobertura", ""}, {"path", file, ""}}, ""}
}

func (g gitlab) scan(values map[string]val) object {
	acts := session(g.s.Role, g.Registry.Region, time.Hour)
	return object{
		{"stage", "scan", ""},
		g.tools(),
		g.rules(false),
		{"needs", []any{need(g.job("image"), true)}, ""},
		{"timeout", fmt.Sprintf("%d minutes", g.scanMinutes()), ""},
		token,
		g.install(),
		{"script", lines(g.exports(acts, pick(values, program.Scan())), step(program.Scan())), ""},
	}
}

// release is the job that releases to t. The resource group keeps releases of a service to an environment apart, and GitLab
// itself refuses an older one after a newer (GitLab documentation, "Prevent outdated deployment jobs").
func (g gitlab) release(needs []any, t Target) object {
	e := g.environment(t.Environment)
	programs := t.programs()
	values := t.releasing(e, bundle(gitlabScripts, g.s, t))
	delete(values, "PREVIOUS") // only the release itself says it
	directory := g.directory("release")
	var packages []string
	for _, one := range programs {
		packages = append(packages, slices.DeleteFunc(slices.Clone(one.Tools), func(tool string) bool { return slices.Contains(always, tool) })...)
	}
	return object{
		{"stage", "release-" + e.Name, ""},
		g.tools(),
		tags(e.Runner),
		g.rules(e.Approve),
		{"needs", needs, ""},
		{"timeout", fmt.Sprintf("%d minutes", int(t.Session().Minutes()+0.999)), ""},
		{"environment", object{{"name", e.Name + "/" + g.s.Name, ""}}, ""},
		{"resource_group", g.App + "-" + e.Name + "-" + g.s.Name, ""},
		token,
		g.install(packages...),
		{"script", lines(
			g.exports(session(t.Role, e.Region, t.Session()), pick(values, programs...), []variable{{"EXPORTS", val{text: directory}}}),
			step(programs[0]), step(programs[1]),
			"PREVIOUS=$(cat "+quote(directory+"/PREVIOUS")+")\nexport PREVIOUS\n",
			step(programs[2]),
		), ""},
	}
}

// directory is where a job of the service says what came out.
func (g gitlab) directory(of string) string { return path.Join(".shipway", g.s.Name, of) }

// exported tells run.sh where that is.
func (g gitlab) exported(of string) []variable {
	return []variable{{"EXPORTS", val{text: g.directory(of)}}}
}

// step is the line that runs a program.
func step(p program.Program) string {
	return "sh " + path.Join(gitlabScripts, "run.sh") + " " + p.Name + "\n"
}

// lines are the parts of a script, which stops at the first that fails.
func lines(parts ...string) []any { return []any{script("set -eu\n" + strings.Join(parts, ""))} }
