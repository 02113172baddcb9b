package workflow_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/workflow"
)

// pieces are what would be code in YAML, in a shell, or in an expression of GitHub or GitLab.
var pieces = []string{
	"a", "B", "0", " ", "'", `"`, "`", `\`, "$", "$(touch pwned)", "${HOME}", "$CI_JOB_TOKEN", "${ {", "{{", "}}", "$[[ inputs.x ]]", "#", ": ", "- ", "|", ">",
	"&a", "*a", "!ref", "!reference [a]", "%", "@", ";", "&&", "é", "語", "\u00a0", "yes", "null", "~", "1e3", "0x1", "1:30", "=", "<<", "[", "]", "{", "}", ",", "?", "%{x}",
}

// random is text of some pieces, without what is refused.
func random(chance *rand.Rand) string {
	var b strings.Builder
	for range 1 + chance.IntN(8) {
		b.WriteString(pieces[chance.IntN(len(pieces))])
	}
	return strings.ReplaceAll(b.String(), "${{", "{{")
}

// times is how often a test goes over random values: n times where it is thorough.
func times(n int) int {
	if thorough {
		return n
	}
	return n / 10
}

// given are valid props whose free texts are anything.
func given(chance *rand.Rand) workflow.Props {
	return props(func(p *workflow.Props) {
		p.Services = []workflow.Service{web()}
		s := &p.Services[0]
		s.Tests.Command = random(chance)
		s.Tests.Variables = map[string]string{"STAGE": random(chance)}
		s.Targets = s.Targets[2:]
		s.Targets[0].Variables = map[string]string{"APPLICATION": random(chance), "GROUP": random(chance), "METRIC": random(chance)}
		s.Targets[0].Alarms = []string{strings.ReplaceAll(random(chance), " ", "_")}
	})
}

// free are the values of p that may be anything, by the variable they are in.
func free(p workflow.Props) map[string]string {
	target := p.Services[0].Targets[0]
	all := map[string]string{"TEST_COMMAND": p.Services[0].Tests.Command, "ALARMS": strings.Join(target.Alarms, " ")}
	maps.Copy(all, target.Variables)
	maps.Copy(all, p.Services[0].Tests.Variables)
	return all
}

func TestValuesReachTheProgramsOfGitHubAsTheyAre(t *testing.T) {
	chance := rand.New(rand.NewPCG(3, 4))
	for range times(300) {
		p := given(chance)
		all := jobs(t, p, "web")
		told := environ(all["release-prod"], steps(all["test"])[1])
		for name, want := range free(p) {
			if told[name] != want {
				t.Errorf("%s is %q, want %q", name, told[name], want)
			}
		}
		if got := slices.Sorted(maps.Keys(all)); !slices.Equal(got, []string{"image", "release-prod", "scan", "secrets", "test"}) {
			t.Fatalf("the jobs are %v", got)
		}
	}
}

// TestValuesReachTheProgramsOfGitLabAsTheyAre runs the jobs' scripts in a shell, with a run.sh that only writes down what it
// is told.
func TestValuesReachTheProgramsOfGitLabAsTheyAre(t *testing.T) {
	chance := rand.New(rand.NewPCG(5, 6))
	for range times(60) {
		p := given(chance)
		all := lab(t, p, "web")
		for _, job := range []string{"web:test", "web:release-prod"} {
			told := told(t, block(all[job]))
			for name, want := range free(p) {
				if tests := name == "TEST_COMMAND" || name == "STAGE"; tests != (job == "web:test") {
					continue
				}
				if told[name] != want {
					t.Errorf("%s: %s is %q, want %q", job, name, told[name], want)
				}
			}
		}
	}
}

// told runs a script and says what it told the last program it ran.
func told(t *testing.T, script string) map[string]string {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{
		".gitlab/shipway/run.sh": "env -0 >told\n", ".shipway/web/image/IMAGE": "image@sha256:1", ".shipway/web/release/PREVIOUS": "none",
	} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	shell := exec.Command("sh", "-c", script)
	shell.Dir = root
	shell.Env = []string{"PATH=" + os.Getenv("PATH"), "CI_COMMIT_SHA=abc", "CI_PIPELINE_ID=7"}
	if said, err := shell.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s\n%s", err, said, script)
	}
	text, err := os.ReadFile(filepath.Join(root, "told"))
	if err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(root); err != nil || len(left) != 3 {
		t.Errorf("the script left %v behind: a value became code in\n%s", left, script)
	}
	all := map[string]string{}
	for _, one := range bytes.Split(text, []byte{0}) {
		if name, value, ok := strings.Cut(string(one), "="); ok {
			all[name] = value
		}
	}
	return all
}

func TestAReleaseOnGitLabIsToldWhatThePipelineBuilt(t *testing.T) {
	got := told(t, block(lab(t, props(), "web")["web:release-prod"]))
	for name, want := range map[string]string{"IMAGE": "image@sha256:1", "PREVIOUS": "none", "EXECUTION": "7", "STACK": "storefront-prod-web"} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
}

func TestTheSamePropsGiveTheSameBytes(t *testing.T) {
	for range 5 {
		if !reflect.DeepEqual(workflow.GitHub(props()), workflow.GitHub(props())) || !reflect.DeepEqual(workflow.GitLab(props()), workflow.GitLab(props())) {
			t.Fatal("two calls differ")
		}
	}
}

func TestAnEnvironmentMoreChangesNoJobOfTheOthers(t *testing.T) {
	before, after := props(), props(func(p *workflow.Props) {
		p.Environments = append(p.Environments, workflow.Environment{Name: "canary", Account: "555555555555", Region: "eu-west-1"})
		accounts["canary"] = "555555555555"
		p.Services[0].Targets = append(p.Services[0].Targets, target("web", "canary"))
	})
	was, is := jobs(t, before, "web"), jobs(t, after, "web")
	for id, job := range was {
		if !reflect.DeepEqual(job, is[id]) {
			t.Errorf("%s changed", id)
		}
	}
	if len(is) != len(was)+1 {
		t.Error(fmt.Sprint(len(is)-len(was), " jobs more"))
	}
}

func TestPropsAreNotChanged(t *testing.T) {
	p := props()
	workflow.GitHub(p)
	workflow.GitLab(p)
	if !reflect.DeepEqual(p, props()) {
		t.Error("the caller's props were changed")
	}
}
