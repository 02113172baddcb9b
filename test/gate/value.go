package gate

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// text renders a template value as one string: intrinsic functions become placeholders such as "${Key.Arn}", and
// Fn::Join and Fn::Sub are put together around them.
func text(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case map[string]any:
		return intrinsic(v)
	case []any:
		return compact(v)
	}
	return fmt.Sprint(value)
}

// intrinsic renders a map: one intrinsic function, or plain JSON.
func intrinsic(v map[string]any) string {
	name, argument := only(v)
	list, _ := argument.([]any)
	switch {
	case name == "Ref":
		return "${" + text(argument) + "}"
	case name == "Fn::GetAtt" && len(list) == 2:
		return "${" + text(list[0]) + "." + text(list[1]) + "}"
	case name == "Fn::GetAtt":
		return "${" + text(argument) + "}"
	case name == "Fn::Join" && len(list) == 2:
		parts := []string{}
		for _, part := range items(list[1]) {
			parts = append(parts, text(part))
		}
		return strings.Join(parts, text(list[0]))
	case name == "Fn::Sub" && len(list) > 0:
		return text(list[0])
	case name == "Fn::Sub":
		return text(argument)
	case strings.HasPrefix(name, "Fn::"):
		return "${" + compact(v) + "}"
	}
	return compact(v)
}

// only is the single entry of v, or nothing when v has more or fewer.
func only(v map[string]any) (string, any) {
	if len(v) == 1 {
		for name, argument := range v {
			return name, argument
		}
	}
	return "", nil
}

// items is value as a list: itself, both branches of an Fn::If, a list of one, or nothing for AWS::NoValue.
func items(value any) (all []any) {
	switch v := value.(type) {
	case nil:
		return nil
	case []any:
		for _, one := range v {
			all = append(all, branches(one)...)
		}
		return all
	}
	return branches(value)
}

// branches is what value can turn out to be: both branches of an Fn::If, nothing for AWS::NoValue, else itself.
func branches(value any) []any {
	v, isMap := value.(map[string]any)
	if !isMap {
		return []any{value}
	}
	name, argument := only(v)
	if name == "Ref" && argument == "AWS::NoValue" {
		return nil
	}
	if list, _ := argument.([]any); name == "Fn::If" && len(list) == 3 {
		return append(items(list[1]), items(list[2])...)
	}
	return []any{value}
}

// texts renders every item of value.
func texts(value any) (all []string) {
	for _, one := range items(value) {
		all = append(all, text(one))
	}
	return all
}

// dig follows keys down a value, and is nil where there is nothing.
func dig(value any, keys ...string) any {
	for _, key := range keys {
		v, _ := value.(map[string]any)
		value = v[key]
	}
	return value
}

// number is value as a number; CloudFormation takes numbers in quotes as well.
func number(value any) (float64, bool) {
	n, err := strconv.ParseFloat(text(value), 64)
	return n, err == nil
}

// walk calls visit with value and every value below it, in the order of keys, each with its path.
func walk(value any, path string, visit func(path string, value any)) {
	visit(path, value)
	switch v := value.(type) {
	case map[string]any:
		for _, key := range sorted(v) {
			walk(v[key], path+"."+key, visit)
		}
	case []any:
		for i, one := range v {
			walk(one, path+"."+strconv.Itoa(i), visit)
		}
	}
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// compact is value as JSON without spaces; keys come out sorted.
func compact(value any) string {
	line, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(line)
}
