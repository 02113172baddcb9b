package synthtest

import (
	"fmt"
	"strings"
)

// Any matches every value that is there.
func Any() Matcher { return anything{} }

// Absent matches a key that is not there.
func Absent() Matcher { return absent{} }

// Text matches a string that contains part, or any other value whose JSON does.
func Text(part string) Matcher { return text{part} }

// Containing matches a list that has an element for each of elements, in any order, and may have more.
func Containing(elements ...any) Matcher { return containing{elements} }

type anything struct{}

func (anything) differences(path string, _ any, ok bool) []string {
	if ok {
		return nil
	}
	return differ(path, "any value", "nothing")
}

type absent struct{}

func (absent) differences(path string, got any, ok bool) []string {
	if !ok {
		return nil
	}
	return differ(path, "nothing", show(got))
}

type text struct{ part string }

func (m text) differences(path string, got any, ok bool) []string {
	said, isText := got.(string)
	if !isText {
		said = show(got)
	}
	if ok && strings.Contains(said, m.part) {
		return nil
	}
	return differ(path, fmt.Sprintf("a text with %q", m.part), show(got))
}

type containing struct{ elements []any }

func (m containing) differences(path string, got any, ok bool) (wrong []string) {
	list, isList := got.([]any)
	if !ok || !isList {
		return differ(path, "a list", show(got))
	}
	for i, want := range m.elements {
		found := false
		for _, inner := range list {
			found = found || len(Diff(want, inner)) == 0
		}
		if !found {
			wrong = append(wrong, differ(path, fmt.Sprintf("an element %d like %s", i, show(want)), show(got))...)
		}
	}
	return wrong
}
