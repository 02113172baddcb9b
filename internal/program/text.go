package program

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// escapes are the colour sequences that CDK puts into its messages.
var escapes = regexp.MustCompile(`\x1b\[[0-9;]*[A-Za-z]`)

// oneLine is text on one line, with colours removed and with control, bidirectional and zero-width characters shown.
func oneLine(text string) string {
	text = strings.Join(strings.Fields(escapes.ReplaceAllString(text, "")), " ")
	var b strings.Builder
	for _, r := range text {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// plural is count and word, with an s unless count is 1.
func plural(count int, word string) string {
	if count != 1 {
		word += "s"
	}
	return fmt.Sprintf("%d %s", count, word)
}
