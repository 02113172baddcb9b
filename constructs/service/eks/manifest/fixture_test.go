package manifest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/eks/manifest"
)

const digest = "444444444444.dkr.ecr.eu-west-1.amazonaws.com/shop/api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// worker is the smallest service: nobody calls it.
func worker() manifest.Service {
	return manifest.Service{Name: "api", Cluster: "shop-dev", Account: "111111111111", Region: "eu-west-1", Image: digest}
}

// public answers requests from the internet and uses every kind of object.
func public(strategy release.Strategy) manifest.Service {
	s := worker()
	s.Strategy = strategy
	s.Ingress = manifest.Public{
		Hosts:       []string{"shop.example.com"},
		Certificate: "arn:aws:acm:eu-west-1:111111111111:certificate/11111111-2222-3333-4444-555555555555",
		Health:      service.Health{Path: "/healthz"},
	}
	s.Config = map[string]string{"LOG_LEVEL": "info"}
	s.Secrets = map[string]string{
		"DATABASE_URL":  "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/db-AbCdEf",
		"DATABASE_USER": "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/db-AbCdEf:user::",
		"FLAGS":         "arn:aws:ssm:eu-west-1:111111111111:parameter/shop/flags",
	}
	s.Scaling = service.Scaling{Min: 3, Max: 12, Memory: 80}
	return s
}

func internal() manifest.Service {
	s := worker()
	s.Ingress = manifest.Internal{}
	return s
}

func minutes(n int) *time.Duration {
	d := time.Duration(n) * time.Minute
	return &d
}

var tester = release.Test{Header: "X-Version", Value: "next"}

// every is one service for each way a service can be released, by the name of its golden directory.
func every() map[string]manifest.Service {
	return map[string]manifest.Service{
		"rolling":    public(release.Rolling{}),
		"canary":     public(release.Canary{Percent: 10, Test: tester}),
		"linear":     public(release.Linear{Percent: 33.3, StepBake: minutes(5)}),
		"blue-green": public(release.BlueGreen{Test: tester}),
		"internal":   internal(),
		"worker":     worker(),
	}
}

// objects are all objects of s by "phase/name".
func objects(t *testing.T, s manifest.Service) map[string]string {
	t.Helper()
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, phase := range s.Release().All() {
		for _, object := range phase.Objects {
			all[phase.Name+"/"+object.Name] = object.JSON
		}
	}
	return all
}

// only is the object of s whose path ends in name; there must be one.
func only(t *testing.T, s manifest.Service, name string) string {
	t.Helper()
	found := ""
	for path, json := range objects(t, s) {
		if strings.HasSuffix(path, "/"+name) {
			if found != "" {
				t.Fatalf("two objects are called %s", name)
			}
			found = json
		}
	}
	if found == "" {
		t.Fatalf("no object is called %s", name)
	}
	return found
}
