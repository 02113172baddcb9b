package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
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
func (d *serviceDoc) resolveStrategy(e *environmentDoc) {
	s := d.scope
	name := d.named(d.deploy.strategy)
	if s.given("Schedule") { // a job has no release, which is said already
		d.Strategy = filled(release.Rolling{})
		return
	}
	if !s.broken["Strategy.Strategy"] {
		if d.Runtime != "" && !s.broken["Strategy.Controller"] {
			d.checkCell(name)
		}
		d.checkStrategyKeys(name)
	}
	strategy := d.deploy.build(s, name)
	s.rules("Strategy", strategy.Validate())
	d.checkHooks(e)
	if d.deploy.codeDeploy {
		d.Controller = d.deploy.controller(s)
		s.rules("Strategy", d.Controller.Validate())
		s.rules("Strategy", d.Controller.Can(strategy))
		n := len(d.deploy.alarms)
		c := check.Of("deploy")
		c.That("DEP-009", "Alarms", n, n <= mostOwnAlarms, "want at most 6: CodeDeploy watches 10, and the service has 4")
		s.rules("Strategy", c.Err())
	}
	d.checkOwnStrategy(strategy)
	d.Strategy = strategy
	if _, moves := strategy.(release.BlueGreen); moves && d.Runtime == service.Fleet {
		d.WaitForReroute = d.deploy.reroute
		c := check.Of("deploy")
		c.That("DEP-009", "WaitForReroute", d.WaitForReroute, d.WaitForReroute%time.Minute == 0, "want whole minutes from 0s to 48h")
		s.rules("Strategy", c.Err())
	}
	if !d.ownAddress() && d.Runtime != service.Fleet {
		d.Strategy = filled(strategy)
	}
}

// named is the strategy called given, or without one the runtime's own.
func (d *serviceDoc) named(given release.Name) release.Name {
	if given == "" && d.Runtime == service.Express {
		return release.CanaryName
	}
	return cmp.Or(given, release.RollingName)
}

// mostOwnAlarms is how many alarms a deployment of CodeDeploy watches beside the service's own (CodeDeploy API,
// "AlarmConfiguration").
const mostOwnAlarms = 6

// checkHooks reports functions that a deployment in e cannot ask.
func (d *serviceDoc) checkHooks(e *environmentDoc) {
	c := check.Of("deploy")
	for i, hook := range d.deploy.hooks {
		c.That("DEP-010", fmt.Sprintf("Hooks[%d].Function", i), hook.Function, e.Region == "" || hook.In(e.Region), "want a function in the environment's region, "+e.Region)
	}
	d.scope.rules("Strategy", c.Err())
}

// filled is strategy with its defaults, for a runtime that follows all of them.
func filled(strategy release.Strategy) release.Strategy {
	switch s := strategy.(type) {
	case release.Rolling:
		return s.WithDefaults()
	case release.Linear:
		return s.WithDefaults()
	case release.Canary:
		return s.WithDefaults()
	case release.BlueGreen:
		return s.WithDefaults()
	}
	return strategy
}

// settings are the keys of deploy that say how a strategy goes about it, by Go field.
var settings = []string{"MinHealthyPercent", "MaxPercent", "Batch", "Percent", "StepBake", "CanaryBake", "Bake", "Alarms", "Hooks", "Test"}

// checkOwnStrategy reports what a runtime does not let anybody choose.
func (d *serviceDoc) checkOwnStrategy(strategy release.Strategy) {
	never := func(want, code string, fields ...string) {
		for _, field := range fields {
			if d.scope.given("Strategy." + field) {
				d.scope.reject("Strategy."+field, want, code)
			}
		}
	}
	switch d.Runtime {
	case service.Express:
		never("Express Mode always moves 5 %, watches for 3m, moves the rest and watches for 3m: leave it out, or use runtime fargate", "DEP-005", settings...)
	case service.AppRunner:
		never("App Runner always doubles the instances and stops the old ones when the new are healthy: leave it out, or use runtime fargate", "DEP-005", settings...)
	case service.EKS:
		never("no controller calls hooks on EKS: leave them out, or use runtime fargate", "DEP-010", "Hooks")
		never("on EKS testers reach the new version by a header: give header", "LB-003", "Test.Port")
	case service.Fleet:
		never("a host runs one container, so the new one never runs beside the old one: leave it out", "DEP-001", "MaxPercent")
		never("CodeDeploy has none for hosts: leave it out, or use runtime fargate", "DEP-010", "Hooks", "Test")
		if rolling, is := strategy.(release.Rolling); is {
			d.checkHosts(rolling)
		}
	}
	if rolling, is := strategy.(release.Rolling); is && slices.Contains(onECS, d.Runtime) {
		c := check.Of("deploy")
		rolling.CheckTasks(c, "MaxPercent", d.Scaling.WithDefaults().Min)
		d.scope.rules("Strategy", c.Err())
	}
	if d.Ingress.Kind == Internal && d.Runtime.ECS() {
		never("Service Connect has no other port for testers: give header", "LB-003", "Test.Port")
	}
}

