//go:build verify

package fleet_test

// thorough is the time of make verify: every row.
const thorough = true
