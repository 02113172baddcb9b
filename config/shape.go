package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// A shape is the form of a value. It is the one source of what a file may hold: reading, the JSON Schema and the
// reference page all come from it.
type shape interface {
	// read stores what node holds, or reports why it cannot.
	read(s *scope, at place, node *yaml.Node)
	// schema is what an editor may know about the value.
	schema() *schema
}

// key is one key of a mapping.
type key struct {
	name    string // in the file
	field   string // in Go, below the value that the mapping becomes
	is      shape
	says    string // what it is for, as a sentence
	absent  string // what happens without it; empty when it is required
	give    string // what to give when it is missing; empty when it may be
	code    string // of the rule that it must be given
	example string // in YAML
	as      string // where else its keys are explained; empty: where they stand
}

// mapping is a fixed set of keys.
type mapping []key

// name writes down the keys of m and below by Go field, given or not. What stands in a list, or under a name that the file
// chooses, is written down when it is read.
func (m mapping) name(names map[string]string, at place) map[string]string {
	for _, k := range m {
		child := at.child(k, nil)
		names[child.field] = child.key
		switch below := k.is.(type) {
		case mapping:
			below.name(names, child)
		case toggle:
			below.keys.name(names, child)
		}
	}
	return names
}

// The keys of a file, of an environment and of a service are the same for all.
var (
	namesOfFile        = sync.OnceValue(func() map[string]string { return fileKeys(&fileDoc{}).name(map[string]string{}, place{}) })
	namesOfEnvironment = sync.OnceValue(func() map[string]string { return environmentKeys(&environmentDoc{}).name(map[string]string{}, place{}) })
	namesOfService     = sync.OnceValue(func() map[string]string { return serviceKeys(&serviceDoc{}).name(map[string]string{}, place{}) })
)

func (m mapping) read(s *scope, at place, node *yaml.Node) {
	if _, known := s.names[join(at.field, m[0].field)]; !known {
		for _, k := range m {
			child := at.child(k, nil)
			s.listed[child.field] = child.key
		}
	}
	what := "a mapping"
	if node.Kind != yaml.MappingNode {
		what += ", such as " + m.sample()
	}
	if !s.open(at, node, yaml.MappingNode, what) {
		return
	}
	present := map[string]bool{}
	for i := 0; i < len(node.Content); i += 2 {
		present[node.Content[i].Value] = true
	}
	for i := 0; i < len(node.Content); i += 2 {
		name, value := node.Content[i], node.Content[i+1]
		if s.bad[name] {
			continue
		}
		k, known := m.named(name.Value)
		if known {
			k.is.read(s, at.child(k, name), value)
			continue
		}
		near := check.Nearest(name.Value, m.allNames())
		if k, known = m.named(near); known && !present[near] { // meant, and so neither missing nor readable
			present[near], s.broken[join(at.field, k.field)] = true, true
		}
		s.refuse(at.entry(name.Value, name), name, "", m.unknown(near), "CFG-008")
	}
	for _, k := range m {
		if k.give != "" && !present[k.name] && !s.override {
			s.missing(join(at.field, k.field), k.give, k.code)
		}
	}
}

