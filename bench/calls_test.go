//go:build verify

package main

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"testing"
)

// mostCalls is how many jsii calls the shipped file takes (a copy: the file itself becomes the user's own). Every call is a question to another process, and what a Go app
// can save next to a JavaScript one; the count has no noise. docs/performance.md says what the calls are, and why there
// are more of them than resources.
const mostCalls = 812

func TestTheProgramMakesNoMoreCallsThanItDid(t *testing.T) {
	dir := t.TempDir()
	ctx := context.Background()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "app")
	build := invocation{Dir: root, Argv: []string{"go", "build", "-o", program, "."}, Env: os.Environ()}
	if _, err := measure(ctx, build); err != nil {
		t.Fatal(err)
	}
	w := &workshop{dir: dir, node: cmp.Or(os.Getenv("JSII_NODE"), "node")}
	c := &contender{out: filepath.Join(dir, "cdk.out")}
	c.invocation = invocation{Dir: root, Argv: []string{program, "-config", filepath.Join("config", "testdata", "storefront.yaml"), "-out", c.out}, Env: os.Environ()}
	c.invocation = c.with("CDK_VALIDATION=false")
	rec, err := record(ctx, w, c)
	if err != nil {
		t.Fatal(err)
	}
	made, err := resources(c.out)
	if err != nil {
		t.Fatal(err)
	}
	calls := count(rec)
	t.Logf("shipway.yaml:\n%s", compareCalls(calls.ByStack, made))
	if calls.Total != mostCalls {
		t.Errorf("%d jsii calls for %d resources, it was %d: give L1 resources all their props at once and read nothing "+
			"back; then write the new count down in mostCalls\n%s", calls.Total, sum(made), mostCalls, calls.costliest(15))
	}
	if calls.Callbacks > 0 {
		t.Errorf("JavaScript called back into Go %d times: configure at construction instead of by aspects and overrides", calls.Callbacks)
	}
}
