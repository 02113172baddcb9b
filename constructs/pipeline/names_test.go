package pipeline_test

import (
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// What config refuses because two pipelines would share a name is only as good as the names it knows.
func TestEveryNameOfAPipelineIsKnown(t *testing.T) {
	tries := func(p *pipeline.PipelineProps) {
		whole(p)
		for i := range p.Waves {
			for j := range p.Waves[i].Environments {
				p.Waves[i].Environments[j].Verify.Test = "make smoke"
			}
		}
	}
	connects := func(p *pipeline.PipelineProps) {
		reviewed(p)
		p.Source = delivery.Connection{ARN: connected, Repository: "acme/shop", PullRequests: true}
	}
	for name, row := range map[string]struct {
		got *synthtest.Template
		of  delivery.Names
	}{
		"of a service":      {synth(t, whole), delivery.Names{Service: "web"}},
		"with tests":        {synth(t, tries), delivery.Names{Service: "web", Tries: true}},
		"with reviews":      {synth(t, connects), delivery.Names{Service: "web", Reviews: true}},
		"of an application": {ground(t, everywhere), delivery.Names{Service: "infrastructure", Application: true}},
	} {
		found := 0
		for kind, where := range map[string][2]string{
			"pipeline": {pipelines, "Name"}, "project": {projects, "Name"}, "role": {"AWS::IAM::Role", "RoleName"},
		} {
			for id, one := range row.got.Resources(where[0]) {
				full, named := one.Properties[where[1]].(string)
				if !named {
					continue
				}
				found++
				if short, ours := strings.CutPrefix(full, "shop-delivery-"); !ours || !row.of.Has(kind, short) {
					t.Errorf("%s: %s is the %s %s, which nobody knows", name, id, kind, full)
				}
			}
		}
		if found < 8 {
			t.Errorf("%s: %d names", name, found)
		}
	}
}
