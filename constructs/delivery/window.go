package delivery

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// Window is the part of the week in which a release may begin. A run that comes at another time waits for the next one;
// a person may let it in earlier by overriding the condition (CodePipeline user guide, "DeploymentWindow").
type Window struct {
	// Days are the days of the week. Default: Monday to Friday.
	Days []time.Weekday
	// From and To are the hours between which a release begins: 0 to 23, and 1 to 24, later than From. Default: 9 and 17.
	From, To int
	// Zone is the time zone: an offset from "UTC-12:00" to "UTC+14:00", or a name of the IANA database that CodePipeline
	// reads, as "Europe/Berlin", "America/New_York" or "CET" (CodePipeline user guide, "DeploymentWindow"). Default: "UTC".
	Zone string
}

// WithDefaults fills what was left out.
func (w Window) WithDefaults() Window {
	if len(w.Days) == 0 {
		w.Days = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	}
	if w.From == 0 && w.To == 0 {
		w.From, w.To = 9, 17
	}
	w.Zone = cmp.Or(w.Zone, "UTC")
	return w
}

var (
	// offset is a distance from UTC that some place on Earth has: UTC-12:00 to UTC+14:00.
	offset = regexp.MustCompile(`^UTC(?:-(?:(?:0\d|1[01]):[0-5]\d|12:00)|\+(?:(?:0\d|1[0-3]):[0-5]\d|14:00))?$`)
	// zoneForm is how CodePipeline has names of zones: Region/City, Region/City_City, or three to five capitals.
	zoneForm = regexp.MustCompile(`^(?:[A-Za-z]+/[A-Za-z]+(?:_[A-Za-z]+)*|[A-Z]{3,5})$`)
)

// wrongZone says what to give instead of a zone, or nothing where it is one.
func wrongZone(zone string) string {
	if strings.HasPrefix(zone, "UTC") {
		if offset.MatchString(zone) {
			return ""
		}
		return "want UTC, or an offset from UTC-12:00 to UTC+14:00"
	}
	if wrong := service.UnknownZone(zone); wrong != "" {
		return wrong
	}
	if !zoneForm.MatchString(zone) {
		return "want a continent and a city, such as America/Buenos_Aires, which is all that CodePipeline reads, or an offset such as UTC+01:00"
	}
	return ""
}

// Validate reports everything wrong with the window, all at once.
func (w Window) Validate() error {
	w = w.WithDefaults()
	c := check.Of("delivery.Window")
	for i, day := range w.Days {
		at := fmt.Sprintf("Days[%d]", i)
		c.Between("PIPE-003", at, int(day), int(time.Sunday), int(time.Saturday))
		c.That("PIPE-003", at, day, slices.Index(w.Days, day) == i, "want each day once")
	}
	c.Between("PIPE-003", "From", w.From, 0, 23)
	c.Between("PIPE-003", "To", w.To, w.From+1, 24)
	wrong := wrongZone(w.Zone)
	c.That("PIPE-003", "Zone", w.Zone, wrong == "", wrong)
	return c.Err()
}
