package workflow

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/constructs/service"
)

var (
	name20       = regexp.MustCompile(`^[a-z](?:-?[a-z0-9]){0,19}$`)
	name32       = regexp.MustCompile(`^[a-z](?:-?[a-z0-9]){0,31}$`)
	branchName   = regexp.MustCompile(`^[a-zA-Z0-9_][a-zA-Z0-9._/-]*$`)
	repository   = regexp.MustCompile(`^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$`)
	roleARN      = regexp.MustCompile(`^arn:aws[a-z-]*:iam::(\d{12}):role/(?:[\w+=,.@-]+/)*[\w+=,.@-]{1,64}$`)
	stackName    = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9-]{0,127}$`)
	pathName     = regexp.MustCompile(`^[A-Za-z0-9_.][A-Za-z0-9_./-]*$`)
	pattern      = regexp.MustCompile(`^[A-Za-z0-9_.*][A-Za-z0-9_./*-]*$`)
	variableName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,63}$`)
	label        = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`)
	address      = regexp.MustCompile(`^https?://[A-Za-z0-9._~:/?&=%@+,;-]{1,1000}$`)
)

// The limits of workflows.
const (
	mostPaths   = 40               // below the 50 that GitLab looks at (GitLab documentation, "rules:changes")
	mostSession = 12 * time.Hour   // of a role (IAM user guide, "IAM and AWS STS quotas")
	mostHosted  = 6 * time.Hour    // of a job on GitHub's own runner (GitHub documentation, "Usage limits")
	mostWithin  = 3 * time.Hour    // so that Session stays below the 12 hours of a role
	mostScan    = 45 * time.Minute // so that the session of the build role, an hour, does not end before the job
	leastTime   = time.Minute      // nothing is released in less
	mostValue   = 2000             // characters of one value
)

// Validate reports every prop that GitHub and GitLab would refuse, all at once.
func (p Props) Validate() error {
	p = p.whole()
	c := check.Of("workflow.Props")
	c.That("APP-001", "App", p.App, name20.MatchString(p.App), "want 1 to 20 lower case letters, digits and single dashes, starting with a letter")
	checkBranch(c, p.Branch)
	c.Account("Registry.Account", p.Registry.Account)
	c.Region("Registry.Region", p.Registry.Region)
	c.OneOf("ENV-010", "Registry.Partition", p.Registry.Partition, "aws", "aws-cn", "aws-us-gov")
	c.Require("ENV-002", "Environments", len(p.Environments) > 0, "give at least one environment")
	for i, e := range p.Environments {
		p.checkEnvironment(c, fmt.Sprintf("Environments[%d]", i), i, e)
	}
	c.Require("SVC-001", "Services", len(p.Services) > 0, "give at least one service")
	for i, s := range p.Services {
		at := fmt.Sprintf("Services[%d]", i)
		first := slices.IndexFunc(p.Services, func(other Service) bool { return other.Name == s.Name })
		c.That("SVC-002", at+".Name", s.Name, first == i, "want each service once")
		p.checkService(c, at, s)
	}
	for _, one := range p.Limits.each() {
		if one.limit != nil {
			c.Between("PIPE-004", "Limits."+one.name, *one.limit, 0, 100000)
		}
	}
	c.That("PIPE-004", "ScanWithin", p.ScanWithin, leastTime <= p.ScanWithin && p.ScanWithin <= mostScan && p.ScanWithin%time.Second == 0, "want whole seconds from 1m to 45m")
	if p.Tools != "" {
		image, err := service.ParseImage(p.Tools)
		c.Within("Tools", err)
		c.That("IMG-002", "Tools", p.Tools, err != nil || image.Digest != "", "want an image by its digest: it gets the roles of every job")
	}
	return c.Err()
}

// checkBranch reports what is no branch, or several.
func checkBranch(c *check.Checks, name string) {
	ok := branchName.MatchString(name) && len(name) <= 200 && !strings.Contains(name, "..") && path.Clean(name) == name &&
		!strings.HasSuffix(name, ".lock") && !strings.HasSuffix(name, ".")
	c.That("PIPE-001", "Branch", name, ok, "want one branch by its name, such as main")
}

func (p Props) checkEnvironment(c *check.Checks, at string, i int, e Environment) {
	c.That("ENV-003", at+".Name", e.Name, name20.MatchString(e.Name), "want 1 to 20 lower case letters, digits and single dashes, starting with a letter")
	first := slices.IndexFunc(p.Environments, func(other Environment) bool { return other.Name == e.Name })
	c.That("ENV-004", at+".Name", e.Name, first == i, "want each environment once")
	c.Account(at+".Account", e.Account)
	c.Region(at+".Region", e.Region)
	checkRunner(c, at, e.Runner)
}

func checkRunner(c *check.Checks, at string, labels []string) {
	for i, one := range labels {
		c.That("INJ-003", fmt.Sprintf("%s.Runner[%d]", at, i), one, label.MatchString(one), "want a label of letters, digits and . _ -")
	}
}

func (p Props) checkService(c *check.Checks, at string, s Service) {
	c.That("SVC-001", at+".Name", s.Name, name32.MatchString(s.Name), "want 1 to 32 lower case letters, digits and single dashes, starting with a letter")
	checkRole(c, at+".Role", s.Role, p.Registry.Account, "the account that owns the images")
	c.That("IMG-004", at+".Repository", s.Repository, 2 <= len(s.Repository) && len(s.Repository) <= 256 && repository.MatchString(s.Repository),
		"want 2 to 256 lower case letters, digits and single . _ - / between them")
	checkPath(c, at+".Context", s.Context)
	checkPath(c, at+".Dockerfile", s.Dockerfile)
	for i, one := range s.Platforms {
		c.OneOf("SVC-013", fmt.Sprintf("%s.Platforms[%d]", at, i), one, "linux/amd64", "linux/arm64")
		c.That("SVC-013", fmt.Sprintf("%s.Platforms[%d]", at, i), one, slices.Index(s.Platforms, one) == i, "want each platform once")
	}
	c.That("PATH-001", at+".Paths", len(s.Paths), len(s.Paths) <= mostPaths, fmt.Sprintf("want at most %d patterns", mostPaths))
	for i, one := range s.Paths {
		ok := pattern.MatchString(one) && inside(one)
		c.That("PATH-001", fmt.Sprintf("%s.Paths[%d]", at, i), one, ok, "want a pattern of paths below the repository, of letters, digits and . _ - / *")
	}
	if s.Mirror != "" {
		c.That("INJ-003", at+".Mirror", s.Mirror, address.MatchString(s.Mirror) && strings.HasPrefix(s.Mirror, "https://"), "want an https address")
	}
	checkRunner(c, at, s.Runner)
	s.Tests.check(c, at+".Tests")
	c.Require("PIPE-003", at+".Targets", len(s.Targets) > 0, "give at least one environment that the service is released to")
	last := -1
	for i, t := range s.Targets {
		here := fmt.Sprintf("%s.Targets[%d]", at, i)
		place := slices.IndexFunc(p.Environments, func(e Environment) bool { return e.Name == t.Environment })
		c.That("PIPE-003", here+".Environment", t.Environment, place >= 0, "want one of Environments")
		c.That("PIPE-003", here+".Environment", t.Environment, place < 0 || place > last, "want the order of Environments, each once")
		if place >= 0 {
			t.check(c, here, p.Environments[place])
		}
		last = max(last, place)
	}
}

// checkRole reports what is no role of account.
func checkRole(c *check.Checks, field, arn, account, whose string) {
	match := roleARN.FindStringSubmatch(arn)
	c.That("IAM-001", field, arn, match != nil, "want the ARN of an IAM role")
	if match != nil {
		c.That("IAM-001", field, arn, match[1] == account, "want a role of "+whose)
	}
}

// checkPath reports a path that leads out of the repository.
func checkPath(c *check.Checks, field, given string) {
	c.That("PATH-001", field, given, pathName.MatchString(given) && inside(given), "want a path below the repository, of letters, digits and . _ - /")
}

// inside says whether a path, or a pattern of paths, stays below where it starts.
func inside(given string) bool {
	return len(given) <= 500 && path.Clean(given) == given && given != ".." && !strings.HasPrefix(given, "../") && !strings.HasPrefix(given, "/")
}

// value reports a text that would not reach its program as it is, or that a reader of the file would not see: with control
// characters, with what has no shape, or with what GitHub takes for an expression of its own.
func value(c *check.Checks, field, given string) {
	hidden := func(r rune) bool {
		return r == unicode.ReplacementChar || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
	}
	ok := len(given) <= mostValue && strings.IndexFunc(given, hidden) < 0 && !strings.Contains(given, "${{")
	c.That("INJ-001", field, given, ok, fmt.Sprintf("want at most %d characters, none of them control or invisible ones, and no ${{", mostValue))
}

// The formats that the program of the tests reads.
var (
	reports   = []string{"JUNITXML", "CUCUMBERJSON", "GOJSON"}
	coverages = []string{"GO", "COBERTURAXML", "JACOCOXML", "CLOVERXML", "SIMPLECOV"}
)

func (t Tests) check(c *check.Checks, at string) {
	value(c, at+".Command", t.Command)
	if t.Command == "" {
		c.That("PIPE-004", at+".Command", "", !t.any(), "want the line that tests, or nothing else about tests")
		return
	}
	if t.Image != "" {
		image, err := service.ParseImage(t.Image)
		c.Within(at+".Image", err)
		c.That("IMG-002", at+".Image", t.Image, err != nil || image.Digest != "", "want an image by its digest")
	}
	report := func(file, path, format, is string, formats []string) {
		if path+is == "" {
			return
		}
		c.That("PATH-001", at+"."+file, path, pattern.MatchString(path) && inside(path), "want the path of a report below the repository")
		c.OneOf("PIPE-004", at+"."+format, is, formats...)
	}
	report("Report", t.Report, "Format", t.Format, reports)
	report("Coverage", t.Coverage, "CoverageFormat", t.CoverageFormat, coverages)
	for _, name := range slices.Sorted(maps.Keys(t.Variables)) {
		here := at + ".Variables[" + name + "]"
		c.That("INJ-003", here, name, ownVariable(name), "want a name of letters, digits and _ that is not the system's, AWS's or a program's")
		value(c, here, t.Variables[name])
	}
	c.Between("PIPE-004", at+".Least", t.Least, 0, 1000000)
	c.Between("PIPE-004", at+".LeastCovered", t.LeastCovered, 0, 100)
	c.That("PIPE-004", at+".Least", t.Least, t.Least == 0 || t.Report != "", "want Report: nothing else says how many tests ran")
	c.That("PIPE-004", at+".LeastCovered", t.LeastCovered, t.LeastCovered == 0 || t.Coverage != "", "want Coverage: nothing else says what is covered")
}

// The names that shells, programs and systems know, and what theirs begin with.
var (
	shellNames = []string{"CI", "ENV", "EXPORTS", "HOME", "IFS", "LD_PRELOAD", "PATH", "REPORTS"}
	taken      = []string{"ACTIONS_", "AWS_", "CI_", "COVERAGE_", "GITHUB_", "GITLAB_", "RUNNER_", "SESSION_", "SHIPWAY_", "TEST_", "TESTS_"}
)

// ownVariable says whether name may be a variable of the tests' own.
func ownVariable(name string) bool {
	upper := strings.ToUpper(name)
	return variableName.MatchString(name) && !slices.Contains(shellNames, upper) &&
		!slices.ContainsFunc(taken, func(start string) bool { return strings.HasPrefix(upper, start) })
}

func (t Target) check(c *check.Checks, at string, e Environment) {
	checkRole(c, at+".Role", t.Role, e.Account, "the environment's account")
	c.That("PIPE-003", at+".Stack", t.Stack, stackName.MatchString(t.Stack), "want the name of a stack")
	for i, one := range t.Alarms {
		here := fmt.Sprintf("%s.Alarms[%d]", at, i)
		value(c, here, one)
		c.That("PIPE-003", here, one, one != "" && len(one) <= 255 && !strings.ContainsRune(one, ' ') && slices.Index(t.Alarms, one) == i,
			"want the name of an alarm without spaces, each once")
	}
	c.That("PIPE-004", at+".Within", t.Within, leastTime <= t.Within && t.Within <= mostWithin && t.Within%time.Second == 0, "want whole seconds from 1m to 3h")
	c.That("PIPE-004", at+".Verify.Bake", t.Verify.Bake, 0 <= t.Verify.Bake && t.Verify.Bake <= mostWithin && t.Verify.Bake%time.Second == 0, "want whole seconds up to 3h")
	c.That("PIPE-004", at+".Within", t.Within, t.Session() <= mostSession,
		fmt.Sprintf("want less: going back and looking for drift included, %s is longer than the 12h of a role's session", t.Session()))
	c.That("PIPE-004", at+".Within", t.Within, len(e.Runner) > 0 || t.Session() <= mostHosted,
		fmt.Sprintf("want less, or a Runner of your own: going back included, %s is longer than the 6h of a hosted one", t.Session()))
	if t.Verify.URL != "" {
		c.That("INJ-003", at+".Verify.URL", t.Verify.URL, address.MatchString(t.Verify.URL), "want an http or https address")
	}
	known := slices.Contains(program.Kinds, t.Kind)
	c.That("PIPE-003", at+".Kind", int(t.Kind), known, "want one of program.Kinds")
	if known {
		t.checkVariables(c, at)
	}
	for _, file := range slices.Sorted(maps.Keys(t.Files)) {
		checkPath(c, fmt.Sprintf("%s.Files[%s]", at, file), file)
	}
}

// checkVariables reports what the programs of the target do not read, and what they need and nobody says.
func (t Target) checkVariables(c *check.Checks, at string) {
	told := map[string]bool{}
	for _, p := range t.programs() {
		for _, one := range p.Needs {
			told[one.Name] = true
			said := t.Variables[one.Name] != "" || slices.Contains(own, one.Name) && (one.Name != "BUNDLE" || len(t.Files) > 0)
			c.Require("PIPE-003", at+".Variables["+one.Name+"]", said || one.Optional, "the program "+p.Name+" needs "+one.Means)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.Variables)) {
		here := at + ".Variables[" + name + "]"
		value(c, here, t.Variables[name])
		c.That("PIPE-003", here, t.Variables[name], told[name] && !slices.Contains(own, name),
			fmt.Sprintf("want a variable that a release of kind %s reads and that has no field of its own", t.Kind))
	}
}