// longestFleet is how long the hosts of a fleet may be watched in all: CodeDeploy ends a deployment after 12 h (CodeDeploy
// quotas), of which an hour is left for the hosts themselves.
const longestFleet = 11 * time.Hour

// checkHosts reports a rolling deployment that leaves CodeDeploy no host to begin with, or takes longer than it waits.
func (d *serviceDoc) checkHosts(r release.Rolling) {
	hosts := d.Scaling.WithDefaults().Min
	c := check.Of("deploy")
	c.That("DEP-009", "Batch", string(r.Batch), r.Batch == release.BatchDefault || r.MinHealthyPercent == nil, "want one of Batch and MinHealthyPercent")
	c.That("DEP-009", "Batch", string(r.Batch), r.Batch != release.BatchHalf || hosts > 1, "want one or all: half of one host is none")
	if r.MinHealthyPercent != nil && hosts > 0 {
		most := 100 * (hosts - 1) / hosts
		c.That("DEP-009", "MinHealthyPercent", *r.MinHealthyPercent, *r.MinHealthyPercent <= most,
			fmt.Sprintf("want at most %d: of %d hosts one must be free to be replaced", most, hosts))
	}
	c.That("DEP-004", "Bake", r.Bake, r.Bake < time.Hour, "want at most 59m: each host waits for so long, and CodeDeploy ends a script after 1h")
	bake, groups := r.WithDefaults().Bake, r.Groups(d.Scaling.WithDefaults().Max)
	c.That("DEP-004", "Bake", bake, groups > mostHosts || time.Duration(groups)*bake <= longestFleet,
		fmt.Sprintf("want at most %s: %d groups of hosts wait one after the other, and CodeDeploy ends a deployment after 12h", (longestFleet/time.Duration(groups)).Truncate(time.Minute), groups))
	d.scope.rules("Strategy", c.Err())
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
	same := name == d.named(d.deploy.shared)
	for _, field := range slices.Sorted(maps.Keys(only)) {
		at := "Strategy." + field
		if s.given(at) && !slices.Contains(only[field], name) && (same || s.spots[at].override) {
			s.reject(at, fmt.Sprintf("only %s %s it: leave it out", listed(only[field]), verb(only[field])), "DEP-005")
		}
	}
	for _, field := range ofCodeDeploy {
		at := "Strategy." + field
		waits := d.Runtime == service.Fleet && field == "WaitForReroute" // a second group of hosts does, too
		moved := waits && (name == release.BlueGreenName || d.deploy.shared == release.BlueGreenName && !s.spots[at].override)
		if s.given(at) && !moved && !d.deploy.codeDeploy && (!d.deploy.sharedDeploy || s.spots[at].override) {
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
			Alarms: d.alarms, Hooks: d.hooks, Test: d.test}
	case release.CanaryName:
		return release.Canary{Percent: d.percent, CanaryBake: given("CanaryBake", d.canaryBake), Bake: bake,
			Alarms: d.alarms, Hooks: d.hooks, Test: d.test}
	case release.BlueGreenName:
		return release.BlueGreen{Bake: bake, Alarms: d.alarms, Hooks: d.hooks, Test: d.test}
	}
	if s.given("Strategy.Bake") && d.bake == 0 {
		s.reject("Strategy.Bake", "want 1m to 24h: a rolling deployment is always watched", "DEP-004")
	}
	rolling := d.rolling
	rolling.Bake, rolling.Alarms = d.bake, d.alarms
	return rolling
}

// controller is CodeDeploy as the file asks for it.
func (d *deployDoc) controller(s *scope) *release.CodeDeploy {
	c := &release.CodeDeploy{WaitForReroute: d.reroute, Frozen: d.frozen}
	if s.given("Strategy.TerminateAfter") {
		c.TerminateAfter = &d.terminate
	}
	return c
}
