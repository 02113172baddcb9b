package config

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/delivery"
)

// mostWaves is how many waves a pipeline has at most (pipeline.InfrastructureProps), and mostStages how many stages
// (CodePipeline quotas).
const (
	mostWaves  = 20
	mostStages = 50
)

// deliver decides which services have a pipeline, and what it does, and reports what no pipeline heeds. environments are
// where the services were read.
func (d *fileDoc) deliver(r *reader, environments []*environmentDoc) {
	s := d.scope
	s.checkPartitions(d.delivery.Partition)
	all := &pipelines{file: d, environments: environments, unsure: s.broken["Services"] || s.broken["Delivery"]}
	for i, n := range d.services {
		docs := make([]*serviceDoc, len(environments))
		for j, e := range environments {
			docs[j] = e.docs[i]
		}
		all.add(readWay(r, d, n, docs))
	}
	all.resolveInfrastructure()
	all.check()
	for _, e := range environments {
		for _, doc := range e.docs {
			e.Services = append(e.Services, doc.Service)
		}
	}
}

// way is the way of one service from a commit to its environments: what the service says, on top of what delivery does.
type way struct {
	scope    *scope
	docs     []*serviceDoc // the service in each environment
	source   sourceDoc
	build    buildDoc
	ours     bool // whether the service has a source of its own
	released bool // whether releases choose its image in some environment
	unsure   bool // whether what was meant cannot be read
}

var namesOfWay = sync.OnceValue(func() map[string]string {
	return mapping{
		{name: "source", field: "Source", is: anySource(&sourceDoc{})},
		{name: "build", field: "Build", is: buildKeys(&buildDoc{})},
	}.name(map[string]string{}, place{})
})

// readWay reads how n is delivered. docs are the service in each environment.
func readWay(r *reader, d *fileDoc, n serviceNode, docs []*serviceDoc) *way {
	w := &way{scope: r.scope(place{path: n.at.path, node: n.at.node}, namesOfWay(), ""), docs: docs}
	said := docs[0].scope
	w.ours = said.given("Source")
	w.unsure = n.value.Kind != yaml.MappingNode || said.broken["Source"] || said.broken["Build"] || d.scope.broken["Delivery"] || d.scope.broken["Delivery.Build"] ||
		!w.ours && d.scope.broken["Delivery.Source"]
	for _, doc := range docs {
		w.released = w.released || !doc.scope.given("Image")
		w.unsure = w.unsure || doc.scope.broken["Image"] || doc.scope.partial
	}
	read := func(from *scope, at, field string, is func() mapping) {
		if spot, given := from.spots[at]; given {
			is().read(w.scope, place{path: spot.path, key: strings.ToLower(field), field: field, node: spot.node}, spot.value)
		}
	}
	source, build := func() mapping { return anySource(&w.source) }, func() mapping { return buildKeys(&w.build) }
	if w.ours {
		read(said, "Source", "Source", source)
	} else {
		read(d.scope, "Delivery.Source", "Source", source)
	}
	if !w.pushed() {
		read(d.scope, "Delivery.Build", "Build", build)
	}
	w.scope.override = true
	read(said, "Build", "Build", build)
	w.scope.override = false
	w.scope.checkPartitions(d.delivery.Partition)
	return w
}

// pushed says whether somebody else builds the image.
func (w *way) pushed() bool { return w.scope.given("Source.Registry") }

// resolve is the service as its pipeline sees it.
func (w *way) resolve(d *fileDoc) Delivered {
	s, name := w.scope, w.docs[0].Name
	one := Delivered{Name: name}
	if n := len(w.docs) - w.fixed(); n > delivery.MostEnvironments {
		d.scope.count("Environments", fmt.Sprintf("%d environments that service %s is released to", n, segment(name)), delivery.MostEnvironments, "PIPE-003")
	}
	w.source.registry.Repository = d.app + "/" + name
	if d.app == "" {
		w.source.registry.Repository = name
	}
	if w.pushed() {
		if s.given("Build") {
			s.reject("Build", "somebody else builds the image: leave it out", "PIPE-002")
		}
		if d.delivery.Limits.Inspector {
			want := fmt.Sprintf("images of service %s are pushed under a tag that moves, and it would look at what has the tag then: leave it out", segment(name))
			d.scope.reject("Delivery.Limits.Inspector", want, "PIPE-002")
		}
		one.Source = w.source.resolve(s, "Source", d.delivery.Region)
		return one
	}
	if s.given("Build.NoSecretsScan") {
		w.build.NoSecretsScan = !w.build.secretsScan
	}
	for _, doc := range w.docs {
		platform := "linux/amd64"
		if doc.ARM {
			platform = "linux/arm64"
		}
		if !doc.scope.given("Image") && !slices.Contains(w.build.Platforms, platform) {
			w.build.Platforms = append(w.build.Platforms, platform)
		}
	}
	switch untested := w.reviewed() && !s.given("Build.Command"); {
	case untested && w.ours:
		s.missing("Build.Command", "give the line that tests pull requests", "PIPE-003")
	case untested: // once for all services
		d.scope.missing("Delivery.Build.Command", "give the line that tests pull requests", "PIPE-003")
		s.broken["Build.Command"] = true
	}
	w.checkBuild(d.delivery.Region)
	one.Build = w.build.Build.WithDefaults()
	w.scopePaths(one.Build)
	one.Source = w.source.resolve(s, "Source", d.delivery.Region)
	return one
}

