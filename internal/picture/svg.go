package picture

import (
	"fmt"
	"strings"
)

// look is how everything looks, in light and in dark: the colours are those of the other pictures of the project.
const look = `  <style>
    svg { --paper:#fff; --edge:#d0d7de; --ink:#1f2328; --soft:#57606a; --line:#6e7781; --band:#f6f8fa;
          --makesfill:#ddf4ff; --makes:#218bff; --checksfill:#fff8c5; --checks:#bf8700; --waitsfill:#fbefff; --waits:#a475f9; --changesfill:#dafbe1; --changes:#2da44e }
    @media (prefers-color-scheme: dark) {
      svg { --paper:#0d1117; --edge:#30363d; --ink:#e6edf3; --soft:#9da7b1; --line:#8b949e; --band:#161b22;
            --makesfill:#0c2d56; --makes:#388bfd; --checksfill:#3a2d06; --checks:#bb8009; --waitsfill:#271052; --waits:#8957e5; --changesfill:#0f3320; --changes:#2ea043 } }
    text { font-family: system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: var(--ink) }
    .title { font-size: 18px; font-weight: 600 } .head { font-size: 14px; font-weight: 600 } .name { font-size: 13px; font-weight: 600 }
    .say { font-size: 11.5px; fill: var(--soft) } .paper { fill: var(--paper); stroke: var(--edge) } .card { fill: var(--band); stroke: var(--edge) }
    .box { stroke-width: 1.5 } .makes { fill: var(--makesfill); stroke: var(--makes) } .checks { fill: var(--checksfill); stroke: var(--checks) }
    .waits { fill: var(--waitsfill); stroke: var(--waits) } .changes { fill: var(--changesfill); stroke: var(--changes) }
    .flow { stroke: var(--line); stroke-width: 1.8; fill: none } .tip { fill: var(--line) }
  </style>
`

// classes and meanings are the kinds of boxes in the style and in words.
var (
	classes  = map[kind]string{makes: "makes", checks: "checks", waits: "waits", changes: "changes"}
	meanings = []struct {
		kind kind
		says string
	}{
		{makes, "makes something"}, {checks, "checks: the run ends unless it holds"}, {waits, "waits"},
		{changes, "changes what runs; goes back by itself"},
	}
)

// drawing is an SVG that is being written.
type drawing struct{ strings.Builder }

func (d *drawing) add(format string, values ...any) { fmt.Fprintf(d, "  "+format+"\n", values...) }

func (d *drawing) text(class string, x, y int, text string) {
	d.add(`<text class="%s" x="%d" y="%d">%s</text>`, class, x, y, escape(text))
}

func (d *drawing) rect(class string, x, y, width, height, round int) {
	d.add(`<rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="%d"/>`, class, x, y, width, height, round)
}

// right and down are arrows that end at x, y.
func (d *drawing) right(path string, x, y int) {
	d.add(`<path class="flow" d="%s H%d"/><path class="tip" d="M%d %d v12 l9 -6z"/>`, path, x-9, x-9, y-6)
}

func (d *drawing) down(x, from, to int) {
	d.add(`<path class="flow" d="M%d %d V%d"/><path class="tip" d="M%d %d h10 l-5 7z"/>`, x, from, to-7, x-5, to-7)
}

// escape is text as XML takes it.
func escape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;").Replace(plain(text))
}

