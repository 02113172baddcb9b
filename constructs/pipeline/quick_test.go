//go:build !verify

package pipeline_test

// thorough is left to make verify: make test runs some rows.
const thorough = false
