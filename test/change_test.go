//go:build verify

package test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/test/gate"
)

// changed are the stacks of the file that the tests of changes start from, with words replaced: each is followed by
// what takes its place.
func changed(t *testing.T, words ...string) []gate.Stack {
	t.Helper()
	start, err := os.ReadFile(filepath.Join(root, "test/testdata/changes/before.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	text := string(start)
	for i := 0; i < len(words); i += 2 {
		if !strings.Contains(text, words[i]) {
			t.Fatalf("there is no %q to change", words[i])
		}
		text = strings.ReplaceAll(text, words[i], words[i+1])
	}
	file := filepath.Join(t.TempDir(), shipped)
	write(t, file, []byte(text))
	place, err := filepath.Rel(root, file)
	if err != nil {
		t.Fatal(err)
	}
	return load(t, place).stacks
}

// TestAChangeStaysWhereItIsMade edits one thing at a time: the templates of everything else keep their bytes.
func TestAChangeStaysWhereItIsMade(t *testing.T) {
	before := changed(t)
	for _, edit := range []struct {
		name    string
		words   []string
		touches []string // the stacks that may differ; no others
	}{
		{"one environment's configuration", []string{"LOG_LEVEL: debug", "LOG_LEVEL: trace"}, []string{"dev/web"}},
		{"one service's size", []string{"cpu: 256, memory: 512", "cpu: 512, memory: 1024"}, []string{"dev/web", "prod/web"}},
		{"one service's tasks", []string{"min: 2, max: 4", "min: 3, max: 9"}, []string{"dev/web", "prod/web"}},
		{"another service", []string{"  orders:", "  mailer: { runtime: fargate }\n  orders:"},
			[]string{"Delivery/Registry", "dev/mailer", "prod/mailer"}},
		{"another environment", []string{"  prod:\n    account", "  test:\n    account: \"333333333333\"\n    region: eu-west-1\n" +
			"    network: { cidr: 10.20.0.0/16, zones: [a, b] }\n  prod:\n    account",
			"      prod:\n        ingress", "      test:\n        ingress: { certificate: arn:aws:acm:eu-west-1:333333333333:" +
				"certificate/11111111-2222-3333-4444-555555555555 }\n      prod:\n        ingress"},
			[]string{"Delivery/Registry", "test/Network", "test/Platform", "test/web", "test/orders"}},
	} {
		t.Run(edit.name, func(t *testing.T) {
			after, moved := changed(t, edit.words...), 0
			for _, s := range after {
				i := slices.IndexFunc(before, func(b gate.Stack) bool { return b.ID == s.ID })
				same := i >= 0 && bytes.Equal(before[i].Text, s.Text)
				if !same {
					moved++
				}
				if !same && !slices.Contains(edit.touches, s.ID) {
					t.Errorf("%s changes too", s.ID)
				}
			}
			if moved == 0 {
				t.Error("nothing changes: the edit has no effect")
			}
		})
	}
}

// TestTrafficStaysWhereItIs changes everything about a service but its address: the listener rule, in which a release
// may just have moved traffic, keeps every byte, and so does what the load balancer stands on.
func TestTrafficStaysWhereItIs(t *testing.T) {
	before := changed(t)
	for name, words := range map[string][]string{
		"size and tasks": {"cpu: 256, memory: 512", "cpu: 1024, memory: 2048", "min: 2, max: 4", "min: 3, max: 9"},
		"tags":           {"cost-center: retail", "cost-center: wholesale"},
		"health":         {"    scale: { min: 2", "    health: { path: /ready, interval: 20s }\n    scale: { min: 2"},
		"deployment":     {"    scale: { min: 2", "    deploy: { bake: 20m, max: 150 }\n    scale: { min: 2"},
		"configuration":  {"LOG_LEVEL: debug", "LOG_LEVEL: trace"},
		"a worker more":  {"  orders:", "  mailer: { runtime: fargate }\n  orders:"},
	} {
		t.Run(name, func(t *testing.T) {
			was, is := rules(before), rules(changed(t, words...))
			if len(was) != 2 || !reflect.DeepEqual(was, is) {
				t.Errorf("the listener rules were %v\nand are %v", was, is)
			}
		})
	}
}

// rules are the listener rules of all stacks, by stack and logical ID.
func rules(stacks []gate.Stack) map[string]gate.Resource {
	all := map[string]gate.Resource{}
	for _, s := range stacks {
		for id, r := range s.Template.Resources {
			if r.Type == "AWS::ElasticLoadBalancingV2::ListenerRule" {
				all[s.ID+" "+id] = r
			}
		}
	}
	return all
}

// TestGrowthReplacesNothing adds a zone, a service and a setting: no resource of the lock is gone or replaced.
func TestGrowthReplacesNothing(t *testing.T) {
	before := gate.Lock(changed(t))
	for name, words := range map[string][]string{
		"a zone":                 {"zones: [a, b]", "zones: [a, b, c]"},
		"a service":              {"  orders:", "  mailer: { runtime: fargate }\n  orders:"},
		"a gateway in each zone": {"zones: [a, b, c]", "zones: [a, b, c], nat: per-zone"},
	} {
		t.Run(name, func(t *testing.T) {
			changes := gate.Changes(before, gate.Lock(changed(t, words...)), "")
			if len(changes) == 0 {
				t.Error("nothing changes: the edit has no effect")
			}
			for _, change := range changes {
				if change.Rule != "LOCK-NEW" {
					t.Error(change)
				}
			}
		})
	}
}
