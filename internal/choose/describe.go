package choose

import (
	"fmt"
	"slices"
	"strings"
)

// String says the constraints as somebody would who asks for advice: "a web service …, in eu-west-1".
func (c Constraints) String() string {
	c = c.WithDefaults()
	parts := []string{c.what()}
	add := func(is bool, format string, values ...any) {
		if is {
			parts = append(parts, fmt.Sprintf(format, values...))
		}
	}
	add(c.Traffic == Spiky, "with work that multiplies within a minute")
	add(c.Traffic == Idle, "with hours without work")
	add(c.State == Files, "with files that tasks share")
	add(c.State == Disk, "with a disk that survives a release")
	add(c.Kind == Job, "one task")
	add(c.Kind != Job && c.Services == 1, "at least %s", plural(c.Tasks, "task"))
	add(c.Kind != Job && c.Services > 1, "each with at least %s", plural(c.Tasks, "task"))
	parts[len(parts)-1] += fmt.Sprintf(" of %d CPU units and %d MiB on %s", c.CPU, c.Memory, c.Architecture)
	add(c.WholeHost, "each on a host of its own")
	add(c.GPU > 0, "%s each", plural(c.GPU, "GPU"))
	add(c.Scratch > 0, "%d GiB of local disk each", c.Scratch)
	add(c.Spot, "some of which may be stopped")
	add(c.Strategy != AnyStrategy, "with %s releases", c.Strategy)
	add(c.CodeDeploy, "with releases through CodeDeploy")
	add(c.Kubernetes != NoSkill, "in a team with Kubernetes: %s", c.Kubernetes)
	add(c.Compliance != Compliance{}, "under rules: %s", strings.ReplaceAll(c.compliance(), ",", ", "))
	add(true, "in %s", c.Region)
	add(c.Account == New, "in an account without App Runner")
	add(c.Account == AppRunner, "in an account that had App Runner")
	add(c.NAT != NoNAT, "NAT: %s", c.NAT)
	add(c.Budget > 0, "for at most %d USD a month", c.Budget)
	return strings.Join(parts, ", ")
}

// what is who gives how many services their work.
func (c Constraints) what() string {
	name := map[Kind]string{Web: "web service", Internal: "internal service", Worker: "worker", Job: "job"}[c.Kind]
	text := "a " + name
	if c.Kind == Internal {
		text = "an " + name
	}
	if c.Services > 1 {
		text = plural(c.Services, name)
	}
	if c.answers() {
		text += " over " + strings.ToUpper(string(c.Protocol)) + " on " + plural(c.Ports, "port")
	}
	return text
}

// compliance is the list as on the command line.
func (c Constraints) compliance() string {
	return options[slices.IndexFunc(options, func(o Option) bool { return o.Flag == "compliance" })].Text(c)
}

// plural is count and word, with an s unless count is 1.
func plural(count int, word string) string {
	if count != 1 {
		word += "s"
	}
	return fmt.Sprintf("%d %s", count, word)
}
