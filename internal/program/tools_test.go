package program

import (
	"os"
	"path/filepath"
	"testing"
)

// nodeThat is a program that does what the shell script says.
func nodeThat(t *testing.T, script string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "node")
	if err := os.WriteFile(file, []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return file
}

const fix = "; install Node.js 24 from https://nodejs.org, or set JSII_NODE to one [RUN-001]"

func TestANodeThatCannotRunTheCDKIsRefused(t *testing.T) {
	t.Setenv("JSII_RUNTIME", "")
	for script, why := range map[string]string{
		"echo v20.20.2":        ": is v20.20.2, and the CDK needs Node.js 22 or newer" + fix,
		"echo v9.0.0":          ": is v9.0.0, and the CDK needs Node.js 22 or newer" + fix,
		"echo 24.1.0":          ": cannot run it, and the CDK needs Node.js" + fix,
		"echo v24.1.0; exit 1": ": cannot run it, and the CDK needs Node.js" + fix,
		"exit 0":               ": cannot run it, and the CDK needs Node.js" + fix,
	} {
		node := nodeThat(t, script)
		t.Setenv("JSII_NODE", node)
		refused(t, checkNode(), node+why)
	}
	t.Setenv("JSII_NODE", "")
	t.Setenv("PATH", t.TempDir())
	refused(t, checkNode(), "node: cannot run it, and the CDK needs Node.js"+fix)
}

func TestANodeThatRunsTheCDKIsNotRefused(t *testing.T) {
	t.Setenv("JSII_RUNTIME", "")
	for _, script := range []string{"echo v22.0.0", "echo v24.21.0", "echo v100.0.0"} {
		t.Setenv("JSII_NODE", nodeThat(t, script))
		if err := checkNode(); err != nil {
			t.Error(err)
		}
	}
	t.Setenv("JSII_NODE", nodeThat(t, "exit 1"))
	t.Setenv("JSII_RUNTIME", "somebody's own")
	if err := checkNode(); err != nil {
		t.Errorf("Node is refused although another runtime is used: %v", err)
	}
}

func TestTheReleaseOfTheCLIThatCannotReadUsIsRefused(t *testing.T) {
	refused(t, checkCLI("3.0.0"),
		"aws-cdk 3.0.0: cannot read the assembly; want the 2.x release of package.json [RUN-002]")
	for _, version := range []string{"", "2.1148.1"} {
		if err := checkCLI(version); err != nil {
			t.Error(err)
		}
	}
}
