package config

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// useless reports field in every environment where it is given and does nothing. What all environments share may be
// another environment's. It says nothing where the service cannot be read.
func (w *way) useless(field, want string, does func(d *serviceDoc) bool) {
	somewhere := slices.ContainsFunc(w.docs, does)
	for _, d := range w.docs {
		if at, given := d.scope.spots[field]; given && !does(d) && (at.override || !somewhere) {
			d.scope.reject(field, want, "PIPE-003")
		}
	}
}

// oneWord is a word that a list with spaces may hold.
var oneWord = regexp.MustCompile(`^[!-~]+$`)

// checkWatched reports alarms that a pipeline cannot name: its programs take the names of all of them in one variable.
func (d *serviceDoc) checkWatched() {
	for i, name := range d.deploy.alarms {
		if name != "" && !oneWord.MatchString(name) {
			d.scope.reject(fmt.Sprintf("Strategy.Alarms[%d]", i), "want a name in plain ASCII without spaces: a pipeline watches it too", "DEP-007")
		}
	}
}

// checkTime reports a release, or a bake after it, that takes longer than the builds of a pipeline last.
func (d *serviceDoc) checkTime() {
	s := d.scope
	if d.Strategy == nil || s.hurt("Strategy") || s.hurt("Scaling") || d.puzzling() {
		return
	}
	waits, most := d.Strategy.Longest(), delivery.MostWithin
	if rolling, is := d.Strategy.(release.Rolling); is && d.Runtime == service.Fleet {
		waits *= time.Duration(rolling.Groups(d.Scaling.WithDefaults().Max))
	}
	within, bake := delivery.Within(waits), d.verify.Bake
	if d.Runtime == service.EKS {
		most = delivery.MostInside
	}
	c := check.Of("service")
	c.That("PIPE-004", "Strategy", within, within <= most, fmt.Sprintf("want at most %s for a release, an hour of it for itself: a pipeline waits no longer", most))
	switch {
	case within > most:
	case d.Runtime == service.EKS:
		c.That("PIPE-003", "Verify.Bake", bake, bake <= within, fmt.Sprintf("want at most %s, as long as the release may take: builds in the cluster know no other time", within))
	default:
		c.That("PIPE-004", "Verify.Bake", bake, bake <= delivery.MostBake(within),
			fmt.Sprintf("want at most %s after a release that may take %s: the build must still have time to go back", delivery.MostBake(within), within))
	}
	s.rules("", c.Err())
}

// puzzling says whether it cannot be read where the service runs, or who reaches it.
func (d *serviceDoc) puzzling() bool {
	return d.Runtime == "" || d.scope.hurt("Runtime") || d.scope.hurt("Ingress")
}

// prove decides how releases of the service prove themselves.
func (w *way) prove(piped bool) {
	released := func(d *serviceDoc) bool { return !d.scope.given("Image") }
	w.useless("Verify", "its image is fixed, so nothing is released: leave it out", released)
	if !piped {
		return
	}
	w.useless("Verify.Test", "pushed images have no source to run it from: leave it out", func(*serviceDoc) bool { return !w.pushed() })
	w.useless("Verify.Path", "only a public service with a host answers there: give url, or leave it out",
		func(d *serviceDoc) bool { return released(d) && (d.hosted() || d.puzzling()) })
	w.useless("Verify.Points", fmt.Sprintf("only a public service on %s has requests counted: leave it out", listed(onShared)),
		func(d *serviceDoc) bool { return released(d) && (d.counted() || d.puzzling()) })
	for _, d := range w.docs {
		d.chooseAddress()
	}
	asked := func(d *serviceDoc) bool {
		return released(d) && (d.verify.URL != "" || d.scope.given("Verify.URL") || d.scope.given("Verify.Path"))
	}
	field := "Verify.Status" // two that lack an address are one mistake
	if !slices.ContainsFunc(w.docs, func(d *serviceDoc) bool { return d.scope.given(field) }) {
		field = "Verify.Attempts"
	}
	w.useless(field, "there is no address to ask: give path or url, or leave it out", asked)
	for _, field := range []string{"Verify.TestMachine", "Verify.TestWithin"} {
		w.useless(field, "there is no test: give test, or leave it out", func(d *serviceDoc) bool {
			return released(d) && (d.verify.Test != "" || d.scope.hurt("Verify.Test"))
		})
	}
	for _, d := range w.docs {
		if released(d) {
			d.checkWatched()
			d.checkTime()
		}
		if released(d) && !d.scope.broken["Verify"] && !d.puzzling() {
			d.resolveVerify()
		}
	}
}

// hosted says whether the service answers at a host that the file names.
func (d *serviceDoc) hosted() bool { return d.Ingress.Kind == Public && !d.ownAddress() }

// counted says whether the environment's load balancer counts the service's requests.
func (d *serviceDoc) counted() bool {
	return d.Ingress.Kind == Public && slices.Contains(onShared, d.Runtime)
}

// chooseAddress decides between the two ways to say an address: what differs replaces either.
func (d *serviceDoc) chooseAddress() {
	s := d.scope
	byPath, pathGiven := s.spots["Verify.Path"]
	byURL, urlGiven := s.spots["Verify.URL"]
	switch {
	case s.broken["Verify.Path"]:
		d.verify.path = ""
	case pathGiven && urlGiven && byPath.override == byURL.override:
		s.reject("Verify.URL", "path says an address too: want one of them", "PIPE-003")
	case pathGiven && urlGiven && byURL.override, !d.hosted():
		d.verify.path = ""
	case pathGiven && urlGiven:
		d.verify.URL = ""
	}
}

// mostInside is how long an address may be that a build inside the environment asks: with the longest names, an action
// takes it beside everything else (pipeline.PipelineProps).
const mostInside = 150

// resolveVerify decides how a release in one environment proves itself.
func (d *serviceDoc) resolveVerify() {
	s, v := d.scope, d.verify.Verify
	field := "URL"
	if d.verify.path != "" {
		field, v.URL = "Path", "https://"+d.Ingress.Host+d.verify.path
		d.checkAnswered()
	}
	if !d.counted() {
		v.Points = 0
	}
	if v.Test == "" {
		v.TestMachine = buildspec.Machine{}
	}
	at := map[string]string{"URL": field, "TestMachine.Size": "TestMachine", "TestMachine.Timeout": "TestWithin"}
	s.rulesAs("Verify", v.Validate(), func(name string) string { return cmp.Or(at[name], name) })
	if d.Runtime == service.EKS {
		c := check.Of("verify")
		c.That("PIPE-003", "URL", v.URL, len(v.URL) <= mostInside,
			fmt.Sprintf("want an address of at most %d characters: the action tells it, as builds in the cluster know no other", mostInside))
		s.rulesAs("Verify", c.Err(), func(name string) string { return at[name] })
	}
	if v.URL == "" {
		v.Status, v.Attempts = "", 0
	}
	d.Verify = v
}

// checkAnswered reports a path that is not the service's: another one would answer, or nobody.
func (d *serviceDoc) checkAnswered() {
	asked, _, _ := strings.Cut(d.verify.path, "?")
	answers := func(pattern string) bool {
		form := strings.NewReplacer(`\*`, `.*`, `\?`, `.`).Replace(regexp.QuoteMeta(pattern))
		return regexp.MustCompile(`^` + form + `$`).MatchString(asked)
	}
	if len(d.Ingress.Paths) > 0 && !slices.ContainsFunc(d.Ingress.Paths, answers) {
		d.scope.reject("Verify.Path", fmt.Sprintf("the service answers %s at its host: want a path there", listed(d.Ingress.Paths)), "PIPE-003")
	}
}
