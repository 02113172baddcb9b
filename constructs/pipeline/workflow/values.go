package workflow

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// val is the value of a variable: text, or what only a run knows.
type val struct {
	text string
	when moment
}

// moment is what only a run knows.
type moment int

const (
	never    moment = iota // it is text
	commit                 // the commit that is released
	run                    // the number of the run
	image                  // the image that the run has built
	previous               // the image that ran before the release
)

// variable is a variable with its value.
type variable struct {
	name string
	val
}

// own are the variables that have fields of their own, or that a run sets.
var own = []string{
	"ALARMS", "BAKE", "BUNDLE", "EXECUTION", "EXTERNAL_ID", "IMAGE", "PREVIOUS", "REGION", "ROLE", "STACK", "TIMEOUT", "URL",
}

// programs are what runs before, for and after a release to the target.
func (t Target) programs() []program.Program {
	return []program.Program{program.Ready(), program.Release(t.Kind), program.Verify(t.Kind)}
}

// attestations is where the bill of materials and the provenance of an image are written below the source, and tested is
// where its tests report.
const (
	attestations = "attestations"
	tested       = "reports"
)

// building are the values of what tests and builds the service.
func (p Props) building(s Service) map[string]val {
	repository := p.Registry.address() + "/" + s.Repository
	all := map[string]val{
		"REPOSITORY": {text: repository}, "CACHE": {text: repository + ":" + program.CacheTag}, "CONTEXT": {text: s.Context},
		"DOCKERFILE": {text: s.Dockerfile}, "PLATFORMS": {text: strings.Join(s.Platforms, ",")}, "ATTESTATIONS": {text: attestations},
		"TAG": {when: commit}, "COMMIT": {when: commit}, "EXECUTION": {when: run}, "IMAGE": {when: image},
		"GITLEAKS":     {text: s.Mirror},
		"TEST_COMMAND": {text: s.Tests.Command}, "TEST_REPORT": {text: s.Tests.Report}, "TEST_FORMAT": {text: s.Tests.Format},
		"COVERAGE_REPORT": {text: s.Tests.Coverage}, "COVERAGE_FORMAT": {text: s.Tests.CoverageFormat}, "REPORTS": {text: tested},
	}
	if s.Fresh {
		delete(all, "CACHE")
	}
	if p.ScanWithin != usualScan {
		all["TIMEOUT"] = val{text: strconv.Itoa(int(p.ScanWithin.Seconds()))}
	}
	for name, n := range map[string]int{"TESTS_MIN": s.Tests.Least, "COVERAGE_MIN": s.Tests.LeastCovered} {
		if n > 0 {
			all[name] = val{text: strconv.Itoa(n)}
		}
	}
	for _, one := range p.Limits.each() {
		if one.limit != nil {
			all[strings.ToUpper(one.name)] = val{text: strconv.Itoa(*one.limit)}
		}
	}
	return all
}

// releasing are the values of what releases the service to t in e, whose files are below bundle.
func (t Target) releasing(e Environment, bundle string) map[string]val {
	all := map[string]val{}
	for name, text := range t.Variables {
		all[name] = val{text: text}
	}
	all["STACK"], all["REGION"] = val{text: t.Stack}, val{text: e.Region}
	all["ALARMS"] = val{text: strings.Join(t.Alarms, " ")}
	all["TIMEOUT"] = val{text: strconv.Itoa(int(t.Within.Seconds()))}
	all["URL"] = val{text: t.Verify.URL}
	if t.Verify.Bake > 0 {
		all["BAKE"] = val{text: strconv.Itoa(int(t.Verify.Bake.Seconds()))}
	}
	if len(t.Files) > 0 {
		all["BUNDLE"] = val{text: bundle}
	}
	all["IMAGE"], all["PREVIOUS"], all["EXECUTION"] = val{when: image}, val{when: previous}, val{when: run}
	return all
}

// pick are the variables that programs read, each once and in their order, that have a value.
func pick(values map[string]val, programs ...program.Program) (all []variable) {
	for _, p := range programs {
		for _, one := range p.Needs {
			v, known := values[one.Name]
			twice := slices.ContainsFunc(all, func(other variable) bool { return other.name == one.Name })
			if known && !twice && (v.text != "" || v.when != never) {
				all = append(all, variable{one.Name, v})
			}
		}
	}
	return all
}

// limit is how many findings of one severity are allowed.
type limit struct {
	name  string
	limit *int
}

// each are the limits by their names.
func (l Limits) each() []limit {
	l = l.orDefault()
	return []limit{{"Critical", l.Critical}, {"High", l.High}, {"Medium", l.Medium}, {"Low", l.Low}}
}

// session are the variables of run.sh for a job that acts as role in region for so long. It is called after the role.
func session(role, region string, length time.Duration) []variable {
	return []variable{
		{"SESSION_ROLE", val{text: role}}, {"SESSION_NAME", val{text: role[strings.LastIndexByte(role, '/')+1:]}},
		{"SESSION_REGION", val{text: region}}, {"SESSION_SECONDS", val{text: strconv.Itoa(int(length.Seconds()))}},
	}
}
