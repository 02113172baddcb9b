package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestAFailedValidationNeverExitsZero(t *testing.T) {
	dir := project(t)
	want := []string{"dev/Web: Annotation::error-annotation: no owner", "prod/Web: Annotation::error-annotation: no owner"}
	for _, run := range some(2, []struct {
		mode      string
		variables []string
	}{
		{"process", nil}, {"inmemory", belowTheCLI(t, dir)},
		{"", nil}, {"", belowTheCLI(t, dir)}, {"process", belowTheCLI(t, dir)}, {"inmemory", nil},
	}) {
		start(t, dir, "message", "", append(run.variables, "CDK_APP_MODE="+run.mode)...).expect(t, 3, want...)
	}
	if _, err := os.Stat(filepath.Join(dir, "cdk.out.stamp")); err == nil {
		t.Error("an assembly with findings may be reused")
	}
}

func TestMessagesHoldNothingThatChangesFromRunToRun(t *testing.T) {
	dir := project(t)
	start(t, dir, "message", "")
	first := assembly(t, dir)
	start(t, dir, "message", "-fresh")
	if second := assembly(t, dir); len(first) == 0 || !maps.Equal(first, second) {
		t.Error("the same input gave two assemblies")
	}
}

func TestTheBundledValidatorFailsTheRun(t *testing.T) {
	dir := project(t)
	for _, mode := range some(1, []string{"process", "inmemory"}) {
		start(t, dir, "template", "-c env=dev", "CDK_VALIDATION=true", "CDK_APP_MODE="+mode).expect(t, 3,
			"dev/Web/Queue: F3034: DelaySeconds: 99999 is greater than the maximum of 900")
	}
}

func TestAPanicOfCDKIsOneLine(t *testing.T) {
	dir := project(t)
	got := start(t, dir, "duplicate", "-quiet")
	start := "near dev/Web/Queue: There is already a Construct with name 'Queue' in Stack2 [Web] [planted_test.go:"
	if got.code != 2 || !strings.HasPrefix(got.err, start) || strings.Count(got.err, "\n") != 1 {
		t.Errorf("exit code %d and\n%s\nwant 2 and a line that starts\n%s", got.code, got.err, start)
	}
	if left := assembly(t, dir); len(left) > 0 {
		t.Errorf("the failed run left %v", slices.Collect(maps.Keys(left)))
	}
}

func TestABugOfOursIsOneLineToo(t *testing.T) {
	got := start(t, project(t), "bug", "")
	want := "this is a bug in Shipway, please report it at https://github.com/shipway-cdk/shipway/issues: " +
		"runtime error: invalid memory address or nil pointer dereference [planted_test.go:"
	if got.code != 70 || !strings.HasPrefix(got.err, want) || strings.Count(got.err, "\n") != 1 {
		t.Errorf("exit code %d and\n%s", got.code, got.err)
	}
}

func TestDebugShowsTheStackAsWell(t *testing.T) {
	if got := start(t, project(t), "bug", "-debug"); got.code != 70 || !strings.Contains(got.err, "goroutine ") {
		t.Errorf("exit code %d and\n%s", got.code, got.err)
	}
}

func TestBadInputStartsNoProcess(t *testing.T) {
	dir := project(t)
	node := filepath.Join(t.TempDir(), "node")
	if err := os.WriteFile(node, []byte("#!/bin/sh\ntouch \"$0.started\"\necho v24.0.0\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]string{
		"dev":                "dev: not a flag; want -c, -config, -debug, -fresh, -help, -out, -quiet [CLI-001]",
		"-c env=prd":         "-c env=prd: no such environment; want dev, prod; did you mean prod? [CLI-001]",
		"-config other.yaml": "other.yaml: config file not found: give its path, or run where it is [CFG-001]",
		"-out .":             ".: holds the working directory; want a directory of its own [CLI-002]",
		"-out cdk.json/out":  "cdk.json/out: cannot read: not a directory [CLI-002]",
	} {
		start(t, dir, "", args, "JSII_NODE="+node).expect(t, 2, want)
	}
	if _, err := os.Stat(node + ".started"); err == nil {
		t.Error("Node was started")
	}
	if left := assembly(t, dir); left != nil {
		t.Errorf("there is an output: %v", slices.Collect(maps.Keys(left)))
	}
}

func TestAnUnchangedProjectIsNotSynthesizedAgain(t *testing.T) {
	dir := project(t)
	manifest := filepath.Join(dir, "cdk.out", "manifest.json")
	ran := func(args string, variables ...string) bool {
		t.Helper()
		before, _ := os.Stat(manifest)
		start(t, dir, "", args, variables...).expect(t, 0)
		after, err := os.Stat(manifest)
		if err != nil {
			t.Fatal(err)
		}
		return before == nil || !os.SameFile(before, after) || before.ModTime() != after.ModTime()
	}
	first := ran("")
	whole := assembly(t, dir)
	if !first || ran("") || ran("", belowTheCLI(t, dir)...) {
		t.Fatal("the second run did not reuse the first one's assembly")
	}
	if !ran("-fresh") || !maps.Equal(assembly(t, dir), whole) {
		t.Error("-fresh did not synthesize the same assembly again")
	}
	if !ran("-c env=dev") || maps.Equal(assembly(t, dir), whole) {
		t.Error("one environment was taken for all")
	}
	if !ran("", belowTheCLI(t, dir)...) || !maps.Equal(assembly(t, dir), whole) {
		t.Error("below the CLI the assembly is another")
	}
	if err := os.WriteFile(manifest, []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if !ran("") || !maps.Equal(assembly(t, dir), whole) {
		t.Error("a spoilt assembly was reused")
	}
}

func TestAnInterruptedRunEndsInOrder(t *testing.T) {
	dir := project(t)
	program := command(dir, "", "")
	var err bytes.Buffer
	program.Stderr = &err
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	for range 500 { // until the synthesis has begun
		if _, err := os.Stat(filepath.Join(dir, "cdk.out", "cdk.out")); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	_ = program.Process.Signal(syscall.SIGTERM)
	_ = program.Wait() // the exit code says it
	if code := program.ProcessState.ExitCode(); code != 130 || err.String() != "interrupted\n" {
		t.Errorf("exit code %d and\n%s", code, err.String())
	}
	if _, found := assembly(t, dir)["manifest.json"]; found {
		t.Error("the interrupted run left what looks like an assembly")
	}
	start(t, dir, "", "").expect(t, 0)
}

func TestHelpAsksForNothing(t *testing.T) {
	got := start(t, t.TempDir(), "", "-help")
	if got.code != 0 || got.err != "" || !strings.Contains(got.out, "-c env=NAME") {
		t.Errorf("exit code %d, standard error %q, standard output\n%s", got.code, got.err, got.out)
	}
}
