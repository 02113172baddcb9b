//go:build verify

package program_test

// thorough is the time of make verify: every row, in every shell.
const thorough = true
