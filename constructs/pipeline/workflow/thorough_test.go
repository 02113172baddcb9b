//go:build verify

package workflow_test

// thorough is the time of make verify: all values at random.
const thorough = true
