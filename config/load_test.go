package config_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/shipway-cdk/shipway/config"
)

func TestAFileThatCannotBeReadIsRefusedInOneLine(t *testing.T) {
	dir := t.TempDir()
	missing, pipe, large := filepath.Join(dir, "missing.yaml"), filepath.Join(dir, "pipe"), filepath.Join(dir, "large.yaml")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(large, bytes.Repeat([]byte("#"), 1<<20+1), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		missing:     missing + ": config file not found: give its path, or run where it is [CFG-001]",
		dir:         dir + ": not a regular file: give the path of shipway.yaml itself [CFG-002]",
		pipe:        pipe + ": not a regular file: give the path of shipway.yaml itself [CFG-002]",
		"/dev/zero": "/dev/zero: not a regular file: give the path of shipway.yaml itself [CFG-002]",
		large:       large + ": 1048577 bytes: want at most 1048576 [CFG-003]",
	} {
		if _, err := config.Load(path); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

func TestWhatIsNotTextIsRefusedInOneLine(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"empty", "", "1:1: file is empty: give at least version, app, owner and environments [CFG-004]"},
		{"comments only", "# nothing\n", "1:1: file is empty: give at least version, app, owner and environments [CFG-004]"},
		{"an empty document", "---\n", "1:1: file is empty: give at least version, app, owner and environments [CFG-004]"},
		{"Latin-1", "app: caf\xe9\n", " byte 8: not valid UTF-8 text: save the file as UTF-8 [CFG-005]"},
		{"NUL", "app: \x00\n", " byte 5: not valid UTF-8 text: save the file as UTF-8 [CFG-005]"},
		{"UTF-16", "\xff\xfea\x00", " byte 0: not valid UTF-8 text: save the file as UTF-8 [CFG-005]"},
		{"large", strings.Repeat("#", 1<<20+1), " 1048577 bytes: want at most 1048576 [CFG-003]"},
		{"a list", "- a\n", "1:1: a list: want a mapping, such as { version: 1, app: storefront, owner: team-storefront } [CFG-015]"},
		{"text", "hello\n", `1:1: "hello": want a mapping, such as { version: 1, app: storefront, owner: team-storefront } [CFG-015]`},
	} {
		if got := lines(t, c.data); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestAByteOrderMarkIsNoMistake(t *testing.T) {
	if got := lines(t, "\ufeff"+small); got != "" {
		t.Error(got)
	}
}

func TestLinesThatEndTheWindowsWayAreNoMistake(t *testing.T) {
	if got := lines(t, strings.ReplaceAll(small, "\n", "\r\n")); got != "" {
		t.Error(got)
	}
}
