package buildspec_test

import (
	"fmt"
	"math/rand"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// read is a build specification as CodeBuild reads it.
type read struct {
	Version string
	Env     struct {
		Variables map[string]string
		Secrets   map[string]string `yaml:"secrets-manager"`
		Exported  []string          `yaml:"exported-variables"`
	}
	Phases map[string]struct {
		Runtimes map[string]string `yaml:"runtime-versions"`
		Commands []string
		Finally  []string
	}
	Reports map[string]struct {
		Format string `yaml:"file-format"`
		Base   string `yaml:"base-directory"`
		Files  []string
	}
	Artifacts struct {
		Base      string `yaml:"base-directory"`
		Files     []string
		Secondary map[string]struct {
			Base  string `yaml:"base-directory"`
			Files []string
		} `yaml:"secondary-artifacts"`
	}
	Cache struct{ Paths []string }
}

// parse reads a specification strictly: whatever it says must have a place.
func parse(t testing.TB, text string) (spec read) {
	t.Helper()
	decoder := yaml.NewDecoder(strings.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&spec); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return spec
}

// full is a specification that uses everything.
func full() buildspec.Spec {
	return buildspec.Spec{
		Variables: map[string]string{"PLATFORMS": "linux/amd64", "EMPTY": "", "NO": "no", "NUMBER": "010"},
		Secrets:   map[string]string{"TOKEN": "arn:aws:secretsmanager:eu-west-1:444444444444:secret:shop/token-AbCdEf:value::", "PLAIN": "shop/plain"},
		Exported:  []string{"IMAGE", "DIGEST"},
		Runtimes:  map[string]string{"golang": "1.26", "nodejs": "24"},
		Install:   []buildspec.Command{buildspec.Run("npm", "ci")},
		Build:     []buildspec.Command{buildspec.Shell(`go test ./... | tee "out: #1"`), buildspec.Execute(program.Image())},
		Finally:   []buildspec.Command{buildspec.Run("echo", "it's over: $HOME")},
		Reports: map[string]buildspec.Report{
			"shop-tests":    {Format: buildspec.JUnitXML, Files: []string{"**/*.xml"}, Base: "reports"},
			"shop-coverage": {Format: buildspec.Cobertura, Files: []string{"reports/cobertura.xml"}},
		},
		Artifacts: buildspec.Artifacts{Files: []string{"**/*"}},
		Secondary: map[string]buildspec.Artifacts{"Bill": {Files: []string{"sbom*.json", "provenance*.json"}, Base: "out"}},
		Cache:     []string{"/root/.cache/go-build/**/*", "node_modules/**/*"},
	}
}

func TestCodeBuildReadsWhatWasMeant(t *testing.T) {
	s := full()
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	got := parse(t, s.Render())
	if got.Version != "0.2" || !reflect.DeepEqual(got.Env.Variables, s.Variables) || !reflect.DeepEqual(got.Env.Secrets, s.Secrets) || !reflect.DeepEqual(got.Env.Exported, s.Exported) {
		t.Errorf("got %+v", got.Env)
	}
	install, build := got.Phases["install"], got.Phases["build"]
	if !reflect.DeepEqual(install.Runtimes, s.Runtimes) || len(got.Phases) != 2 {
		t.Errorf("got %+v", got.Phases)
	}
	for _, one := range []struct {
		got  []string
		want []buildspec.Command
	}{{install.Commands, s.Install}, {build.Commands, s.Build}, {build.Finally, s.Finally}} {
		for i := range one.want {
			if len(one.got) != len(one.want) || one.got[i] != one.want[i].String() {
				t.Errorf("got\n%q\nwant\n%q", one.got, one.want)
			}
		}
	}
	if text := fmt.Sprint(got.Reports, got.Artifacts, got.Cache); text != "map[shop-coverage:{COBERTURAXML  [reports/cobertura.xml]} shop-tests:{JUNITXML reports [**/*.xml]}] "+
		"{ [**/*] map[Bill:{out [sbom*.json provenance*.json]}]} {[/root/.cache/go-build/**/* node_modules/**/*]}" {
		t.Errorf("got %s", text)
	}
}

func TestTheSameValuesGiveTheSameBytes(t *testing.T) {
	first := full().Render()
	for range 20 {
		if full().Render() != first {
			t.Fatal("the order changes")
		}
	}
}

func TestASmallSpecificationStaysSmall(t *testing.T) {
	s := buildspec.Spec{Build: []buildspec.Command{buildspec.Run("make", "test")}}
	if got, want := s.Render(), "version: 0.2\nphases:\n build:\n  commands:\n  - \"make test\"\n"; got != want {
		t.Errorf("got\n%s", got)
	}
}

// Programs stay readable for whoever looks at a difference of templates.
func TestProgramsAreWrittenLineByLine(t *testing.T) {
	for _, p := range program.All() {
		s := buildspec.Spec{Build: []buildspec.Command{buildspec.Execute(p)}, Exported: p.Exports}
		if err := s.Validate(); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
		text := s.Render()
		if !strings.Contains(text, "\n   fail() {\n") || strings.Contains(text, `\n`+"\t") {
			t.Errorf("%s is not written line by line:\n%.300s", p.Name, text)
		}
		if got := parse(t, text).Phases["build"].Commands[0]; !strings.Contains(got, "\n"+p.Text+"END_OF_PROGRAM\n") {
			t.Errorf("%s is harmed", p.Name)
		}
	}
}

// roundTrip writes text in every place that takes any text, and reads it back.
func roundTrip(t testing.TB, text string) {
	t.Helper()
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		if err := (buildspec.Spec{Build: []buildspec.Command{buildspec.Run("echo", text)}}).Validate(); err == nil {
			t.Errorf("%q is taken", text)
		}
		return
	}
	commands := []buildspec.Command{buildspec.Run("echo", text), buildspec.File("a/b", text), buildspec.Execute(program.Program{Text: text}), buildspec.Run("true")}
	if strings.TrimSpace(text) != "" {
		commands = append(commands, buildspec.Shell(text))
	}
	spec := buildspec.Spec{Build: commands, Variables: map[string]string{"A": text}, Cache: []string{text}}
	got := parse(t, spec.Render())
	for i, command := range got.Phases["build"].Commands {
		if command != commands[i].String() {
			t.Errorf("%q is read as %q", commands[i].String(), command)
		}
	}
	if len(got.Phases["build"].Commands) != len(commands) || got.Env.Variables["A"] != text || got.Cache.Paths[0] != text {
		t.Errorf("%q is read as %q and %q", text, got.Env.Variables["A"], got.Cache.Paths)
	}
}

