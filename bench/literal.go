package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

const lineWidth = 100 // lineWidth is where a JavaScript literal is broken over several lines.

var identifier = regexp.MustCompile(`^[A-Za-z_$][A-Za-z0-9_$]*$`)

// literal is the JavaScript expression for a wire value, on one line where it fits behind indent.
func (t *twin) literal(value any, indent string) string {
	flat := t.flat(value)
	if len(indent)+len(flat) <= lineWidth {
		return flat
	}
	deeper := indent + "  "
	lines := []string{}
	switch v := unwrap(value).(type) {
	case []any:
		for _, element := range v {
			lines = append(lines, deeper+t.literal(element, deeper))
		}
		return "[\n" + strings.Join(lines, ",\n") + ",\n" + indent + "]"
	case map[string]any:
		if reference(v) != "" || v["$jsii.enum"] != nil || v["$jsii.date"] != nil {
			return flat
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if v[key] != nil {
				lines = append(lines, deeper+property(key)+": "+t.literal(v[key], deeper))
			}
		}
		return "{\n" + strings.Join(lines, ",\n") + ",\n" + indent + "}"
	}
	return flat
}

// flat is the JavaScript expression for a wire value, on one line.
func (t *twin) flat(value any) string {
	switch v := unwrap(value).(type) {
	case nil:
		return "undefined"
	case bool:
		return fmt.Sprint(v)
	case json.Number:
		return t.number(v)
	case string:
		return t.string(v)
	case []any:
		elements := []string{}
		for _, element := range v {
			elements = append(elements, t.flat(element))
		}
		return "[" + strings.Join(elements, ", ") + "]"
	case map[string]any:
		return t.object(v)
	default:
		t.fail("a value of type %T", value)
		return "undefined"
	}
}

// object is the expression for a wire value that is a JSON object: a reference, an enum member, a date or plain keys.
// The kernel leaves keys without a value out, and so does this.
func (t *twin) object(fields map[string]any) string {
	if id := reference(fields); id != "" {
		return t.name(id)
	}
	if member := text(fields["$jsii.enum"]); member != "" {
		name, constant, _ := strings.Cut(member, "/")
		return t.class(name) + "." + constant
	}
	if date := text(fields["$jsii.date"]); date != "" {
		return "new Date(" + quote(date) + ")"
	}
	properties := []string{}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		if fields[key] != nil {
			properties = append(properties, property(key)+": "+t.flat(fields[key]))
		}
	}
	if len(properties) == 0 {
		return "{}"
	}
	return "{ " + strings.Join(properties, ", ") + " }"
}

// unwrap takes the protocol's envelope off a map or a struct.
func unwrap(value any) any {
	fields, _ := value.(map[string]any)
	if inner, ok := fields["$jsii.map"]; ok {
		return inner
	}
	if described, ok := fields["$jsii.struct"].(map[string]any); ok {
		return described["data"]
	}
	return value
}

// property is key as it stands in an object literal.
func property(key string) string {
	if identifier.MatchString(key) {
		return key
	}
	return quote(key)
}

// quote is s as a JavaScript string.
func quote(s string) string {
	var out bytes.Buffer
	plain := json.NewEncoder(&out)
	plain.SetEscapeHTML(false)
	if err := plain.Encode(s); err != nil {
		panic(err) // a string can always be encoded
	}
	return strings.TrimSpace(out.String())
}
