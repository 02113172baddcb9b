package manifest_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service/eks/manifest"
)

var update = flag.Bool("update", false, "write the golden manifests again")

// TestManifestsAreTheGoldenOnes compares every object with the one that was reviewed last: one service for each strategy, and
// what a cluster needs once.
// After a change that is meant: go test ./constructs/service/eks/manifest -update, and read the difference.
func TestManifestsAreTheGoldenOnes(t *testing.T) {
	const root = "testdata"
	want := map[string]bool{}
	if *update {
		if err := os.RemoveAll(root); err != nil {
			t.Fatal(err)
		}
	}
	for _, o := range manifest.Cluster(true) {
		file := filepath.Join(root, "cluster", o.Name+".json")
		want[file] = true
		golden(t, file, o.JSON)
	}
	for name, s := range every() {
		all := objects(t, s)
		all["plan"] = s.Release().Plan([]string{"shop-dev-api-memory"})
		for path, text := range all {
			file := filepath.Join(root, name, path+".json")
			want[file] = true
			golden(t, file, text)
		}
	}
	err := filepath.WalkDir(root, func(file string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !want[file] {
			t.Errorf("%s: no service has it any more", file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func golden(t *testing.T, file, text string) {
	t.Helper()
	var readable bytes.Buffer
	if err := json.Indent(&readable, []byte(text), "", "  "); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	readable.WriteByte('\n')
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, readable.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, readable.Bytes()) {
		t.Errorf("%s is now\n%s", file, readable.Bytes())
	}
}
