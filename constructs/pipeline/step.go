package pipeline

import (
	"strings"
	"time"

	"github.com/aws/constructs-go/constructs/v10"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"

	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// step is one of the three builds of a release.
type step int

const (
	ready   step = iota // whether a release may begin
	release             // the release
	verify              // whether it holds
)

var steps = []step{ready, release, verify}

// String is how the step is called in a pipeline: "Ready".
func (s step) String() string { return [...]string{"Ready", "Release", "Verify"}[s] }

// project is the name of the step's build, which starts with prefix.
func (s step) project(prefix string) string { return prefix + "-" + strings.ToLower(s.String()) }

// within is how long the step's build may take, after a bake where it is the last: as long as its program at most.
func (s step) within(home Home, bake time.Duration) time.Duration {
	ready, release, verify := program.Longest(home.withDefaults().Within, bake)
	return wholeMinutes([...]time.Duration{ready, release, verify}[s])
}

// wholeMinutes is at least d, in minutes.
func wholeMinutes(d time.Duration) time.Duration { return (d + time.Minute - 1).Truncate(time.Minute) }

// spec is what the step's build does.
func (s step) spec(d Deployment) buildspec.Spec {
	run := d.programs()[s]
	spec := buildspec.Spec{Exported: run.Exports}
	if s != ready {
		spec.Build = unpack(d.Files)
	}
	spec.Build = append(spec.Build, buildspec.Execute(run.Short()))
	return spec
}

// told are the variables of the step's build that its program reads.
func told(run program.Program, all map[string]string) map[string]string {
	chosen := map[string]string{}
	for _, one := range run.Needs {
		if said := all[one.Name]; said != "" {
			chosen[one.Name] = said
		}
	}
	return chosen
}

// crew is who releases: the role that builds act as, and where they run.
type crew struct {
	prefix, role, group, key string
	vpc                      *awscodebuild.CfnProject_VpcConfigProperty
}

// define defines the three builds of a deployment under scope, whose versions bake for so long. The last one is told proof.
func (w crew) define(scope constructs.Construct, d Deployment, bake time.Duration, proof ...[2]string) {
	for _, s := range steps {
		variables := told(d.programs()[s], d.variables())
		if s == verify {
			for _, one := range proof {
				variables[one[0]] = one[1]
			}
		}
		build{
			id: s.String(), name: s.project(w.prefix), description: s.String() + " " + d.Home.name(),
			spec: s.spec(d), variables: variables,
			role: w.role, group: w.group, key: w.key, vpc: w.vpc, limit: 1,
			machine: buildspec.Machine{Timeout: s.within(d.Home, bake), Queue: mostQueue},
		}.define(scope)
	}
}
