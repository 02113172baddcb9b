package buildspec_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// run runs commands one after the other in one shell, as CodeBuild does, and returns what they print and the directory.
func run(t *testing.T, shell string, commands ...buildspec.Command) (string, string, error) {
	t.Helper()
	if _, err := exec.LookPath(shell); err != nil {
		t.Skipf("%s IS NOT INSTALLED: commands were not run", strings.ToUpper(shell))
	}
	directory := t.TempDir()
	var lines []string
	for _, command := range commands {
		lines = append(lines, command.String())
	}
	cmd := exec.Command(shell, "-c", strings.Join(lines, "\n"))
	cmd.Dir = directory
	cmd.Env = append(os.Environ(), "TMPDIR="+t.TempDir())
	said, err := cmd.CombinedOutput()
	return string(said), directory, err
}

// words are what a shell could take for more than they are.
var words = []string{"a", "", " ", "$(reboot)", "`reboot`", "it's", "\"", "\\", "\\n", "a\nb", "*", "~", "-n", "a=b", "#a", "&", ";", "|", "!", "${HOME}", "\t", "é🚀", "{a,b}", "<x", "''"}

func TestWordsArriveAsTheyAre(t *testing.T) {
	for _, shell := range []string{"dash", "bash"} {
		said, _, err := run(t, shell, buildspec.Run(append([]string{"printf", "<%s>\n"}, words...)...))
		want := "<" + strings.Join(words, ">\n<") + ">\n"
		if err != nil || said != want {
			t.Errorf("%s: %v: got\n%q\nwant\n%q", shell, err, said, want)
		}
	}
}

func TestAFirstWordIsACommand(t *testing.T) {
	for _, word := range []string{"if", "while", "A=b", "{", "!", "a b", "for"} {
		said, _, err := run(t, "dash", buildspec.Run(word))
		if err == nil || !strings.Contains(said, "not found") {
			t.Errorf("%s is no command: %v %s", word, err, said)
		}
	}
}

func TestFilesHoldWhatTheyWereGiven(t *testing.T) {
	for _, text := range append(words, "#!/bin/sh\necho it\\'s\n\n", "%s %d\n") {
		_, directory, err := run(t, "dash", buildspec.File("bundle/hooks/start it", text))
		got, _ := os.ReadFile(filepath.Join(directory, "bundle/hooks/start it"))
		if err != nil || string(got) != text {
			t.Errorf("%v: %q became %q", err, text, got)
		}
	}
}

func TestAProgramIsExecutedUnharmed(t *testing.T) {
	text := "#!/bin/sh\nset -eu\nprintf '%s' \"it's \\$(reboot) `echo 1`\" >\"$EXPORTS/IMAGE\"\nprintf %s 2 >\"$EXPORTS/DIGEST\"\ncat >&2 <<'END_OF_PROGRAM'\ntext\nEND_OF_PROGRAM\n: 'é\t\\'\n"
	for _, shell := range []string{"dash", "bash"} {
		said, _, err := run(t, shell,
			buildspec.Execute(program.Program{Text: text, Exports: []string{"IMAGE", "DIGEST"}}),
			buildspec.Shell(`sh -c 'echo "$IMAGE, $DIGEST"'; case $- in *e* | *u*) echo changed ;; esac`),
		)
		if want := "text\nit's $(reboot) 1, 2\n"; err != nil || said != want {
			t.Errorf("%s: %v: got\n%s\nwant\n%s", shell, err, said, want)
		}
	}
}

func TestAProgramThatFailsFailsItsCommand(t *testing.T) {
	for _, shell := range []string{"dash", "bash"} {
		for _, text := range []string{"exit 3\n", "set -eu\necho \"$UNKNOWN\"\n"} {
			said, _, err := run(t, shell, buildspec.Execute(program.Program{Text: text, Exports: []string{"IMAGE"}}))
			if err == nil || strings.Contains(said, "cat:") {
				t.Errorf("%s: %v: %s", shell, err, said)
			}
		}
		// A program that does not say what it should is one that failed.
		if _, _, err := run(t, shell, buildspec.Execute(program.Program{Text: "true\n", Exports: []string{"IMAGE"}})); err == nil {
			t.Errorf("%s: a missing export is no failure", shell)
		}
	}
}

func TestALineOfShellStaysAsItIs(t *testing.T) {
	line := `go test ./... -run 'A|B' > "out" && echo $((1 + 1)) # done`
	if got := buildspec.Shell(line).String(); got != line {
		t.Errorf("got %q", got)
	}
}
