package source_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/shipway-cdk/shipway/test/source"
)

// root is the project itself.
const root = "../.."

// project writes files into a directory of its own, which stands for the project's root.
func project(t *testing.T, files map[string]string) string {
	t.Helper()
	directory := t.TempDir()
	for name, text := range files {
		path := filepath.Join(directory, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return directory
}

// caught wants exactly these rules to have findings, in this order; none means that everything passes.
func caught(t *testing.T, findings []source.Finding, err error, rules ...string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, f := range findings {
		got = append(got, f.Rule)
	}
	if !slices.Equal(got, rules) && len(got)+len(rules) > 0 {
		t.Errorf("got %q, want %q", got, rules)
		for _, f := range findings {
			t.Log(f)
		}
	}
}
