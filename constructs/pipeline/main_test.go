package pipeline_test

import (
	"testing"

	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestMain(m *testing.M) { synthtest.Main(m) }
