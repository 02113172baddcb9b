package nodeenv_test

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/internal/nodeenv"
)

func TestTheScriptIsAddedToTheOptions(t *testing.T) {
	root := layOut(t, "my project/go.mod", "my project/internal/nodeenv/leave.cjs")
	script := nodeenv.Leaving([]string{filepath.Join(root, "my project")})
	got := nodeenv.Missing(environment(nil), "", script)["NODE_OPTIONS"]
	if want := nodeenv.Options + ` --require "` + script + `"`; script == "" || got != want {
		t.Errorf("NODE_OPTIONS = %q, want %q", got, want)
	}
	if got := nodeenv.Leaving([]string{t.TempDir()}); got != "" {
		t.Errorf("without the script: %q", got)
	}
}

func TestNodeHearsOutEverybodyAndLeaves(t *testing.T) {
	script, err := filepath.Abs("leave.cjs")
	if err != nil {
		t.Fatal(err)
	}
	for program, killed := range map[string]bool{"program.js": true, "other.js": false} {
		path := filepath.Join(t.TempDir(), program)
		code := `process.on("exit", () => require("fs").writeSync(1, "heard"))`
		if err := os.WriteFile(path, []byte(code), 0o644); err != nil {
			t.Fatal(err)
		}
		node := exec.Command(cmp.Or(os.Getenv("JSII_NODE"), "node"), "--require", script, path)
		said, err := node.Output()
		if string(said) != "heard" {
			t.Errorf("%s: its exit listener said %q (%v)", program, said, err)
		}
		if got := err != nil && strings.Contains(err.Error(), "killed"); got != killed {
			t.Errorf("%s ended with %v", program, err)
		}
	}
}
