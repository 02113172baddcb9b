//go:build verify

package stacks

func init() { *wanted = enough }
