package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// only are the keys of deploy that some strategies have, by Go field.
var only = map[string][]release.Name{
	"MinHealthyPercent": {release.RollingName},
	"MaxPercent":        {release.RollingName},
	"Batch":             {release.RollingName},
	"Percent":           {release.LinearName, release.CanaryName},
	"StepBake":          {release.LinearName},
	"CanaryBake":        {release.CanaryName},
	"Hooks":             {release.LinearName, release.CanaryName, release.BlueGreenName},
	"Test":              {release.LinearName, release.CanaryName, release.BlueGreenName},
}

// ofCodeDeploy are the keys of deploy that only CodeDeploy has.
var ofCodeDeploy = []string{"TerminateAfter", "WaitForReroute", "Frozen"}

// resolveStrategy decides how a release takes over, and reports what the runtime cannot do.
func (d *serviceDoc) resolveStrategy() {
	s := d.scope
	name := d.deploy.strategy
	if name == "" {
		name = release.RollingName
		if d.Runtime == service.Express {
			name = release.CanaryName
		}
	}
	if !s.broken["Strategy.Strategy"] {
		if d.Runtime != "" && !s.broken["Strategy.Controller"] {
			d.checkCell(name)
		}
		d.checkStrategyKeys(name)
	}
	d.Strategy, d.WaitForReroute = d.deploy.build(s, name), d.deploy.reroute
	s.rules("Strategy", d.Strategy.Validate())
	if d.deploy.codeDeploy {
		d.Controller = d.deploy.controller(s)
		s.rules("Strategy", d.Controller.Validate())
	}
}

// checkCell reports a pair of runtime and strategy that does not work for the service.
func (d *serviceDoc) checkCell(name release.Name) {
	s := d.scope
	cell, known := release.At(d.Runtime, d.deploy.codeDeploy, name)
	field := "Strategy.Strategy"
	if !s.given(field) && s.given("Strategy.Controller") {
		field = "Strategy.Controller"
	}
	switch {
	case s.broken["Ingress"] || s.broken["Ingress.Public"] || s.broken["Ingress.Internal"]:
	case !known:
		s.reject("Strategy.Controller", "CodeDeploy deploys to fargate and ec2 only: leave it out", "DEP-005")
	case !cell.Works(d.audience()) && s.given(field):
		s.reject(field, cell.Refused, "DEP-005")
	}
}

// audience is the service's shape, as far as strategies know it.
func (d *serviceDoc) audience() release.Shape {
	return map[Kind]release.Shape{Public: release.Public, Internal: release.Internal, NoIngress: release.Worker}[d.Ingress.Kind]
}

// checkStrategyKeys reports keys of another strategy. Those that all environments share may be another environment's.
func (d *serviceDoc) checkStrategyKeys(name release.Name) {
	s := d.scope
	same := name == d.deploy.shared || d.deploy.shared == ""
	for _, field := range slices.Sorted(maps.Keys(only)) {
		at := "Strategy." + field
		if s.given(at) && !slices.Contains(only[field], name) && (same || s.spots[at].override) {
			s.reject(at, fmt.Sprintf("only %s %s it: leave it out", listed(only[field]), verb(only[field])), "DEP-005")
		}
	}
	for _, field := range ofCodeDeploy {
		at := "Strategy." + field
		fleet := d.Runtime == service.Fleet && name == release.BlueGreenName && field == "WaitForReroute"
		if s.given(at) && !fleet && !d.deploy.codeDeploy && (!d.deploy.sharedDeploy || s.spots[at].override) {
			s.reject(at, "only CodeDeploy has it: leave it out, or give controller: codedeploy", "DEP-005")
		}
	}
}

func verb[T any](of []T) string {
	if len(of) == 1 {
		return "has"
	}
	return "have"
}

// listed says "a", "a and b" or "a, b and c".
func listed[T ~string](of []T) string {
	words := make([]string, len(of))
	for i, one := range of {
		words[i] = string(one)
	}
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// build is the strategy called name, with the waits that the file gives.
func (d *deployDoc) build(s *scope, name release.Name) release.Strategy {
	given := func(field string, wait time.Duration) *time.Duration {
		if s.given("Strategy." + field) {
			return &wait
		}
		return nil
	}
	bake := given("Bake", d.bake)
	switch name {
	case release.LinearName:
		return release.Linear{Percent: d.percent, StepBake: given("StepBake", d.stepBake), Bake: bake,
			Alarms: d.alarms, Hooks: d.hooks, Test: d.test}.WithDefaults()
	case release.CanaryName:
		return release.Canary{Percent: d.percent, CanaryBake: given("CanaryBake", d.canaryBake), Bake: bake,
			Alarms: d.alarms, Hooks: d.hooks, Test: d.test}.WithDefaults()
	case release.BlueGreenName:
		return release.BlueGreen{Bake: bake, Alarms: d.alarms, Hooks: d.hooks, Test: d.test}.WithDefaults()
	}
	if s.given("Strategy.Bake") && d.bake == 0 {
		s.reject("Strategy.Bake", "want 1m to 24h: a rolling deployment is always watched", "DEP-004")
	}
	rolling := d.rolling
	rolling.Bake, rolling.Alarms = d.bake, d.alarms
	return rolling.WithDefaults()
}

// controller is CodeDeploy as the file asks for it.
func (d *deployDoc) controller(s *scope) *release.CodeDeploy {
	c := &release.CodeDeploy{WaitForReroute: d.reroute, Frozen: d.frozen}
	if s.given("Strategy.TerminateAfter") {
		c.TerminateAfter = &d.terminate
	}
	return c
}
