//go:build !verify

package fleet_test

// thorough is left to make verify: make test runs some rows.
const thorough = false
