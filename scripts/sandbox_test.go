// Package scripts_test holds the commands of the Makefile to what they promise, with stand-ins for the tools they call.
package scripts_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// root is the project's directory, seen from here.
const root = ".."

// sandbox is a directory with a project, and one with the only programs its commands can find.
type sandbox struct {
	t       *testing.T
	project string
	tools   string
}

// newSandbox returns a project with the scripts and the files given, where the POSIX tools are the only programs.
func newSandbox(t *testing.T, files ...string) *sandbox {
	t.Helper()
	s := &sandbox{t: t, project: t.TempDir(), tools: t.TempDir()}
	scripts, err := filepath.Glob("*.sh")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts here: %v", err)
	}
	for _, script := range scripts {
		s.copy(filepath.Join("scripts", script))
	}
	for _, file := range files {
		s.copy(file)
	}
	for _, tool := range []string{
		"awk", "cat", "cmp", "cp", "cut", "dirname", "env", "find", "grep", "ln", "mkdir", "mktemp", "rm", "sed", "sh",
		"sort", "touch", "tr", "uname",
	} {
		s.lend(tool)
	}
	return s
}

// copy copies a file of the project to the same place in the sandbox's.
func (s *sandbox) copy(file string) {
	s.t.Helper()
	content, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		s.t.Fatal(err)
	}
	s.write(file, string(content))
}

// write writes a file of the sandbox's project.
func (s *sandbox) write(file, content string) {
	s.t.Helper()
	path := filepath.Join(s.project, file)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o755); err != nil {
		s.t.Fatal(err)
	}
}

// lend makes a program of this machine one of the sandbox's.
func (s *sandbox) lend(tool string) {
	s.t.Helper()
	path, err := exec.LookPath(tool)
	if err != nil {
		s.t.Fatal(err)
	}
	if path, err = filepath.Abs(path); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Symlink(path, filepath.Join(s.tools, tool)); err != nil {
		s.t.Fatal(err)
	}
}

// fake makes a shell script one of the sandbox's programs.
func (s *sandbox) fake(tool, script string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.tools, tool), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		s.t.Fatal(err)
	}
}

// take removes one of the sandbox's programs.
func (s *sandbox) take(tool string) {
	s.t.Helper()
	if err := os.Remove(filepath.Join(s.tools, tool)); err != nil {
		s.t.Fatal(err)
	}
}

// run runs a command in the sandbox's project and returns what it prints and its exit code. Variables are added to an
// environment that holds nothing but PATH and HOME.
func (s *sandbox) run(variables []string, name string, arguments ...string) (string, int) {
	s.t.Helper()
	command := exec.Command(filepath.Join(s.tools, name), arguments...)
	command.Dir = s.project
	command.Env = append([]string{"PATH=" + s.tools, "HOME=" + s.project}, variables...)
	output, err := command.CombinedOutput()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		s.t.Fatal(err)
	}
	return string(output), command.ProcessState.ExitCode()
}