var seeds = []string{
	"", " ", "\n", "\n\n", "a\n", "a\n\n", "a\nb", "a\nb\n", " a\nb\n", "\ta\nb\n", "a\n b\n\n  c\n", "a \nb \n", "- a\n- b\n", "#x\ny\n", "---\n...\n", "a: b\nartifacts:\n  files: ['**/*']\n",
	"a: b", "'", "\"", "\\", "|", ">", "%", "@", "`", "!x", "&x *x", "{a}", "[a]", "? x", "no", "null", "0x10", "1e3", "~", "<<", "=", "a\tb", "a\rb", "a\r\nb\r\n", "\u0085", "\u2028", "\ufeff", "\u00a0a\nb\n", "é🚀\n漢\n",
	"\x00", "\xff", "\x7f", "\x1b[31m", "$(reboot)", "${A}", "#{a.b}", "END_OF_PROGRAM\n", "a\nEND_OF_PROGRAM\nEND_OF_PROGRAM_\n", strings.Repeat("x", 5000), "x\n" + strings.Repeat(" \n", 9) + "y\n",
}

func TestAnyTextComesBack(t *testing.T) {
	for _, text := range seeds {
		roundTrip(t, text)
	}
	random := rand.New(rand.NewSource(1))
	pieces := append([]string{" ", "\n", "\t", "\r", ":", "#", "-", "'", "\"", "\\", "$", "(", ")", "|", "é", "\u2028", "a", "\x01"}, seeds[:12]...)
	for range 3000 {
		var text strings.Builder
		for range random.Intn(12) {
			text.WriteString(pieces[random.Intn(len(pieces))])
		}
		roundTrip(t, text.String())
	}
}

func FuzzAnyTextComesBack(f *testing.F) {
	for _, text := range seeds {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { roundTrip(t, text) })
}
