package main

import (
	"fmt"
	"os"
	"testing"

	"github.com/shipway-cdk/shipway/config"
)

func TestEveryEnvironmentOfALargerSystemIsValidAndItsOwn(t *testing.T) {
	shipped, err := os.ReadFile("../shipway.yaml")
	if err != nil {
		t.Fatal(err)
	}
	before, err := config.Parse("shipway.yaml", shipped)
	if err != nil {
		t.Fatal(err)
	}
	text, err := system(shipped, many)
	if err != nil {
		t.Fatal(err)
	}
	file, err := config.Parse("shipway.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	if len(file.Environments) != many {
		t.Fatalf("%d environments, want %d", len(file.Environments), many)
	}
	like := before.Environments[len(before.Environments)-1]
	accounts, ranges := map[string]bool{}, map[string]bool{}
	for _, environment := range file.Environments {
		accounts[environment.Account], ranges[environment.Network.CIDR] = true, true
		for i, service := range environment.Services {
			if fmt.Sprint(service.Size, service.Scaling) != fmt.Sprint(like.Services[i].Size, like.Services[i].Scaling) {
				t.Errorf("%s in %s is not as in %s", service.Name, environment.Name, like.Name)
			}
		}
	}
	if len(accounts) != many || len(ranges) != many {
		t.Errorf("%d accounts and %d address ranges, want %d of each", len(accounts), len(ranges), many)
	}
}
