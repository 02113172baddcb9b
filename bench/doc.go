// Command bench measures what writing this CDK app in Go costs, against the same app in plain JavaScript.
//
// It records the jsii calls of the built program, writes them out as a JavaScript program on aws-cdk-lib (the twin),
// proves that both write the same templates, and times the two in interleaved pairs. It never links the CDK, never
// compares seconds taken in different runs, and never edits the project: all it makes lies in a temporary directory.
package main
