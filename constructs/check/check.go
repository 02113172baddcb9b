package check

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Checks collects the problems of one set of props.
type Checks struct {
	props    string
	problems []Problem
}

// Of starts the checks of the props type called name, such as "ecs.ServiceProps".
func Of(name string) *Checks { return &Checks{props: name} }

// Require reports field as missing unless ok; give says what to provide.
func (c *Checks) Require(code, field string, ok bool, give string) {
	if !ok {
		c.problems = append(c.problems, Problem{Code: code, Field: field, Want: give})
	}
}

// Between reports given unless it lies in low to high, both included.
func (c *Checks) Between(code, field string, given, low, high int) {
	c.That(code, field, given, low <= given && given <= high, fmt.Sprintf("want %d to %d", low, high))
}

// That reports given unless ok; want says what is allowed. A string that holds a CDK token is never reported: its
// value is only known at deploy time.
func (c *Checks) That(code, field string, given any, ok bool, want string) {
	if ok {
		return
	}
	if text, isText := given.(string); isText && Token(text) {
		return
	}
	c.problems = append(c.problems, Problem{Code: code, Field: field, Given: Print(given), Want: want})
}

// Hidden reports field without its value unless ok: for values that may be secret.
func (c *Checks) Hidden(code, field string, ok bool, want string) {
	if !ok {
		c.problems = append(c.problems, Problem{Code: code, Field: field, Given: "set (value not shown)", Want: want})
	}
}

// OneOf reports given unless it is one of allowed, naming the nearest allowed value when one is close.
func (c *Checks) OneOf(code, field, given string, allowed ...string) {
	want := "want one of " + strings.Join(allowed, ", ")
	if near := Nearest(given, allowed); near != "" {
		want += "; did you mean " + near + "?"
	}
	c.That(code, field, given, slices.Contains(allowed, given), want)
}

// Within adds the problems of a nested value, with field in front of each of theirs.
func (c *Checks) Within(field string, err error) {
	var nested *Error
	switch {
	case err == nil:
	case errors.As(err, &nested):
		for _, p := range nested.Problems {
			p.Field = strings.Trim(field+"."+p.Field, ".")
			c.problems = append(c.problems, p)
		}
	default:
		c.problems = append(c.problems, Problem{Field: field, Given: "refused", Want: err.Error()})
	}
}

// Err is nil without problems, else a *[Error].
func (c *Checks) Err() error {
	if len(c.problems) == 0 {
		return nil
	}
	return &Error{Props: c.props, Problems: c.problems}
}

// Given is the value props points to, and the zero value for nil: nil props are zero props.
func Given[T any](props *T) T {
	if props == nil {
		var zero T
		return zero
	}
	return *props
}

// Must panics with a *[Error] that names the construct id when err is not nil, or when the id itself cannot name a
// construct. It is the only place where props make a constructor panic.
func Must(id string, err error) {
	if id == "" || strings.Contains(id, "/") {
		c := Of("construct")
		c.Within("", err)
		c.problems = append(c.problems, Problem{Code: "API-001", Field: "id", Given: Print(id), Want: "want a name without a slash"})
		panic(c.Err())
	}
	var problems *Error
	if errors.As(err, &problems) {
		named := *problems
		named.ID = id
		panic(&named)
	}
	if err != nil {
		panic(&Error{ID: id, Props: "construct", Problems: []Problem{{Field: "props", Given: "refused", Want: err.Error()}}})
	}
}
