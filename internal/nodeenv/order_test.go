package nodeenv_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/internal/nodeenv"
)

// child tells this test's binary to play the program: it imports what main imports, and starts the kernel.
const child = "SHIPWAY_TEST_STARTS_THE_KERNEL"

func TestMain(m *testing.M) {
	if os.Getenv(child) != "" {
		constructs.NewRootConstruct(nil)
	}
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

// kernelEnvironment starts a program with the variables given, whose jsii runtime is a shell that writes down its own
// environment, and returns what it wrote. The program fails after that, since a shell does not speak jsii.
func kernelEnvironment(t *testing.T, variables ...string) map[string]string {
	t.Helper()
	record := filepath.Join(t.TempDir(), "environment")
	program := exec.Command(os.Args[0], "-test.run=^$")
	program.Env = append([]string{
		child + "=yes",
		"PATH=" + os.Getenv("PATH"),
		"SHELL=/bin/sh",
		"JSII_RUNTIME=env >'" + record + "'",
	}, variables...)
	output, _ := program.CombinedOutput()

	file, err := os.Open(record)
	if err != nil {
		t.Fatalf("the kernel was not started: %v\n%s", err, output)
	}
	defer func() { _ = file.Close() }()
	seen := map[string]string{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), "=")
		seen[name] = value
	}
	return seen
}

func TestTheKernelStartsWithOurOptions(t *testing.T) {
	if got := kernelEnvironment(t)["NODE_OPTIONS"]; !strings.HasPrefix(got, nodeenv.Options+" --require ") {
		t.Errorf("the kernel's NODE_OPTIONS is %q, want %q and a script: the package initializes after jsii's", got, nodeenv.Options)
	}
}

func TestTheKernelStartsWithTheUsersOptions(t *testing.T) {
	const user = "--max-old-space-size=8000"
	if got := kernelEnvironment(t, "NODE_OPTIONS="+user)["NODE_OPTIONS"]; got != user {
		t.Errorf("the kernel's NODE_OPTIONS is %q, want the user's %q", got, user)
	}
}

// What the package waits for decides when it initializes: os/exec in this list would let jsii go first.
func TestThePackageWaitsForNothingJsiiNeeds(t *testing.T) {
	output, err := exec.Command("go", "list", "-deps", "github.com/shipway-cdk/shipway/internal/nodeenv").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range strings.Fields(string(output)) {
		if path == "os/exec" || path == "encoding/json" {
			t.Errorf("the package imports %s, directly or not: its init would come after jsii's", path)
		}
	}
}
