package service

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Schedule makes a service a job: a task that starts by the clock, works and ends.
//
// It says when a task starts, and no more: a start does not wait for the task of the last one to end, and nothing ends
// a task that takes too long.
type Schedule struct {
	// Cron is when it starts: six fields for minute, hour, day of month, month, day of week and year, such as
	// "0 3 * * ? *" (EventBridge Scheduler user guide, "Schedule types"). Default: none; one of
	// Cron and Every is required.
	Cron string
	// Every is the time between two starts, whole minutes from 1 m to 365 days. The first start is when the schedule
	// is made. Default: none; one of Cron and Every is required.
	Every time.Duration
	// TimeZone is the zone that Cron is read in, by its name in the IANA database, such as "Europe/Berlin": 3 o'clock
	// stays 3 o'clock when clocks change. Default: "UTC".
	TimeZone string
	// Attempts is how often starting the task is tried again when ECS cannot start it, 0 to 185. Default: 3.
	Attempts *int
	// GiveUp is how long starting it is tried, whole seconds from 1 m to 24 h. Default: 1 h.
	GiveUp time.Duration
	// Window spreads starts over so much time, whole minutes from 1 m to 24 h. Default: none, on the minute.
	Window time.Duration
	// Paused keeps the schedule and starts nothing. Default: false.
	Paused bool
}

// WithDefaults fills the fields that were left zero.
func (s Schedule) WithDefaults() Schedule {
	s.TimeZone = cmp.Or(s.TimeZone, "UTC")
	if s.Attempts == nil {
		three := 3
		s.Attempts = &three
	}
	s.GiveUp = cmp.Or(s.GiveUp, time.Hour)
	return s
}

//go:embed zones.txt
var zoneNames string

// zones are the names of the IANA time zone database, release 2025c, which Go 1.26 ships.
var zones = strings.Fields(zoneNames)

// Validate reports every field out of range, and a time that EventBridge Scheduler cannot read.
func (s Schedule) Validate() error {
	s = s.WithDefaults()
	c := check.Of("service.Schedule")
	c.Require("SVC-027", "Cron", s.Cron != "" || s.Every != 0, "give when the job starts: Cron or Every")
	if s.Cron != "" {
		c.That("SVC-027", "Every", s.Every, s.Every == 0, "want none with Cron: one of the two says when the job starts")
		wrong := wrongCron(s.Cron)
		c.That("SVC-027", "Cron", s.Cron, wrong == "", wrong)
	} else if s.Every != 0 {
		minutes(c, "Every", s.Every, 365*day)
		c.That("SVC-027", "TimeZone", s.TimeZone, s.TimeZone == "UTC", "want none with Every: only Cron is read in a time zone")
	}
	wrong := UnknownZone(s.TimeZone)
	c.That("SVC-027", "TimeZone", s.TimeZone, wrong == "", wrong)
	c.Between("SVC-027", "Attempts", *s.Attempts, 0, 185)
	seconds(c, "SVC-027", "GiveUp", s.GiveUp, time.Minute, day)
	if s.Window != 0 {
		minutes(c, "Window", s.Window, day)
	}
	return c.Err()
}

// minutes reports a duration over high, or with a fraction of a minute.
func minutes(c *check.Checks, field string, d, high time.Duration) {
	c.That("SVC-027", field, d, time.Minute <= d && d <= high && d%time.Minute == 0, fmt.Sprintf("want whole minutes from 1m0s to %s", high))
}

// UnknownZone says what to give instead of name, or nothing where the IANA database has a time zone of that name.
func UnknownZone(name string) string {
	if slices.Contains(zones, name) {
		return ""
	}
	want := `want a name of the IANA time zone database, such as "Europe/Berlin"`
	if near := check.Nearest(name, zones); near != "" {
		want += "; did you mean " + near + "?"
	}
	return want
}

// Expression is when the job starts, as EventBridge Scheduler reads it: "cron(0 3 * * ? *)" or "rate(5 minutes)".
func (s Schedule) Expression() string {
	if s.Cron != "" {
		return "cron(" + s.Cron + ")"
	}
	for _, unit := range []struct {
		name string
		is   time.Duration
	}{{"day", day}, {"hour", time.Hour}} {
		if s.Every%unit.is == 0 {
			return rate(int(s.Every/unit.is), unit.name)
		}
	}
	return rate(int(s.Every/time.Minute), "minute")
}

func rate(n int, unit string) string {
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf("rate(%d %s)", n, unit)
}
