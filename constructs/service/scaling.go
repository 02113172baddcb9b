package service

import (
	"cmp"
	"fmt"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Scaling bounds the number of running tasks and says what moves it. Targets are averages over all tasks that
// Application Auto Scaling keeps by adding and removing tasks.
type Scaling struct {
	// Min is the least number of tasks, 1 to 5000. Default: 2, so that one zone can fail.
	Min int
	// Max is the greatest number of tasks, Min to 5000 (Amazon ECS service quotas, "Tasks per service").
	// Default: twice Min.
	Max int
	// CPU is the target percentage of the CPU, 1 to 100. Default: 60, which leaves room while new tasks start.
	CPU int
	// Memory is the target percentage of the memory, 1 to 100. Default: memory does not scale the service.
	Memory int
	// Requests is the target number of requests per task and minute, 1 or more, for a service behind a load
	// balancer. Default: requests do not scale the service.
	Requests int
	// Concurrency is how many requests at a time an instance of App Runner answers before another one starts, 1 to 200
	// (App Runner API, "CreateAutoScalingConfiguration"). Default: 100 on App Runner; elsewhere it means nothing.
	Concurrency int
	// Rest is how long removing tasks waits after the last change, whole seconds from 1 s to 1 h.
	// Default: 300 s, Application Auto Scaling's own for ECS. Adding tasks waits 60 s.
	Rest time.Duration
}

// MaxTasks is how many tasks one ECS service may have (Amazon ECS service quotas, "Tasks per service").
const MaxTasks = 5000

// WithDefaults fills the fields that were left zero.
func (s Scaling) WithDefaults() Scaling {
	s.Min = cmp.Or(s.Min, 2)
	s.Max = cmp.Or(s.Max, 2*s.Min)
	s.CPU = cmp.Or(s.CPU, 60)
	s.Rest = cmp.Or(s.Rest, 5*time.Minute)
	return s
}

// Validate reports every bound and target out of range.
func (s Scaling) Validate() error {
	s = s.WithDefaults()
	c := check.Of("service.Scaling")
	c.Between("SVC-014", "Min", s.Min, 1, MaxTasks)
	c.That("SVC-015", "Max", s.Max, s.Min <= s.Max && s.Max <= MaxTasks,
		fmt.Sprintf("want Min to %d: %d to %d", MaxTasks, s.Min, MaxTasks))
	c.Between("SVC-022", "CPU", s.CPU, 1, 100)
	c.That("SVC-022", "Memory", s.Memory, 0 <= s.Memory && s.Memory <= 100, "want 1 to 100, or leave it out")
	c.That("SVC-022", "Requests", s.Requests, s.Requests >= 0, "want 1 or more, or leave it out")
	c.That("APR-001", "Concurrency", s.Concurrency, 0 <= s.Concurrency && s.Concurrency <= 200, "want 1 to 200, or leave it out")
	c.That("SVC-022", "Rest", s.Rest, time.Second <= s.Rest && s.Rest <= time.Hour && s.Rest%time.Second == 0,
		"want whole seconds from 1s to 1h")
	return c.Err()
}
