package program

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// selection is the environment that the context key env selects, "" for all. The error lists the names.
func selection(context map[string]any, names []string) (string, error) {
	value, given := context[selected]
	if !given {
		return "", nil
	}
	name, isText := value.(string)
	if isText && slices.Contains(names, name) {
		return name, nil
	}
	text := fmt.Sprintf("-c env=%s: no such environment; want %s", oneLine(fmt.Sprint(value)), strings.Join(names, ", "))
	if near := check.Nearest(name, names); near != "" {
		text += "; did you mean " + near + "?"
	}
	return "", fmt.Errorf("%s [CLI-001]", text)
}
