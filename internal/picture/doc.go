// Package picture draws a pipeline of AWS CodePipeline as an SVG, from nothing but the CloudFormation template that it is
// in: its stages, what each of them does, and what a run must pass or wait for.
package picture
