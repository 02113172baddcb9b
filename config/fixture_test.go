package config_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/config"
)

// small is a file in which nothing is wrong. Tests change one line of it, so the places in their answers can be
// counted here.
const small = `version: 1
app: shop
owner: team-shop
tags: { cost-center: retail }
environments:
  dev:
    account: "111111111111"
    region: eu-west-1
    network: { cidr: 10.10.0.0/16, zones: [a, b, c] }
  prod:
    account: "333333333333"
    region: eu-west-1
    network: { cidr: 10.30.0.0/16, zones: [a, b, c] }
    protect: true
    approve: true
    alerts: [oncall@example.com]
services:
  api:
    runtime: fargate
    ingress: { internal: true }
  mailer:
    runtime: fargate
  web:
    runtime: fargate
    port: 8080
    size: { cpu: 256, memory: 512 }
    scale: { min: 2, max: 4 }
    health: { path: /healthz }
    ingress: { public: true, host: shop.example.com }
    config: { LOG_LEVEL: info }
    deploy: { strategy: rolling }
    in:
      dev:
        ingress: { certificate: "arn:aws:acm:eu-west-1:111111111111:certificate/c1" }
      prod:
        ingress: { certificate: "arn:aws:acm:eu-west-1:333333333333:certificate/c3" }
delivery:
  account: "444444444444"
  region: eu-west-1
`

// worker is the simplest service of small.
const worker = "  mailer:\n    runtime: fargate\n"

// edits are pairs of a text and what replaces it, the first time it occurs.
type edits []string

// row is one way to get a file wrong, and the lines that say so.
type row struct {
	name  string
	edits edits  // of small
	want  string // line:column: path: ... [CODE], one per line; empty: nothing is wrong
}

// file is small with the edits made.
func (r row) file(t testing.TB) string {
	file := small
	for i := 0; i < len(r.edits); i += 2 {
		if !strings.Contains(file, r.edits[i]) {
			t.Fatalf("%s: %q is not in the file", r.name, r.edits[i])
		}
		file = strings.Replace(file, r.edits[i], r.edits[i+1], 1)
	}
	return file
}

// try compares what is said about each file with what should be.
func try(t *testing.T, rows []row) {
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			if got := lines(t, r.file(t)); got != r.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, r.want)
			}
		})
	}
}

// lines are the lines that say what is wrong with file, less its name; empty when nothing is.
func lines(t testing.TB, file string) string {
	_, err := config.Parse("shipway.yaml", []byte(file))
	if err == nil {
		return ""
	}
	var problems *config.Errors
	if !errors.As(err, &problems) || len(problems.Problems) == 0 {
		t.Fatalf("want *config.Errors with problems, got %T: %v", err, err)
	}
	return strings.ReplaceAll("\n"+err.Error(), "\nshipway.yaml:", "\n")[1:]
}

func parse(t testing.TB, file string) config.File {
	f, err := config.Parse("shipway.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	return f
}
