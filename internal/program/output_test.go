package program

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

const mark = `{"version":"54.0.0"}`

func TestADirectoryThatIsNotAnAssemblysIsNeverEmptied(t *testing.T) {
	dir := files(t, map[string]string{
		"notes/todo.txt":        "keep",
		"odd/cdk.out":           "a file that happens to have the name",
		"folder/cdk.out/x.json": "{}",
		"file":                  "keep",
		"web/manifest.json":     `{"name": "an app for the browser"}`,
		"here/cdk.out":          mark,
		"here/work/file":        "keep",
	})
	t.Chdir(filepath.Join(dir, "here", "work"))
	const foreign = ": is not empty and not a cloud assembly; want an empty directory or one that cdk wrote [CLI-002]"
	for given, why := range map[string]string{
		"../../notes":  foreign,
		"../../odd":    foreign,
		"../../folder": foreign,
		"../../web":    foreign,
		"../../file":   ": cannot read: not a directory [CLI-002]",
		".":            ": holds the working directory; want a directory of its own [CLI-002]",
		"..":           ": holds the working directory; want a directory of its own [CLI-002]",
		"/":            ": holds the working directory; want a directory of its own [CLI-002]",
	} {
		_, err := checkOutput(given)
		refused(t, err, given+why)
	}
}

func TestALinkToTheWorkingDirectoryIsSeenThrough(t *testing.T) {
	dir := files(t, map[string]string{"cdk.out": mark})
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	_, err := checkOutput(link)
	refused(t, err, link+": holds the working directory; want a directory of its own [CLI-002]")
}

func TestASynthesisStartsFromAnEmptyAssembly(t *testing.T) {
	dir := files(t, map[string]string{
		"cdk.out": mark, "old.template.json": "{}", "assembly-dev/old.json": "{}", ".hidden": "",
		"synth.lock": "", "error.txt": "", "sub/synth.lock": "",
	})
	o, err := checkOutput(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.clear(); err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{"old.template.json", "assembly-dev", ".hidden", "sub"} {
		if exists(dir, gone) {
			t.Errorf("%s is still there", gone)
		}
	}
	for _, kept := range []string{"synth.lock", "error.txt"} {
		if !exists(dir, kept) {
			t.Errorf("%s, which is the CLI's, is gone", kept)
		}
	}
}

func TestWhatAnInterruptedRunLeftCanBeRemoved(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "cdk.out")
	o, err := checkOutput(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.clear(); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "half.template.json"), "{")
	o.abandon()
	write(t, filepath.Join(dir, "late.json"), "{}")
	if _, err := checkOutput(dir); err != nil {
		t.Errorf("the next run refuses the directory: %v", err)
	}
}

func TestAFailedRunLeavesNothing(t *testing.T) {
	parent := t.TempDir()
	o := &output{dir: filepath.Join(parent, "cdk.out")}
	if err := o.clear(); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(o.dir, "assembly-dev", "half.template.json"), "{")
	o.discard()
	if exists(o.dir) {
		t.Errorf("the directory that the run made is still there")
	}
}

func TestADirectoryInUseIsLeftAlone(t *testing.T) {
	for lock, busy := range map[string]bool{"synth.lock": true, "read.77.1.lock": true, "yarn.lock": false} {
		dir := files(t, map[string]string{"cdk.out": mark, lock: fmt.Sprint(os.Getpid())})
		err := (&output{dir: dir}).clear()
		if busy {
			refused(t, err, fmt.Sprintf("%s: the CDK CLI with process id %d is using it; "+
				"wait for it, or give another -out [CLI-002]", dir, os.Getpid()))
		} else if err != nil {
			t.Errorf("%s: %v", lock, err)
		}
	}
}

func TestTheLockOfADeadCLIStopsNobody(t *testing.T) {
	dir := files(t, map[string]string{"cdk.out": mark, "read.4194999.1.lock": "4194999", "synth.lock": "garbage"})
	if err := (&output{dir: dir}).clear(); err != nil {
		t.Error(err)
	}
}

func TestAnOutputThatCannotBeCreatedIsOneLine(t *testing.T) {
	dir := filepath.Join(files(t, map[string]string{"file": ""}), "file", "cdk.out")
	refused(t, (&output{dir: dir}).clear(), dir+": cannot create: not a directory [CLI-002]")
}
