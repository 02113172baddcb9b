package test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/shipway-cdk/shipway/test/gate"
)

const (
	golden     = "testdata/golden"
	lockFile   = "testdata/logical-ids.lock"
	migrations = "testdata/migrations.txt"
)

// howTo is what to do about a template that changed.
const howTo = "if that is meant: go test ./test -update, read the difference, name in CHANGELOG.md what cdk diff will show"

// TestTemplatesAreTheGoldenOnes compares every template of the shipped file with the one that was reviewed last. A
// pull request shows the difference as the difference of these files.
func TestTemplatesAreTheGoldenOnes(t *testing.T) {
	stacks := load(t, shipped).stacks
	if *update {
		if err := os.RemoveAll(golden); err != nil {
			t.Fatal(err)
		}
		for _, s := range stacks {
			write(t, filepath.Join(golden, gate.GoldenFile(s)), s.Text)
		}
	}
	findings, err := gate.Golden(stacks, golden)
	if err != nil {
		t.Fatal(err)
	}
	refuse(t, findings)
	if len(findings) > 0 {
		t.Log(howTo)
	}
}

// TestNothingThatMattersIsReplaced compares the lock of logical IDs: state, names and addresses stay where they are,
// unless testdata/migrations.txt says why not.
func TestNothingThatMattersIsReplaced(t *testing.T) {
	now := gate.Lock(load(t, shipped).stacks)
	kept, err := os.ReadFile(lockFile)
	if err != nil && !*update {
		t.Fatal(err)
	}
	allowed, err := os.ReadFile(migrations)
	if err != nil {
		t.Fatal(err)
	}
	changes := gate.Changes(string(kept), now, string(allowed))
	if *update && gate.Updatable(changes) {
		write(t, lockFile, []byte(now))
		return
	}
	refuse(t, changes)
	if len(changes) > 0 {
		t.Log("to update the lock: go test ./test -update; it is refused while something would be replaced unnamed")
	}
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
}
