//go:build !verify

package program_test

// thorough is left to make verify: make test runs some rows, in one shell.
const thorough = false
