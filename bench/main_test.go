package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestMain lets the test binary stand in for Node, as the bench binary does.
func TestMain(m *testing.M) {
	if path := os.Getenv(recordTo); path != "" {
		os.Exit(relay(os.Getenv(recordNode), path, os.Args[1:]))
	}
	os.Exit(m.Run())
}

func TestOnlyWhatStandsBetweenTheMarksIsReplaced(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(page, []byte("a\n<!-- bench -->\nold\n<!-- /bench -->\nb\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := refresh(page, "bench", "new\n"); err != nil {
		t.Fatal(err)
	}
	if err := refresh(page, "levers", "new\n"); err == nil {
		t.Error("a page without marks is not refused")
	}
	got, err := os.ReadFile(page)
	if want := "a\n<!-- bench -->\n\nnew\n\n<!-- /bench -->\nb\n"; err != nil || string(got) != want {
		t.Errorf("the page is %q, %v; want %q", got, err, want)
	}
}
