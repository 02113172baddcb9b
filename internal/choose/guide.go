package choose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/service"
)

// Guide is the page that explains the table, in Markdown.
func Guide() []byte {
	g := &guide{}
	g.WriteString(guideStart)
	g.ask()
	g.order()
	g.table()
	for _, p := range places {
		g.place(p)
	}
	g.costs()
	g.WriteString(guideEnd)
	g.notes()
	return []byte(g.String())
}

// guide is written part by part.
type guide struct {
	strings.Builder
	sources []string // sources are the footnotes, in order
}

func (g *guide) line(format string, values ...any) { fmt.Fprintf(g, format+"\n", values...) }

// row writes one row of a table.
func (g *guide) row(cells ...string) { g.line("| %s |", strings.Join(cells, " | ")) }

// ask shows the command with its answer.
func (g *guide) ask() {
	c := Constraints{Kind: Worker, Tasks: 6, Spot: true}
	g.line("\n```console\n$ %s\n%s```", c.Command(), Decide(c).Text())
	g.line("\nIf nothing fits, it says which constraint to loosen:")
	c = Constraints{Kind: Web, Protocol: TCP}
	head, _, _ := strings.Cut(Decide(c).Text(), "\nRuled out")
	g.line("\n```console\n$ %s\n%s```", c.Command(), head)
}

// order says how one of several is chosen.
func (g *guide) order() {
	g.line("\n## How one is chosen\n")
	g.line("A runtime that the table below rules out is out. Of the others the first in this order is chosen, unless a")
	g.line("condition marked **first** puts another in front. The less there is left to look after, the earlier:\n")
	for i, p := range places {
		g.line("%d. [`%s`](#%s): %s", i+1, p.Runtime, anchor(p), p.Duties)
	}
	g.line("\nApp Runner stands behind what AWS still develops, a fleet behind what replaces sick tasks by itself. With `-budget`,")
	g.line("whatever costs more with nobody using it is out too.")
}

// marks are the effects in the table.
var marks = map[Effect]string{No: "no", First: "**first**", Plus: "+", Mind: "!"}

// table writes the decision table: a row for each condition, a column for each place.
func (g *guide) table() {
	g.line("\n## The table\n")
	g.line("**no** rules out, **+** speaks for it, **!** is to be known. The reasons follow, runtime by runtime;")
	g.line("[Runtimes and strategies](strategies.md) says how each one releases.\n")
	head, line := []string{"if"}, "|---|"
	for _, p := range places {
		head, line = append(head, fmt.Sprintf("`%s`", p.Runtime)), line+":-:|"
	}
	g.row(head...)
	g.line("%s", line)
	for _, c := range conditions {
		cells := []string{c.Title}
		for _, p := range places {
			cells = append(cells, marks[c.Verdicts[p.Runtime].Effect])
		}
		g.row(cells...)
	}
}

// anchor is where a place's heading is.
func anchor(p Place) string {
	return strings.ReplaceAll(strings.ToLower(fmt.Sprintf("%s %s", p.Runtime, p.Title)), " ", "-")
}

// place writes everything about one place.
func (g *guide) place(p Place) {
	g.line("\n## %s: %s\n", p.Runtime, p.Title)
	g.line("%s%s\n", p.What, g.note(p.Source))
	g.line("- **Take it when:** %s", p.When)
	g.line("- **Leave it when:** %s", p.Not)
	g.line("- **You look after:** %s.", p.Duties)
	g.reasons(p.Runtime, "It is out if", No)
	g.reasons(p.Runtime, "It is better if", First, Plus)
	g.reasons(p.Runtime, "Be aware if", Mind)
}

// reasons writes the conditions with one of the effects on a place, the ones with the same reason together.
func (g *guide) reasons(runtime service.Runtime, heading string, effects ...Effect) {
	var order []Verdict
	titles := map[Verdict][]string{}
	for _, c := range conditions {
		v, known := c.Verdicts[runtime]
		if !known || !slices.Contains(effects, v.Effect) {
			continue
		}
		if titles[v] == nil {
			order = append(order, v)
		}
		titles[v] = append(titles[v], c.Title)
	}
	if len(order) == 0 {
		return
	}
	g.line("\n%s:\n", heading)
	for _, v := range order {
		g.line("- **%s.** %s%s", strings.Join(titles[v], "**, or **"), v.Says, g.note(v.Source))
	}
}

// note is the mark of a footnote that names the source.
func (g *guide) note(source string) string {
	at := slices.Index(g.sources, source)
	if at < 0 {
		at = len(g.sources)
		g.sources = append(g.sources, source)
	}
	return fmt.Sprintf("[^%d]", at+1)
}

// notes writes the footnotes.
func (g *guide) notes() {
	g.line("")
	for i, source := range g.sources {
		g.line("[^%d]: %s", i+1, source)
	}
}