// sample is a mapping of the required keys, or of the first.
func (m mapping) sample() string {
	var parts []string
	for _, k := range m {
		if k.give != "" && k.example != "" {
			parts = append(parts, k.name+": "+k.example)
		}
	}
	if below, is := m[0].is.(mapping); is && len(parts) == 0 {
		parts = []string{m[0].name + ": " + below.sample()}
	} else if len(parts) == 0 {
		parts = []string{m[0].name + ": " + m[0].example}
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

func (m mapping) allNames() (names []string) {
	for _, k := range m {
		names = append(names, k.name)
	}
	return names
}

func (m mapping) named(name string) (key, bool) {
	i := slices.IndexFunc(m, func(k key) bool { return k.name == name })
	if i < 0 {
		return key{}, false
	}
	return m[i], true
}

func (m mapping) unknown(near string) string {
	if near != "" {
		return "unknown key; did you mean " + near + "?"
	}
	return "unknown key; want one of " + strings.Join(m.allNames(), ", ")
}

// open reports node unless it is of kind, and remembers where it is when it is.
func (s *scope) open(at place, node *yaml.Node, kind yaml.Kind, what string) bool {
	switch {
	case s.bad[node] && node.Kind != kind:
		s.broken[at.field] = true
		return false
	case node.Kind != kind:
		s.refuse(at, node, content(node), "want "+what, "CFG-015")
		return false
	}
	s.found(at, node)
	return true
}

// entries is a mapping whose keys are names that the file chooses.
type entries struct {
	of    func() shape // the form of each value, for editors
	each  func(s *scope, at place, name string, value *yaml.Node)
	what  string         // what is named, in the plural
	form  *regexp.Regexp // what a name looks like
	want  string         // what a name looks like, in words
	code  string         // of the rule about names
	clash string         // code of the rule about names that differ only by case
}

func (e entries) read(s *scope, at place, node *yaml.Node) {
	if !s.open(at, node, yaml.MappingNode, "a mapping of "+e.what+" by name") {
		return
	}
	names, lower := map[string]bool{}, map[string]string{}
	for i := 0; i < len(node.Content); i += 2 {
		name, value := node.Content[i], node.Content[i+1]
		if name.Kind != yaml.ScalarNode || name.Tag == "!!merge" || names[name.Value] {
			s.unsure = true
			continue
		}
		child := at.entry(name.Value, name)
		other, clashes := lower[strings.ToLower(name.Value)]
		switch {
		case s.bad[name]:
			s.broken[child.field] = true
		case clashes && e.clash != "" && e.form.MatchString(other):
			s.refuse(child, name, "", fmt.Sprintf("differs from %s only by case: want another name", segment(other)), e.clash)
		case !e.form.MatchString(name.Value):
			s.refuse(child, name, "", "want "+e.want, e.code)
		}
		names[name.Value], lower[strings.ToLower(name.Value)] = true, name.Value
		e.each(s, child, name.Value, value)
	}
}

// list is a list of texts.
type list struct {
	to    *[]string
	each  func(to *string) shape
	most  int // longer lists are refused
	code  string
	empty string // why it must not be empty; empty when it may
}

func (l list) read(s *scope, at place, node *yaml.Node) {
	if !s.open(at, node, yaml.SequenceNode, "a list, such as [a, b]") {
		return
	}
	switch {
	case len(node.Content) > l.most:
		s.refuse(at, node, fmt.Sprintf("%d items", len(node.Content)), fmt.Sprintf("want at most %d", l.most), l.code)
		return
	case len(node.Content) == 0 && l.empty != "":
		s.refuse(at, node, "an empty list", l.empty, l.code)
		return
	}
	items := make([]string, len(node.Content))
	for i, item := range node.Content {
		l.each(&items[i]).read(s, at.item(i, item), item)
	}
	*l.to = items
}

// table is a mapping of texts by names that the file chooses. Reading a second one adds to it.
type table struct {
	to   *map[string]string
	each func(to *string) shape
	what string
	most int
	name func(string) string // what a name should be, or nothing when it is; nil: any name will do
	fold bool                // whether names that differ only by case are one name
	code string              // of the rules about names and their number
}

func (t table) read(s *scope, at place, node *yaml.Node) {
	if !s.open(at, node, yaml.MappingNode, "a mapping of "+t.what) {
		return
	}
	if n := len(node.Content) / 2; n > t.most {
		s.refuse(at, node, fmt.Sprintf("%d names", n), fmt.Sprintf("want at most %d", t.most), t.code)
		return
	}
	if *t.to == nil {
		*t.to = map[string]string{}
	}
	folded := map[string]string{}
	for i := 0; i < len(node.Content); i += 2 {
		name, value := node.Content[i], node.Content[i+1]
		child := at.entry(name.Value, name)
		if s.bad[name] {
			s.broken[child.field] = true
			continue
		}
		other, again := folded[strings.ToLower(name.Value)]
		if again && t.fold && other != name.Value {
			s.refuse(child, name, "", oneTag(other), t.code)
			continue
		}
		folded[strings.ToLower(name.Value)] = name.Value
		if t.name != nil && t.name(name.Value) != "" {
			s.refuse(child, name, "", t.name(name.Value), t.code)
			continue
		}
		var text string
		t.each(&text).read(s, child, value)
		(*t.to)[name.Value] = text
	}
}
