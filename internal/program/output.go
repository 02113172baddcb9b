package program

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
)

// marker is the file that says "this directory is a cloud assembly". CDK writes it last; a run writes it first, so that
// what an interrupted run left behind is known as an assembly's too.
const marker = "cdk.out"

// foreign are the files the CDK CLI keeps at the top of an assembly for itself: locks, its error code, its counters.
var foreign = regexp.MustCompile(`^(synth\.lock|read\.[0-9]+\.[0-9]+\.lock|error\.txt|performance-counters\.json)$`)

// output is the directory of the cloud assembly.
type output struct {
	dir     string
	created bool
}

// checkOutput refuses a directory that is not ours to empty, before anything is written.
func checkOutput(dir string) (*output, error) {
	o := &output{dir: dir}
	if holdsWorkingDirectory(dir) {
		return nil, o.refuse("holds the working directory; want a directory of its own")
	}
	entries, err := o.entries()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return o, nil
	case err != nil:
		return nil, o.refuse("cannot read: " + reason(err))
	}
	if len(entries) > 0 && !isAssembly(dir) {
		return nil, o.refuse("is not empty and not a cloud assembly; want an empty directory or one that cdk wrote")
	}
	return o, nil
}

// refuse is the one line about the directory.
func (o *output) refuse(why string) error { return fmt.Errorf("%s: %s [CLI-002]", o.dir, why) }

// clear makes the directory empty, but for the CLI's files, and marks it as an assembly.
func (o *output) clear() error {
	if err := o.unused(); err != nil {
		return err
	}
	if _, err := os.Stat(o.dir); errors.Is(err, fs.ErrNotExist) {
		o.created = true
	}
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return o.refuse("cannot create: " + reason(err))
	}
	if err := o.mark(); err != nil {
		return o.refuse("cannot write: " + reason(err))
	}
	if err := o.empty(); err != nil {
		return o.refuse("cannot empty: " + reason(err))
	}
	return nil
}

// discard removes what a failed run wrote.
func (o *output) discard() {
	if o.empty() == nil && os.Remove(filepath.Join(o.dir, marker)) == nil && o.created {
		os.Remove(o.dir) // fails, rightly, while the CLI's files are in it
	}
}

// abandon removes what an interrupted run wrote, but leaves the mark: the Node process may write a last file after it.
func (o *output) abandon() { _ = o.mark(); _ = o.empty() }

// mark says that the directory is an assembly's.
func (o *output) mark() error {
	return os.WriteFile(filepath.Join(o.dir, marker), []byte(`{"version":"0.0.0"}`), 0o644)
}

// empty removes everything in the directory but the mark and what is the CLI's.
func (o *output) empty() error {
	entries, err := o.entries()
	if err != nil {
		return err
	}
	for _, name := range entries {
		if name == marker {
			continue
		}
		if err := os.RemoveAll(filepath.Join(o.dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// entries are the names in the directory that are not the CLI's.
func (o *output) entries() ([]string, error) {
	found, err := os.ReadDir(o.dir)
	var names []string
	for _, entry := range found {
		if !foreign.MatchString(entry.Name()) {
			names = append(names, entry.Name())
		}
	}
	return names, err
}

// unused refuses while a CDK CLI elsewhere reads or writes the directory. Below the CLI, that CLI has looked already.
func (o *output) unused() error {
	if underCLI() {
		return nil
	}
	locks, _ := filepath.Glob(filepath.Join(o.dir, "*.lock"))
	for _, lock := range locks {
		text, err := os.ReadFile(lock)
		if err != nil || !foreign.MatchString(filepath.Base(lock)) {
			continue
		}
		pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil || pid <= 0 {
			continue
		}
		if process, err := os.FindProcess(pid); err == nil && process.Signal(syscall.Signal(0)) == nil {
			return o.refuse(fmt.Sprintf("the CDK CLI with process id %d is using it; wait for it, or give another -out", pid))
		}
	}
	return nil
}

// isAssembly says whether CDK, or a run of this program, made the directory.
func isAssembly(dir string) bool {
	var mark struct {
		Version string `json:"version"`
	}
	text, err := os.ReadFile(filepath.Join(dir, marker))
	return err == nil && json.Unmarshal(text, &mark) == nil && mark.Version != ""
}

// holdsWorkingDirectory says whether the working directory is dir or lies below it.
func holdsWorkingDirectory(dir string) bool {
	here, err := os.Getwd()
	if err != nil {
		return false
	}
	dir, err = filepath.Abs(dir)
	if err != nil {
		return false
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	if real, err := filepath.EvalSymlinks(here); err == nil {
		here = real
	}
	way, err := filepath.Rel(dir, here)
	return err == nil && way != ".." && !strings.HasPrefix(way, ".."+string(filepath.Separator))
}
