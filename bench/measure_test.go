package main

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"
)

func shell(script string) invocation {
	return invocation{Dir: os.TempDir(), Argv: []string{"sh", "-c", script}, Env: os.Environ()}
}

func TestMeasureCountsTheProcessorTimeOfGrandchildren(t *testing.T) {
	c, err := measure(context.Background(), shell(`sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done'; true`))
	if err != nil {
		t.Fatal(err)
	}
	if c.CPU < 50*time.Millisecond || c.CPU > 2*c.Wall {
		t.Errorf("cpu is %v of %v wall", c.CPU, c.Wall)
	}
}

func TestMeasureDoesNotWaitForAnOrphan(t *testing.T) {
	c, err := measure(context.Background(), shell("sleep 5 & true"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Wall > 3*time.Second {
		t.Errorf("it took %v, the orphan's time", c.Wall)
	}
}

func TestMeasureSaysWhatAFailedCommandPrinted(t *testing.T) {
	_, err := measure(context.Background(), shell("echo no such stack; exit 3"))
	if err == nil || !strings.Contains(err.Error(), "no such stack") || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("the error is %v", err)
	}
}

func TestMeasureAddsUpTheMemoryOfAllProcesses(t *testing.T) {
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("no /proc on this system: bench prints no memory here")
	}
	one, err := measure(context.Background(), shell("sleep 0.3; true"))
	if err != nil {
		t.Fatal(err)
	}
	many, err := measure(context.Background(), shell("for i in 1 2 3 4 5 6 7 8; do sleep 0.3 & done; wait"))
	if err != nil {
		t.Fatal(err)
	}
	if one.Peak == 0 || many.Peak <= one.Peak {
		t.Errorf("one process holds %d MiB, eight hold %d MiB", one.Peak, many.Peak)
	}
}
