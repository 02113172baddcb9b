package delivery

import (
	"slices"
	"strings"
)

// Names are the names of what the pipeline of one service makes in the tools account.
type Names struct {
	// Service is the service; of the application's own pipeline it is "infrastructure". Required.
	Service string
	// Application makes it the application's own pipeline. Default: false.
	Application bool
	// Reviews says that pull requests have a pipeline of their own, as those of a Connection. Default: false.
	Reviews bool
	// Tries says that versions have tests of their own. Default: false.
	Tries bool
}

// All are the names, less "<app>-delivery-", each after the kind of what is called so. One that ends in * stands for all that
// begin so: each environment has its own, and roles are given all of them.
func (n Names) All() (all []string) {
	add := func(kind string, names ...string) {
		for _, one := range names {
			all = append(all, kind+" "+n.Service+one)
		}
	}
	add("pipeline", "")
	if n.Reviews {
		add("pipeline", "-reviews")
	}
	add("project", "-secrets", "-pullrequest", "-judge")
	add("role", "-pipeline", "-judge")
	if n.Application {
		add("project", "-synth", "-diff", "-deploy-*", "-verify-*")
		add("role", "-diff", "-deploy-*")
		return all
	}
	add("project", "-test", "-image", "-scan", "-release-*")
	add("role", "-release", "-watch")
	if n.Tries {
		add("project", "-try-*")
	}
	return all
}

// Clash says what the pipelines of n and other would both call so, or nothing where each has names of its own.
func (n Names) Clash(other Names) string {
	for _, one := range n.All() {
		for _, another := range other.All() {
			if one == another || begins(one, another) || begins(another, one) {
				return one
			}
		}
	}
	return ""
}

// begins says whether name is among those that pattern stands for.
func begins(name, pattern string) bool {
	start, many := strings.CutSuffix(pattern, "*")
	return many && strings.HasPrefix(name, start)
}

// Has says whether something of that kind is called name in the pipeline.
func (n Names) Has(kind, name string) bool {
	return slices.ContainsFunc(n.All(), func(one string) bool { return one == kind+" "+name || begins(kind+" "+name, one) })
}
