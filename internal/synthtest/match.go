package synthtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Props are expected properties. Maps match when the resource has at least the given keys, at every depth; lists
// match element by element; a [Matcher] may stand for any value.
type Props = map[string]any

// Matcher is an expectation that is not a literal value.
type Matcher interface {
	// differences are what is wrong with got, found at path; ok says whether there is a value at all.
	differences(path string, got any, ok bool) []string
}

// Has fails the test unless a resource of the type has at least the given properties, and says how the nearest one
// differs. It returns the logical ID of the first that matches.
func (p *Template) Has(kind string, props Props) string {
	p.t.Helper()
	nearest, fewest := "", []string(nil)
	all := p.Resources(kind)
	for _, id := range slices.Sorted(maps.Keys(all)) {
		wrong := Diff(props, all[id].Properties)
		if len(wrong) == 0 {
			return id
		}
		if nearest == "" || len(wrong) < len(fewest) {
			nearest, fewest = id, wrong
		}
	}
	if nearest == "" {
		p.t.Errorf("%s has no %s; it has:%s", p.name, kind, p.list())
		return ""
	}
	p.t.Errorf("none of %d %s matches; the nearest, %s, differs in\n  %s",
		len(all), kind, nearest, strings.Join(fewest, "\n  "))
	return ""
}

// Diff are the differences between an expectation and a JSON value, one line each. Empty: it matches.
func Diff(want, got any) []string { return compare("", want, got, true) }

func compare(path string, want, got any, ok bool) []string {
	if matcher, special := want.(Matcher); special {
		return matcher.differences(path, got, ok)
	}
	if !ok {
		return differ(path, show(want), "nothing")
	}
	value := reflect.ValueOf(want)
	switch value.Kind() {
	case reflect.Map:
		return compareMaps(path, value, got)
	case reflect.Slice:
		return compareLists(path, value, got)
	}
	if show(want) != show(got) {
		return differ(path, show(want), show(got))
	}
	return nil
}

func compareMaps(path string, want reflect.Value, got any) (wrong []string) {
	object, isObject := got.(map[string]any)
	if !isObject {
		return differ(path, show(want.Interface()), show(got))
	}
	keys := make([]string, 0, want.Len())
	for _, key := range want.MapKeys() {
		keys = append(keys, key.String())
	}
	slices.Sort(keys)
	for _, key := range keys {
		inner, ok := object[key]
		wrong = append(wrong, compare(strings.TrimPrefix(path+"."+key, "."),
			want.MapIndex(reflect.ValueOf(key).Convert(want.Type().Key())).Interface(), inner, ok)...)
	}
	return wrong
}

func compareLists(path string, want reflect.Value, got any) (wrong []string) {
	list, isList := got.([]any)
	if !isList {
		return differ(path, show(want.Interface()), show(got))
	}
	if len(list) != want.Len() {
		return differ(path, fmt.Sprintf("%d elements", want.Len()), fmt.Sprintf("%d: %s", len(list), show(got)))
	}
	for i, inner := range list {
		wrong = append(wrong, compare(fmt.Sprintf("%s[%d]", path, i), want.Index(i).Interface(), inner, true)...)
	}
	return wrong
}

func differ(path, want, got string) []string {
	if path == "" {
		path = "value"
	}
	return []string{fmt.Sprintf("%s: want %s, got %s", path, want, got)}
}

// show is value as JSON, so that 2, 2.0 and a *float64 holding 2 are the same; a matcher shows as its name.
func show(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text)
}
