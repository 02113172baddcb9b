package program

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMain runs the tests without the variables through which a CDK CLI around them would talk to them.
func TestMain(m *testing.M) {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "CDK_") || name == "CONTEXT_OVERFLOW_LOCATION_ENV" {
			os.Unsetenv(name)
		}
	}
	os.Exit(m.Run())
}

// files writes files, by their slash-separated names, below a new directory and returns it.
func files(t *testing.T, texts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range texts {
		write(t, filepath.Join(dir, filepath.FromSlash(name)), text)
	}
	return dir
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// exists says whether there is anything at the path.
func exists(parts ...string) bool {
	_, err := os.Lstat(filepath.Join(parts...))
	return err == nil
}

// refused fails unless err is exactly the one line wanted.
func refused(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil {
		t.Fatalf("nothing is refused, want %q", want)
	}
	if err.Error() != want {
		t.Errorf("the message is\n  %s\nwant\n  %s", err, want)
	}
}
