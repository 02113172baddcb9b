package config

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strings"

	"go.yaml.in/yaml/v3"
)

// schema is a JSON Schema, draft 7, in the part that the vocabulary needs.
type schema struct {
	Version       string             `json:"$schema,omitempty"`
	Title         string             `json:"title,omitempty"`
	Description   string             `json:"description,omitempty"`
	Type          string             `json:"type,omitempty"`
	AnyOf         []*schema          `json:"anyOf,omitempty"`
	Enum          []any              `json:"enum,omitempty"`
	Pattern       string             `json:"pattern,omitempty"`
	MaxLength     int                `json:"maxLength,omitempty"`
	Minimum       any                `json:"minimum,omitempty"`
	Maximum       any                `json:"maximum,omitempty"`
	Items         *schema            `json:"items,omitempty"`
	MinItems      int                `json:"minItems,omitempty"`
	MaxItems      int                `json:"maxItems,omitempty"`
	Properties    map[string]*schema `json:"properties,omitempty"`
	Required      []string           `json:"required,omitempty"`
	Names         *schema            `json:"propertyNames,omitempty"`
	MaxProperties int                `json:"maxProperties,omitempty"`
	Additional    any                `json:"additionalProperties,omitempty"`
	Examples      []any              `json:"examples,omitempty"`

	says string // the values in words, where the schema's own cannot say it
}

//go:generate go run ./generate

// Schema is the JSON Schema of shipway.yaml, which editors complete and check with.
func Schema() []byte {
	root := fileKeys(&fileDoc{}).schema()
	root.Version, root.Title = "http://json-schema.org/draft-07/schema#", "shipway.yaml"
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(root); err != nil {
		panic(err) // a schema holds nothing that JSON cannot
	}
	return b.Bytes()
}

func (m mapping) schema() *schema {
	all := &schema{Type: "object", Additional: false, Properties: map[string]*schema{}}
	for _, k := range m {
		one := k.is.schema()
		one.Description = k.says
		if k.absent != "" {
			one.Description += " Default: " + strings.ReplaceAll(k.absent, "`", "") + "."
		}
		if k.example != "" {
			one.Examples = []any{k.exampleValue()}
		}
		if k.give != "" {
			all.Required = append(all.Required, k.name)
		}
		all.Properties[k.name] = one
	}
	return all
}

// exampleValue is the example as a value.
func (k key) exampleValue() (value any) {
	if err := yaml.Unmarshal([]byte(k.example), &value); err != nil {
		panic(k.name + ": " + err.Error()) // a key's example is YAML
	}
	return value
}

func (e entries) schema() *schema {
	all := &schema{Type: "object", Additional: e.of().schema()}
	if e.form != anything {
		all.Names = &schema{Pattern: e.form.String()}
	}
	return all
}

func (l list) schema() *schema {
	all := &schema{Type: "array", Items: l.each(new(string)).schema(), MaxItems: l.most}
	if l.empty != "" {
		all.MinItems = 1
	}
	return all
}

func (t table) schema() *schema {
	return &schema{Type: "object", Additional: t.each(new(string)).schema(), MaxProperties: t.most, says: t.what}
}

func (t text) schema() *schema {
	one := &schema{Type: "string", MaxLength: cmp.Or(t.most, defaultMost), says: t.want}
	if t.form != nil {
		one.Pattern = strings.NewReplacer(`\p{L}\p{N}`, `\w\u0080-\uffff`).Replace(t.form.String())
	}
	return one
}

func (c choice) schema() *schema {
	one := &schema{Type: "string"}
	for _, word := range c.options {
		one.Enum = append(one.Enum, word)
	}
	if len(c.options) > shortList {
		one.says = c.like
	}
	return one
}

func (w whole) schema() *schema {
	one := &schema{Type: "integer", says: strings.TrimSpace(w.allowed() + " " + w.unit)}
	for _, n := range w.only {
		one.Enum = append(one.Enum, n)
	}
	if len(w.only) == 0 {
		one.Minimum, one.Maximum = w.low, w.high
	}
	return one
}

func (truth) schema() *schema { return &schema{Type: "boolean", says: "true or false"} }

func (d span) schema() *schema {
	return &schema{Type: "string", Pattern: duration.String(), says: brief(d.low) + " to " + brief(d.high)}
}
