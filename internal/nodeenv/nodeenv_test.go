package nodeenv_test

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/internal/nodeenv"
)

// environment is a lookup over a fixed set of variables.
func environment(variables map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, set := variables[name]
		return value, set
	}
}

func TestWhatTheUserSetWins(t *testing.T) {
	const node = "/project/node_modules/.bin/node"
	cases := map[string]struct {
		user map[string]string
		node string
		want map[string]string // of the two variables a user is likely to set
	}{
		"nothing set": {
			node: node,
			want: map[string]string{"NODE_OPTIONS": nodeenv.Options, "JSII_NODE": node},
		},
		"no Node of the project's own": {
			want: map[string]string{"NODE_OPTIONS": nodeenv.Options},
		},
		"options set": {
			user: map[string]string{"NODE_OPTIONS": "--max-old-space-size=8000"},
			node: node,
			want: map[string]string{"JSII_NODE": node},
		},
		"options emptied": {
			user: map[string]string{"NODE_OPTIONS": ""},
			want: map[string]string{},
		},
		"Node set": {
			user: map[string]string{"JSII_NODE": "/opt/node"},
			node: node,
			want: map[string]string{"NODE_OPTIONS": nodeenv.Options},
		},
		"Node emptied, which jsii takes for none": {
			user: map[string]string{"JSII_NODE": ""},
			node: node,
			want: map[string]string{"NODE_OPTIONS": nodeenv.Options, "JSII_NODE": node},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := nodeenv.Missing(environment(c.user), c.node, "")
			maps.DeleteFunc(got, func(name, _ string) bool { return strings.HasPrefix(name, "JSII_SILENCE_") })
			if !maps.Equal(got, c.want) {
				t.Errorf("with %v set: %v, want %v", c.user, got, c.want)
			}
		})
	}
}

func TestABannerIsSilencedUnlessTheUserWantsIt(t *testing.T) {
	const banner = "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION"
	if _, set := nodeenv.Missing(environment(nil), "", "")[banner]; !set {
		t.Errorf("%s is left unset", banner)
	}
	if value, set := nodeenv.Missing(environment(map[string]string{banner: ""}), "", "")[banner]; set {
		t.Errorf("%s, emptied by the user, is set to %q", banner, value)
	}
}

// layOut writes empty executable files under a new directory and returns it.
func layOut(t *testing.T, files ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, file := range files {
		path := filepath.Join(root, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestTheFirstRootWithANodeGivesIt(t *testing.T) {
	bare := layOut(t, "go.mod")
	ready := layOut(t, "go.mod", "node_modules/.bin/node")
	want := filepath.Join(ready, "node_modules", ".bin", "node")
	if got := nodeenv.ProjectNode([]string{bare, ready}); got != want {
		t.Errorf("projectNode = %q, want %q", got, want)
	}
	if got := nodeenv.ProjectNode([]string{bare}); got != "" {
		t.Errorf("projectNode without a Node = %q, want none", got)
	}
}

func TestADirectoryNamedNodeIsNotANode(t *testing.T) {
	root := layOut(t, "node_modules/.bin/node/README")
	if got := nodeenv.ProjectNode([]string{root}); got != "" {
		t.Errorf("projectNode = %q, want none", got)
	}
}

func TestTheModuleRootIsFoundFromAPackage(t *testing.T) {
	root := layOut(t, "go.mod", "constructs/network/plan/plan.go", "examples/shop/go.mod", "examples/shop/stack/stack.go")
	cases := map[string]string{
		"":                        "",
		"constructs/network/plan": "",
		"examples/shop/stack":     "examples/shop",
	}
	for from, want := range cases {
		got := nodeenv.ModuleRoot(filepath.Join(root, filepath.FromSlash(from)))
		if got != filepath.Join(root, filepath.FromSlash(want)) {
			t.Errorf("from %q: %q, want %q under %s", from, got, want, root)
		}
	}
}
