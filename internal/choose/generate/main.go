// Command generate writes the guide that explains the decision table.
//
// It runs in the directory of package choose, by go generate.
package main

import (
	"fmt"
	"os"

	"github.com/shipway-cdk/shipway/internal/choose"
)

func main() {
	if err := os.WriteFile("../../docs/choosing.md", choose.Guide(), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
