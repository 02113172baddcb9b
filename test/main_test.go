// Package test keeps the promises about the whole app: what its templates look like, what they may not contain, and
// that nothing but shipway.yaml decides them.
//
// It tests no single construct: those tests live beside the construct. The slow promises run with the build tag
// verify.
package test

import (
	"flag"
	"testing"

	_ "github.com/shipway-cdk/shipway/internal/nodeenv"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// update writes the golden templates and the lock again instead of comparing with them.
var update = flag.Bool("update", false, "write the golden templates and the lock of logical IDs again")

func TestMain(m *testing.M) { synthtest.Main(m) }
