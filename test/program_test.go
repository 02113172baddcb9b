//go:build verify

package test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// built is the program as make builds it for everybody, up to date.
func built(t *testing.T) string {
	t.Helper()
	if got := run(t, root, nil, "make", "-s", "build"); got.code != 0 {
		t.Fatalf("make build: %s%s", got.out, got.err)
	}
	return filepath.Join(root, "bin", "app")
}

// outcome is how a process ended and what it printed.
type outcome struct {
	code     int
	out, err string
}

// run starts a program in directory and waits for it. The environment is this process's without what belongs to CDK
// or to an AWS account, and with changes on top.
func run(t *testing.T, directory string, changes []string, name string, arguments ...string) outcome {
	t.Helper()
	command := exec.Command(name, arguments...)
	var out, said bytes.Buffer
	command.Dir, command.Stdout, command.Stderr = directory, &out, &said
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "CDK_") && !strings.HasPrefix(variable, "AWS_") {
			command.Env = append(command.Env, variable)
		}
	}
	command.Env = append(command.Env, "CDK_DISABLE_CLI_TELEMETRY=true", "CDK_DISABLE_VERSION_CHECK=1")
	command.Env = append(command.Env, changes...)
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%s does not start: %v", name, err)
	}
	return outcome{command.ProcessState.ExitCode(), out.String(), said.String()}
}

// assembled runs the program in directory over config and returns the assembly. Anything but success fails the test.
func assembled(t *testing.T, app, directory, config string, changes ...string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "cdk.out")
	got := run(t, directory, changes, app, "-fresh", "-quiet", "-config", config, "-out", to)
	if got.code != 0 {
		t.Fatalf("%s ended with %d:\n%s%s", config, got.code, got.out, got.err)
	}
	return to
}

// workplace is a directory of its own with what the program reads there: cdk.json, and config as shipway.yaml.
func workplace(t *testing.T, config []byte) string {
	t.Helper()
	directory := t.TempDir()
	settings, err := os.ReadFile(filepath.Join(root, "cdk.json"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(directory, "cdk.json"), settings)
	write(t, filepath.Join(directory, shipped), config)
	return directory
}

// shippedText is the shipped file as it is.
func shippedText(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, shipped))
	if err != nil {
		t.Fatal(err)
	}
	return text
}
