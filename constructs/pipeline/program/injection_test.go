package program_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// hostile is a value that a shell, a CLI, JSON or YAML could take for more than it is, and twoLines one with a line end.
const (
	hostile  = "--x $(reboot) `reboot`; reboot & reboot | reboot '; reboot; ' \"; reboot; \" \\ * ~ {{resolve:ssm:x}} #{a.b} ${IFS} file:///etc/passwd,a=b"
	twoLines = "x\nreboot"
)

// everything is a world in which p succeeds.
func everything(t *testing.T, shell []string, p program.Program) *world {
	t.Helper()
	w := source(t, shell)
	switch {
	case slices.Contains([]string{"synth", "diff", "deploy", "settle"}, p.Name):
		w = infrastructure(t, shell)
	case strings.HasSuffix(p.Name, "manifests"):
		w = cluster(t, shell)
	case strings.Contains(p.Name, "-") || p.Name == "ready":
		w = group(t, shell, program.Hosts)
	case p.Name == "test":
		w.set("TEST_REPORT", "junit.xml", "TEST_FORMAT", "JUNITXML", "COVERAGE_REPORT", "cover.out", "COVERAGE_FORMAT", "GO", "COVERAGE_MIN", "50")
		w.write("source/junit.xml", `<testsuites><testcase name="a"/></testsuites>`)
		w.write("source/cover.out", "mode: set\nexample.com/a.go:1.1,2.2 1 1\n")
	}
	w.set("TEST_COMMAND", "true", "PREVIOUS", old, "IMAGE", image)
	if strings.HasPrefix(p.Name, "verify") {
		w.says("cloudformation.describe-stacks", stack("UPDATE_COMPLETE", image))
	}
	if p.Name == "ready" {
		w.says("cloudformation.describe-stacks", stack("UPDATE_COMPLETE", old))
	}
	w.says("sts.assume-role", granted)
	w.says("cloudwatch.describe-alarms", quiet("shop-dev-web-Crashing"))
	w.write("bin/reboot", "#!/bin/sh\necho yes >\"$WORLD/rebooted\"\n")
	return w
}

func TestEveryProgramCanSucceed(t *testing.T) {
	for i, p := range some(program.All()) {
		t.Run(p.Name, func(t *testing.T) {
			t.Parallel()
			everything(t, in(i), p).succeeds(p)
		})
	}
}

// TestNoValueBecomesACommand gives each variable of each program a value that is more than a name. The program refuses it, or hands
// it on as one unharmed word or string; it never runs or splits it.
func TestNoValueBecomesACommand(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range program.All() {
		needs := slices.DeleteFunc(slices.Clone(p.Needs), func(one program.Variable) bool { return !once(seen, one.Name) })
		t.Run(p.Name, func(t *testing.T) {
			t.Parallel()
			for i, one := range needs {
				for j, value := range []string{hostile, twoLines} {
					if slices.Contains([]string{"TEST_COMMAND", "TEST", "VERIFY", "SYNTH"}, one.Name) && j == 0 {
						continue // it is shell
					}
					if !thorough && (2*i+j)%5 > 0 && one.Name != "TEST_COMMAND" {
						continue
					}
					w := everything(t, in(i+j), p)
					w.set(one.Name, value)
					said, ok := w.run(p)
					if w.read("rebooted") != "" || strings.Contains(said, "not found\n") || strings.Contains(strings.ToLower(said), "syntax error") {
						t.Errorf("%s is run:\n%s", one.Name, said)
					}
					if ok && j == 1 && one.Name != "METRIC" { // JSON may have lines
						t.Errorf("%s may have two lines", one.Name)
					}
					for _, call := range w.calls() {
						for _, word := range call {
							if strings.Contains(word, "--x") && !strings.Contains(word, value) {
								t.Errorf("%s arrives as %q in %q", one.Name, word, call)
							}
						}
					}
				}
			}
		})
	}
}
