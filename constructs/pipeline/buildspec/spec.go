package buildspec

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Spec is a build specification of version 0.2 (CodeBuild user guide, "Build specification reference for CodeBuild").
type Spec struct {
	// Variables are environment variables and their values, in plain text. A value is no shell: one that looks like it is
	// refused. Default: none.
	Variables map[string]string
	// Secrets are environment variables and the secrets in AWS Secrets Manager whose values they get:
	// "id:json-key:version-stage:version-id", where all but the first may be left out; an id may be an ARN. Default: none.
	Secrets map[string]string
	// Exported are the variables that other actions of the pipeline may read after the build; no secrets. Default: none.
	Exported []string
	// Runtimes are languages of the standard image and their versions, such as "golang" and "1.26". Default: the image's own.
	Runtimes map[string]string
	// Install are the commands that come first. When one fails, nothing else runs. Default: none.
	Install []Command
	// Build are the commands, one after the other, in one shell; the first that fails ends the build. Required.
	Build []Command
	// Finally are commands that run after those of Build, whether one failed or not. Default: none.
	Finally []Command
	// Reports are reports of tests and coverage, by the name or ARN of their group. Default: none.
	Reports map[string]Report
	// Artifacts are the files that the build hands on. Default: none.
	Artifacts Artifacts
	// Secondary are more artifacts by their names, one for each output of an action that has several. Default: none.
	Secondary map[string]Artifacts
	// Cache are the paths that are kept for the next build, such as "/root/.cache/go-build/**/*". Default: none.
	Cache []string
}

// most is how many characters an inline build specification has (CodeBuild API, UpdateProject: "Max buildspec length is
// 25600", aws/aws-cdk#30326).
const most = 25600

var (
	variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,127}$`)
	version  = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.]{0,30}$`)
	secret   = regexp.MustCompile(`^(arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:)?[A-Za-z0-9/_+=.@-]{1,512}(:[A-Za-z0-9/_+=.@-]*){0,3}$`)
	// meant are texts that mean more than themselves to a shell, to CodePipeline or to CloudFormation.
	meant = regexp.MustCompile("`|\\$\\(|#\\{|\\$\\{AWS::")
)

// runtimes are the languages of the standard images (aws/aws-codebuild-docker-images, al/x86_64/standard/6.0/runtimes.yml).
var runtimes = []string{"dotnet", "golang", "java", "nodejs", "php", "python", "ruby", "rust"}

// Validate reports everything that CodeBuild would refuse, or read otherwise than it was meant, all at once.
func (s Spec) Validate() error {
	c := check.Of("buildspec.Spec")
	s.checkEnvironment(c)
	for _, language := range sorted(s.Runtimes) {
		at := "Runtimes[" + language + "]"
		c.OneOf("BLD-002", at, language, runtimes...)
		c.That("BLD-002", at, s.Runtimes[language], version.MatchString(s.Runtimes[language]), "want a version, such as 1.26")
	}
	c.Require("BLD-003", "Build", len(s.Build) > 0, "give the commands of the build")
	for _, one := range []struct {
		field    string
		commands []Command
	}{{"Install", s.Install}, {"Build", s.Build}, {"Finally", s.Finally}} {
		for i, command := range one.commands {
			command.check(c, fmt.Sprintf("%s[%d]", one.field, i))
		}
	}
	for _, name := range sorted(s.Reports) {
		s.Reports[name].check(c, name)
	}
	s.Artifacts.check(c, "Artifacts")
	for _, name := range sorted(s.Secondary) {
		at := "Secondary[" + name + "]"
		c.That("BLD-006", at, name, artifactName.MatchString(name), "want a name of at most 100 letters, digits and _")
		c.Require("BLD-006", at+".Files", len(s.Secondary[name].Files) > 0, "give the files of the artifact")
		s.Secondary[name].check(c, at)
	}
	checkCache(c, s.Cache)
	if c.Err() == nil {
		s.checkText(c)
	}
	return c.Err()
}

