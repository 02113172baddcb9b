package choose

import (
	"fmt"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// names are what the service is called in the lines, by its kind.
var names = map[Kind]string{Web: "web", Internal: "api", Worker: "worker", Job: "nightly"}

// Lines are the service as it stands in shipway.yaml below services. What a team must fill in, the host and its
// certificate, is in example values that are easy to see.
func Lines(c Constraints, runtime service.Runtime) string {
	c = c.WithDefaults()
	var b strings.Builder
	line := func(format string, values ...any) { fmt.Fprintf(&b, "    "+format+"\n", values...) }
	fmt.Fprintf(&b, "  %s:\n", names[c.Kind])
	line("runtime: %s", runtime)
	if c.answers() {
		line("port: 8080")
	}
	if c.Architecture == ARM {
		line("architecture: arm64")
	}
	c.capacity(line, runtime)
	if c.GPU > 0 {
		line("gpu: %d", c.GPU)
	}
	if c.Spot && runtime == service.Fargate && c.Kind != Job {
		line("spot: { share: %d, floor: %d }", spotShare, c.spotFloor())
	}
	if c.Scratch > givenScratch && runtime == service.Fargate {
		line("storage: %d", c.Scratch)
	}
	if c.State == Files {
		line("volumes: { data: { path: /data } }")
	}
	c.work(line, runtime)
	if deploy := c.deploy(runtime); deploy != "" {
		line("deploy: { %s }", deploy)
	}
	return b.String()
}

// capacity are the lines that say how large tasks are and how many. On a fleet a task is a host.
func (c Constraints) capacity(line func(string, ...any), runtime service.Runtime) {
	if runtime == service.Fleet {
		line("instances: { types: [%s]%s }", c.hosted(1, 1).of.name, c.roomier(hostDisk, 1))
	} else {
		size := c.SizeOn(runtime)
		line("size: { cpu: %d, memory: %d }", size.CPU, size.Memory)
	}
	if c.Kind != Job {
		least := c.Tasks
		if runtime == service.Fleet {
			least = max(leastHosts, least)
		}
		line("scale: { min: %d, max: %d }", least, c.most(runtime, least))
	}
}

// most is the greatest number of tasks: twice the least, as far as the runtime goes.
func (c Constraints) most(runtime service.Runtime, least int) int {
	limit := service.MaxTasks
	switch runtime {
	case service.AppRunner:
		limit = mostAppRunner
	case service.Fleet:
		limit = mostFleet
	}
	return min(2*least, limit)
}

// work is the line that says who gives the service its work.
func (c Constraints) work(line func(string, ...any), runtime service.Runtime) {
	switch {
	case c.Kind == Internal:
		line("ingress: { internal: true }")
	case c.Kind == Worker:
		line("queue: { maxAge: 5m }")
	case c.Kind == Job:
		line(`schedule: { cron: "0 3 * * ? *", timezone: Europe/Berlin }`)
	case runtime == service.Express || runtime == service.AppRunner:
		line("ingress: { public: true }")
	default:
		line("ingress:")
		line("  public: true")
		line("  host: app.example.com")
		line("  certificate: arn:%s:acm:%s:111111111111:certificate/11111111-2222-3333-4444-555555555555", c.partition(), c.Region)
	}
}

// partition is the part of AWS that the region is in.
func (c Constraints) partition() string {
	switch {
	case govCloud(c):
		return "aws-us-gov"
	case strings.HasPrefix(c.Region, "cn-"):
		return "aws-cn"
	}
	return "aws"
}

// deploy is how a release takes over, where it must be said. A job has no release to watch, and Express one way only.
func (c Constraints) deploy(runtime service.Runtime) string {
	strategy, controller := c.Strategy, ""
	if c.CodeDeploy && runtime != service.Fleet {
		controller = ", controller: codedeploy"
		if strategy == AnyStrategy {
			strategy = release.CanaryName
		}
	}
	switch {
	case strategy == AnyStrategy || c.Kind == Job:
		return ""
	case runtime == service.Express || strategy == release.RollingName:
		return fmt.Sprintf("strategy: %s%s", strategy, controller)
	case strategy == release.LinearName:
		return fmt.Sprintf("strategy: linear, percent: 10, stepBake: 6m%s", controller)
	case strategy == release.CanaryName:
		return fmt.Sprintf("strategy: canary, percent: 10, canaryBake: 10m%s", controller)
	}
	return fmt.Sprintf("strategy: %s, bake: 10m%s", strategy, controller)
}
