package main

import (
	"fmt"
	"strings"

	"github.com/shipway-cdk/shipway/internal/choose"
)

// chooseHelp is the page of "shipway choose -h".
func chooseHelp() string {
	var b strings.Builder
	b.WriteString(`shipway choose says where a service should run: the runtime to take and why,
what is ruled out and why, what it costs a month with nobody using it, and the
lines for shipway.yaml. On a terminal and without a flag it asks.

  shipway choose [flags]
`)
	group := ""
	for _, o := range choose.Options() {
		if o.Group != group {
			group = o.Group
			fmt.Fprintf(&b, "\n%s\n", group)
		}
		says := o.Says
		if len(o.Words) == 0 && o.Default() != "" {
			says += " (" + o.Default() + ")"
		}
		fmt.Fprintf(&b, "  %-22s %s\n", strings.TrimSpace("-"+o.Flag+" "+o.Value), says)
		for _, w := range o.Words {
			is := ""
			if w.Name == o.Default() {
				is = " (default)"
			}
			fmt.Fprintf(&b, "      %-18s %s%s\n", w.Name, w.Says, is)
		}
	}
	b.WriteString(`
Output
  -json                  the same as JSON
  -h                     print this

Exit codes: 0 something fits, 2 bad input, 3 nothing fits. Prices are
approximate, and known for ` + strings.Join(choose.Regions(), " and ") + `. docs/choosing.md has the
whole table.
`)
	return b.String()
}
