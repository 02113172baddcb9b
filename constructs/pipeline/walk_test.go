package pipeline_test

import (
	"slices"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline"
)

// Images: what runs, what the run builds, and what somebody else releases meanwhile.
const (
	former = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/web@sha256:0000000000000000000000000000000000000000000000000000000000000000"
	next   = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/web@sha256:1111111111111111111111111111111111111111111111111111111111111111"
	newer  = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/web@sha256:2222222222222222222222222222222222222222222222222222222222222222"
)

// promoted releases to dev, where a version tries itself and bakes, and after an approval to two regions side by side.
func promoted(p *pipeline.PipelineProps) {
	p.Build.NoSecretsScan = true
	at := func(name string, v delivery.Verify) pipeline.Environment {
		return pipeline.Environment{Name: name, Target: pipeline.Stack{Home: home(name, dev)}, Verify: v}
	}
	p.Waves = []pipeline.Wave{
		{Environments: []pipeline.Environment{at("dev", delivery.Verify{Test: "! grep -q broken Dockerfile", Bake: 15 * time.Second, URL: "https://dev.example.com/"})}},
		{Name: "prod", Approval: &delivery.Approval{}, Environments: []pipeline.Environment{at("us", delivery.Verify{Bake: 15 * time.Second}), at("eu", delivery.Verify{})}},
	}
}

// Whatever goes wrong, the environment goes back to what ran before, the stage fails, and nothing later gets a call.
func TestARunEndsWhereSomethingGoesWrong(t *testing.T) {
	got := synth(t, promoted)
	const built, tried, asked = "Source | Image Scan | ", "Ready-dev Release-dev Try-dev Verify-dev | ", "Approve | "
	var none []string
	for name, row := range map[string]struct {
		plant, text string // a file that makes something go wrong
		before      string // the action before which somebody else releases to dev
		walked      string
		dev, us, eu string
		named       []string // the stacks that anybody has asked for
	}{
		"nothing": {
			walked: built + tried + asked + "Ready-us Ready-eu Release-us Release-eu Verify-us Verify-eu",
			dev:    next, us: next, eu: next, named: []string{"dev", "eu", "us"},
		},
		"too much is found in the image": {
			plant: "plant/high", text: "1\n", walked: "Source | Image Scan!", dev: former, us: former, eu: former, named: none,
		},
		"a stack rolls back": {
			plant: "plant/rollback-shop-dev-web", walked: built + "Ready-dev Release-dev!", dev: former, us: former, eu: former, named: []string{"dev"},
		},
		"an alarm rings in the bake": {
			plant: "plant/alarm-Verify-dev", walked: built + "Ready-dev Release-dev Try-dev Verify-dev!", dev: former, us: former, eu: former, named: []string{"dev"},
		},
		"the version fails its own tests": {
			plant: "source/Dockerfile", text: "broken\n", walked: built + "Ready-dev Release-dev Try-dev! Verify-dev!", dev: former, us: former, eu: former, named: []string{"dev"},
		},
		"a newer run has released": {
			before: "Verify-dev", walked: built + "Ready-dev Release-dev Try-dev Verify-dev!", dev: newer, us: former, eu: former, named: []string{"dev"},
		},
		"a stack rolls back in one of two regions": {
			plant: "plant/rollback-shop-us-web", walked: built + tried + asked + "Ready-us Ready-eu Release-us Release-eu Verify-us! Verify-eu",
			dev: next, us: former, eu: next, named: []string{"dev", "eu", "us"},
		},
	} {
		if !thorough && name != "nothing" && name != "an alarm rings in the bake" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel() // the template is made: nothing here defines constructs
			w := walk(t, got, map[string]string{"shop-dev-web": former, "shop-us-web": former, "shop-eu-web": former})
			if row.plant != "" {
				w.write(row.plant, row.text)
			}
			w.before = func(action string) {
				if action == row.before {
					w.write("stacks/shop-dev-web", newer+"\n")
				}
			}
			if walked := w.through(); walked != row.walked {
				t.Errorf("it goes\n%s, want\n%s\n%s", walked, row.walked, w.log.String())
			}
			for stack, want := range map[string]string{"shop-dev-web": row.dev, "shop-us-web": row.us, "shop-eu-web": row.eu} {
				if image := w.read("stacks/" + stack); image != want {
					t.Errorf("%s has %s, want %s\n%s", stack, image, want, w.log.String())
				}
			}
			var want []string
			for _, name := range row.named {
				want = append(want, "shop-"+name+"-web")
			}
			if touched := w.touched(); !slices.Equal(touched, want) {
				t.Errorf("calls name %q, want %q", touched, want)
			}
		})
	}
}
