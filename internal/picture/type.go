package picture

import (
	"strings"
	"unicode"
)

// widths are those of the printable characters of ASCII in Helvetica, in hundredths of the size (Adobe, "Core 14 AFM
// Files").
const widths = "" +
	"\x1c\x1c\x24\x38\x38\x59\x43\x13\x21\x21\x27\x3a\x1c\x21\x1c\x1c\x38\x38\x38\x38\x38\x38\x38\x38\x38\x38\x1c\x1c\x3a\x3a\x3a\x38" +
	"\x66\x43\x43\x48\x48\x43\x3d\x4e\x48\x1c\x32\x43\x38\x53\x48\x4e\x43\x4e\x48\x43\x3d\x48\x43\x5e\x43\x43\x3d\x1c\x1c\x1c\x2f\x38" +
	"\x21\x38\x38\x32\x38\x38\x1c\x38\x38\x16\x16\x32\x16\x53\x38\x38\x38\x38\x21\x32\x1c\x38\x32\x48\x32\x32\x32\x21\x1a\x21\x3a"

// widest is how much wider than Helvetica the widest font is that a system uses for its own text, DejaVu Sans.
const widest = 1.17

// wide is about how wide text is at most at a size, in pixels.
func wide(text string, size float64) float64 {
	sum := 0.0
	for _, r := range text {
		switch {
		case r >= ' ' && int(r-' ') < len(widths):
			sum += float64(widths[r-' ']) / 100
		case r < 0x1100:
			sum += 0.6
		default:
			sum++
		}
	}
	return sum * size * widest
}

// wrap breaks text into at most n lines that are not wider than the room, at spaces where there are any. What does not fit
// ends in an ellipsis.
func wrap(text string, size, room float64, n int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(plain(text)) {
		joined := strings.TrimLeft(line+" "+word, " ")
		if wide(joined, size) <= room {
			line = joined
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for wide(word, size) > room {
			part := head(word, size, room)
			lines, word = append(lines, part), strings.TrimPrefix(word, part)
		}
		line = word
	}
	if line != "" {
		lines = append(lines, line)
	}
	if len(lines) > n {
		lines = lines[:n]
		lines[n-1] = head(lines[n-1], size, room-wide("…", size)) + "…"
	}
	return lines
}

// fit is text on one line that is not wider than the room.
func fit(text string, size float64, room int) string {
	return strings.Join(wrap(text, size, float64(room), 1), "")
}

// head is as much of a word as fits, and at least one character; a path or a name is broken at a mark, if it can be.
func head(word string, size, room float64) string {
	end, mark := 0, 0
	for i, r := range word {
		next := i + len(string(r))
		if wide(word[:next], size) > room && end > 0 {
			break
		}
		if r == '/' {
			mark = end
		}
		end = next
		if strings.ContainsRune("-.,_:@", r) {
			mark = end
		}
	}
	if mark > end/2 && end < len(word) {
		return word[:mark]
	}
	return word[:end]
}

// plain is text without what cannot be seen: it takes no room, and some of it is not allowed in an SVG.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
}
