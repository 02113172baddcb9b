package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Release is how long EKS supports one Kubernetes version. Days are ISO dates in UTC.
type Release struct {
	Version       string // Version is the Kubernetes version, such as "1.36".
	StandardUntil string // StandardUntil is the day on which standard support ends and the extended one begins.
	ExtendedUntil string // ExtendedUntil is the day on which EKS upgrades what is left.
}

// Newest is the version of a cluster that asks for none.
const Newest = "1.36"

// CalendarDay is when the calendar was read. Which versions are accepted follows from it and not from the clock: the
// same file gives the same templates on every day.
const CalendarDay = "2026-11-23"

// calendar is EKS's own, newest first (EKS user guide, "Amazon EKS Kubernetes release calendar").
var calendar = []Release{
	{"1.36", "2027-08-02", "2028-08-02"},
	{"1.35", "2027-03-27", "2028-03-27"},
	{"1.34", "2026-12-02", "2027-12-02"},
	{"1.33", "2026-07-29", "2027-07-29"},
	{"1.32", "2026-03-23", "2027-03-23"},
	{"1.31", "2025-11-26", "2026-11-26"},
	{"1.30", "2025-07-23", "2026-07-23"},
}

// Calendar are the versions that EKS supports or did so lately, newest first: for programs that have a clock and warn
// before standard support ends.
func Calendar() []Release { return slices.Clone(calendar) }

// StandardOn says whether the version has standard support on day, an ISO date.
func (r Release) StandardOn(day string) bool { return day < r.StandardUntil }

// Supported are the versions in standard support on [CalendarDay], newest first.
func Supported() (versions []string) {
	for _, r := range calendar {
		if r.StandardOn(CalendarDay) {
			versions = append(versions, r.Version)
		}
	}
	return versions
}

// find is the version's place in the calendar, or -1.
func find(version string) int {
	return slices.IndexFunc(calendar, func(r Release) bool { return r.Version == version })
}

// checkVersion reports a version that EKS does not know, or sells at six times the price.
func checkVersion(c *check.Checks, version string) {
	at := find(version)
	if at < 0 {
		c.OneOf("EKS-001", "Version", version, Supported()...)
		return
	}
	c.That("EKS-001", "Version", version, calendar[at].StandardOn(CalendarDay), fmt.Sprintf(
		"standard support ended on %s and extended support costs six times as much: want one of %s",
		calendar[at].StandardUntil, strings.Join(Supported(), ", ")))
}
