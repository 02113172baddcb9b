// Package source holds the rules that the project's own files keep: which room may enter which other, what is
// documented, which versions are pinned.
//
// It reads files and decides; it runs nothing, imports nothing it judges, and needs no build of what it reads.
package source

import "fmt"

// Finding is one place where a file breaks a rule.
type Finding struct {
	// Path says where: the file, and the line when there is one.
	Path string
	// Rule is the stable name of the rule, such as "DOOR-CLOSED".
	Rule string
	// Text says what is there and what is wanted.
	Text string
}

// String is the finding as one line.
func (f Finding) String() string { return fmt.Sprintf("%s: %s [%s]", f.Path, f.Text, f.Rule) }

// report collects the findings of one rule.
type report []Finding

func (r *report) add(path, rule, format string, values ...any) {
	*r = append(*r, Finding{Path: path, Rule: rule, Text: fmt.Sprintf(format, values...)})
}
