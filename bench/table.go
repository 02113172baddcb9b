package main

import (
	"strings"
	"unicode/utf8"
)

// table is rows as a Markdown table with aligned columns; the first row is the head. The first column is text, the
// others are figures.
func table(rows [][]string) string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var out strings.Builder
	line := func(row []string) {
		for i, cell := range row {
			space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				out.WriteString("| " + cell + space)
			} else {
				out.WriteString(" | " + space + cell)
			}
		}
		out.WriteString(" |\n")
	}
	line(rows[0])
	for i, width := range widths {
		if i == 0 {
			out.WriteString("| " + strings.Repeat("-", width))
		} else {
			out.WriteString(" | " + strings.Repeat("-", width-1) + ":")
		}
	}
	out.WriteString(" |\n")
	for _, row := range rows[1:] {
		line(row)
	}
	return out.String()
}
