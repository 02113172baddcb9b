package workflow

import (
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// object is a YAML mapping whose keys keep their order. An entry without a key is none.
type object []entry

// entry is one key of an object and its value. The note is a comment behind the value.
type entry struct {
	key   string
	value any // string, int, bool, []string, []any, object or script
	note  string
}

// script is text of several lines that is written as it is read.
type script string

// render is the object as YAML below the comment head.
func render(head string, o object) string {
	var b strings.Builder
	b.WriteString(head)
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(node(o)); err != nil {
		panic(err) // unreachable: the nodes are made below
	}
	return b.String()
}

// node is a value as the encoder takes it.
func node(value any) *yaml.Node {
	switch v := value.(type) {
	case object:
		all := &yaml.Node{Kind: yaml.MappingNode}
		for _, e := range v {
			if e.key == "" {
				continue
			}
			inner := node(e.value)
			inner.LineComment = e.note
			all.Content = append(all.Content, key(e.key), inner)
		}
		if len(v) == 0 {
			all.Style = yaml.FlowStyle
		}
		return all
	case []string:
		all := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
		for _, one := range v {
			all.Content = append(all.Content, scalar(one))
		}
		return all
	case []any:
		all := &yaml.Node{Kind: yaml.SequenceNode}
		for _, one := range v {
			all.Content = append(all.Content, node(one))
		}
		return all
	case script:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: string(v), Style: yaml.LiteralStyle}
	case int:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: strconv.Itoa(v)}
	case bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: strconv.FormatBool(v)}
	}
	return scalar(value.(string))
}

// plain is text that every reader of YAML, old or new, takes for text without quotes.
var plain = regexp.MustCompile(`^[A-Za-z$./][A-Za-z0-9$(){}/._@+ -]*[A-Za-z0-9}/)*]$|^[A-Za-z]$`)

// words are those that old readers take for something else (YAML 1.1, "Boolean Language-Independent Type" and "Null
// Language-Independent Type").
var words = regexp.MustCompile(`^(?i:y|n|yes|no|on|off|true|false|null|~)$`)

// scalar is text, in quotes unless it is plain beyond doubt.
func scalar(text string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
	if !plain.MatchString(text) || words.MatchString(text) {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// key is the name of an entry. GitHub and GitLab read "on" as it is written.
func key(name string) *yaml.Node {
	n := scalar(name)
	if name == "on" {
		n.Style = 0
	}
	return n
}
