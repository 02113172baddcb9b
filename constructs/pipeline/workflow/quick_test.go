//go:build !verify

package workflow_test

// thorough is left to make verify: make test takes few values at random.
const thorough = false
