package express

import (
	"fmt"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// mostRequests is the greatest number of requests to scale on (ECS developer guide, "Resources created by Amazon ECS
// Express Mode services").
const mostRequests = 65536

// checkScaling reports bounds out of range, more than one number to follow, and what Express Mode does not ask for.
func (p ServiceProps) checkScaling(c *check.Checks) {
	s := p.Scaling
	c.Within("Scaling", service.Scaling{Min: s.Min, Max: s.Max, CPU: s.CPU, Memory: s.Memory, Requests: s.Requests}.Validate())
	followed := ""
	for _, target := range []struct {
		field string
		given int
	}{{"CPU", s.CPU}, {"Memory", s.Memory}, {"Requests", s.Requests}} {
		if target.given == 0 {
			continue
		}
		c.That("SVC-022", "Scaling."+target.field, target.given, followed == "",
			"want none beside "+followed+": Express Mode follows one number; use runtime fargate for more")
		followed = target.field
	}
	c.That("SVC-022", "Scaling.Requests", s.Requests, s.Requests <= mostRequests, fmt.Sprintf("want at most %d", mostRequests))
	c.That("SVC-021", "Scaling.Concurrency", s.Concurrency, s.Concurrency == 0, "want none: only App Runner scales on it")
	c.That("SVC-021", "Scaling.Rest", s.Rest, s.Rest == 0, "want none: Express Mode sets it itself; use runtime fargate to choose it")
}

// checkHealth reports a bad path, and what Express Mode sets itself.
func (p ServiceProps) checkHealth(c *check.Checks) {
	h := p.Health
	c.Within("Health", service.Health{Path: h.Path}.Validate())
	for _, own := range []struct {
		field string
		given any
		ours  bool
	}{
		{"Codes", h.Codes, h.Codes != ""}, {"Interval", h.Interval, h.Interval != 0}, {"Timeout", h.Timeout, h.Timeout != 0},
		{"Healthy", h.Healthy, h.Healthy != 0}, {"Unhealthy", h.Unhealthy, h.Unhealthy != 0}, {"Grace", h.Grace, h.Grace != 0},
	} {
		c.That("SVC-021", "Health."+own.field, own.given, !own.ours,
			"want none: Express Mode wants code 200 every 30s, 5 in a row, and forgives the first 5m; use runtime fargate to choose")
	}
}

// What Express Mode's canary does (ECS developer guide, "Updating an Amazon ECS Express Mode service").
const (
	canaryPercent = 5
	canaryBake    = 3 * time.Minute
)

// checkStrategy reports every strategy but the built-in one, with the sentence of the grid, and changes to that one.
func (p ServiceProps) checkStrategy(c *check.Checks) {
	canary, is := p.Strategy.(release.Canary)
	if !is {
		cell, _ := release.At(service.Express, false, p.Strategy.Name())
		c.That("DEP-005", "Strategy", string(p.Strategy.Name()), false, cell.Refused)
		return
	}
	fixed := func(field string, given any, ok bool) {
		c.That("DEP-005", "Strategy."+field, given, ok,
			"want none: Express Mode always moves 5 %, watches for 3m, moves the rest and watches for 3m; use runtime fargate to choose")
	}
	fixed("Percent", canary.Percent, canary.Percent == 0 || canary.Percent == canaryPercent)
	for _, wait := range []struct {
		field string
		given *time.Duration
	}{{"CanaryBake", canary.CanaryBake}, {"Bake", canary.Bake}} {
		if wait.given != nil {
			fixed(wait.field, *wait.given, *wait.given == canaryBake)
		}
	}
	fixed("Alarms", len(canary.Alarms), len(canary.Alarms) == 0)
	fixed("Hooks", len(canary.Hooks), len(canary.Hooks) == 0)
	fixed("Test", canary.Test, !canary.Test.Given())
}
