package config

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// scalar opens node as a single value.
func (s *scope) scalar(at place, node *yaml.Node, want string) bool {
	switch {
	case s.bad[node]:
		s.broken[at.field] = true
	case node.Kind != yaml.ScalarNode || node.ShortTag() == "!!null":
		s.refuse(at, node, content(node), "want "+want, "CFG-015")
	default:
		return true
	}
	return false
}

// quoted says whether node is text because it stands in quotes, whatever it looks like.
func quoted(node *yaml.Node) bool {
	return node.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0
}

// defaultMost is how many characters a text may have unless it says otherwise.
const defaultMost = 1024

// text is a line of text.
type text struct {
	to     *string
	form   *regexp.Regexp // what it looks like; nil: anything
	want   string         // what it looks like, in words
	code   string         // of the rule about its form
	most   int            // characters; 0: defaultMost
	digits bool           // form is made of digits, and so needs quotes
	hidden bool           // may be secret, and so is never printed
}

func (t text) read(s *scope, at place, node *yaml.Node) {
	refuse := func(want, code string) {
		given := notShown
		if !t.hidden {
			given = content(node)
		}
		s.refuse(at, node, given, want, code)
	}
	want, most := "want "+cmp.Or(t.want, "text"), cmp.Or(t.most, defaultMost)
	switch {
	case !s.scalar(at, node, "text"):
	case t.digits && !quoted(node) && t.form.MatchString(node.Value):
		refuse(fmt.Sprintf("quote it: %q, or a leading zero is lost", node.Value), "ENV-001")
	case node.ShortTag() != "!!str" && t.digits:
		refuse(want, t.code)
	case node.ShortTag() != "!!str":
		refuse("want text: put it in quotes", "CFG-015")
	case t.form != nil && !t.form.MatchString(node.Value):
		refuse(want, t.code)
	case utf8.RuneCountInString(node.Value) > most:
		refuse(fmt.Sprintf("want at most %d characters", most), cmp.Or(t.code, "CFG-015"))
	default:
		*t.to = node.Value
		s.found(at, node)
	}
}

// choice is one of a closed set of words.
type choice struct {
	set     func(word string)
	options []string
	refused map[string]string // words that exist but cannot be had, and what to do instead
	like    string            // an example to name instead of a long set
	code    string
	late    string // code for refused words, when another
}

// shortList is how many words a message still lists.
const shortList = 12

func (c choice) read(s *scope, at place, node *yaml.Node) {
	want := "one of " + strings.Join(c.options, ", ")
	if len(c.options) == 1 {
		want = c.options[0]
	} else if len(c.options) > shortList {
		want = c.like
	}
	if !s.scalar(at, node, want) {
		return
	}
	if slices.Contains(c.options, node.Value) {
		c.set(node.Value)
		s.found(at, node)
		return
	}
	near := check.Nearest(node.Value, c.options)
	why, known := c.refused[node.Value]
	switch {
	case known && c.late != "":
		s.refuse(at, node, content(node), why, c.late)
	case known:
		s.refuse(at, node, content(node), why, c.code)
	case near != "" && near != want:
		s.refuse(at, node, content(node), "want "+want+"; did you mean "+near+"?", c.code)
	default:
		s.refuse(at, node, content(node), "want "+want, c.code)
	}
}

// whole is a whole number in plain decimal digits.
type whole struct {
	set       func(int)
	low, high int
	only      []int  // the numbers allowed between low and high; none: all
	code      string // of the rule about the range
	unit      string // "MiB"; a number with another unit or notation breaks the rule called notation
	notation  string // default: CFG-014
	further   bool   // whether a rule that knows more judges numbers above zero
}

// number is a whole number stored in to.
func number[T ~int](to *T, low, high int, code string) whole {
	return whole{set: func(n int) { *to = T(n) }, low: low, high: high, code: code}
}

// oneOf is one of numbers, which are sorted.
func oneOf(to *int, numbers []int, code string) whole {
	return whole{set: func(n int) { *to = n }, low: numbers[0], high: numbers[len(numbers)-1], only: numbers, code: code}
}

// allowed says in words which numbers are.
func (w whole) allowed() string {
	switch {
	case len(w.only) > 0:
		return "one of " + strings.Join(strings.Fields(strings.Trim(fmt.Sprint(w.only), "[]")), ", ")
	case w.low == w.high:
		return strconv.Itoa(w.low)
	}
	return fmt.Sprintf("%d to %d", w.low, w.high)
}

