package workflow_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/workflow"
)

var update = flag.Bool("update", false, "write the golden workflows again")

// TestWorkflowsAreTheGoldenOnes compares every workflow with the one that was reviewed last. The programs beside them have
// tests of their own.
// After a change that is meant: go test ./constructs/pipeline/workflow -update, and read the difference.
func TestWorkflowsAreTheGoldenOnes(t *testing.T) {
	for name, files := range map[string][]workflow.File{"github": workflow.GitHub(props()), "gitlab": workflow.GitLab(props())} {
		root := filepath.Join("testdata", name)
		if *update {
			if err := os.RemoveAll(root); err != nil {
				t.Fatal(err)
			}
		}
		var want []string
		for _, f := range files {
			if filepath.Ext(f.Path) != ".yml" || strings.Contains(f.Path, "/bundle/") {
				continue
			}
			want = append(want, filepath.Base(f.Path))
			golden(t, filepath.Join(root, filepath.Base(f.Path)), f.Text)
		}
		kept, err := os.ReadDir(root)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range kept {
			if !slices.Contains(want, one.Name()) {
				t.Errorf("%s: nothing writes it any more", filepath.Join(root, one.Name()))
			}
		}
	}
}

func golden(t *testing.T, file, text string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != text {
		t.Errorf("%s is now\n%s", file, text)
	}
}
