// Package authorization knows which IAM actions exist and which of them can be limited to a resource.
//
// It judges no policy, and knows only the services in its table: for any other it says so instead of guessing.
package authorization

import (
	_ "embed"
	"strings"
)

//go:generate go run ./generate $IAM_DATA actions.txt

//go:embed actions.txt
var table string

// Action is one IAM action.
type Action struct {
	// Name is the action as AWS spells it, such as "ecs:RunTask".
	Name string
	// HasResource says whether a policy can name the resource the action is allowed on.
	HasResource bool
}

var actions, services = parse(table)

// Find is the action called name, in any case as IAM reads it.
func Find(name string) (Action, bool) {
	action, known := actions[strings.ToLower(name)]
	return action, known
}

// Service says whether the table has the service with that prefix, such as "ecs".
func Service(prefix string) bool { return services[strings.ToLower(prefix)] }

// parse reads the table: a line with a service prefix, then lines of its actions behind '+' or '-'.
func parse(text string) (map[string]Action, map[string]bool) {
	all, known, prefix := map[string]Action{}, map[string]bool{}, ""
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || words[0] == "#":
		case words[0] == "+" || words[0] == "-":
			for _, word := range words[1:] {
				name := prefix + ":" + word
				all[strings.ToLower(name)] = Action{Name: name, HasResource: words[0] == "+"}
			}
		default:
			prefix = words[0]
			known[prefix] = true
		}
	}
	return all, known
}
