package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// deepest is how far mappings and lists may be nested. The vocabulary needs seven levels.
const deepest = 50

var yamlError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// document is the root of the one YAML document in data, or nil when that was reported.
func (r *reader) document(data []byte) *yaml.Node {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var first, second yaml.Node
	if err := decoder.Decode(&first); err != nil {
		r.syntax(err, data)
		return nil
	}
	if err := decoder.Decode(&second); err == nil {
		r.add(Problem{Line: second.Line, Column: second.Column, Want: "a second document begins: want one", Code: "CFG-007"})
		return nil
	} else if !errors.Is(err, io.EOF) {
		r.syntax(err, data)
		return nil
	}
	root := first.Content[0]
	if root.Kind == yaml.ScalarNode && root.ShortTag() == "!!null" {
		r.syntax(io.EOF, data)
		return nil
	}
	if deep := below(root, deepest); deep != nil {
		want := fmt.Sprintf("nested deeper than %d", deepest)
		r.add(Problem{Line: deep.Line, Column: deep.Column, Want: want, Code: "CFG-011"})
		return nil
	}
	return root
}

// below is the first node more than depth levels below node, or nil.
func below(node *yaml.Node, depth int) *yaml.Node {
	if depth < 0 {
		return node
	}
	for _, child := range node.Content {
		if deep := below(child, depth-1); deep != nil {
			return deep
		}
	}
	return nil
}

// unknownAnchor finds the one message that has no line.
var unknownAnchor = regexp.MustCompile(`^unknown anchor '(.*)' referenced$`)

// parsed finds messages of the parser, which counts lines from zero; the scanner counts from one.
var parsed = regexp.MustCompile(`^did not find expected (?:node content|key|'-' indicator|',' or|<document start>)`)

// syntax reports what keeps data from being YAML.
func (r *reader) syntax(err error, data []byte) {
	if errors.Is(err, io.EOF) {
		r.add(Problem{Line: 1, Column: 1, Code: "CFG-004",
			Want: "file is empty: give at least version, app, owner and environments"})
		return
	}
	m := yamlError.FindStringSubmatch(strings.ReplaceAll(err.Error(), "\n", " "))
	if m == nil {
		m = []string{"", "", err.Error()}
	}
	line, _ := strconv.Atoi(m[1])
	if parsed.MatchString(m[2]) {
		line++
	}
	p := Problem{Line: max(1, line), Column: 1, Given: "not YAML", Want: m[2], Code: "CFG-006"}
	if name := unknownAnchor.FindStringSubmatch(m[2]); name != nil {
		p.Given, p.Want, p.Code = "an alias without an anchor", "want the value itself: aliases are not allowed", "CFG-010"
		before, _, _ := bytes.Cut(data, []byte("*"+name[1]))
		p.Line, p.Column = 1+bytes.Count(before, []byte("\n")), len(before)-bytes.LastIndexByte(before, '\n')
	}
	r.add(p)
}

// inspect reports, in node and below, YAML that no file needs and that hides what a file says.
func (r *reader) inspect(node *yaml.Node, path string) {
	switch {
	case node.Kind == yaml.AliasNode: // its anchor is reported
		r.bad[node] = true
		return
	case node.Anchor != "":
		r.spoil(node, path, "an anchor", "write the value out: anchors and aliases are not allowed", "CFG-010")
	case node.Style&yaml.TaggedStyle != 0:
		r.spoil(node, path, "tag "+printed(node.Tag), "YAML tags are not allowed: write the plain value", "CFG-012")
	}
	switch node.Kind {
	case yaml.ScalarNode:
		if given, want, code := suspicious(node.Value); code != "" {
			r.spoil(node, path, given, want, code)
		}
	case yaml.SequenceNode:
		for i, item := range node.Content {
			r.inspect(item, fmt.Sprintf("%s[%d]", path, i))
		}
	case yaml.MappingNode:
		r.inspectKeys(node, path)
	}
}

// inspectKeys inspects the keys of a mapping, and the values of those that can be told apart.
func (r *reader) inspectKeys(node *yaml.Node, path string) {
	lines := map[string]int{}
	for i := 0; i < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			r.spoil(key, path, "a key", "want plain text as key", "CFG-015")
			continue
		}
		at := join(path, segment(key.Value))
		given, want, code := suspicious(key.Value)
		first, again := lines[key.Value]
		switch {
		case key.Tag == "!!merge":
			r.spoil(key, at, "", "merge keys are not allowed: write the keys out", "CFG-013")
			r.bad[value] = true
			continue
		case key.Anchor != "":
			r.spoil(key, at, "an anchor", "write the key out: anchors and aliases are not allowed", "CFG-010")
		case key.Style&yaml.TaggedStyle != 0:
			r.spoil(key, at, "tag "+printed(key.Tag), "YAML tags are not allowed: write the plain key", "CFG-012")
		case again:
			r.spoil(key, at, "", fmt.Sprintf("given twice, on lines %d and %d: keep one", first, key.Line), "CFG-009")
			continue
		case code != "":
			r.spoil(key, at, given, want, code)
		case strings.ContainsAny(key.Value, "\"'\\`$"):
			r.spoil(key, at, "", "quotes, backslashes and dollar signs are not allowed in a name", "INJ-003")
		}
		lines[key.Value] = key.Line
		r.inspect(value, at)
	}
}

// spoil reports node and keeps later rules from reporting what follows from that.
func (r *reader) spoil(node *yaml.Node, path, given, want, code string) {
	r.bad[node] = true
	r.add(Problem{Line: node.Line, Column: node.Column, Path: path, Given: given, Want: want, Code: code})
}

// suspicious says what text tries to do, when it tries to be more than text.
func suspicious(text string) (given, want, code string) {
	for _, c := range text {
		switch {
		case control(c) || unicode.Is(unicode.Cf, c) || c == '\u2028' || c == '\u2029':
			return fmt.Sprintf("text with %U", c), "control, invisible and bidirectional characters are not allowed", "UNI-001"
		case unicode.Is(unicode.M, c):
			return fmt.Sprintf("text with %U", c), "combining characters are not allowed: write the composed letter", "UNI-002"
		}
	}
	for _, mark := range []string{"{{resolve:", "${AWS::", "Token["} {
		if strings.Contains(text, mark) {
			given = "text with " + strconv.Quote(mark)
			return given, "CloudFormation would replace it: write the plain value, and name secrets under secrets", "INJ-003"
		}
	}
	for _, mark := range []string{"${", "{{", "<%"} {
		if strings.Contains(text, mark) {
			return "text with " + strconv.Quote(mark), "nothing is substituted in this file: write the plain value", "CFG-017"
		}
	}
	return "", "", ""
}

// join is path with a segment added.
func join(path, segment string) string {
	if path == "" {
		return segment
	}
	return path + "." + segment
}
