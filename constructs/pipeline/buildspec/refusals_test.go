package buildspec_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// refused are the codes and fields of what err refuses.
func refused(err error) (all []string) {
	var problems *check.Error
	if errors.As(err, &problems) {
		for _, p := range problems.Problems {
			all = append(all, p.Code+" "+p.Field)
		}
	}
	return all
}

func TestAMachineIsOneThatCodeBuildHas(t *testing.T) {
	for _, c := range []struct {
		machine buildspec.Machine
		want    string
	}{
		{buildspec.Machine{}, ""},
		{buildspec.Machine{Size: buildspec.Double, Arm: true, Docker: true, Timeout: 5 * time.Minute, Queue: 5 * time.Minute}, ""},
		{buildspec.Machine{Timeout: 2160 * time.Minute, Queue: 480 * time.Minute}, ""},
		{buildspec.Machine{Timeout: time.Minute}, "PIPE-004 Timeout"},
		{buildspec.Machine{Timeout: 2161 * time.Minute}, "PIPE-004 Timeout"},
		{buildspec.Machine{Timeout: 330 * time.Second}, "PIPE-004 Timeout"},
		{buildspec.Machine{Timeout: -time.Hour}, "PIPE-004 Timeout"},
		{buildspec.Machine{Queue: 481 * time.Minute}, "PIPE-004 Queue"},
		{buildspec.Machine{Queue: 4 * time.Minute}, "PIPE-004 Queue"},
		{buildspec.Machine{Size: "HUGE"}, "PIPE-004 Size"},
		{buildspec.Machine{Size: "build_general1_small"}, "PIPE-004 Size"},
	} {
		if got := strings.Join(refused(c.machine.Validate()), ", "); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.machine, got, c.want)
		}
	}
}

func TestMachinesAreWhatTheirDocumentationSays(t *testing.T) {
	m := buildspec.Machine{}.WithDefaults()
	if m.Size != buildspec.Small || m.Timeout != time.Hour || m.Queue != 8*time.Hour || m.Docker || m.Type() != "LINUX_CONTAINER" || m.Image() != "aws/codebuild/amazonlinux-x86_64-standard:6.0" {
		t.Errorf("the defaults are %+v, %s, %s", m, m.Type(), m.Image())
	}
	if m.Arm = true; m.Type() != "ARM_CONTAINER" || m.Image() != "aws/codebuild/amazonlinux-aarch64-standard:4.0" {
		t.Errorf("Graviton is %s, %s", m.Type(), m.Image())
	}
}

// with is a specification of one command, changed.
func with(change func(s *buildspec.Spec)) buildspec.Spec {
	s := buildspec.Spec{Build: []buildspec.Command{buildspec.Run("make")}}
	change(&s)
	return s
}

func variables(name, value string) buildspec.Spec {
	return with(func(s *buildspec.Spec) { s.Variables = map[string]string{name: value} })
}

func line(text string) buildspec.Spec {
	return with(func(s *buildspec.Spec) { s.Build = []buildspec.Command{buildspec.Shell(text)} })
}

