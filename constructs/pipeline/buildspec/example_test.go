package buildspec_test

import (
	"fmt"

	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
)

// The tests of a service, with their report.
func Example() {
	spec := buildspec.Spec{
		Runtimes: map[string]string{"golang": "1.26"},
		Build: []buildspec.Command{
			buildspec.Shell("go test -json ./... > tests.json"),
			buildspec.Run("echo", "it's done"),
		},
		Reports: map[string]buildspec.Report{"storefront-web-tests": {Format: buildspec.JUnitXML, Files: []string{"reports/junit.xml"}}},
		Cache:   []string{"/root/.cache/go-build/**/*"},
	}
	if err := spec.Validate(); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(spec.Render())
	// Output:
	// version: 0.2
	// phases:
	//  install:
	//   runtime-versions:
	//    "golang": "1.26"
	//  build:
	//   commands:
	//   - "go test -json ./... > tests.json"
	//   - "echo 'it'\\''s done'"
	// reports:
	//  "storefront-web-tests":
	//   file-format: "JUNITXML"
	//   files:
	//   - "reports/junit.xml"
	// cache:
	//  paths:
	//  - "/root/.cache/go-build/**/*"
}

// What is no value is refused, all at once.
func ExampleSpec_Validate() {
	fmt.Println(buildspec.Spec{
		Variables: map[string]string{"MESSAGE": "done\nartifacts:\n  files: ['**/*']", "VERSION": "#{Source.CommitMessage}"},
		Build:     []buildspec.Command{buildspec.Run("make")},
		Cache:     []string{"/etc/**/*"},
	}.Validate())
	// Output:
	// buildspec.Spec: 3 to fix
	//   Variables[MESSAGE] is "done\nartifacts:\n  files: ['**/*']": want text without control characters; put several lines into a command [INJ-001]
	//   Variables[VERSION] is "#{Source.CommitMessage}": want text without ` and $( and #{ and ${AWS::, which are not evaluated here: use a command, or the variables of the action [INJ-002]
	//   Cache[0] is "/etc/**/*": want a path below the source, or below /root or /codebuild, such as /root/.cache/go-build/**/* [PATH-001]
}
