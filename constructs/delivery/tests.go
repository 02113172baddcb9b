package delivery

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// Tests are the tests of the source: one line of shell, and what it must come to.
type Tests struct {
	// Command is the line of shell that runs the tests, such as "go test -json ./... > tests.json". It is the one value
	// that is run as it is. Default: none, there are no tests.
	Command string
	// Report is the path of the tests' report below the source, * for any text. Default: none is read.
	Report string
	// Format is what the report is: "JUNITXML", "CUCUMBERJSON" or "GOJSON". Required with Report.
	Format string
	// Min is how many tests must have run, where there is a report. Default: 1.
	Min int
	// Coverage is the path of the coverage report below the source, * for any text. Default: none is read.
	Coverage string
	// CoverageFormat is what it is: "COBERTURAXML", "JACOCOXML", "CLOVERXML", "SIMPLECOV" or "GO". Required with Coverage.
	CoverageFormat string
	// MinCoverage is the least coverage in percent, 0 to 100. Default: 0.
	MinCoverage int
	// Runtimes are languages and their versions, such as "golang" and "1.26". Default: those the machine has.
	Runtimes map[string]string
	// Variables are what the tests are told, in plain text. Default: none.
	Variables map[string]string
	// Secrets are variables and the ARNs of secrets in Secrets Manager whose values they get, with ":json-key::" behind for
	// one of its values. Tests of pull requests never get them. Default: none.
	Secrets map[string]string
	// SecretKeys are the ARNs of the KMS keys that encrypt Secrets. Default: none, Secrets Manager's own.
	SecretKeys []string
	// Cache are patterns of files that are kept for the next run, such as "/root/.cache/go-build/**/*". Tests of pull
	// requests neither read nor write them. Default: none.
	Cache []string
	// Machine runs the tests; Docker must be left out. Default: buildspec.Small, 1 h to run, 8 h to wait for a machine.
	Machine buildspec.Machine
}

var (
	environmentName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,63}$`)
	secretARN       = regexp.MustCompile(`^arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):\d{12}:secret:[\w/+=.@-]+(?::[\w.-]*(?::[\w-]*(?::[\w-]*)?)?)?$`)
	secretWords     = regexp.MustCompile(`(?i)secret|passw|token|api_?key|private|credential`)
)

// Formats of reports that the program for tests reads.
var (
	testFormats     = []string{"JUNITXML", "CUCUMBERJSON", "GOJSON"}
	coverageFormats = []string{"COBERTURAXML", "JACOCOXML", "CLOVERXML", "SIMPLECOV", "GO"}
)

// Validate reports everything wrong with the tests, all at once.
func (t Tests) Validate() error {
	c := check.Of("delivery.Tests")
	line(c, "Command", t.Command)
	t.checkReports(c)
	t.checkVariables(c)
	c.Secrets(t.Secrets, t.SecretKeys)
	c.Within("Machine", t.Machine.Validate())
	c.That("PIPE-004", "Machine.Docker", t.Machine.Docker, !t.Machine.Docker, "want it left out: the tests are the source's own code, and Docker makes them root")
	given := len(t.Report)+len(t.Coverage)+len(t.Secrets)+len(t.Variables) > 0
	c.Require("PIPE-003", "Command", t.Command != "" || !given, "give the line that runs the tests")
	if c.Err() == nil {
		c.Within("", t.spec().Validate())
	}
	return c.Err()
}

func (t Tests) checkReports(c *check.Checks) {
	for _, one := range []struct {
		field, path, format string
		formats             []string
	}{{"Report", t.Report, t.Format, testFormats}, {"Coverage", t.Coverage, t.CoverageFormat, coverageFormats}} {
		if one.path == "" {
			continue
		}
		buildspec.Inside(c, one.field, one.path)
		name := map[string]string{"Report": "Format", "Coverage": "CoverageFormat"}[one.field]
		c.OneOf("PIPE-004", name, one.format, one.formats...)
	}
	c.Between("PIPE-004", "Min", t.Min, 0, 1000000)
	c.Between("PIPE-004", "MinCoverage", t.MinCoverage, 0, 100)
}

// checkVariables reports what must not be told in plain text, or would tell a program something else.
func (t Tests) checkVariables(c *check.Checks) {
	taken := []string{"TEST_COMMAND", "TEST_REPORT", "TEST_FORMAT", "TESTS_MIN", "COVERAGE_REPORT", "COVERAGE_FORMAT", "COVERAGE_MIN", "REPORTS"}
	for _, name := range slices.Sorted(maps.Keys(t.Variables)) {
		at := fmt.Sprintf("Variables[%s]", name)
		c.That("INJ-003", at, name, ownVariable(name, taken), "want a name of letters, digits and _, which is not AWS's, CodeBuild's or the program's")
		c.Hidden("SEC-001", at, !secretWords.MatchString(name), "want a value that nobody must hide: give what this one holds in Secrets")
		c.Hidden("SEC-001", at, !credential(t.Variables[name]), "looks like a credential; store it in Secrets Manager and name it under Secrets")
		if !Plain(t.Variables[name]) || len(t.Variables[name]) > 2000 {
			c.Hidden("INJ-001", at, false, "want at most 2000 characters, no control characters and no #{…}")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.Secrets)) {
		at := fmt.Sprintf("Secrets[%s]", name)
		c.That("INJ-003", at, name, ownVariable(name, taken), "want a name of letters, digits and _, which is not AWS's, CodeBuild's or the program's")
		c.Hidden("SEC-002", at, check.Token(t.Secrets[name]) || secretARN.MatchString(t.Secrets[name]), "want the ARN of a secret in Secrets Manager")
		_, twice := t.Variables[name]
		c.That("INJ-003", at, name, !twice, "want a name that Variables does not have")
	}
}

// ownVariable says whether name may be a variable of the tests' own.
func ownVariable(name string, taken []string) bool {
	upper := strings.ToUpper(name)
	return environmentName.MatchString(name) && !slices.Contains(taken, upper) && !slices.Contains([]string{"PATH", "HOME", "IFS", "ENV", "LD_PRELOAD"}, upper) &&
		!strings.HasPrefix(upper, "AWS_") && !strings.HasPrefix(upper, "CODEBUILD_")
}

// In reports secrets of another region, in which no build looks for them: a secret of another account is found by its ARN
// (CodeBuild user guide, "Build specification reference for CodeBuild", env/secrets-manager).
func (t Tests) In(c *check.Checks, region string) {
	for _, name := range slices.Sorted(maps.Keys(t.Secrets)) {
		if m := secretARN.FindStringSubmatch(t.Secrets[name]); m != nil && m[1] != region {
			c.Hidden("SEC-002", fmt.Sprintf("Secrets[%s]", name), false, fmt.Sprintf("want a secret in %s, the pipeline's region", region))
		}
	}
}

// password finds an address with a password in it, which is not a variable's.
var password = regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*://[^\s/?#@:"']*:[^\s/?#@$"'{}<>]+@`)

