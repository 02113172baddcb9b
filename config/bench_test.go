package config_test

import (
	"os"
	"testing"

	"github.com/shipway-cdk/shipway/config"
)

func BenchmarkParse(b *testing.B) {
	data, err := os.ReadFile("testdata/storefront.yaml")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := config.Parse("shipway.yaml", data); err != nil {
			b.Fatal(err)
		}
	}
}