// checkEnvironment reports variables that are no names, values that are more than text, and secrets that would be told.
func (s Spec) checkEnvironment(c *check.Checks) {
	name := func(field, name string) {
		ok := variable.MatchString(name) && !strings.HasPrefix(name, "CODEBUILD_")
		c.That("INJ-003", field, name, ok, "want letters, digits and _, not beginning with a digit or with CODEBUILD_")
	}
	for _, one := range sorted(s.Variables) {
		at, value := "Variables["+one+"]", s.Variables[one]
		name(at, one)
		c.That("INJ-001", at, value, !control(value) && utf8.ValidString(value), "want text without control characters; put several lines into a command")
		c.That("INJ-002", at, value, !meant.MatchString(value), "want text without ` and $( and #{ and ${AWS::, which are not evaluated here: use a command, or the variables of the action")
	}
	for _, one := range sorted(s.Secrets) {
		at := "Secrets[" + one + "]"
		name(at, one)
		c.That("SEC-003", at, s.Secrets[one], secret.MatchString(s.Secrets[one]), "want the name or ARN of a secret, with :json-key:version-stage:version-id where needed")
		_, twice := s.Variables[one]
		c.That("BLD-004", at, one, !twice, "want a name that Variables do not have")
	}
	for i, one := range s.Exported {
		at := fmt.Sprintf("Exported[%d]", i)
		name(at, one)
		_, isSecret := s.Secrets[one]
		c.That("SEC-003", at, one, !isSecret, "want no secret: whoever may read the pipeline could read it")
		c.That("BLD-004", at, one, slices.Index(s.Exported, one) == i, "want each variable once")
	}
}

// checkText reports what only the whole text shows.
func (s Spec) checkText(c *check.Checks) {
	text := s.Render()
	c.That("INJ-003", "Spec", "text with {{resolve:", !strings.Contains(text, "{{resolve:"),
		"want no dynamic reference: CloudFormation would put a secret into the project for everybody to read; use Secrets")
	length := utf8.RuneCountInString(text)
	c.That("BLD-001", "Spec", fmt.Sprintf("%d characters", length), length <= most, fmt.Sprintf("want at most %d, which CodeBuild takes: use several builds, or files of the source", most))
}

// Render is the specification as YAML. The specification must be valid; equal ones give equal bytes.
func (s Spec) Render() string {
	y := &writer{}
	y.field("version", "0.2")
	if len(s.Variables)+len(s.Secrets)+len(s.Exported) > 0 {
		y.open("env")
		y.table("variables", s.Variables)
		y.table("secrets-manager", s.Secrets)
		y.list("exported-variables", s.Exported)
		y.close()
	}
	y.open("phases")
	if len(s.Runtimes)+len(s.Install) > 0 {
		y.open("install")
		y.table("runtime-versions", s.Runtimes)
		y.commands("commands", s.Install)
		y.close()
	}
	y.open("build")
	y.commands("commands", s.Build)
	y.commands("finally", s.Finally)
	y.close()
	y.close()
	if len(s.Reports) > 0 {
		y.open("reports")
		for _, name := range sorted(s.Reports) {
			s.Reports[name].render(y, name)
		}
		y.close()
	}
	s.renderArtifacts(y)
	if len(s.Cache) > 0 {
		y.open("cache")
		y.list("paths", s.Cache)
		y.close()
	}
	return y.String()
}

func (s Spec) renderArtifacts(y *writer) {
	if len(s.Artifacts.Files)+len(s.Secondary) == 0 {
		return
	}
	y.open("artifacts")
	s.Artifacts.render(y)
	if len(s.Secondary) > 0 {
		y.open("secondary-artifacts")
		for _, name := range sorted(s.Secondary) {
			y.open(encode(name))
			s.Secondary[name].render(y)
			y.close()
		}
		y.close()
	}
	y.close()
}

// sorted are the keys of m in their order.
func sorted[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
