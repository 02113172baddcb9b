package test

import (
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/constructs/service/fleet"
)

// What releases to a fleet and the fleet itself know nothing of each other but two names.
func TestAReleaseWritesTheRevisionThatAFleetReads(t *testing.T) {
	if program.ImageFile != fleet.ImageFile {
		t.Errorf("a release writes the image to %s, hosts read %s", program.ImageFile, fleet.ImageFile)
	}
	for _, one := range []program.Program{program.Release(program.Hosts), program.Verify(program.Hosts)} {
		if !strings.Contains(one.Text, "KEY=${KEY:-"+fleet.RevisionKey+"}\n") {
			t.Errorf("%s uploads elsewhere than to %s, which hosts may read", one.Name, fleet.RevisionKey)
		}
		if !strings.Contains(one.Text, `"$work/bundle/`+fleet.ImageFile+`"`) {
			t.Errorf("%s does not write %s", one.Name, fleet.ImageFile)
		}
	}
}

// somewhere is a service in an environment that nobody has deployed yet.
func somewhere(alarms []string) pipeline.Home {
	return pipeline.Home{App: "shop", Service: "web", Environment: "prod", Account: "111111111111", Region: "eu-west-1", Alarms: alarms}
}

// A pipeline of another account is deployed before what it releases to: names are all that it can have.
func TestEveryTargetOfAPipelineIsMadeOfNames(t *testing.T) {
	const image = "444444444444.dkr.ecr.eu-west-1.amazonaws.com/shop/web@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	bundle, err := fleet.Bundle(image)
	if err != nil {
		t.Fatal(err)
	}
	place := fleet.Place{Name: "shop-prod", Account: "111111111111", Region: "eu-west-1"}
	rolling := fleet.ServiceProps{Name: "web", Place: place}.Names()
	turning := fleet.ServiceProps{Name: "web", Place: place, Strategy: release.BlueGreen{}}.Names()
	tasks := ecs.ServiceProps{Name: "web", Ingress: ecs.LoadBalanced{}, Strategy: release.Canary{}, Controller: &release.CodeDeploy{}}.Names("shop-prod")
	pods := eks.ServiceProps{Name: "web", Cluster: eks.Place{Name: "shop-prod"}}.AlarmNames()
	hosts := func(n fleet.Names) pipeline.Target {
		return pipeline.Hosts{Home: somewhere(n.Alarms), Application: n.Application, Group: n.Group, Bucket: n.Bucket, Key: n.Key, Bundle: bundle}
	}
	for name, target := range map[string]pipeline.Target{
		"fleet": hosts(rolling), "fleet, blue-green": hosts(turning),
		"codedeploy": pipeline.Tasks{Home: somewhere(tasks.Alarms), Application: tasks.Application, Group: tasks.Group},
		"eks":        pipeline.Manifests{Home: somewhere(pods), Cluster: "shop-prod"},
	} {
		d := target.Deploy()
		if err := d.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(d.Home.Alarms) == 0 || slices.ContainsFunc(d.Home.Alarms, func(alarm string) bool { return !strings.HasPrefix(alarm, "shop-prod-web-") }) {
			t.Errorf("%s watches %q", name, d.Home.Alarms)
		}
	}
}
