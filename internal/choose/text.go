package choose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// width is how many columns the answer takes at most, so that it fits every terminal and every review.
const width = 80

// Text is the answer for a person.
func (d Decision) Text() string {
	t := &text{}
	if d.Choice == nil {
		t.line("Nothing fits.")
		t.paragraph("", "For "+d.Constraints.String()+".")
		t.loosen(d.Loosen)
		t.rejected(d.Rejected)
		return t.String()
	}
	place := placeOf(d.Choice.Runtime)
	t.line("%s: %s", place.Runtime, place.Title)
	t.paragraph("", "For "+d.Constraints.String()+".")
	t.reasons("Why", "+", d.Choice.with(First, Plus))
	t.reasons("Mind", "!", d.Choice.with(Mind))
	t.floor(d)
	t.possible(d.Possible)
	t.rejected(d.Rejected)
	t.line("\nIn shipway.yaml, below services:")
	t.WriteString("\n" + d.Lines)
	if d.Environment != "" {
		t.line("\nand in each environment:\n\n%s", strings.TrimRight(d.Environment, "\n"))
	}
	return t.String()
}

// text is written line by line.
type text struct{ strings.Builder }

func (t *text) line(format string, values ...any) { fmt.Fprintf(t, format+"\n", values...) }

// heading starts a part.
func (t *text) heading(format string, values ...any) { t.line("\n"+format, values...) }

// paragraph writes words in lines of at most width, the first after a mark and the others below it.
func (t *text) paragraph(mark, words string) {
	if mark == "" {
		t.line("")
	}
	indent := strings.Repeat(" ", len([]rune(mark)))
	t.line("%s", strings.Join(wrap(words, mark, indent, width), "\n"))
}

// reasons writes reasons with their sources, if there are any.
func (t *text) reasons(heading, mark string, reasons []Reason) {
	if len(reasons) == 0 {
		return
	}
	t.heading("%s", heading)
	for _, r := range reasons {
		t.paragraph("  "+mark+" ", r.Says+" ("+r.Source+")")
	}
}

// floor writes what the choice costs, line by line.
func (t *text) floor(d Decision) {
	floor := d.Choice.Floor
	if !floor.Known {
		t.heading("Floor: unknown")
		t.paragraph("  ", sentence(floor.Missing)+missed(d.Constraints, *floor))
		return
	}
	t.heading("Floor: about %s USD a month with nobody using it", floor.Total)
	for _, p := range floor.Parts {
		what := wrap(p.What, "", "", width-14)
		for i, line := range what {
			if i < len(what)-1 {
				t.line("  %s", line)
				continue
			}
			t.line("  %-*s %*s", width-14, line, 11, p.Monthly)
		}
	}
	t.paragraph("  ", strings.TrimSpace(floor.Note+" "+d.Prices.String()))
}

// missed says what an unknown floor leaves open.
func missed(c Constraints, floor Floor) string {
	switch {
	case floor.AtLeast > 0:
		return fmt.Sprintf(" It is more than %s USD a month.", floor.AtLeast)
	case c.Budget > 0:
		return fmt.Sprintf(" Whether it is within %d USD cannot be said.", c.Budget)
	}
	return ""
}

// possible writes the runtimes that fit too, each on a line.
func (t *text) possible(others []Assessment) {
	if len(others) == 0 {
		return
	}
	t.heading("Possible too, in order of preference")
	for _, a := range others {
		floor := "unknown    "
		if a.Floor.Known {
			floor = a.Floor.Total.String() + " USD"
		}
		t.line("  %-9s %15s   %s", a.Runtime, floor, placeOf(a.Runtime).Title)
	}
}

// rejected writes the runtimes that are out, those with the same reasons together.
func (t *text) rejected(out []Assessment) {
	if len(out) == 0 {
		return
	}
	t.heading("Ruled out")
	for i, a := range out {
		same := func(b Assessment) bool { return slices.Equal(a.Reasons, b.Reasons) }
		if slices.IndexFunc(out, same) < i {
			continue // said with the first of them
		}
		var names []string
		for _, b := range out[i:] {
			if same(b) {
				names = append(names, string(b.Runtime))
			}
		}
		t.line("  %s", strings.Join(names, ", "))
		for _, r := range a.Reasons {
			t.paragraph("    - ", r.Says+" ("+r.Source+")")
		}
	}
}

// loosen writes what to give up.
func (t *text) loosen(ways []Loosening) {
	if len(ways) == 0 {
		t.paragraph("", "More than two of the constraints stand in the way: give up some, and ask again.")
		return
	}
	heading := "Loosen one of these"
	if len(ways[0].Flags) > 1 {
		heading = "Loosen two at a time"
	}
	t.heading("%s", heading)
	for _, w := range ways {
		t.paragraph("  ", w.Says+".")
	}
}

// wrap breaks words into lines of at most width columns, the first of which starts with mark and the others with
// indent. A word that is longer stands alone.
func wrap(words, mark, indent string, width int) (lines []string) {
	line := mark
	for _, word := range strings.Fields(words) {
		full := len([]rune(line))+len([]rune(word)) > width
		if full && strings.TrimSpace(line) != "" && line != mark && line != indent {
			lines = append(lines, strings.TrimRight(line, " "))
			line = indent
		}
		line += word + " "
	}
	return append(lines, strings.TrimRight(line, " "))
}

// Basis is what the floors were calculated with.
type Basis struct {
	// Approximate is always true: prices change, and a floor leaves out what traffic costs.
	Approximate bool `json:"approximate"`
	// Oldest and Newest are the days of the copies of the region's prices. Empty: there are none.
	Oldest string `json:"oldest,omitempty"`
	Newest string `json:"newest,omitempty"`
	// Without is what no floor counts.
	Without string `json:"without"`
}

// without is what no floor counts.
const without = "traffic, load balancer capacity units, logs, metrics, keys, images, queues, file systems, tax"

// basis is what floors in the region are calculated with.
func basis(region string) Basis {
	b := Basis{Approximate: true, Without: without}
	for _, p := range prices {
		if p.Region == region {
			b.Oldest = min(cmp.Or(b.Oldest, p.Read), p.Read)
			b.Newest = max(b.Newest, p.Read)
		}
	}
	return b
}

// String says it in a sentence.
func (b Basis) String() string {
	return fmt.Sprintf("Approximate: on-demand list prices as read between %s and %s, for %d hours, without %s.",
		b.Oldest, b.Newest, hours, b.Without)
}
