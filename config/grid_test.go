package config_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// cellFile is a file whose only service is released like the cell says, and is of shape.
func cellFile(cell release.Cell, shape release.Shape) string {
	own := cell.Runtime == service.Express || cell.Runtime == service.AppRunner
	ingress := map[release.Shape]string{
		release.Public:   `{ public: true, host: a.example.com, certificate: "arn:aws:acm:eu-west-1:111111111111:certificate/c1" }`,
		release.Internal: "{ internal: true }",
		release.Worker:   "",
	}[shape]
	if own && shape == release.Public {
		ingress = "{ public: true }"
	}
	lines := "    runtime: " + string(cell.Runtime) + "\n"
	if ingress != "" {
		lines += "    ingress: " + ingress + "\n"
	}
	controller := ""
	if cell.CodeDeploy {
		controller = ", controller: codedeploy"
	}
	lines += fmt.Sprintf("    deploy: { strategy: %s%s }\n", cell.Strategy, controller)
	cluster := ""
	if cell.Runtime == service.EKS {
		cluster = "    eks: { admins: [arn:aws:iam::111111111111:role/platform] }\n"
	}
	return `version: 1
app: shop
owner: team-shop
environments:
  dev:
    account: "111111111111"
    region: eu-west-1
    network: { cidr: 10.10.0.0/16, zones: [a, b, c] }
` + cluster + "services:\n  web:\n" + lines
}

func TestEveryCellOfTheGridIsWhatTheFileAccepts(t *testing.T) {
	for _, cell := range release.Grid() {
		for _, shape := range []release.Shape{release.Public, release.Internal, release.Worker} {
			name := fmt.Sprintf("%s %s of a %s service, CodeDeploy %t", cell.Runtime, cell.Strategy, shape, cell.CodeDeploy)
			_, err := config.Parse("shipway.yaml", []byte(cellFile(cell, shape)))
			if cell.Works(shape) {
				if err != nil {
					t.Errorf("%s should work: %v", name, err)
				}
				continue
			}
			var problems *config.Errors
			if !errors.As(err, &problems) {
				t.Errorf("%s should be refused", name)
				continue
			}
			// A runtime that runs no such service says so about the service itself.
			if text := err.Error(); !strings.Contains(text, cell.Refused+" [DEP-005]") && !strings.Contains(text, "[SVC-021]") {
				t.Errorf("%s is refused with %q, want %q", name, text, cell.Refused)
			}
			if shape == release.Public && !strings.Contains(err.Error(), cell.Refused+" [DEP-005]") {
				t.Errorf("%s is refused with %q, want %q", name, err, cell.Refused)
			}
		}
	}
}
