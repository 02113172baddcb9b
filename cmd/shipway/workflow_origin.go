package main

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline/workflow"
)

// origin is where the services of a file come from.
type origin struct {
	branch   string                      // branch is the one that is released
	services map[string]config.Delivered // services have a source, by name
	others   []string                    // others are left out: they come from another repository
}

// has says whether the service called name is among them.
func (w origin) has(name string) bool { return !slices.Contains(w.others, name) }

// pipeline is the pipeline of the service called name, nil without one.
func (w origin) pipeline(name string) *config.Delivered {
	if one, is := w.services[name]; is {
		return &one
	}
	return nil
}

// origin is where the services of file come from: one branch of one repository, as a workflow is a file of both.
func (o order) origin(file config.File, bad *refusals) origin {
	from := origin{services: map[string]config.Delivered{}}
	var repositories, branches []string
	for _, one := range file.Delivery.Services {
		from.services[one.Name] = one
		repository, branch := home(one.Source)
		if o.repository != "" && repository != o.repository {
			from.others = append(from.others, one.Name)
			continue
		}
		if repository == "" {
			bad.add("PIPE-003", "%s comes from no repository, and a workflow starts with a push to one: give it a connection as its source, or leave it out with -repository NAME", one.Name)
			continue
		}
		repositories, branches = append(repositories, repository), append(branches, branch)
	}
	if o.repository != "" {
		from.others = append(from.others, unpiped(file)...)
		if len(repositories) == 0 {
			bad.add("CLI-001", "-repository %s: no service of %s has that source", o.repository, o.config)
		}
	}
	slices.Sort(repositories)
	slices.Sort(branches)
	repositories, branches = slices.Compact(repositories), slices.Compact(branches)
	if len(repositories) > 1 {
		bad.add("PIPE-003", "services come from %s: say whose workflows these are with -repository", strings.Join(repositories, " and "))
	}
	if len(branches) > 1 && o.branch == "" {
		bad.add("PIPE-003", "services come from the branches %s: say which one is released with -branch", strings.Join(branches, " and "))
	}
	from.branch = cmp.Or(o.branch, strings.Join(branches[:min(1, len(branches))], ""), "main")
	return from
}

// unpiped are the services of file without a source.
func unpiped(file config.File) (all []string) {
	for _, s := range file.Environments[0].Services {
		if !slices.ContainsFunc(file.Delivery.Services, func(one config.Delivered) bool { return one.Name == s.Name }) {
			all = append(all, s.Name)
		}
	}
	return all
}

// home is the repository of source and its branch, nothing where it is none.
func home(source delivery.Source) (repository, branch string) {
	switch from := source.(type) {
	case delivery.CodeCommit:
		return from.Repository, from.Branch
	case delivery.Connection:
		return from.Repository, from.Branch
	}
	return "", ""
}

// follow has one tested and built as its pipeline does it.
func (o order) follow(one *workflow.Service, missing *lacks, way config.Delivered) {
	if repository, _ := home(way.Source); repository == "" {
		return // refused
	}
	b := way.Build
	one.Context, one.Fresh = path.Clean(b.Context), b.NoCache
	one.Dockerfile = path.Join(one.Context, "Dockerfile")
	if b.Dockerfile != "" {
		one.Dockerfile = path.Clean(b.Dockerfile)
	}
	if !o.holds(one.Dockerfile) {
		missing.bad.add("PATH-001", "%s has no %s below %s: want the root of its repository as -out, or the right build.context and build.dockerfile", one.Name, one.Dockerfile, o.out)
	}
	if one.Context != "." {
		one.Paths = []string{one.Context + "/**"}
		if !strings.HasPrefix(one.Dockerfile, one.Context+"/") {
			one.Paths = append(one.Paths, one.Dockerfile)
		}
	}
	if from, is := way.Source.(delivery.Connection); is && len(from.Paths) > 0 {
		one.Paths = from.Paths
	}
	missing.ofSource(one.Name, way.Source, o.branch != "")
	missing.ofImage(one.Name, b)
	if o.test == "" {
		one.Tests = tests(b.Tests)
		missing.ofTests(one.Name, b.Tests)
	}
}

// tests are those of a pipeline.
func tests(t delivery.Tests) workflow.Tests {
	return workflow.Tests{
		Command: t.Command, Report: t.Report, Format: t.Format, Least: t.Min,
		Coverage: t.Coverage, CoverageFormat: t.CoverageFormat, LeastCovered: t.MinCoverage, Variables: t.Variables,
	}
}

// limits are those of a pipeline.
func limits(scan delivery.Scan) workflow.Limits {
	said := scan.Limits()
	loosest := mostFindings
	if len(said) == 0 { // no limit at all would be the default, which is strict
		return workflow.Limits{Critical: &loosest}
	}
	allowed := func(severity delivery.Severity) *int {
		n, err := strconv.Atoi(said[severity])
		if err != nil {
			return nil
		}
		return &n
	}
	return workflow.Limits{
		Critical: allowed(delivery.Critical), High: allowed(delivery.High), Medium: allowed(delivery.Medium), Low: allowed(delivery.Low),
	}
}

// mostFindings is the loosest limit (workflow.Props.Validate).
const mostFindings = 100000
