package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// Problem is one mistake in a file.
type Problem struct {
	// File is the name the file was given under.
	File string
	// Line and Column are where the value, or the key that lacks one, begins; 1 is the first. Zero Line: the file as a
	// whole.
	Line, Column int
	// Path is the value's way from the top of the file, such as "environments.prod.network.cidr". It may be empty.
	Path string
	// Given is the value as it may be printed, or what kind of value it is. Empty: there is none.
	Given string
	// Want says what is allowed.
	Want string
	// Code identifies the rule, such as "NET-002". It never changes once published.
	Code string
}

// String is the problem on one line.
func (p Problem) String() string {
	at := p.File
	if p.Line > 0 {
		at = fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
	}
	parts := slices.DeleteFunc([]string{at, p.Path, p.Given, p.Want}, func(s string) bool { return s == "" })
	return strings.Join(parts, ": ") + " [" + p.Code + "]"
}

// Errors are all mistakes of a file, in the order in which they stand there.
type Errors struct {
	Problems []Problem
}

// shownAtMost is how many problems a person is shown at once.
const shownAtMost = 20

// Error has one line per problem, at most 20, and then says how many more there are.
func (e *Errors) Error() string {
	lines := make([]string, 0, shownAtMost+1)
	for i, p := range e.Problems {
		if i == shownAtMost {
			lines = append(lines, fmt.Sprintf("and %d more", len(e.Problems)-shownAtMost))
			break
		}
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

// sorted puts the problems in the order of the file.
func sorted(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		if a.Column != b.Column {
			return a.Column - b.Column
		}
		return strings.Compare(a.Path, b.Path)
	})
	return problems
}

// notShown stands for a value that may be secret.
const notShown = "set (value not shown)"

// printed renders text from the file for a message: escaped, at most one screen line, and never a credential.
func printed(text string) string {
	if credential(text) {
		return notShown
	}
	return shortened(check.Print(text))
}

// shortened cuts quoted text that would fill the screen.
func shortened(quoted string) string {
	const most = 120
	if len(quoted) <= most {
		return quoted
	}
	cut := strings.TrimSuffix(strings.ToValidUTF8(quoted[:most], ""), `\`) + "…"
	if quoted[0] == '"' {
		return cut + `"`
	}
	return cut
}

// credential says whether text has the form of a credential, by the rule that refuses credentials in configuration.
func credential(text string) bool { return service.Credential(text) }

// segment is a key as it is printed in a path.
func segment(key string) string {
	plain := func(r rune) bool {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_' || r == '-'
	}
	odd := strings.ContainsFunc(key, func(r rune) bool { return !plain(r) })
	switch {
	case key != "" && !odd && len(key) < 20: // shorter than any credential
		return key
	case credential(key):
		return "(name not shown)"
	case key == "" || odd || len(key) > 64:
		return printed(key)
	}
	return key
}
