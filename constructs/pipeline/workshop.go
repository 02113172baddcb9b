package pipeline

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
	"github.com/shipway-cdk/shipway/constructs/pipeline/permission"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// job is a build of the pipeline's own account, with a role and a log group of its own.
type job struct {
	name       string // in the project's name: "test"
	role       string // the role's name, where others must know it
	does       string // in a sentence: "Tests"
	build      build
	statements []policy.Object
	why        string // wildcards beside those of every build
}

// ids are the construct ids of jobs.
var ids = map[string]string{
	"test": "Test", "secrets": "Secrets", "image": "Image", "scan": "Scan", "pullrequest": "PullRequest", "judge": "Judge",
	"synth": "Synth", "diff": "Diff",
}

// set defines the job's log group, role and project.
func (p *Pipeline) set(j job) {
	id := ids[j.name]
	group := p.logGroup(j.name)
	p.records().group(p, id+"Logs", group)
	statements := append([]policy.Object{logging(p.props.place(), group)}, j.statements...)
	p.roles[id] = may{
		id: id + "Role", name: j.role, boundary: p.props.Boundary, description: j.does + " of " + p.props.App + " " + p.props.Service,
		trust:      acted("codebuild.amazonaws.com", p.props.Account, p.props.place().ARN("codebuild", "project/"+p.props.project(j.name))),
		statements: statements, wildcards: "Each build has a log stream of its own, and artifacts have no names before they are made." + j.why,
	}.grant(p)
	one := j.build
	one.id, one.name, one.description = id, p.props.project(j.name), j.does+" of "+p.props.App+" "+p.props.Service
	one.role, one.group, one.key = *p.roles[id].AttrArn(), group, p.props.home().Key
	one.define(p)
}

func (p *Pipeline) records() records {
	return records{key: p.props.Key, days: p.props.LogDays, retain: p.props.Retain}
}

// logGroup is the name of the log group of builds called name.
func (p *Pipeline) logGroup(name string) string {
	return "/" + family(p.props.App) + "/" + p.props.Service + "/" + name
}

// build defines what makes the image and looks at it.
func (p *Pipeline) build() {
	if p.props.builds() {
		if p.props.Build.Tests.Command != "" {
			p.set(p.testing())
		}
		if !p.props.Build.NoSecretsScan {
			p.set(p.searching())
		}
		p.set(p.making())
	}
	if len(p.props.Scan.Limits()) > 0 {
		p.set(p.scanning())
	}
	if p.props.Scan.Inspector {
		p.records().group(p, "InspectorLogs", "/aws/codepipeline/"+p.props.name())
	}
}

// input is what a build needs to read what the pipeline hands it.
func (p *Pipeline) input() []policy.Object {
	store := p.props.home()
	return append(store.reading(p.props.Partition), store.use(false))
}

// testing runs the tests, which are the source's own code: without Docker, and with nothing but their own secrets.
func (p *Pipeline) testing() job {
	tests, store := p.props.Build.Tests, p.props.home()
	j := job{
		name: "test", does: "Tests",
		build:      build{spec: specOf(tests, true), variables: testing(tests), machine: tests.Machine},
		statements: append(p.input(), p.reporting("test", tests)...),
	}
	j.statements = append(j.statements, policy.ReadSecrets(tests.Secrets, tests.SecretKeys)...)
	if len(tests.Cache) > 0 {
		below := "cache/" + p.props.Service + "/test"
		j.why = " What tests keep is below one directory."
		j.build.cache = store.Bucket + "/" + below
		cache := policy.Allow("Cache", store.arn(p.props.Partition)+"/"+below+"/*", "s3:GetObject", "s3:PutObject")
		j.statements = append(j.statements, ours(p.props.place(), cache), policy.Allow("CacheKey", store.Key, "kms:GenerateDataKey"))
	}
	return j
}

// reporting lets a build called name make its report groups and fill them. CodeBuild names them after the project
// (CodeBuild user guide, "Report group naming").
func (p *Pipeline) reporting(name string, tests delivery.Tests) []policy.Object {
	groups := []string{}
	for _, group := range []string{"coverage", "tests"} {
		if _, made := tests.Reports()[group]; made {
			groups = append(groups, p.props.place().ARN("codebuild", "report-group/"+p.props.project(name)+"-"+group))
		}
	}
	if len(groups) == 0 {
		return nil
	}
	return []policy.Object{policy.Allow("Reports", groups, "codebuild:BatchPutCodeCoverages", "codebuild:BatchPutTestCases",
		"codebuild:CreateReport", "codebuild:CreateReportGroup", "codebuild:UpdateReport")}
}

