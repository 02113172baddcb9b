package service

import (
	"cmp"
	"fmt"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Queue makes a service a worker: it reads messages from an SQS queue of its own, and as many tasks run as it takes to
// keep every message younger than MaxAge.
type Queue struct {
	// MaxAge is how old a message may become before a task takes it, whole seconds from 1 s to 14 days. Default: 5 m.
	MaxAge time.Duration
	// Processing is how long one task takes for one message on average, 1 ms to 12 h and at most MaxAge. With MaxAge it
	// says how many waiting messages a task can have. Default: 1 s.
	Processing time.Duration
	// Visibility is how long a message stays hidden from other tasks while one works on it, whole seconds from 1 s to
	// 12 h (Amazon SQS quotas) and at least Processing. Default: the greater of 30 s and six times Processing.
	Visibility time.Duration
	// Attempts is how often a message is tried before it goes to the dead-letter queue, 1 to 1000. Default: 5.
	Attempts int
	// Retention is how long a message waits at most, whole seconds from 1 m to 14 days (Amazon SQS quotas) and more
	// than MaxAge. Default: 4 days. The dead-letter queue keeps messages for 14 days.
	Retention time.Duration
	// FIFO keeps the order of messages of one group, and takes each once. Default: false.
	FIFO bool
}

// WithDefaults fills the fields that were left zero.
func (q Queue) WithDefaults() Queue {
	q.MaxAge = cmp.Or(q.MaxAge, 5*time.Minute)
	q.Processing = cmp.Or(q.Processing, time.Second)
	q.Visibility = cmp.Or(q.Visibility, min(max(30*time.Second, (6*q.Processing).Round(time.Second)), 12*time.Hour))
	q.Attempts = cmp.Or(q.Attempts, 5)
	q.Retention = cmp.Or(q.Retention, 4*day)
	return q
}

// Backlog is how many waiting messages one task can have: more of them need more tasks.
func (q Queue) Backlog() int { return max(1, int(q.MaxAge/q.Processing)) }

// Validate reports every field out of range.
func (q Queue) Validate() error {
	q = q.WithDefaults()
	c := check.Of("service.Queue")
	seconds(c, "SVC-026", "MaxAge", q.MaxAge, time.Second, 14*day)
	c.That("SVC-026", "Processing", q.Processing, time.Millisecond <= q.Processing && q.Processing <= min(q.MaxAge, 12*time.Hour),
		fmt.Sprintf("want 1ms to MaxAge, and 12h at most: 1ms to %s", min(q.MaxAge, 12*time.Hour)))
	seconds(c, "SVC-026", "Visibility", q.Visibility, time.Second, 12*time.Hour)
	c.That("SVC-026", "Visibility", q.Visibility, q.Visibility >= q.Processing, fmt.Sprintf("want at least Processing, %s, or another task takes the message too", q.Processing))
	c.Between("SVC-026", "Attempts", q.Attempts, 1, 1000)
	seconds(c, "SVC-026", "Retention", q.Retention, time.Minute, 14*day)
	c.That("SVC-026", "Retention", q.Retention, q.Retention > q.MaxAge, fmt.Sprintf("want more than MaxAge, %s, or messages are lost before they are late", q.MaxAge))
	return c.Err()
}

// Schedule makes a service a job: a task that starts by the clock, works and ends.
type Schedule struct {
	// Cron is when it starts: six fields for minute, hour, day of month, month, day of week and year, such as
	// "0 3 * * ? *" (EventBridge Scheduler user guide, "Schedule types"). Default: none; one of
	// Cron and Every is required.
	Cron string
	// Every is the time between two starts, whole minutes from 1 m to 365 days. Default: none; one of Cron
	// and Every is required.
	Every time.Duration
	// TimeZone is the zone that Cron is read in, by its name in the IANA database, such as "Europe/Berlin".
	// Default: "UTC".
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
