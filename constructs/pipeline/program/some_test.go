package program_test

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"testing"
)

// every are the shells that run programs as /bin/sh somewhere: Debian's, and Bash as Amazon Linux has it.
var every = [][]string{{"dash"}, {"bash", "--posix"}}

// shells are those in which a test runs: all of them where it is thorough.
func shells() [][]string {
	if thorough {
		return every
	}
	return every[:1]
}

// in is a shell for a test, or the row i of one, that runs in one shell only.
func in(i int) []string { return shells()[i%len(shells())] }

// some are rows with their numbers: all of them where tests are thorough, else the first and each tenth after it. What costs time is
// jq, which the programs start several times for every call to AWS.
func some[T any](rows []T) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for i, row := range rows {
			if (thorough || i%10 == 0) && !yield(i, row) {
				return
			}
		}
	}
}

// someOf are rows by their keys, as some has them.
func someOf[K cmp.Ordered, V any](rows map[K]V) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, key := range some(slices.Sorted(maps.Keys(rows))) {
			if !yield(key, rows[key]) {
				return
			}
		}
	}
}

// once says whether a row with key runs: every one where tests are thorough, else the first one.
func once(seen map[string]bool, key string) bool {
	had := seen[key]
	seen[key] = true
	return thorough || !had
}

// rare leaves a test to make verify whose promise others keep for the usual case.
func rare(t *testing.T) {
	t.Helper()
	if !thorough {
		t.Skip("runs in make verify")
	}
}
