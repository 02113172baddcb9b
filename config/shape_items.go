package config

import (
	"fmt"
	"math"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// items is a list of mappings. A later list replaces an earlier one.
type items struct {
	what  string
	most  int
	code  string
	of    func() mapping      // the form of each, for editors
	start func(n int)         // makes room for n of them
	each  func(i int) mapping // the form of one, to be read
}

func (l items) read(s *scope, at place, node *yaml.Node) {
	if !s.open(at, node, yaml.SequenceNode, "a list of "+l.what) {
		return
	}
	if n := len(node.Content); n > l.most {
		s.refuse(at, node, fmt.Sprintf("%d items", n), fmt.Sprintf("want at most %d", l.most), l.code)
		return
	}
	l.start(len(node.Content))
	for i, item := range node.Content {
		l.each(i).read(s, at.item(i, item), item)
	}
}

func (l items) schema() *schema {
	return &schema{Type: "array", Items: l.of().schema(), MaxItems: l.most}
}

// toggle is true, or false, or a mapping that says more than true.
type toggle struct {
	on   *bool
	keys mapping
}

func (t toggle) read(s *scope, at place, node *yaml.Node) {
	if node.Kind != yaml.MappingNode {
		truth{t.on}.read(s, at, node)
		return
	}
	*t.on = true
	t.keys.read(s, at, node)
}

func (t toggle) schema() *schema {
	return &schema{AnyOf: []*schema{truth{}.schema(), t.keys.schema()}, says: "true or false, or a mapping"}
}

// later is a mapping that is read once for all environments, and not with the service in each of them.
type later struct{ keys func() mapping }

func (l later) read(s *scope, at place, node *yaml.Node) {
	what := "a mapping"
	if node.Kind != yaml.MappingNode {
		what += ", such as " + l.keys().sample()
	}
	s.open(at, node, yaml.MappingNode, what)
}

func (l later) schema() *schema { return l.keys().schema() }

// decimal is a number with at most one decimal.
type decimal struct {
	to        *float64
	low, high float64
	code      string
}

func (d decimal) allowed() string { return fmt.Sprintf("%g to %g", d.low, d.high) }

func (d decimal) read(s *scope, at place, node *yaml.Node) {
	want := "a number, " + d.allowed()
	if !s.scalar(at, node, want) {
		return
	}
	n, err := strconv.ParseFloat(node.Value, 64)
	plain := plainInteger.MatchString(node.Value) || plainDecimal.MatchString(node.Value)
	switch {
	case plain && quoted(node):
		s.refuse(at, node, content(node), "want "+want+", without quotes", d.code)
	case !plain && numberNotation.MatchString(node.Value):
		s.refuse(at, node, content(node), "want "+want+", in plain decimal digits", "CFG-014")
	case !plain || err != nil:
		s.refuse(at, node, content(node), "want "+want, d.code)
	case n < d.low || n > d.high || math.Abs(n*10-math.Round(n*10)) > 1e-6:
		s.refuse(at, node, content(node), "want "+d.allowed()+" in steps of 0.1", d.code)
	default:
		*d.to = n
		s.found(at, node)
	}
}

func (d decimal) schema() *schema {
	return &schema{Type: "number", says: d.allowed() + " in steps of 0.1", Minimum: d.low, Maximum: d.high}
}