// credential says whether text holds what nobody may read.
func credential(text string) bool { return service.Credential(text) || password.MatchString(text) }

// line reports a line of shell that is more than one, or that tells a secret to everybody who may read the template.
func line(c *check.Checks, field, given string) {
	if credential(given) {
		c.Hidden("SEC-001", field, false, "looks like a credential, which everybody could read who may read the template: leave it out")
		return
	}
	c.That("INJ-001", field, given, len(given) <= 4000 && plainLine(given), "want one line of shell without control characters")
	c.That("INJ-003", field, given, !strings.Contains(given, "{{resolve:"), "want no dynamic reference: CloudFormation would put a secret into the project for everybody to read")
}

// plainLine says whether text is one line: what its author meant as shell may hold everything else.
func plainLine(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) < 0
}

// spec is what the tests ask of their build, for its own rules.
func (t Tests) spec() buildspec.Spec {
	return buildspec.Spec{Runtimes: t.Runtimes, Secrets: t.Secrets, Cache: t.Cache, Reports: t.Reports(), Build: []buildspec.Command{buildspec.Run("true")}}
}

// Reports are the report groups of the tests, by name: "tests" and "coverage".
func (t Tests) Reports() map[string]buildspec.Report {
	all := map[string]buildspec.Report{}
	if t.Report != "" {
		all["tests"] = reportOf(t.Report, t.Format, "GOJSON", "reports/junit.xml", buildspec.JUnitXML)
	}
	if t.Coverage != "" {
		all["coverage"] = reportOf(t.Coverage, t.CoverageFormat, "GO", "reports/cobertura.xml", buildspec.Cobertura)
	}
	return all
}

// reportOf is the report at path, or what the program for tests makes of one in Go's own format.
func reportOf(path, format, own, made string, as buildspec.Format) buildspec.Report {
	if format == own {
		return buildspec.Report{Format: as, Files: []string{made}}
	}
	return buildspec.Report{Format: buildspec.Format(format), Files: []string{path}}
}
