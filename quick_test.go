//go:build !verify

package main

// some are the first n rows: each run of the program takes a second, and make verify runs all rows.
func some[T any](n int, rows []T) []T { return rows[:n] }
