package source

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// plan is the page that says who may enter whom.
const plan = "docs/architecture.md"

// modules are the words of the page for what rooms import of other modules.
var modules = map[string][]string{
	"CDK": cdk, "YAML": yaml, "`awscloudwatch`": rooms["constructs/signal"].outside,
	"Kubernetes' types": rooms["constructs/service/eks/manifest"].outside, "none": nil,
}

var (
	table    = regexp.MustCompile(`(?m)^\| room \| may enter \| of other modules \|\n\|[-|]+\|\n((?:\|.*\|\n)+)`)
	quoted   = regexp.MustCompile("`([^`]+)`")
	corridor = "every room of `constructs`"
)

// Architecture checks that the table of doors in docs/architecture.md says what this package checks, for every room
// with Go files.
func Architecture(root string) ([]Finding, error) {
	all, err := parse(root)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(root, plan))
	if err != nil {
		return nil, err
	}
	var r report
	there := map[string]bool{}
	for _, f := range all {
		there[f.room()] = true
	}
	found := table.FindStringSubmatch(string(text))
	if found == nil {
		r.add(plan, "PLAN-TABLE", "has no table of doors")
		return r, nil
	}
	told := map[string]bool{}
	for _, row := range strings.Split(strings.TrimSpace(found[1]), "\n") {
		cells := strings.Split(strings.Trim(row, "| "), " | ")
		for _, short := range quoted.FindAllStringSubmatch(cells[0], -1) {
			name := r.door(short[1])
			told[name] = true
			r.row(there, name, cells)
		}
	}
	for _, name := range sorted(there) {
		if _, known := rooms[name]; known && !told[name] {
			r.add(plan, "PLAN-ROOM", "%s is not in the table of doors", name)
		}
	}
	return r, nil
}

// row checks what the page says of the room called name.
func (r *report) row(there map[string]bool, name string, cells []string) {
	one, known := rooms[name]
	if !known {
		return
	}
	doors := slices.DeleteFunc(slices.Clone(one.doors), func(door string) bool { return !there[door] })
	r.same(name, "enter", r.doors(there, cells[1]), doors)
	says := []string{}
	for _, word := range strings.Split(cells[2], ", ") {
		if _, known := modules[word]; !known {
			r.add(plan, "PLAN-DOOR", "%s: %s is no module", name, word)
		}
		says = append(says, modules[word]...)
	}
	r.same(name, "import", says, one.outside)
}

// doors are the rooms that a cell names: one by one, or those of the corridor with exceptions.
func (r *report) doors(there map[string]bool, cell string) (all []string) {
	named, rest, whole := strings.Cut(cell, corridor)
	for _, token := range quoted.FindAllStringSubmatch(named, -1) {
		all = append(all, r.door(token[1]))
	}
	if !whole {
		return all
	}
	but := []string{}
	for _, token := range quoted.FindAllStringSubmatch(rest, -1) {
		but = append(but, r.door(token[1]))
	}
	for name := range there {
		if strings.HasPrefix(name, "constructs/") && !slices.Contains(but, name) {
			all = append(all, name)
		}
	}
	return all
}

// door is the room that the page calls short: by its path, or by its path below constructs.
func (r *report) door(short string) string {
	for _, name := range []string{short, "constructs/" + short} {
		if _, known := rooms[name]; known {
			return name
		}
	}
	r.add(plan, "PLAN-ROOM", "%s is no room", short)
	return short
}

// same wants both lists to hold the same, in any order.
func (r *report) same(room, may string, says, is []string) {
	for _, one := range says {
		if !slices.Contains(is, one) {
			r.add(plan, "PLAN-DOOR", "%s may not %s %s, which the table of doors says", room, may, one)
		}
	}
	for _, one := range is {
		if !slices.Contains(says, one) {
			r.add(plan, "PLAN-DOOR", "%s may %s %s: say so in the table of doors", room, may, one)
		}
	}
}
