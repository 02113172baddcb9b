package buildspec

import (
	"strconv"
	"strings"
	"unicode"
)

// writer writes YAML that can be read in one way only: maps in blocks, and every text in quotes but for commands of several lines,
// which stay readable.
type writer struct {
	strings.Builder
	depth int
}

// line writes one line at the depth of where it is.
func (y *writer) line(text string) {
	y.WriteString(strings.Repeat(" ", y.depth) + text + "\n")
}

// open begins the map called name, close ends it.
func (y *writer) open(name string) {
	y.line(name + ":")
	y.depth++
}

func (y *writer) close() { y.depth-- }

// field writes a value that is YAML already.
func (y *writer) field(name, value string) { y.line(name + ": " + value) }

// table writes texts by their names, in the order of names.
func (y *writer) table(name string, values map[string]string) {
	if len(values) == 0 {
		return
	}
	y.open(name)
	for _, key := range sorted(values) {
		y.field(encode(key), encode(values[key]))
	}
	y.close()
}

// list writes texts in their order.
func (y *writer) list(name string, values []string) {
	if len(values) == 0 {
		return
	}
	y.line(name + ":")
	for _, value := range values {
		y.line("- " + encode(value))
	}
}

// commands writes commands in their order.
func (y *writer) commands(name string, all []Command) {
	if len(all) == 0 {
		return
	}
	y.line(name + ":")
	for _, command := range all {
		if !readable(command.text) {
			y.line("- " + encode(command.text))
			continue
		}
		y.line("- |")
		for _, line := range strings.Split(strings.TrimSuffix(command.text, "\n"), "\n") {
			if line == "" {
				y.WriteString("\n")
				continue
			}
			y.line(" " + line)
		}
	}
}

// readable says whether text can be written as it is: several lines that end with one line end, begin with no space, and hold
// nothing that YAML reads otherwise.
func readable(text string) bool {
	if !strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\n\n") || strings.IndexByte(text, '\n') == len(text)-1 || strings.ContainsAny(text[:1], " \t\n") {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && r != '\t' && !unicode.IsPrint(r) })
}

// encode is text in double quotes, with YAML's escapes.
func encode(text string) string { return strconv.Quote(text) }
