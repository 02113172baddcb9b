package program

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// style is a terminal's way to set text off.
type style string

const (
	bold   style = "1"
	dim    style = "2"
	red    style = "31"
	green  style = "32"
	yellow style = "33"
)

// paint sets text in a style, if colours are wanted.
func paint(wanted bool, s style, text string) string {
	if !wanted || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// summary is a run as a person sees it.
type summary struct {
	assembly assembly
	found    []finding
	elapsed  time.Duration
	reused   bool
	brief    bool   // brief leaves the table out
	next     string // next is the command to type next
	colour   bool
}

// nameWidth bounds the first column, so that a line fits in 80.
const nameWidth = 34

// String is the summary, with a line's end.
func (s summary) String() string {
	var b strings.Builder
	if !s.brief {
		s.table(&b)
		b.WriteString("\n")
	}
	b.WriteString(s.total() + "\n")
	if s.next != "" && !s.brief {
		b.WriteString("Next: " + paint(s.colour, bold, s.next) + "\n")
	}
	return b.String()
}

// table writes a heading for each environment and a line for each of its stacks.
func (s summary) table(b *strings.Builder) {
	width := 26
	for _, g := range s.assembly.groups {
		width = max(width, utf8.RuneCountInString(g.title()))
		for _, one := range g.stacks {
			width = max(width, 2+utf8.RuneCountInString(one.id))
		}
	}
	width = min(width, nameWidth)
	for i, g := range s.assembly.groups {
		heading, head := g.title(), ""
		if i == 0 {
			heading, head = fit(heading, width), fmt.Sprintf("%10s %8s   findings", "resources", "KiB")
		}
		fmt.Fprintf(b, "%s%s\n", paint(s.colour, bold, heading), paint(s.colour, dim, head))
		for _, one := range g.stacks {
			failed, advised := under(one.id, s.found)
			fmt.Fprintf(b, "%s%10d %8.1f   %s\n", fit("  "+one.id, width), one.resources, float64(one.bytes)/1024,
				s.verdict(failed, advised))
		}
	}
}

// title names a group and where it goes.
func (g group) title() string {
	if g.name == "" {
		return "outside the environments"
	}
	return strings.TrimSpace(g.name + "  " + g.target)
}

// fit makes text exactly width wide: the start of a long name gives way, its end tells stacks apart.
func fit(text string, width int) string {
	letters := []rune(text)
	if len(letters) > width {
		return "  …" + string(letters[len(letters)-width+3:])
	}
	return text + strings.Repeat(" ", width-len(letters))
}

// verdict says how many findings there are, and how much advice.
func (s summary) verdict(failed, advised int) string {
	var parts []string
	if failed > 0 {
		parts = append(parts, paint(s.colour, red, plural(failed, "finding")))
	}
	if advised > 0 {
		parts = append(parts, paint(s.colour, yellow, plural(advised, "warning")))
	}
	if len(parts) == 0 {
		return paint(s.colour, green, "none")
	}
	return strings.Join(parts, ", ")
}

// total is the last line: everything together, and how long it took.
func (s summary) total() string {
	stacks, resources := 0, 0
	for _, g := range s.assembly.groups {
		stacks += len(g.stacks)
		for _, one := range g.stacks {
			resources += one.resources
		}
	}
	failed := len(failing(s.found))
	verdict := s.verdict(failed, len(s.found)-failed)
	if len(s.found) == 0 {
		verdict = paint(s.colour, green, "no findings")
	}
	how := "synthesized"
	if s.reused {
		how = "unchanged, reused"
	}
	took := fmt.Sprintf("%.1f s", s.elapsed.Seconds())
	if s.elapsed < time.Second {
		took = fmt.Sprintf("%.2f s", s.elapsed.Seconds())
	}
	return fmt.Sprintf("%s, %s, %s: %s in %s", plural(stacks, "stack"), plural(resources, "resource"), verdict, how, took)
}

// tools is the stage of the tools account: environments pull what it holds, and let in the roles it makes.
const tools = "Delivery"

// nextCommand deploys what comes first: the tools, or else the first environment.
func nextCommand(r *Run, a assembly) string {
	var built []string
	for _, g := range a.groups {
		if g.name != "" {
			built = append(built, g.name)
		}
	}
	names := append([]string{tools}, r.names...)
	first := slices.IndexFunc(names, func(name string) bool { return slices.Contains(built, name) })
	if first < 0 {
		return "npx cdk deploy --all"
	}
	command := "npx cdk deploy"
	switch {
	case r.options.Config != defaultConfig || r.Dir != defaultOut:
		command += " --app " + r.Dir
	case r.Only != "":
		command += " -c env=" + r.Only
	}
	return command + " '" + names[first] + "/*'"
}
