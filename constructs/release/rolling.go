package release

import (
	"cmp"
	"fmt"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Rolling replaces tasks a few at a time: start new ones, wait until they are healthy, stop old ones. It needs no
// second target group and no extra capacity beyond MaxPercent.
//
// Use it for services whose old and new version may serve side by side. It cannot undo a change that clients have
// already seen; a canary would show it to fewer of them. It has no hooks: AWS documents stages only for deployments that
// shift traffic (ECS developer guide, "Lifecycle hooks for Amazon ECS service deployments").
type Rolling struct {
	// MinHealthyPercent is how much of the desired count stays healthy while tasks are replaced, 0 to 100.
	// Default: 100, no capacity is lost. (ECS's own default of 100 becomes 50 in CDK's L2.)
	MinHealthyPercent *int
	// MaxPercent is how much of the desired count may run while tasks are replaced, 100 to 200 and above
	// MinHealthyPercent, or no task could start. Default: 200.
	MaxPercent int
	// Bake is how long alarms are watched after the last old task stopped, whole minutes from 1 m to 24 h.
	// Default: 5 m.
	Bake time.Duration
	// Batch is how many hosts of a fleet are out of service at a time; tasks are bounded by the percentages instead.
	// Default: [BatchDefault], as many as MinHealthyPercent leaves.
	Batch Batch
	// Alarms are names of existing CloudWatch alarms that also fail the deployment. The service's own deployment
	// alarms are always included. Default: none besides those.
	Alarms []string
}

func (Rolling) strategy() {}

// Name is what shipway.yaml calls the strategy.
func (Rolling) Name() Name { return RollingName }

// Longest is how long the strategy watches: once for tasks, and for hosts of a fleet once for each of [Rolling.Groups].
func (r Rolling) Longest() time.Duration { return r.WithDefaults().Bake }

// WithDefaults fills the fields that were left zero.
func (r Rolling) WithDefaults() Rolling {
	if r.MinHealthyPercent == nil {
		all := 100
		r.MinHealthyPercent = &all
	}
	r.MaxPercent = cmp.Or(r.MaxPercent, 200)
	r.Bake = cmp.Or(r.Bake, 5*time.Minute)
	return r
}

// Groups is how many groups of hosts of a fleet are replaced one after the other. Where a host runs one container, all of
// them cannot stay healthy: 100 percent is all but one.
func (r Rolling) Groups(hosts int) int {
	hosts = max(1, hosts)
	batch := 1
	switch healthy := r.MinHealthyPercent; {
	case healthy != nil && *healthy != 100:
		batch = hosts - (*healthy*hosts+99)/100
	case r.Batch == BatchHalf:
		batch = hosts / 2
	case r.Batch == BatchAll:
		batch = hosts
	}
	batch = max(1, batch)
	return (hosts + batch - 1) / batch
}

// CheckTasks reports, as field, percentages that leave ECS no task to begin with while so many run. ECS rounds the least
// number of healthy tasks up and the greatest number of tasks down (ECS developer guide, "Deploy Amazon ECS services by
// replacing tasks").
func (r Rolling) CheckTasks(c *check.Checks, field string, tasks int) {
	if r.Validate() != nil || tasks < 1 {
		return // reported elsewhere
	}
	r = r.WithDefaults()
	least, most := (tasks**r.MinHealthyPercent+99)/100, tasks*r.MaxPercent/100
	c.That("DEP-001", field, r.MaxPercent, most > least,
		fmt.Sprintf("of %s %d must stay healthy and at most %d may run, so none is ever replaced: want more, or a smaller MinHealthyPercent", count(tasks), least, most))
}

// count says how many tasks as people do.
func count(tasks int) string {
	if tasks == 1 {
		return "1 task"
	}
	return fmt.Sprintf("%d tasks", tasks)
}

// Validate reports every field that is out of range.
func (r Rolling) Validate() error {
	r = r.WithDefaults()
	c := check.Of("release.Rolling")
	c.Between("DEP-002", "MinHealthyPercent", *r.MinHealthyPercent, 0, 100)
	c.Between("DEP-002", "MaxPercent", r.MaxPercent, 100, 200)
	c.That("DEP-001", "MaxPercent", r.MaxPercent, r.MaxPercent > *r.MinHealthyPercent,
		fmt.Sprintf("want more than MinHealthyPercent, %d, or no task can start", *r.MinHealthyPercent))
	c.That("DEP-004", "Bake", r.Bake, time.Minute <= r.Bake && r.Bake <= 24*time.Hour && r.Bake%time.Minute == 0,
		"want whole minutes from 1m to 24h")
	checkAlarms(c, r.Alarms)
	return c.Err()
}
