package program_test

import (
	"fmt"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// What a build must be told to release to a stack.
func ExampleRelease() {
	release := program.Release(program.Stack)
	for _, one := range release.Needs {
		if !one.Optional {
			fmt.Printf("%s: %s\n", one.Name, one.Means)
		}
	}
	fmt.Println("calls", strings.Join(release.Tools, ", "), "and exports", strings.Join(release.Exports, ", "))
	// Output:
	// IMAGE: the image, by its digest
	// STACK: the name of the service's stack
	// REGION: the region of the environment
	// calls aws, jq and exports PREVIOUS
}

// Every program of a pipeline.
func ExampleAll() {
	for _, p := range program.All() {
		fmt.Println(p.Name)
	}
	// Output:
	// test
	// secrets
	// image
	// scan
	// ready
	// release-stack
	// release-tasks
	// release-hosts
	// release-manifests
	// verify-stack
	// verify-tasks
	// verify-hosts
	// verify-manifests
	// synth
	// diff
	// deploy
	// settle
}
