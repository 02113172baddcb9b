//go:build verify

package test

import (
	"bytes"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/shipway-cdk/shipway/test/gate"
)

// TestNothingButTheFileDecidesTheTemplates runs the program over the shipped file again and again, with everything
// around it changed: every file of the assembly has the same bytes. Runs without CDK's validation, which takes seconds
// and writes a report beside the templates, are compared with each other; so are those with it.
func TestNothingButTheFileDecidesTheTemplates(t *testing.T) {
	const quick = "CDK_VALIDATION=false"
	app := built(t)
	first, checked := assembled(t, app, root, shipped, quick), assembled(t, app, root, shipped)
	if stacks, err := gate.Read(first); err != nil || len(stacks) == 0 {
		t.Fatalf("nothing to compare: %d stacks, %v", len(stacks), err)
	}
	same := func(t *testing.T, one, other string) {
		t.Helper()
		findings, err := gate.Same(one, other)
		if err != nil {
			t.Fatal(err)
		}
		refuse(t, findings)
	}
	t.Run("the next time", func(t *testing.T) { same(t, first, assembled(t, app, root, shipped, quick)) })
	t.Run("in another directory, on a smaller machine", func(t *testing.T) {
		same(t, first, assembled(t, app, workplace(t, shippedText(t)), shipped, quick, "GOMAXPROCS=1"))
	})
	t.Run("in another time zone and language", func(t *testing.T) {
		same(t, first, assembled(t, app, root, shipped, quick, "TZ=Asia/Kathmandu", "LC_ALL=tr_TR.UTF-8", "LANG=tr_TR.UTF-8"))
		same(t, first, assembled(t, app, root, shipped, quick, "TZ=Pacific/Kiritimati", "LC_ALL=C"))
	})
	t.Run("with its keys in another order", func(t *testing.T) {
		for seed := range uint64(3) {
			mixed := shuffled(t, shippedText(t), rand.New(rand.NewPCG(seed, seed)))
			if bytes.Equal(mixed, shuffled(t, shippedText(t), nil)) {
				t.Fatal("the keys are in the same order")
			}
			same(t, first, assembled(t, app, workplace(t, mixed), shipped, quick))
		}
	})
	t.Run("by the CDK CLI", func(t *testing.T) {
		to := filepath.Join(t.TempDir(), "cdk.out")
		got := run(t, root, nil, "npx", "cdk", "synth", "--quiet", "--output", to)
		if got.code != 0 {
			t.Fatalf("cdk synth ended with %d:\n%s%s", got.code, got.out, got.err)
		}
		same(t, checked, to)
	})
	t.Run("without a network", func(t *testing.T) { same(t, checked, offline(t, app)) })
	t.Run("as reviewed", func(t *testing.T) {
		stacks, err := gate.Read(first)
		if err != nil {
			t.Fatal(err)
		}
		findings, err := gate.Golden(stacks, golden)
		if err != nil {
			t.Fatal(err)
		}
		refuse(t, findings)
	})
}

// offline is the assembly of the shipped file, written where there is no network: in an empty network namespace, or
// where the machine allows none with every proxy a dead end.
func offline(t *testing.T, app string) string {
	t.Helper()
	if exec.Command("unshare", "-rn", "true").Run() == nil {
		if routes := run(t, root, nil, "unshare", "-rn", "cat", "/proc/net/route").out; strings.Count(routes, "\n") > 1 {
			t.Fatalf("the empty network namespace has routes:\n%s", routes)
		}
		to := filepath.Join(t.TempDir(), "cdk.out")
		if got := run(t, root, nil, "unshare", "-rn", app, "-fresh", "-quiet", "-out", to); got.code != 0 {
			t.Fatalf("in an empty network namespace the program ended with %d:\n%s%s", got.code, got.out, got.err)
		}
		return to
	}
	t.Log("this machine allows no empty network namespace: the proxies are dead ends instead")
	const nowhere = "http://127.0.0.1:9"
	return assembled(t, app, root, shipped, "HTTP_PROXY="+nowhere, "HTTPS_PROXY="+nowhere, "ALL_PROXY="+nowhere,
		"http_proxy="+nowhere, "https_proxy="+nowhere, "all_proxy="+nowhere, "NO_PROXY=", "no_proxy=")
}

// shuffled is the file with the keys of every mapping in an order by chance, but for the environments: theirs is the
// order of promotion. Without chance it is the file with its own order.
func shuffled(t *testing.T, text []byte, chance *rand.Rand) []byte {
	t.Helper()
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	var mix func(node *yaml.Node, keep bool)
	mix = func(node *yaml.Node, keep bool) {
		if node.Kind != yaml.MappingNode {
			for _, child := range node.Content {
				mix(child, false)
			}
			return
		}
		for i := 1; i < len(node.Content); i += 2 {
			mix(node.Content[i], node.Content[i-1].Value == "environments")
		}
		if keep || chance == nil {
			return
		}
		chance.Shuffle(len(node.Content)/2, func(i, j int) {
			for k := range 2 {
				node.Content[2*i+k], node.Content[2*j+k] = node.Content[2*j+k], node.Content[2*i+k]
			}
		})
	}
	mix(&document, false)
	mixed, err := yaml.Marshal(&document)
	if err != nil {
		t.Fatal(err)
	}
	return mixed
}
