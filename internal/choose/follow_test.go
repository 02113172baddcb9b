package choose_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/internal/choose"
)

var way = regexp.MustCompile(`^(no )?-(\S+)(?: (\S+))?$`)

// follow does what a loosening says, word by word, and says whether the result is valid.
func follow(t *testing.T, c choose.Constraints, l choose.Loosening) (choose.Constraints, bool) {
	t.Helper()
	words, _, _ := strings.Cut(l.Says, ": then ")
	given := map[string]string{}
	for _, o := range choose.Options() {
		given[o.Flag] = o.Text(c)
	}
	for _, one := range strings.Split(words, " and ") {
		m := way.FindStringSubmatch(one)
		if m == nil {
			t.Fatalf("%q is not a flag", one)
		}
		given[m[2]] = m[3]
		if m[1] != "" {
			given[m[2]] = ""
		}
	}
	var other choose.Constraints
	for _, o := range choose.Options() {
		if given[o.Flag] != "" {
			if err := o.Take(&other, given[o.Flag]); err != nil {
				t.Fatalf("%s: -%s %s: %v", l.Says, o.Flag, given[o.Flag], err)
			}
		}
	}
	return other, other.Validate() == nil
}
