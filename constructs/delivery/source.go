package delivery

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Source is where a pipeline gets what it builds, and what starts it: [CodeCommit], [Connection], [Bucket], or
// [Registry], which needs no build.
type Source interface {
	// Validate reports everything wrong with the source, all at once.
	Validate() error
	source()
}

func (CodeCommit) source() {}
func (Connection) source() {}
func (Bucket) source()     {}
func (Registry) source()   {}

var badRef = regexp.MustCompile(`\.\.|@\{|//|[\x00-\x20~^:?*\[\\"'$` + "`" + `#;&|<>(){}!%\x7f]`)

// branch reports given unless Git could call a branch so, and it means nothing to a shell.
func branch(c *check.Checks, field, given string) {
	ok := given != "" && len(given) <= 255 && !badRef.MatchString(given)
	for _, end := range []string{"/", ".", ".lock"} {
		ok = ok && !strings.HasSuffix(given, end)
	}
	for _, start := range []string{"/", "-", "."} {
		ok = ok && !strings.HasPrefix(given, start)
	}
	c.That("PIPE-001", field, given, ok, "want the name of a branch, without spaces, .. and special characters")
	c.That("PIPE-001", field, given, !strings.HasPrefix(given, "refs/"), "want the name of a branch alone, without refs/heads/: so an event has it")
}

// patterns reports glob patterns that no trigger takes: at most eight of at most 255 characters (CodePipeline API
// reference, "GitFilePathFilterCriteria").
func patterns(c *check.Checks, field string, given []string) {
	c.That("PATH-001", field, len(given), len(given) <= 8, "want at most 8 patterns")
	for i, one := range given {
		at := fmt.Sprintf("%s[%d]", field, i)
		c.That("PATH-001", at, one, one != "" && len(one) <= 255 && Plain(one) && !strings.HasPrefix(one, "/") && !climbs(one),
			"want a pattern of paths below the repository, such as services/web/**")
		c.That("PATH-001", at, one, slices.Index(given, one) == i, "want each pattern once")
	}
}

// climbs says whether a path leads out of where it starts.
func climbs(path string) bool { return slices.Contains(strings.Split(path, "/"), "..") }

// Text reports a text that becomes the value of a variable or of a setting, which nothing evaluates: no control character
// may be in it, no reference to a variable of the pipeline, and at most so many characters.
func Text(c *check.Checks, field, text string, most int) {
	c.That("INJ-001", field, text, len(text) <= most && Plain(text), fmt.Sprintf("want at most %d characters, no control characters and no #{…}", most))
}

// Plain says whether a text holds no control character and no reference to a variable of the pipeline.
func Plain(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }) < 0 && !strings.Contains(text, "#{")
}
