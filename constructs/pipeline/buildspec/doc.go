// Package buildspec writes the build specifications of AWS CodeBuild from typed values: what is installed, what is run, what is
// reported and kept; and says on which machine.
//
// What comes from outside is a value and stays one: a command is words that are quoted, a program that is passed on
// unharmed, or a line that its author meant to be shell. The same values give the same bytes.
//
// CodeBuild shows reports of tests and of coverage, and fails no build because of one: a build fails when a command does.
// Limits are therefore kept by what runs, such as program.Test, which reads the same reports.
//
// A build costs for each minute, see [Machine]; the specification itself costs nothing. The package makes no project and
// no role, and knows no CDK.
package buildspec
