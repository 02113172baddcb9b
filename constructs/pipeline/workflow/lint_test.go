package workflow_test

import (
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rhysd/actionlint"

	"github.com/shipway-cdk/shipway/constructs/pipeline/workflow"
)

// lint is what actionlint has against the workflows of p.
func lint(t *testing.T, p workflow.Props) (found []string) {
	t.Helper()
	var labels []string
	for _, e := range p.Environments {
		labels = append(labels, e.Runner...)
	}
	config := filepath.Join(t.TempDir(), "actionlint.yaml")
	if err := os.WriteFile(config, []byte("self-hosted-runner: {labels: ["+strings.Join(labels, ", ")+"]}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{ConfigFile: config})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range workflow.GitHub(p) {
		if !strings.HasPrefix(f.Path, ".github/workflows/") {
			continue
		}
		problems, err := linter.Lint(f.Path, []byte(f.Text), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range problems {
			found = append(found, one.Error())
		}
	}
	return found
}

func TestActionlintFindsNothing(t *testing.T) {
	for _, problem := range append(lint(t, props()), lint(t, every())...) {
		t.Error(problem)
	}
}

// TestActionlintFindsNothingWhateverIsGiven lints workflows of values that would be code if anybody took them for that.
func TestActionlintFindsNothingWhateverIsGiven(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	for range times(20) {
		p := given(chance)
		for _, problem := range lint(t, p) {
			t.Error(problem)
		}
	}
}

func TestActionlintWouldFindSomething(t *testing.T) {
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	broken := strings.Replace(text(t, workflow.GitHub(props()), ".github/workflows/storefront-web.yml"), "needs.image.", "needs.picture.", 1)
	if found, err := linter.Lint("a.yml", []byte(broken), nil); err != nil || len(found) == 0 {
		t.Errorf("%v, %v", found, err)
	}
}

// TestShellcheckFindsNothing checks the scripts of this package, and what jobs of GitLab run.
func TestShellcheckFindsNothing(t *testing.T) {
	tool, err := exec.LookPath("shellcheck")
	if err != nil {
		t.Skip("shellcheck is not installed")
	}
	all := map[string]string{}
	for _, f := range append(workflow.GitHub(props()), workflow.GitLab(props())...) {
		if strings.HasSuffix(f.Path, "/run.sh") || strings.HasSuffix(f.Path, "/enter.sh") {
			all[f.Path] = f.Text
		}
	}
	for _, service := range services {
		for id, job := range lab(t, props(), service) {
			all[id] = "#!/bin/sh\n" + block(job)
		}
	}
	// All in one call: what takes long is to start the tool.
	words := []string{"--shell=sh"}
	for name, script := range all {
		file := filepath.Join(t.TempDir(), strings.NewReplacer("/", "_", ":", "_").Replace(name))
		if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
			t.Fatal(err)
		}
		words = append(words, file)
	}
	if said, err := exec.Command(tool, words...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}
