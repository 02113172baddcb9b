//go:build !verify

package main

// times is how often a test goes over random values: make test takes few of the n that make verify takes.
func times(n int) int { return n / 4 }