func TestWhatCodeBuildWouldReadOtherwiseIsRefused(t *testing.T) {
	for _, c := range []struct {
		what string
		spec buildspec.Spec
		want string
	}{
		{"nothing", buildspec.Spec{}, "BLD-003 Build"},
		{"one command", with(func(s *buildspec.Spec) {}), ""},

		{"a value with lines of YAML", variables("A", "x\nartifacts:\n  files: ['**/*']"), "INJ-001 Variables[A]"},
		{"a value with a carriage return", variables("A", "x\ry"), "INJ-001 Variables[A]"},
		{"a value with an escape", variables("A", "\x1b[31m"), "INJ-001 Variables[A]"},
		{"a value that is no UTF-8", variables("A", "\xff"), "INJ-001 Variables[A]"},
		{"a value with a line separator", variables("A", "a\u2028b"), "INJ-001 Variables[A]"},
		{"a value with a variable of CodePipeline", variables("A", "#{SourceVariables.CommitMessage}"), "INJ-002 Variables[A]"},
		{"a value with backticks", variables("A", "`reboot`"), "INJ-002 Variables[A]"},
		{"a value with a substitution", variables("A", "$(reboot)"), "INJ-002 Variables[A]"},
		{"a value with a pseudo parameter", variables("A", "${AWS::AccountId}"), "INJ-002 Variables[A]"},
		{"a value with quotes", variables("A", `"; rm -rf / '`), ""},
		{"a value with a colon, a hash and braces", variables("A", "a: b # {c} [d] $HOME"), ""},
		{"a value known at deployment", variables("A", "${Token[AWS.AccountId.4]}"), ""},
		{"a secret in a value", variables("A", "{{resolve:ssm-secure:x}}"), "INJ-003 Spec"},
		{"a secret in a command", line("echo {{resolve:secretsmanager:x}}"), "INJ-003 Spec"},

		{"a name with a quote", variables(`A"`, ""), `INJ-003 Variables[A"]`},
		{"a name with a backslash", variables(`A\`, ""), `INJ-003 Variables[A\]`},
		{"a name with a pseudo parameter", variables("${AWS::AccountId}", ""), "INJ-003 Variables[${AWS::AccountId}]"},
		{"a name that is a secret", variables("{{resolve:ssm-secure:x}}", ""), "INJ-003 Variables[{{resolve:ssm-secure:x}}]"},
		{"a name of CodeBuild's own", variables("CODEBUILD_SRC_DIR", ""), "INJ-003 Variables[CODEBUILD_SRC_DIR]"},
		{"a name with a digit in front", variables("1A", ""), "INJ-003 Variables[1A]"},
		{"an empty name", variables("", ""), "INJ-003 Variables[]"},

		{"a line of shell", line(`go test ./... && echo "$(date)" 'it''s'`), ""},
		{"a line with a line end", line("make\nartifacts:"), "INJ-001 Build[0]"},
		{"a line with a tab", line("make\tall"), "INJ-001 Build[0]"},
		{"a line with a zero byte", line("make\x00"), "INJ-001 Build[0]"},
		{"an empty line", line(" "), "BLD-003 Build[0]"},
		{"no words", with(func(s *buildspec.Spec) { s.Install = []buildspec.Command{buildspec.Run()} }), "BLD-003 Install[0]"},
		{"an empty word", with(func(s *buildspec.Spec) { s.Finally = []buildspec.Command{buildspec.Run("")} }), "BLD-003 Finally[0]"},
		{"a command that is none", with(func(s *buildspec.Spec) { s.Build = []buildspec.Command{{}} }), "BLD-003 Build[0]"},
		{"a word with a zero byte", with(func(s *buildspec.Spec) { s.Build = []buildspec.Command{buildspec.Run("a", "\x00")} }), "INJ-001 Build[0]"},
		{"a program with a zero byte", with(func(s *buildspec.Spec) {
			s.Build = []buildspec.Command{buildspec.Execute(program.Program{Text: "\x00"})}
		}), "INJ-001 Build[0]"},
		{"a file elsewhere", with(func(s *buildspec.Spec) { s.Build = []buildspec.Command{buildspec.File("../a", "")} }), "PATH-001 Build[0]"},
		{"a file of the system", with(func(s *buildspec.Spec) { s.Build = []buildspec.Command{buildspec.File("/etc/passwd", "")} }), "PATH-001 Build[0]"},
		{"almost too much", with(func(s *buildspec.Spec) {
			s.Build = []buildspec.Command{buildspec.Run("echo", strings.Repeat("é", 25500))}
		}), ""},
		{"a little too much", with(func(s *buildspec.Spec) {
			s.Build = []buildspec.Command{buildspec.Run("echo", strings.Repeat("é", 25600))}
		}), "BLD-001 Spec"},

		{"a language", with(func(s *buildspec.Spec) { s.Runtimes = map[string]string{"java": "corretto25"} }), ""},
		{"another language", with(func(s *buildspec.Spec) { s.Runtimes = map[string]string{"go": "1.26"} }), "BLD-002 Runtimes[go]"},
		{"a version with a command", with(func(s *buildspec.Spec) { s.Runtimes = map[string]string{"golang": "1.26; reboot"} }), "BLD-002 Runtimes[golang]"},

		{"a secret by name", with(func(s *buildspec.Spec) { s.Secrets = map[string]string{"A": "shop/token:value"} }), ""},
		{"a secret's value", with(func(s *buildspec.Spec) { s.Secrets = map[string]string{"A": "hunter2 "} }), "SEC-003 Secrets[A]"},
		{"a secret that is a variable", with(func(s *buildspec.Spec) {
			s.Secrets, s.Variables = map[string]string{"A": "x"}, map[string]string{"A": "y"}
		}), "BLD-004 Secrets[A]"},
		{"a secret that is exported", with(func(s *buildspec.Spec) { s.Secrets, s.Exported = map[string]string{"A": "x"}, []string{"A"} }), "SEC-003 Exported[0]"},
		{"an export twice", with(func(s *buildspec.Spec) { s.Exported = []string{"A", "A"} }), "BLD-004 Exported[1]"},
		{"an export that is no name", with(func(s *buildspec.Spec) { s.Exported = []string{"A B"} }), "INJ-003 Exported[0]"},

		{"a report", with(func(s *buildspec.Spec) {
			s.Reports = map[string]buildspec.Report{"arn:aws:codebuild:eu-west-1:444444444444:report-group/shop-tests": {Format: buildspec.CucumberJSON, Files: []string{"a.json"}}}
		}), ""},
		{"a report of Go's own format", with(func(s *buildspec.Spec) {
			s.Reports = map[string]buildspec.Report{"shop": {Format: "GOJSON", Files: []string{"a.json"}}}
		}), "BLD-005 Reports[shop].Format"},
		{"a report without files", with(func(s *buildspec.Spec) {
			s.Reports = map[string]buildspec.Report{"shop": {Format: buildspec.JUnitXML}}
		}), "BLD-005 Reports[shop].Files"},
		{"a report of another place", with(func(s *buildspec.Spec) {
			s.Reports = map[string]buildspec.Report{"s p": {Format: buildspec.JUnitXML, Files: []string{"../x"}, Base: "/etc"}}
		}), "BLD-005 Reports[s p], PATH-001 Reports[s p].Files[0], PATH-001 Reports[s p].Base"},

		{"an artifact with a variable", with(func(s *buildspec.Spec) { s.Artifacts.Files = []string{"$HOME/x"} }), "PATH-001 Artifacts.Files[0]"},
		{"an artifact without files", with(func(s *buildspec.Spec) { s.Artifacts.Base = "out" }), "BLD-006 Artifacts.Base"},
		{"an artifact without a name", with(func(s *buildspec.Spec) {
			s.Secondary = map[string]buildspec.Artifacts{"a-b": {Files: []string{"x"}}}
		}), "BLD-006 Secondary[a-b]"},
		{"a second artifact without files", with(func(s *buildspec.Spec) { s.Secondary = map[string]buildspec.Artifacts{"A": {}} }), "BLD-006 Secondary[A].Files"},

		{"a cache", with(func(s *buildspec.Spec) { s.Cache = []string{"/root/go/pkg/mod/**/*", ".npm/**/*"} }), ""},
		{"a cache of the system", with(func(s *buildspec.Spec) { s.Cache = []string{"/etc/**/*"} }), "PATH-001 Cache[0]"},
		{"a cache that goes up", with(func(s *buildspec.Spec) { s.Cache = []string{"/root/../etc/*"} }), "PATH-001 Cache[0]"},
	} {
		if got := strings.Join(refused(c.spec.Validate()), ", "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, got, c.want)
		}
	}
}

func TestEverythingIsRefusedAtOnce(t *testing.T) {
	s := full()
	s.Variables["1"], s.Runtimes["go"], s.Cache, s.Build = "\n", "1", []string{"/"}, nil
	want := []string{"INJ-003 Variables[1]", "INJ-001 Variables[1]", "BLD-002 Runtimes[go]", "BLD-003 Build", "PATH-001 Cache[0]"}
	if got := refused(s.Validate()); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPathsStayInTheSource(t *testing.T) {
	for path, want := range map[string]bool{
		"Dockerfile": true, "build/Dockerfile.prod": true, "a b/c": true, ".": true, "./x": true, "..x/y": true,
		"": false, "/etc/passwd": false, "../../etc/passwd": false, "a/../../x": false, "a/..": false, "~/x": false, "$HOME": false, "-rf": false, "a\nb": false, "a;b": false, "C:\\x": false,
	} {
		c := check.Of("test")
		buildspec.Inside(c, "Dockerfile", path)
		if got := c.Err() == nil; got != want {
			t.Errorf("%q: %v", path, c.Err())
		}
	}
}

func TestFormatsSayWhatTheyReport(t *testing.T) {
	for format, want := range map[buildspec.Format]bool{
		buildspec.CucumberJSON: false, buildspec.JUnitXML: false, buildspec.NUnitXML: false, buildspec.NUnit3XML: false, buildspec.TestNGXML: false, buildspec.VisualStudio: false,
		buildspec.Clover: true, buildspec.Cobertura: true, buildspec.JaCoCo: true, buildspec.SimpleCov: true,
	} {
		if format.Coverage() != want {
			t.Errorf("%s: coverage is %t", format, format.Coverage())
		}
	}
}
