package workflow

import "strings"

// quote is text as one word of the shell, which takes nothing in it for anything but itself.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
