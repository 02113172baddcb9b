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
	// FIFO keeps the order of messages of one group, which one task at a time works on, and takes each once. Producers
	// give every message a group and an id of its own; SQS drops what comes twice within 5 minutes. Default: false.
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
