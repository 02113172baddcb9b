// Package program holds what the builds of a delivery pipeline run: one POSIX shell program for each step from a commit to
// a version that has proven itself.
//
// Each program is told what to do by environment variables alone (see [Program.Needs]), says what came out by [Program.Exports],
// and ends with 0 only when what it was asked for is true. The same text runs in AWS CodeBuild, in GitHub Actions and
// in GitLab CI. Values are never evaluated as shell, and secrets are never printed.
//
// The package starts nothing: it knows no pipeline, no build service and no AWS SDK. It is text.
package program
