// Package program is everything around a synthesis: what the command line asks for, the context, the output directory,
// whether a finished assembly may be used again, the verdict and what a person sees of it.
//
// It reads the assembly as files and never calls CDK: app.go does, between [Prepare] and [Console.Conclude]. It defines
// no resource, changes nothing in what was synthesized, and deletes nothing that is not a cloud assembly's.
package program
