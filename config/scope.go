package config

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// reader collects the problems of one file. At most one is kept for a path, so that a mistake is never reported with
// its consequences.
type reader struct {
	file         string
	problems     []Problem
	seen         map[string]int      // index of the problem at a path
	limited      map[int][]string    // environments of a problem with a value that all environments share
	bad          map[*yaml.Node]bool // reported; reading them says nothing more
	environments []string            // names in the file, in promotion order
	unsure       bool                // whether some of those are not what was meant
}

func newReader(file string) *reader {
	return &reader{file: file, seen: map[string]int{}, limited: map[int][]string{}, bad: map[*yaml.Node]bool{}}
}

// add keeps p unless its path has a problem already, and returns where it is kept.
func (r *reader) add(p Problem) int {
	id := p.Path
	if id == "" {
		id = fmt.Sprint(p.Line, p.Column, p.Code)
	}
	if i, seen := r.seen[id]; seen {
		return i
	}
	p.File = r.file
	r.seen[id] = len(r.problems)
	r.problems = append(r.problems, p)
	return len(r.problems) - 1
}

// whole adds a problem with the file as a whole.
func (r *reader) whole(code, given, want string) {
	r.add(Problem{Given: given, Want: want, Code: code})
}

// result is all problems in the order of the file. A shared value that only some environments refuse says which.
func (r *reader) result() []Problem {
	for i, names := range r.limited {
		if len(names) < len(r.environments) {
			r.problems[i].Want = "in " + segment(names[0]) + ": " + r.problems[i].Want
		}
	}
	return sorted(r.problems)
}

// scope is one value being read with all its keys: the file, one environment, or one service in one environment. It
// knows where in the file each Go field of the value was given, and so where a rule about that field is reported.
type scope struct {
	*reader
	environment string            // the environment a service is read for; empty: none
	override    bool              // whether what is read now stands under "in"
	partial     bool              // whether what differs may be under a name that is not an environment's
	root        place             // where the value itself stands
	names       map[string]string // every key of the value by Go field, given or not
	listed      map[string]string // those in lists and under names, once they are read
	spots       map[string]spot   // the given ones
	broken      map[string]bool   // those with a value that cannot be read
}

func (r *reader) scope(root place, names map[string]string, environment string) *scope {
	return &scope{reader: r, environment: environment, root: root, names: names, listed: map[string]string{},
		spots: map[string]spot{}, broken: map[string]bool{}}
}

// place is where a value belongs: its path in the file, its path below the scope's root, and the Go field it becomes.
type place struct {
	path, key, field string
	node             *yaml.Node // what introduces the value: its key, or the list item; nil at the top of the file
}

func (p place) child(k key, node *yaml.Node) place {
	return place{join(p.path, k.name), join(p.key, k.name), join(p.field, k.field), node}
}

func (p place) entry(name string, node *yaml.Node) place {
	return place{join(p.path, segment(name)), join(p.key, segment(name)), join(p.field, name), node}
}

func (p place) item(i int, node *yaml.Node) place {
	index := fmt.Sprintf("[%d]", i)
	return place{p.path + index, p.key + index, p.field + index, node}
}

// spot is where a value was given.
type spot struct {
	place
	value    *yaml.Node
	override bool
}

// found remembers that at holds a value that could be read.
func (s *scope) found(at place, value *yaml.Node) {
	if _, known := s.names[at.field]; !known {
		s.listed[at.field] = at.key
	}
	if _, shared := s.spots[at.field]; !shared || value.Kind != yaml.MappingNode { // mappings are merged into the first
		s.spots[at.field] = spot{at, value, s.override}
	}
}

// given says whether the file gives field, readable or not.
func (s *scope) given(field string) bool {
	_, found := s.spots[field]
	return found || s.broken[field]
}

// refuse reports a value that cannot be read.
func (s *scope) refuse(at place, value *yaml.Node, given, want, code string) {
	s.broken[at.field] = true
	p := Problem{Line: value.Line, Column: value.Column, Path: at.path, Given: given, Want: want, Code: code}
	s.problem(p, s.override)
}

// reject reports the value of field by a rule.
func (s *scope) reject(field, want, code string) {
	at := s.spots[field]
	s.rule(field, check.Problem{Given: content(at.value), Want: want, Code: code})
}

// count reports that field holds too many of something.
func (s *scope) count(field, given string, most int, code string) {
	s.rule(field, check.Problem{Given: given, Want: fmt.Sprintf("want at most %d", most), Code: code})
}

// missing reports that nothing is given for field.
func (s *scope) missing(field, give, code string) {
	if !s.partial {
		s.rule(field, check.Problem{Want: give, Code: code})
	}
}

// rules reports what a Validate found in the value of field, at the place of each field it names.
func (s *scope) rules(field string, err error) {
	s.rulesAs(field, err, func(name string) string { return name })
}

// rulesAs is rules for a value whose fields the file keeps elsewhere: at says where.
func (s *scope) rulesAs(field string, err error, at func(name string) string) {
	var found *check.Error
	if errors.As(err, &found) {
		for _, p := range found.Problems {
			s.rule(strings.Trim(field+"."+at(p.Field), "."), p)
		}
	}
}