// SVG is the picture of the pipeline. The same pipeline gives the same bytes.
func (p Pipeline) SVG() string {
	cards := make([]card, len(p.stages))
	for i, one := range p.stages {
		cards[i] = cardOf(one)
	}
	var d drawing
	y := p.header(&d)
	bottom := place(cards, y)
	for i, one := range cards {
		if i > 0 {
			d.follow(cards[i-1], one)
		}
		d.card(one)
	}
	height := p.footer(&d, cards, bottom)
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title desc">
  <title id="title">The pipeline %s</title>
  <desc id="desc">%s</desc>
%s  <rect class="paper" x=".5" y=".5" width="%d" height="%d" rx="12"/>
%s</svg>
`, sheetWidth, height, sheetWidth, height, escape(p.Name), escape(p.described()), look, sheetWidth-1, height-1, d.String())
}

// begins says what starts a run.
func (p Pipeline) begins() string {
	if len(p.starts) == 0 {
		return "Starts by hand."
	}
	return "Starts with " + strings.Join(p.starts, ", or ") + "."
}

// header writes what the pipeline is, and returns where its stages begin.
func (p Pipeline) header(d *drawing) int {
	d.text("title", margin, 38, fit(p.Name, titleSize, sheetWidth-2*margin))
	y := 60
	for _, one := range append([]string{strings.Trim(p.place+" · "+p.mode, " ·")}, p.begins()) {
		for _, line := range wrap(one, lineSize, sheetWidth-2*margin, mostLines) {
			d.text("say", margin, y, line)
			y += lineHeight + 1
		}
	}
	return y + 4
}

// follow draws the arrow from one stage to the next, which may stand in the next row.
func (d *drawing) follow(from, to card) {
	y, next := from.y+headHeight/2+4, to.y+headHeight/2+4
	start := fmt.Sprintf("M%d %d", from.x+from.width(), y)
	if from.y == to.y {
		d.right(start, to.x, next)
		return
	}
	turn := from.x + from.width() + margin/2
	d.right(fmt.Sprintf("%s H%d V%d H%d V%d", start, turn, to.y-gap/2, margin/2-4, next), to.x, next)
}

func (d *drawing) card(c card) {
	d.rect("card", c.x, c.y, c.width(), c.height, 10)
	d.text("head", c.x+padding+2, c.y+20, fit(c.stage.name, headSize, c.width()-2*padding))
	if c.place != "" {
		d.text("say", c.x+padding+2, c.y+20+lineHeight+2, fit(c.place, lineSize, c.width()-2*padding))
	}
	for i, r := range c.rows {
		if r.after {
			d.lead(c, c.rows[i-1], r)
		}
		for _, one := range r.cells {
			x, y := c.x+one.x, c.y+r.y
			switch {
			case one.heading != nil:
				d.text("name", x+2, y+13, fit(one.heading[0], nameSize, one.width))
				d.text("say", x+2, y+13+lineHeight, fit(one.heading[1], lineSize, one.width))
			case one.box != nil:
				d.box(one, x, y, r.height)
			}
		}
	}
	if c.stage.failure != "" {
		d.text("say", c.x+padding+2, c.y+c.height-padding-2, c.stage.failure)
	}
}

// lead draws the arrows from a row to the one that follows it: from each box to that below, and from or to all where a row
// has only one.
func (d *drawing) lead(c card, from, to row) {
	across := from.cells
	if len(to.cells) > len(from.cells) {
		across = to.cells
	}
	for j, one := range across {
		if into := to.cells[min(j, len(to.cells)-1)]; into.box != nil || into.heading != nil {
			d.down(c.x+one.x+one.width/2, c.y+from.y+from.height, c.y+to.y)
		}
	}
}

func (d *drawing) box(c cell, x, y, height int) {
	d.rect("box "+classes[c.box.kind], x, y, c.width, height, 8)
	d.text("name", x+padding, y+18, fit(c.box.name, nameSize, c.width-2*padding))
	for i, line := range c.lines() {
		d.text("say", x+padding, y+34+i*lineHeight, line)
	}
}

// footer writes what there is to know beside the stages, and what the colours mean. It returns the height of the sheet.
func (p Pipeline) footer(d *drawing, cards []card, y int) int {
	y += 26
	used := map[kind]bool{}
	for _, one := range cards {
		for _, r := range one.rows {
			for _, c := range r.cells {
				if c.box != nil {
					used[c.box.kind] = true
				}
			}
		}
	}
	x := margin
	for _, one := range meanings {
		if used[one.kind] {
			d.rect("box "+classes[one.kind], x, y-10, 14, 12, 3)
			d.text("say", x+20, y, one.says)
			x += 20 + int(wide(one.says, lineSize)) + 26
		}
	}
	y += lineHeight + 5
	for _, one := range p.notices {
		for _, line := range wrap(one, lineSize, sheetWidth-2*margin, mostLines) {
			d.text("say", margin, y, line)
			y += lineHeight + 1
		}
	}
	return y + 4
}

// described is the picture in words, for who cannot see it.
func (p Pipeline) described() string {
	var all []string
	for _, s := range p.stages {
		said := s.name + ":"
		for _, gate := range s.gates {
			said += " " + gate.name + " (" + strings.Join(gate.lines, ", ") + "),"
		}
		for _, a := range s.actions {
			said += " " + strings.TrimSpace(a.name+" "+a.track)
			if len(a.lines) > 0 {
				said += " (" + strings.Join(a.lines, ", ") + ")"
			}
			said += ","
		}
		all = append(all, strings.TrimSuffix(said, ","))
	}
	return p.begins() + " " + strings.Join(all, ". ") + "."
}
