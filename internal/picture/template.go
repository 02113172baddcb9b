package picture

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// template is a CloudFormation template, as far as a picture needs it.
type template struct {
	Resources map[string]resource
	region    string // that it is deployed to; empty: nobody says
}

type resource struct {
	Type       string
	Properties map[string]any
}

func parse(text []byte) (template, error) {
	var t template
	if err := json.Unmarshal(text, &t); err != nil {
		return t, fmt.Errorf("not a CloudFormation template as JSON: %w", err)
	}
	return t, nil
}

// of are the resources of a type, in the order of their ids.
func (t template) of(kind string) (all []resource) {
	for _, id := range slices.Sorted(maps.Keys(t.Resources)) {
		if t.Resources[id].Type == kind {
			all = append(all, t.Resources[id])
		}
	}
	return all
}

// text is a value as people read it: a reference becomes the name of what it leads to.
func (t template) text(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case map[string]any:
		if len(v) == 1 {
			for function, of := range v {
				return t.function(function, of)
			}
		}
		return "…"
	case []any:
		return "…"
	}
	return fmt.Sprint(value)
}

func (t template) function(name string, of any) string {
	list, _ := of.([]any)
	switch {
	case name == "Ref":
		return t.named(t.text(of))
	case name == "Fn::GetAtt" && len(list) > 0:
		return t.named(t.text(list[0]))
	case name == "Fn::Join" && len(list) == 2:
		parts, _ := list[1].([]any)
		words := make([]string, len(parts))
		for i, one := range parts {
			words[i] = t.text(one)
		}
		return strings.Join(words, t.text(list[0]))
	case name == "Fn::Sub":
		return t.text(of)
	}
	return "…"
}

// named is the name of the resource with an id: its own where the template says it, else what its id starts with.
func (t template) named(id string) string {
	for _, property := range []string{"Name", "TopicName", "ProjectName", "RepositoryName", "BucketName", "RoleName"} {
		if name, given := t.Resources[id].Properties[property].(string); given {
			return name
		}
	}
	if len(id) > 8 && strings.Trim(id[len(id)-8:], "0123456789ABCDEF") == "" {
		return id[:len(id)-8] // CDK's hash
	}
	return id
}

// object, list and words read what is below a key; nothing is there when it is something else.
func object(of map[string]any, key string) map[string]any {
	one, _ := of[key].(map[string]any)
	return one
}

func list(of map[string]any, key string) []any {
	all, _ := of[key].([]any)
	return all
}

func (t template) words(of map[string]any, key string) (all []string) {
	for _, one := range list(of, key) {
		all = append(all, t.text(one))
	}
	return all
}

// last is what an ARN or a path ends with.
func last(arn string) string {
	return arn[strings.LastIndexAny(arn, ":/")+1:]
}
