package check

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Token says whether text holds a CDK token: a value that CloudFormation knows and Go does not.
func Token(text string) bool { return strings.Contains(text, "${Token[") }

// Print renders a value for a message: strings in quotes with control, bidirectional and zero-width characters
// escaped, everything else as fmt prints it.
func Print(value any) string {
	text, isText := value.(string)
	if !isText {
		return fmt.Sprint(value)
	}
	plain := func(r rune) bool { return r < 0x250 && unicode.IsPrint(r) }
	if strings.IndexFunc(text, func(r rune) bool { return !plain(r) }) < 0 {
		return strconv.Quote(text)
	}
	return strconv.QuoteToASCII(text)
}

// Nearest is the allowed value a typing mistake away from given, or "" when none is that close: at most one edit for
// up to four letters, two for up to nine, three beyond.
func Nearest(given string, allowed []string) string {
	limit := 1 + len(given)/5
	best, near := min(limit, 3)+1, ""
	for _, candidate := range allowed {
		if d := distance(strings.ToLower(given), strings.ToLower(candidate)); d < best && candidate != given {
			best, near = d, candidate
		}
	}
	return near
}

// distance counts the edits between a and b: insert, delete, replace, or swap two neighbours.
func distance(a, b string) int {
	row := func() []int { return make([]int, len(b)+1) }
	before, above, here := row(), row(), row()
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		here[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			here[j] = min(above[j]+1, here[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				here[j] = min(here[j], before[j-2]+1)
			}
		}
		before, above, here = above, here, before
	}
	return above[len(b)]
}