// rule reports p about field where the value was given that causes it: at the field itself; when another field that
// the rule names was overridden later, at that one; when nothing was given, at what should hold it.
func (s *scope) rule(field string, p check.Problem) {
	others, want := s.translate(field, tidy(p.Want))
	if s.spoiled(field) || slices.ContainsFunc(others, func(other string) bool { return s.broken[other] }) {
		return
	}
	s.broken[field] = true // a later rule that builds on it has nothing new to say
	at, found := s.spots[field]
	given, path := cmp.Or(shortened(p.Given), "missing"), at.path
	switch {
	case credential(given):
		given = notShown
	case given[0] != '"':
		given = tidy(given)
	}
	for _, other := range others {
		if cause, ok := s.spots[other]; ok && (!found || cause.override && !at.override) {
			want = fmt.Sprintf("with it, %s is %s: %s", s.key(field), given, want)
			at, found, given, path = cause, true, content(cause.value), cause.path
		}
	}
	if !found {
		if given == `""` {
			given = "missing"
		}
		at = s.holder(field)
		path = at.path
		if rest := strings.Trim(strings.TrimPrefix(s.key(field), at.key), "."); strings.HasPrefix(rest, "[") {
			path += rest
		} else {
			path = join(path, rest)
		}
	}
	if at.value == nil {
		at.value = &yaml.Node{Line: 1, Column: 1}
	}
	line, column := at.value.Line, at.value.Column
	s.problem(Problem{Line: line, Column: column, Path: path, Given: given, Want: want, Code: p.Code}, at.override)
}

// key is how the file writes field, or empty when it has no such key.
func (s *scope) key(field string) string { return cmp.Or(s.names[field], s.listed[field]) }

// spoiled says whether field, or what it stands in, is reported already.
func (s *scope) spoiled(field string) bool {
	for ; field != ""; field = field[:max(0, strings.LastIndexAny(field, ".["))] {
		if s.broken[field] {
			return true
		}
	}
	return false
}

// hurt says whether field, or something in it, is reported already.
func (s *scope) hurt(field string) bool {
	for broken := range s.broken {
		if strings.HasPrefix(broken, field+".") || strings.HasPrefix(broken, field+"[") {
			return true
		}
	}
	return s.spoiled(field)
}

// holder is what introduces the nearest value around field that is given.
func (s *scope) holder(field string) spot {
	for field != "" {
		field = field[:max(0, strings.LastIndexAny(field, ".["))]
		if at, ok := s.spots[field]; ok && at.node != nil {
			return spot{at.place, at.node, at.override}
		}
	}
	return spot{place: s.root, value: s.root.node}
}

// goName finds what may be a field; AWS Secrets Manager is not one.
var goName = regexp.MustCompile(`\bSecrets Manager\b|\b[A-Z]\w*`)

// translate finds the fields beside field that want names in Go, and writes them as the file does.
func (s *scope) translate(field, want string) (others []string, translated string) {
	above := func(field string) string { return field[:max(0, strings.LastIndexByte(field, '.'))] }
	parent := above(field)
	translated = goName.ReplaceAllStringFunc(want, func(word string) string {
		for under := parent; ; under = above(under) {
			if key := s.key(join(under, word)); key != "" {
				if other := join(under, word); under == parent && other != field {
					others = append(others, other)
				}
				return key[strings.LastIndexByte(key, '.')+1:]
			}
			if under == "" {
				return word
			}
		}
	})
	return others, translated
}

var (
	// partitioned is the partition in an ARN.
	partitioned = regexp.MustCompile(`^arn:([^:]*):`)
	// free are fields that say what their reader likes, to a container or about a resource.
	free = regexp.MustCompile(`(?:^|\.)(?:Command\[|Config\.|Health\[|Tags\.|Variables\.)`)
)

// checkPartitions reports every ARN of another partition than the one of the environment, if it is known.
func (s *scope) checkPartitions(partition string) {
	for _, field := range slices.Sorted(maps.Keys(s.spots)) {
		value := s.spots[field].value
		if value == nil || value.Kind != yaml.ScalarNode || free.MatchString(field) {
			continue
		}
		if m := partitioned.FindStringSubmatch(value.Value); m != nil && partition != "" && m[1] != partition {
			s.reject(field, "want an ARN in partition "+partition, "ENV-010")
		}
	}
}

// problem adds p. A value that all environments share may be wrong in some of them only.
func (s *scope) problem(p Problem, override bool) {
	before := len(s.problems)
	i := s.add(p)
	shared := i == before || len(s.limited[i]) > 0
	if s.environment != "" && !override && shared && !slices.Contains(s.limited[i], s.environment) {
		s.limited[i] = append(s.limited[i], s.environment)
	}
}

// content is a value as it may be printed.
func content(value *yaml.Node) string {
	switch {
	case value == nil:
		return ""
	case value.Kind == yaml.MappingNode:
		return "a mapping"
	case value.Kind == yaml.SequenceNode:
		return "a list"
	case value.ShortTag() == "!!null":
		return "nothing"
	case value.ShortTag() == "!!str":
		return printed(value.Value)
	}
	return shortened(value.Value)
}
