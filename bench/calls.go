package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// tally is how many jsii calls a recording holds, and where they go.
type tally struct {
	Total     int
	Callbacks int            // Callbacks are the questions JavaScript asked back. They are part of Total.
	ByStack   map[string]int // ByStack is keyed by construct path, such as "dev/Network"; "" is outside of every stack.
	ByMember  map[string]int // ByMember is keyed by kind, class and member.
}

// count tallies rec. A call belongs to the stack of the construct it makes or is made on; where it has none, such as a
// static method, to the stack of its first argument that has one.
func count(rec *recording) tally {
	c := counter{tally: tally{ByStack: map[string]int{}, ByMember: map[string]int{}}, paths: map[string]string{}}
	for _, each := range rec.Calls {
		c.add(each)
	}
	return c.tally
}

type counter struct {
	tally
	paths  map[string]string // paths are the construct paths objects belong to, by object id.
	stacks []string          // stacks are the construct paths of stacks.
}

func (c *counter) add(each call) {
	path, known := c.paths[each.Object]
	for i := 0; i < len(each.Args) && !known; i++ {
		path, known = c.paths[reference(each.Args[i])]
	}
	if each.Kind == "create" && known && len(each.Args) > 1 && text(each.Args[1]) != "" {
		path = strings.TrimPrefix(path+"/"+text(each.Args[1]), "/")
	}
	if each.Kind == "create" && each.Type == "aws-cdk-lib.Stack" {
		c.stacks = append(c.stacks, path)
	}
	c.place(each.Result, path)
	c.Total++
	c.ByStack[c.stack(path)]++
	class, _, _ := strings.Cut(cmp.Or(each.Type, each.Object), "@")
	c.ByMember[strings.TrimSuffix(each.Kind+" "+class+"."+each.Member, ".")]++
	for _, back := range each.Callbacks {
		c.Total++
		c.Callbacks++
		c.ByStack[c.stack(path)]++
		c.ByMember["callback "+back.Member]++
		for _, inner := range back.Calls {
			c.add(inner)
		}
	}
}

// place notes that the objects in a result belong to path.
func (c *counter) place(result any, path string) {
	switch v := unwrap(result).(type) {
	case []any:
		for _, element := range v {
			c.place(element, path)
		}
	case map[string]any:
		if id := reference(v); id != "" {
			if _, placed := c.paths[id]; !placed {
				c.paths[id] = path
			}
			return
		}
		for _, element := range v {
			c.place(element, path)
		}
	}
}

// stack is the stack that path lies in, else the first part of path.
func (c *counter) stack(path string) string {
	found := ""
	for _, stack := range c.stacks {
		if (path == stack || strings.HasPrefix(path, stack+"/")) && len(stack) > len(found) {
			found = stack
		}
	}
	if found == "" {
		found, _, _ = strings.Cut(path, "/")
	}
	return found
}

// resources is the number of resources in each stack of an assembly, by construct path. CDK's own metadata resource,
// which no program asks for, does not count.
func resources(assembly string) (map[string]int, error) {
	found := map[string]int{}
	err := filepath.WalkDir(assembly, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.Name() != "manifest.json" {
			return err
		}
		var manifest struct {
			Artifacts map[string]struct {
				Type        string `json:"type"`
				DisplayName string `json:"displayName"`
				Properties  struct {
					TemplateFile string `json:"templateFile"`
				} `json:"properties"`
			} `json:"artifacts"`
		}
		if err := load(path, &manifest); err != nil {
			return err
		}
		for name, artifact := range manifest.Artifacts {
			if artifact.Type != "aws:cloudformation:stack" {
				continue
			}
			var template struct {
				Resources map[string]struct{ Type string }
			}
			if err := load(filepath.Join(filepath.Dir(path), artifact.Properties.TemplateFile), &template); err != nil {
				return err
			}
			stack := cmp.Or(artifact.DisplayName, name)
			for _, resource := range template.Resources {
				if resource.Type != "AWS::CDK::Metadata" {
					found[stack]++
				}
			}
		}
		return nil
	})
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("%s holds no stack", assembly)
	}
	return found, err
}

func load(path string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// sum adds up the numbers of every stack.
func sum(byStack map[string]int) int {
	total := 0
	for _, n := range byStack {
		total += n
	}
	return total
}

// compareCalls is a table of calls and resources, per stack, per environment and over all.
func compareCalls(calls, resources map[string]int) string {
	rows := [][]string{{"stack", "jsii calls", "resources"}}
	environments := map[string][2]int{}
	stacks := map[string]bool{}
	for stack := range calls {
		stacks[stack] = true
	}
	for stack := range resources {
		stacks[stack] = true
	}
	row := func(name string, calls, resources int) {
		rows = append(rows, []string{name, fmt.Sprint(calls), fmt.Sprint(resources)})
	}
	for _, stack := range slices.Sorted(maps.Keys(stacks)) {
		row(cmp.Or(stack, "(no stack)"), calls[stack], resources[stack])
		environment, _, _ := strings.Cut(stack, "/")
		both := environments[environment]
		environments[environment] = [2]int{both[0] + calls[stack], both[1] + resources[stack]}
	}
	for _, name := range slices.Sorted(maps.Keys(environments)) {
		row("all of "+cmp.Or(name, "(no stack)"), environments[name][0], environments[name][1])
	}
	row("total", sum(calls), sum(resources))
	return table(rows)
}

// costliest is a table of the members that are called most, at most as many as rows.
func (t tally) costliest(rows int) string {
	members := slices.SortedFunc(maps.Keys(t.ByMember), func(a, b string) int {
		return cmp.Or(t.ByMember[b]-t.ByMember[a], strings.Compare(a, b))
	})
	cells := [][]string{{"call", "times"}}
	for _, member := range members[:min(rows, len(members))] {
		cells = append(cells, []string{member, fmt.Sprint(t.ByMember[member])})
	}
	return table(cells)
}