// specOf is what a build of the tests does; trusted ones get the secrets and the cache.
func specOf(t delivery.Tests, trusted bool) buildspec.Spec {
	spec := buildspec.Spec{Runtimes: t.Runtimes, Reports: t.Reports(), Build: []buildspec.Command{buildspec.Execute(program.Test())}}
	if trusted {
		spec.Secrets, spec.Cache = t.Secrets, t.Cache
	}
	return spec
}

// searching looks for secrets in the source.
func (p *Pipeline) searching() job {
	variables := map[string]string{}
	if from := p.props.Build.Tools.Gitleaks; from != "" {
		variables["GITLEAKS"] = from
	}
	return job{
		name: "secrets", does: "Searches the source for secrets", statements: p.input(),
		build: build{
			spec:      buildspec.Spec{Build: []buildspec.Command{buildspec.Execute(program.Secrets())}},
			variables: variables, machine: buildspec.Machine{Timeout: 15 * time.Minute},
		},
	}
}

// attestations is where the build of an image writes what is in it and where it came from.
const attestations = ".attestations"

// making builds the image, on the only machine with Docker.
func (p *Pipeline) making() job {
	b, store := p.props.Build, p.props.home()
	variables := map[string]string{
		"REPOSITORY": addressOf(b), "CONTEXT": b.Context, "DOCKERFILE": b.Dockerfile, "PLATFORMS": strings.Join(b.Platforms, ","), "ATTESTATIONS": attestations,
		"BUILDKIT": b.Tools.BuildKit, "SBOM": b.Tools.SBOM, "EMULATOR": b.Tools.Emulator,
	}
	if !b.NoCache {
		variables["CACHE"] = addressOf(b) + ":" + program.CacheTag
	}
	statements := append(store.reading(p.props.Partition), store.writing(p.props.Partition, p.props.name(), imageArtifact), store.use(true))
	return job{
		name: "image", does: "Builds the image", why: " The registry login has no resource type.",
		statements: slices.Concat(statements, permission.Push([]string{b.Repository}, b.Bases...), permission.Sign(b.Signer)),
		build: build{
			spec: buildspec.Spec{
				Exported:  program.Image().Exports,
				Build:     []buildspec.Command{buildspec.Run("mkdir", "-p", attestations), buildspec.Execute(program.Image())},
				Artifacts: buildspec.Artifacts{Base: attestations, Files: []string{"**/*"}},
			},
			variables: told(program.Image(), variables), machine: machineOf(b), limit: 1,
		},
	}
}

// scanning waits for what the registry finds in the image.
func (p *Pipeline) scanning() job {
	variables := map[string]string{"TIMEOUT": strconv.Itoa(int(p.props.Scan.Within.Seconds()))}
	for severity, most := range p.props.Scan.Limits() {
		variables[severity.String()] = most
	}
	repository := p.props.place().ARN("ecr", "repository/"+p.props.repositoryName())
	return job{
		name: "scan", does: "Judges what is found in the image", why: " Amazon Inspector's findings have no resource type.",
		statements: append(p.input(), permission.Scan(repository)...),
		build: build{
			spec:      buildspec.Spec{Build: []buildspec.Command{buildspec.Execute(program.Scan())}},
			variables: variables, machine: buildspec.Machine{Timeout: wholeMinutes(p.props.Scan.Within + 5*time.Minute)}, limit: 1,
		},
	}
}

// testing are the variables of the tests' build.
func testing(t delivery.Tests) map[string]string {
	all := map[string]string{"TEST_COMMAND": t.Command, "TEST_REPORT": t.Report, "TEST_FORMAT": t.Format, "COVERAGE_REPORT": t.Coverage, "COVERAGE_FORMAT": t.CoverageFormat}
	if t.Min > 0 {
		all["TESTS_MIN"] = fmt.Sprint(t.Min)
	}
	if t.MinCoverage > 0 {
		all["COVERAGE_MIN"] = fmt.Sprint(t.MinCoverage)
	}
	maps.DeleteFunc(all, func(_, value string) bool { return value == "" })
	maps.Copy(all, t.Variables)
	return all
}

// addressOf is what references to the image start with.
func addressOf(b delivery.Build) string {
	place, name := b.Registry()
	return fmt.Sprintf("%s.dkr.ecr.%s.%s/%s", place.Account, place.Region, place.Domain(), name)
}

// machineOf is what the image is built on: the one with Docker, of the kind of the first platform.
func machineOf(b delivery.Build) buildspec.Machine {
	one := b.Machine
	one.Docker, one.Arm = true, b.Platforms[0] == "linux/arm64"
	return one
}
