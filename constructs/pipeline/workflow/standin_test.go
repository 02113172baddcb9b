package workflow_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/workflow"
)

// job is a job of a workflow with the files of GitHub, and stand-ins for the tools that would leave the machine. Each call of
// one is a line of the file "calls": its name, its arguments, and what it read.
type job struct {
	t    *testing.T
	root string
	env  map[string]string
}

// newJob is a job whose stand-ins are scripts by their names.
func newJob(t *testing.T, tools map[string]string) *job {
	t.Helper()
	if _, err := exec.LookPath("jq"); err != nil {
		t.Skip("jq is not installed")
	}
	j := &job{t: t, root: t.TempDir(), env: map[string]string{}}
	for _, f := range workflow.GitHub(props()) {
		if isScript(f) {
			j.write(f.Path, f.Text)
		}
	}
	for name, text := range tools {
		j.write("bin/"+name, "#!/bin/sh\n"+text)
		if err := os.Chmod(filepath.Join(j.root, "bin", name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return j
}

func (j *job) write(name, text string) {
	j.t.Helper()
	file := filepath.Join(j.root, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		j.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		j.t.Fatal(err)
	}
}

func (j *job) remove(name string) {
	j.t.Helper()
	if err := os.Remove(filepath.Join(j.root, name)); err != nil {
		j.t.Fatal(err)
	}
}

// read is what a file of the job holds, or nothing where there is none.
func (j *job) read(name string) string {
	text, err := os.ReadFile(filepath.Join(j.root, name))
	if err != nil && !os.IsNotExist(err) {
		j.t.Fatal(err)
	}
	return string(text)
}

// run runs one of the scripts of this package, and says what it wrote and whether it succeeded.
func (j *job) run(words ...string) (said string, ok bool) {
	j.t.Helper()
	words[0] = ".github/shipway/" + words[0] + ".sh"
	shell := exec.Command("sh", words...)
	shell.Dir = j.root
	shell.Env = []string{"PATH=" + filepath.Join(j.root, "bin") + ":" + os.Getenv("PATH"), "ROOT=" + j.root, "TMPDIR=" + j.root + "/tmp"}
	for name, value := range j.env {
		shell.Env = append(shell.Env, name+"="+value)
	}
	if err := os.MkdirAll(filepath.Join(j.root, "tmp"), 0o755); err != nil {
		j.t.Fatal(err)
	}
	output, err := shell.CombinedOutput()
	if left, _ := os.ReadDir(filepath.Join(j.root, "tmp")); len(left) > 0 {
		j.t.Errorf("%s left %v behind", words[0], left)
	}
	return string(output), err == nil
}

// want fails the test unless text has every one of parts.
func want(t *testing.T, what, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%s lacks %q:\n%s", what, part, text)
		}
	}
}
