// Command generate writes what is generated from the vocabulary: the JSON Schema, the reference page and the
// page of strategies.
//
// It runs in the config directory, by go generate.
package main

import (
	"fmt"
	"os"

	"github.com/shipway-cdk/shipway/config"
)

func main() {
	for path, content := range map[string][]byte{
		"shipway.schema.json":   config.Schema(),
		"../docs/config.md":     config.Reference(),
		"../docs/strategies.md": config.Strategies(),
	} {
		if err := os.WriteFile(path, content, 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