// has says whether n is allowed.
func (w whole) has(n int) bool {
	if w.further {
		return n > 0
	}
	return w.low <= n && n <= w.high && (len(w.only) == 0 || slices.Contains(w.only, n))
}

var (
	plainDecimal   = regexp.MustCompile(`^-?(?:0|[1-9][0-9]*)\.[0-9]+$`)
	plainInteger   = regexp.MustCompile(`^-?(?:0|[1-9][0-9]*)$`)
	numberNotation = regexp.MustCompile(`(?i)^[-+]?(?:0[xob][0-9a-f]+|[0-9][0-9_]*|[0-9.]+e[-+]?[0-9]+|\.inf|\.?nan)$`)
)

func (w whole) read(s *scope, at place, node *yaml.Node) {
	want := strings.TrimSpace("a whole number, " + w.allowed() + " " + w.unit)
	if w.low == w.high {
		want = w.allowed()
	}
	if !s.scalar(at, node, want) {
		return
	}
	n, err := strconv.Atoi(node.Value)
	integer := plainInteger.MatchString(node.Value)
	switch {
	case integer && quoted(node):
		s.refuse(at, node, content(node), "want "+want+", without quotes", w.code)
	case integer && err == nil && w.has(n):
		w.set(n)
		s.found(at, node)
	case integer:
		s.refuse(at, node, content(node), "want "+w.allowed(), w.code)
	case w.notation != "":
		s.refuse(at, node, content(node), "want "+want, w.notation)
	case numberNotation.MatchString(node.Value):
		s.refuse(at, node, content(node), "want "+want+", in plain decimal digits", "CFG-014")
	default:
		s.refuse(at, node, content(node), "want "+want, w.code)
	}
}

// truth is true or false.
type truth struct{ to *bool }

func (t truth) read(s *scope, at place, node *yaml.Node) {
	if !s.scalar(at, node, "true or false") {
		return
	}
	switch truth := node.Value == "true" || node.Value == "false"; {
	case truth && quoted(node):
		s.refuse(at, node, content(node), "want true or false, without quotes", "CFG-014")
	case !truth:
		s.refuse(at, node, content(node), "want true or false", "CFG-014")
	default:
		*t.to = node.Value == "true"
		s.found(at, node)
	}
}

// span is a length of time.
type span struct {
	to        *time.Duration
	low, high time.Duration
	code      string
}

func (d span) read(s *scope, at place, node *yaml.Node) {
	limits := brief(d.low) + " to " + brief(d.high)
	if !s.scalar(at, node, "a time with its unit, "+limits) {
		return
	}
	length, err := lengthOf(node.Value)
	switch {
	case err != nil || !duration.MatchString(node.Value):
		s.refuse(at, node, content(node), "want a time with its unit, "+limits, d.code)
	case length < d.low || length > d.high:
		s.refuse(at, node, content(node), "want "+limits, d.code)
	default:
		*d.to = length
		s.found(at, node)
	}
}

// duration is Go's notation without fractions, signs and units below a millisecond, and with days of 24 hours.
var duration = regexp.MustCompile(`^(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$`)

// lengthOf is the length of time that text says.
func lengthOf(text string) (time.Duration, error) {
	days, rest, more := strings.Cut(text, "d")
	if !more {
		return time.ParseDuration(text)
	}
	n, err := strconv.ParseUint(days, 10, 16) // more days than any limit, and still a time.Duration
	if err != nil {
		return 0, err
	}
	length, err := time.ParseDuration(cmp.Or(rest, "0s"))
	return time.Duration(n)*day + length, err
}

// brief is d without the parts that are zero: "5m" for Go's "5m0s".
func brief(d time.Duration) string { return tidy(d.String()) }

var zeroParts = regexp.MustCompile(`\b(\d+h)?(\d+m)?0s\b`)

// tidy shortens the lengths of time in text.
func tidy(text string) string {
	return zeroParts.ReplaceAllStringFunc(text, func(length string) string {
		if length == "0s" {
			return length
		}
		length = strings.TrimSuffix(length, "0s")
		if hours, whole := strings.CutSuffix(length, "h0m"); whole {
			return hours + "h"
		}
		return length
	})
}