// fixed is the number of environments in which no release chooses the image.
func (w *way) fixed() (n int) {
	for _, doc := range w.docs {
		if doc.scope.given("Image") {
			n++
		}
	}
	return n
}

// reviewed says whether pull requests are tested.
func (w *way) reviewed() bool {
	return w.source.codecommit.PullRequests || w.source.connection.PullRequests
}

// scopePaths lets only changes of what is built start a run, unless the source says which do.
func (w *way) scopePaths(b delivery.Build) {
	s, from := w.scope, &w.source.connection
	context := path.Clean(b.Context)
	if s.given("Source.Connection.Paths") || s.given("Source.Connection.Tags") || context == "." || s.spoiled("Build.Context") {
		return
	}
	from.Paths = []string{context + "/**"}
	if file := path.Clean(b.Dockerfile); b.Dockerfile != "" && !strings.HasPrefix(file, context+"/") && !s.spoiled("Build.Dockerfile") {
		from.Paths = append(from.Paths, file)
	}
}

// repository stands for the service's own, which only the registry names.
const repository = "arn:aws:ecr:eu-west-1:444444444444:repository/app/service"

// checkBuild reports what CodeBuild or the programs would refuse.
func (w *way) checkBuild(region string) {
	s := w.scope
	for _, report := range []struct{ at, usual string }{{"Build.Report", "junit"}, {"Build.Coverage", "cobertura"}} {
		switch {
		case !s.given(report.at) || s.broken[report.at]:
		case !s.given(report.at + ".Path"):
			s.missing(report.at+".Path", "give the path of the report, below the source", "PIPE-004")
		case !s.given(report.at + ".Format"):
			s.missing(report.at+".Format", "give what the report is, such as "+report.usual, "PIPE-004")
		}
	}
	c := check.Of("build")
	b := w.build.Build
	b.Repository = repository
	c.Within("", b.Validate())
	if region != "" {
		b.Tests.In(c, region)
	}
	s.rulesAs("Build", c.Err(), inBuild)
}

var (
	// inTable finds what a table holds under a name.
	inTable = regexp.MustCompile(`^(Variables|Secrets|Runtimes)\[(.*)\]$`)
	// moved are fields of a build that the file keeps elsewhere.
	moved = map[string]string{
		"Tests.Report": "Report.Path", "Tests.Format": "Report.Format", "Tests.Min": "Report.Min",
		"Tests.Coverage": "Coverage.Path", "Tests.CoverageFormat": "Coverage.Format", "Tests.MinCoverage": "Coverage.Min",
		"Tests.Machine.Size": "TestMachine", "Tests.Machine.Timeout": "TestWithin",
		"Machine.Size": "Machine", "Machine.Timeout": "Within",
	}
)

// inBuild is where the file keeps a field of delivery.Build.
func inBuild(field string) string {
	if elsewhere, is := moved[field]; is {
		return elsewhere
	}
	return inTable.ReplaceAllString(strings.TrimPrefix(field, "Tests."), "$1.$2")
}

// inSource is where the file keeps a field of delivery.Connection: the word ARN in a sentence is not the key.
func inSource(field string) string {
	if field == "ARN" {
		return "Arn"
	}
	return field
}

// resolve is the source at field, or nil where there is none, or more than one.
func (d *sourceDoc) resolve(s *scope, field, region string) delivery.Source {
	kinds := []struct {
		name string
		is   delivery.Source
	}{
		{"CodeCommit", d.codecommit.WithDefaults()}, {"Connection", d.connection.WithDefaults()}, {"Bucket", d.bucket},
		{"Registry", d.registry.WithDefaults()},
	}
	var source delivery.Source
	var found, words []string
	for _, one := range kinds {
		at := field + "." + one.name
		if s.key(at) != "" {
			words = append(words, strings.ToLower(one.name))
		}
		if s.given(at) {
			found, source = append(found, one.name), one.is
		}
	}
	switch {
	case s.spoiled(field):
		return nil
	case len(found) > 1:
		s.reject(field+"."+found[1], fmt.Sprintf("%s is given too: want one source", strings.ToLower(found[0])), "PIPE-002")
		return nil
	case len(found) == 0:
		if at := s.spots[field]; at.value != nil && len(at.value.Content) == 0 {
			s.reject(field, "want one of "+strings.Join(words, ", "), "PIPE-002")
		}
		return nil
	}
	at := field + "." + found[0]
	s.rulesAs(at, source.Validate(), inSource)
	if from, is := source.(delivery.Connection); is && region != "" {
		c := check.Of("source")
		from.In(c, region)
		s.rulesAs(at, c.Err(), func(field string) string { return inSource(strings.TrimPrefix(field, "Source.")) })
	}
	return source
}
