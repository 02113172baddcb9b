package buildspec

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// Command is one command of a build. Make it with [Run], [Execute], [Shell] or [File].
type Command struct {
	text    string
	refused string // what its maker has found wrong: the code, the value and what is allowed
	given   string
	code    string
}

// String is the command as the shell reads it.
func (c Command) String() string { return c.text }

// Run runs words[0] with the other words as they are: each is quoted for the shell.
func Run(words ...string) Command {
	if len(words) == 0 || words[0] == "" {
		return Command{code: "BLD-003", refused: "want the words of a command"}
	}
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = quote(word)
	}
	if reserved(words[0]) {
		quoted[0] = "'" + words[0] + "'"
	}
	return Command{text: strings.Join(quoted, " ")}.checked()
}

// Execute runs a program unharmed in a shell of its own, in the directory of the source, with the environment of the
// build. What it exports becomes variables of the build; name those that a pipeline needs in [Spec.Exported].
func Execute(p program.Program) Command {
	end := "END_OF_PROGRAM"
	text := strings.TrimSuffix(p.Text, "\n") + "\n"
	for strings.Contains("\n"+text, "\n"+end+"\n") {
		end += "_"
	}
	run := `sh "$EXPORTS/program"`
	for _, name := range p.Exports {
		run += ` && ` + name + `=$(cat "$EXPORTS/` + name + `") && export ` + name
	}
	return Command{text: `export EXPORTS="$(mktemp -d)"` + "\n" + `cat >"$EXPORTS/program" <<'` + end + "'\n" + text + end + "\n" + run + "\n"}.checked()
}

// Shell runs a line that its author meant as shell, such as the tests' command in shipway.yaml, as it is. A line with
// control characters is refused.
func Shell(line string) Command {
	c := Command{text: line}.checked()
	switch {
	case strings.TrimSpace(line) == "":
		return Command{code: "BLD-003", refused: "want a line of shell"}
	case c.refused == "" && control(line):
		c.code, c.given, c.refused = "INJ-001", line, "want one line without control characters; give several commands instead"
	}
	return c
}

// File writes text into the file at a path below the directory of the source.
func File(at, text string) Command {
	c := Command{text: "printf '%s' " + quote(text) + " >" + quote(at)}
	if directory := path.Dir(at); directory != "." {
		c.text = "mkdir -p " + quote(directory) + " && " + c.text
	}
	if c = c.checked(); c.refused == "" && !inside(at) {
		c.code, c.given, c.refused = "PATH-001", at, wantInside
	}
	return c
}

// checked refuses what no shell and no YAML can hold.
func (c Command) checked() Command {
	if !utf8.ValidString(c.text) || strings.ContainsRune(c.text, 0) {
		c.code, c.given, c.refused = "INJ-001", c.text, "want text in UTF-8 without a zero byte"
	}
	return c
}

// check reports what is wrong with the command at a field.
func (c Command) check(all *check.Checks, field string) {
	if c.text == "" && c.refused == "" {
		c.code, c.refused = "BLD-003", "make it with Run, Execute, Shell or File"
	}
	if c.refused != "" {
		all.That(c.code, field, c.given, false, c.refused)
	}
}

// plain matches words that mean nothing to a shell.
var plain = regexp.MustCompile(`^[A-Za-z0-9_./:@%+,-]+$`)

// quote is word for the shell: as it is where that is safe, else in quotes.
func quote(word string) string {
	if plain.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// reserved says whether a first word is the shell's own.
func reserved(word string) bool {
	return slices.Contains(strings.Fields("case do done elif else esac fi for function if in select then time until while"), word)
}

// control says whether text holds control characters, or what ends a line elsewhere.
func control(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || 0x7f <= r && r < 0xa0 || r == '\u2028' || r == '\u2029' })
}
