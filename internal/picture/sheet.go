package picture

import "slices"

// The measures of a sheet, in pixels. It is as wide as GitHub shows a picture.
const (
	sheetWidth = 900
	margin     = 28
	columns    = 4  // columns of cards in a row
	gap        = 30 // between cards, where arrows are
	unit       = (sheetWidth - 2*margin - (columns-1)*gap) / columns
	padding    = 10 // inside a card, and inside a box
	between    = 8  // between boxes
	fall       = 16 // between boxes that follow each other
	titleSize  = 18.0
	headSize   = 14.0
	nameSize   = 13.0
	lineSize   = 11.5
	lineHeight = 15
	headHeight = 30
	mostLines  = 3 // of one thing said
)

// card is a stage on the sheet.
type card struct {
	stage  stage
	place  string // where the only environment of the stage is
	rows   []row
	span   int // columns it takes
	x, y   int
	height int
}

// row are boxes side by side.
type row struct {
	cells  []cell
	after  bool // it begins when the row before has ended
	y      int
	height int
}

// cell is a box on the sheet. Without a box it is a heading, or empty.
type cell struct {
	box     *box
	heading []string
	x       int
	width   int
}

func (c card) width() int { return c.span*unit + (c.span-1)*gap }

// cardOf lays a stage out: environments side by side, or else what has the same order.
func cardOf(s stage) card {
	c := card{stage: s, span: 1}
	tracks := s.tracks()
	for _, same := range orders(s.actions) {
		c.span = max(c.span, min(columns, len(same)))
	}
	if len(tracks) > 1 {
		c.span = min(columns, len(tracks))
	} else if len(tracks) == 1 {
		c.place = s.placeOf(tracks[0])
	}
	for i := range s.gates {
		c.rows = append(c.rows, row{cells: []cell{{box: &s.gates[i]}}, after: i > 0})
	}
	if len(tracks) > 1 {
		c.abreast(tracks)
	} else {
		c.inOrder()
	}
	c.measure()
	return c
}

// inOrder adds a row for each order.
func (c *card) inOrder() {
	for _, same := range orders(c.stage.actions) {
		for i, some := range slices.Collect(slices.Chunk(same, c.span)) {
			one := row{after: i == 0 && len(c.rows) > 0}
			for j := range some {
				one.cells = append(one.cells, cell{box: &some[j].box})
			}
			c.rows = append(c.rows, one)
		}
	}
}

// abreast adds a column for each environment.
func (c *card) abreast(tracks []string) {
	for some := range slices.Chunk(tracks, c.span) {
		headings := row{after: len(c.rows) > 0 && len(c.stage.gates) > 0 && len(c.rows) == len(c.stage.gates)}
		for _, track := range some {
			headings.cells = append(headings.cells, cell{heading: []string{track, c.stage.placeOf(track)}})
		}
		c.rows = append(c.rows, headings)
		for i, same := range orders(c.stage.actions) {
			one := row{after: i > 0}
			for _, track := range some {
				filled := cell{}
				if at := slices.IndexFunc(same, func(a action) bool { return a.track == track }); at >= 0 {
					filled.box = &same[at].box
				}
				one.cells = append(one.cells, filled)
			}
			c.rows = append(c.rows, one)
		}
	}
}

// orders are actions by their order.
func orders(actions []action) (all [][]action) {
	for i, a := range actions {
		if i == 0 || a.order != actions[i-1].order {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], a)
	}
	return all
}

// measure gives every cell its place below the card's corner.
func (c *card) measure() {
	y := headHeight
	if c.place != "" {
		y += lineHeight + 2
	}
	inner := c.width() - 2*padding
	for i := range c.rows {
		r := &c.rows[i]
		if r.after {
			y += fall
		} else if i > 0 {
			y += between
		}
		r.y = y
		width := (inner - (len(r.cells)-1)*between) / len(r.cells)
		for j := range r.cells {
			r.cells[j].x, r.cells[j].width = padding+j*(width+between), width
			r.height = max(r.height, r.cells[j].height())
		}
		y += r.height
	}
	if c.stage.failure != "" {
		y += lineHeight + 4
	}
	c.height = y + padding
}

func (c cell) height() int {
	switch {
	case c.heading != nil:
		return 2*lineHeight + 4
	case c.box == nil:
		return 0
	}
	return 28 + len(c.lines())*lineHeight
}

// lines are those of the cell's box as they fit into it.
func (c cell) lines() (all []string) {
	for _, one := range c.box.lines {
		all = append(all, wrap(one, lineSize, float64(c.width-2*padding), mostLines)...)
	}
	return all
}

// place puts cards on the sheet, row by row from y on, and returns where the last row ends. Cards of a row are of one height.
func place(cards []card, y int) int {
	for from := 0; from < len(cards); {
		to, used, tallest := from, 0, 0
		for to < len(cards) && used+cards[to].span <= columns {
			cards[to].x, cards[to].y = margin+used*(unit+gap), y
			used += cards[to].span
			tallest = max(tallest, cards[to].height)
			to++
		}
		for i := from; i < to; i++ {
			cards[i].height = tallest
		}
		y += tallest + gap
		from = to
	}
	return y - gap
}
