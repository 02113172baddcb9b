package service

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Health says how a load balancer learns that a task can take requests. Numbers without another source are our
// choice; ranges are Elastic Load Balancing's ("Health checks for Application Load Balancer target groups").
type Health struct {
	// Path answers when the task is ready, 1 to 1024 characters, starting with a slash. Default: "/".
	Path string
	// Codes are the HTTP status codes that mean ready, such as "200", "200-299" or "200,204"; 200 to 499.
	// Default: "200".
	Codes string
	// Interval is the time between two checks, whole seconds from 5 s to 300 s. Default: 15 s.
	Interval time.Duration
	// Timeout is how long one check waits, whole seconds from 2 s to 120 s and less than Interval. Default: 5 s.
	Timeout time.Duration
	// Healthy is how many checks in a row make a task ready, 2 to 10. Default: 2.
	Healthy int
	// Unhealthy is how many failed checks in a row make a task sick, 2 to 10. Default: 3.
	Unhealthy int
	// Grace is how long a new task may fail checks before ECS replaces it, whole seconds from 1 s to 1 h.
	// Default: 60 s.
	Grace time.Duration
}

// WithDefaults fills the fields that were left zero.
func (h Health) WithDefaults() Health {
	h.Path = cmp.Or(h.Path, "/")
	h.Codes = cmp.Or(h.Codes, "200")
	h.Interval = cmp.Or(h.Interval, 15*time.Second)
	h.Timeout = cmp.Or(h.Timeout, 5*time.Second)
	h.Healthy = cmp.Or(h.Healthy, 2)
	h.Unhealthy = cmp.Or(h.Unhealthy, 3)
	h.Grace = cmp.Or(h.Grace, time.Minute)
	return h
}

// Validate reports every field that Elastic Load Balancing would refuse.
func (h Health) Validate() error {
	h = h.WithDefaults()
	c := check.Of("service.Health")
	c.That("SVC-019", "Path", h.Path, strings.HasPrefix(h.Path, "/") && len(h.Path) <= 1024 && !strings.ContainsAny(h.Path, " \t\r\n#"),
		"want a path that starts with a slash, without spaces, at most 1024 characters")
	c.That("SVC-019", "Codes", h.Codes, codes(h.Codes), `want HTTP codes from 200 to 499, such as "200", "200-299" or "200,204"`)
	seconds(c, "SVC-019", "Interval", h.Interval, 5*time.Second, 300*time.Second)
	seconds(c, "SVC-019", "Timeout", h.Timeout, 2*time.Second, 120*time.Second)
	c.That("SVC-019", "Timeout", h.Timeout, h.Timeout < h.Interval, fmt.Sprintf("want less than Interval, %s", h.Interval))
	c.Between("SVC-019", "Healthy", h.Healthy, 2, 10)
	c.Between("SVC-019", "Unhealthy", h.Unhealthy, 2, 10)
	seconds(c, "DEP-011", "Grace", h.Grace, time.Second, time.Hour)
	return c.Err()
}

// seconds reports a duration outside low to high or with a fraction of a second.
func seconds(c *check.Checks, code, field string, d, low, high time.Duration) {
	c.That(code, field, d, low <= d && d <= high && d%time.Second == 0, fmt.Sprintf("want whole seconds from %s to %s", low, high))
}

var codeRange = regexp.MustCompile(`^([2-4]\d\d)(?:-([2-4]\d\d))?$`)

// codes says whether list is an HTTP matcher: codes and ranges of codes with commas between.
func codes(list string) bool {
	for _, one := range strings.Split(list, ",") {
		m := codeRange.FindStringSubmatch(one)
		if m == nil {
			return false
		}
		from, _ := strconv.Atoi(m[1])
		if to, err := strconv.Atoi(m[2]); err == nil && to < from {
			return false
		}
	}
	return true
}
