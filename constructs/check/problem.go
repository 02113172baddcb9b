package check

import (
	"fmt"
	"strings"
)

// Problem is one mistake in one field.
type Problem struct {
	// Code identifies the rule, such as "SVC-003". It never changes once published.
	Code string
	// Field is the Go path of the field below the props, such as "Scaling.Max".
	Field string
	// Given is the value as it may be printed. Empty: the value is missing, or must not be shown.
	Given string
	// Want says what is allowed, or what to give when the value is missing.
	Want string
}

// String is the problem as one line: the field, the value, what is allowed and the code.
func (p Problem) String() string {
	text := p.Field + " is missing: " + p.Want
	if p.Given != "" {
		text = p.Field + " is " + p.Given + ": " + p.Want
	}
	if p.Code != "" {
		text += " [" + p.Code + "]"
	}
	return text
}

// Error is every problem of one set of props. Its text has one line per problem.
type Error struct {
	// ID is the construct id the props were given to. Empty until [Must] knows it.
	ID string
	// Props names the props type, such as "ecs.ServiceProps".
	Props string
	// Problems are the mistakes in the order of the checks. Never empty.
	Problems []Problem
}

// Error lists every problem below a line that names the construct and the props.
func (e *Error) Error() string {
	var b strings.Builder
	if e.ID != "" {
		b.WriteString(e.ID + ": ")
	}
	fmt.Fprintf(&b, "%s: %d to fix", e.Props, len(e.Problems))
	for _, p := range e.Problems {
		b.WriteString("\n  " + p.String())
	}
	return b.String()
}
