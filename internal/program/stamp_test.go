package program

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// finished is an assembly with a stamp for key "k".
func finished(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(files(t, map[string]string{
		"cdk.out/cdk.out":                   mark,
		"cdk.out/manifest.json":             `{}`,
		"cdk.out/assembly-dev/web.json":     `{"Resources": {}}`,
		"cdk.out/assembly-dev/network.json": `{"Resources": {}}`,
	}), "cdk.out")
	if err := writeStamp(dir, "k"); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestAnUntouchedAssemblyIsReused(t *testing.T) {
	dir := finished(t)
	if !reusable(dir, "k") || !reusable(dir+"/", "k") {
		t.Error("the assembly is not reused")
	}
}

func TestTheCLIsOwnFilesDoNotSpoilReuse(t *testing.T) {
	dir := finished(t)
	for _, name := range []string{"synth.lock", "read.12.3.lock", "error.txt", "performance-counters.json"} {
		write(t, filepath.Join(dir, name), "x")
		if !reusable(dir, "k") {
			t.Errorf("%s spoils reuse", name)
		}
	}
}

func TestAnyOtherChangeEndsReuse(t *testing.T) {
	put := func(name, text string) func(dir string) error {
		return func(dir string) error { return os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644) }
	}
	for name, change := range map[string]func(dir string) error{
		"a byte changed":    put("manifest.json", "[]"),
		"a file removed":    func(dir string) error { return os.Remove(filepath.Join(dir, "assembly-dev/web.json")) },
		"a file added":      put("extra", ""),
		"a lock deep down":  put("assembly-dev/synth.lock", ""),
		"a lock's likeness": put("read.x.1.lock", ""),
		"a file renamed": func(dir string) error {
			return os.Rename(filepath.Join(dir, "assembly-dev/web.json"), filepath.Join(dir, "assembly-dev/api.json"))
		},
		"a file replaced by a link": func(dir string) error {
			file := filepath.Join(dir, "assembly-dev/web.json")
			if err := os.Remove(file); err != nil {
				return err
			}
			return os.Symlink("network.json", file)
		},
		"a stamp cut short": func(dir string) error {
			text, err := os.ReadFile(stampFile(dir))
			if err != nil {
				return err
			}
			return os.WriteFile(stampFile(dir), text[:len(text)/2], 0o644)
		},
		"an empty stamp":   func(dir string) error { return os.WriteFile(stampFile(dir), []byte(`{"key":"k"}`), 0o644) },
		"no stamp":         func(dir string) error { return os.Remove(stampFile(dir)) },
		"no assembly":      os.RemoveAll,
		"the stamp erased": func(dir string) error { removeStamp(dir); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			dir := finished(t)
			if err := change(dir); err != nil {
				t.Fatal(err)
			}
			if reusable(dir, "k") {
				t.Error("the assembly is reused")
			}
		})
	}
}

func TestAnotherKeyEndsReuse(t *testing.T) {
	if reusable(finished(t), "other") {
		t.Error("the assembly is reused")
	}
}

func TestAStampIsWrittenAsAWhole(t *testing.T) {
	dir := finished(t)
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 2 { // the assembly and its stamp, no temporary file
		t.Errorf("beside the assembly lie %v", entries)
	}
}

// inputs are what a key is made of.
type inputs struct {
	program, config string
	context         map[string]any
	environ         []string
}

// keyAfter is the key of some inputs with a change.
func keyAfter(t *testing.T, change func(*inputs)) string {
	t.Helper()
	in := inputs{"build 1", "app: shop", map[string]any{"a": true},
		[]string{"CDK_VALIDATION=false", "HOME=/x", "CDK_DEBUG=true"}}
	change(&in)
	key, err := keyOf(in.program, []byte(in.config), in.context, in.environ)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestTheKeyHoldsEverythingThatDecides(t *testing.T) {
	same := keyAfter(t, func(*inputs) {})
	for name, change := range map[string]func(*inputs){
		"program":             func(in *inputs) { in.program = "build 2" },
		"file":                func(in *inputs) { in.config += " " },
		"context":             func(in *inputs) { in.context["a"] = "true" },
		"context key":         func(in *inputs) { in.context["env"] = "dev" },
		"validation on":       func(in *inputs) { in.environ = in.environ[1:] },
		"a library's setting": func(in *inputs) { in.environ = append(in.environ, "JSII_DEPRECATED=fail") },
		"Node's options":      func(in *inputs) { in.environ = append(in.environ, "NODE_OPTIONS=-r x") },
	} {
		if keyAfter(t, change) == same {
			t.Errorf("%s is not in the key", name)
		}
	}
}

func TestTheKeyHoldsNothingElse(t *testing.T) {
	same := keyAfter(t, func(*inputs) {})
	for name, change := range map[string]func(*inputs){
		"another user":  func(in *inputs) { in.environ[1] = "HOME=/y" },
		"another order": func(in *inputs) { in.environ[0], in.environ[2] = in.environ[2], in.environ[0] },
		"the CLI": func(in *inputs) {
			in.environ = append(in.environ, "CDK_CLI_VERSION=2.1148.1", "CDK_OUTDIR=cdk.out", "CDK_CONTEXT_JSON={}")
		},
		"a default nobody reads":   func(in *inputs) { in.environ = append(in.environ, "CDK_DEFAULT_REGION=eu-west-1") },
		"a mode without a meaning": func(in *inputs) { in.environ = append(in.environ, "CDK_APP_MODE=process") },
	} {
		if keyAfter(t, change) != same {
			t.Errorf("%s changes the key", name)
		}
	}
}

func TestAGoBinaryIsKnownByItsBuildID(t *testing.T) {
	id, err := programID(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(id, "build ") || strings.Count(id, "/") != 3 {
		t.Errorf("this test's binary is known as %q", id)
	}
}

func TestABinaryWithoutAContentHashIsKnownByItsBytes(t *testing.T) {
	for name, text := range map[string]string{
		"no build id":         "\x7fELF and more",
		"an empty one":        "\x7fELF\x04\x00\x00\x00\x00\x00\x00\x00\x04\x00\x00\x00Go\x00\x00",
		"one given by hand":   "\xff Go build ID: \"release-7\"\n \xff",
		"a note cut short":    "\x00\x04\x00\x00\x00Go\x00\x00",
		"a note with a lie":   "\x90\xff\xff\x7f\x04\x00\x00\x00Go\x00\x00a/b/c/d",
		"a size past its end": "\x90\x00\x00\x00\x04\x00\x00\x00Go\x00\x00a/b/c/d",
	} {
		dir := files(t, map[string]string{"one": text + "1", "two": text + "2"})
		one, err := programID(filepath.Join(dir, "one"))
		if err != nil {
			t.Fatal(err)
		}
		two, _ := programID(filepath.Join(dir, "two"))
		if !strings.HasPrefix(one, "file ") || one == two {
			t.Errorf("%s: the binaries are known as %q and %q", name, one, two)
		}
	}
}

func TestABuildIDIsFoundInEveryFormat(t *testing.T) {
	const id = "aaaa/bbbb/cccc/dddd"
	for name, start := range map[string]string{
		"ELF":        "\x7fELF....\x04\x00\x00\x00\x13\x00\x00\x00\x04\x00\x00\x00Go\x00\x00" + id + "\x00...",
		"all others": "MZ....\xff Go build ID: \"" + id + "\"\n \xff....",
	} {
		if got := buildID([]byte(start)); got != id {
			t.Errorf("%s: the build id is %q", name, got)
		}
	}
}
