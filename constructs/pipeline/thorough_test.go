//go:build verify

package pipeline_test

// thorough is the time of make verify: every row.
const thorough = true
