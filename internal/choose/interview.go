package choose

import (
	"slices"
	"strings"
)

// asked is the order of the questions: what decides most comes first, and what only matters beside another answer comes
// after it.
var asked = []string{
	"kind", "protocol", "gpu", "cpu", "memory", "state", "ports", "scratch", "whole-host", "architecture", "strategy",
	"codedeploy", "spot", "kubernetes", "services", "compliance", "budget", "tasks", "account", "nat", "traffic", "region",
}

// Questions are the options in the order in which they are asked.
func Questions() (all []Option) {
	for _, flag := range asked {
		all = append(all, options[slices.IndexFunc(options, func(o Option) bool { return o.Flag == flag })])
	}
	return all
}

// Matters says whether an answer to the option would change what is chosen, after the answers that are in c. Answers
// that cannot be given together with those do not count.
func (o Option) Matters(c Constraints) bool {
	now := chosen(c)
	return slices.ContainsFunc(o.probes, func(value string) bool {
		other := c
		return o.Take(&other, value) == nil && other.Validate() == nil && chosen(other) != now
	})
}

// chosen is the runtime that c leads to, or empty.
func chosen(c Constraints) string {
	if d := decide(c.WithDefaults()); d.Choice != nil {
		return string(d.Choice.Runtime)
	}
	return ""
}

// Command is the command line that gives the constraints.
func (c Constraints) Command() string {
	words := []string{"shipway choose"}
	for _, o := range options {
		text := o.Text(c)
		switch {
		case text == "" || text == o.Default():
		case o.Switch():
			words = append(words, "-"+o.Flag)
		default:
			words = append(words, "-"+o.Flag+" "+text)
		}
	}
	return strings.Join(words, " ")
}
