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
	if size := c.SizeOn(runtime); runtime != service.Fleet {
		line("size: { cpu: %d, memory: %d }", size.CPU, size.Memory)
	}
	if c.GPU > 0 {
		line("gpu: %d", c.GPU)
	}
	if c.Kind != Job {
		line("scale: { min: %d, max: %d }", c.Tasks, c.most(runtime))
	}
	if c.Spot && runtime == service.Fargate && c.Kind != Job {
		line("spot: { share: %d, floor: %d }", spotShare, c.spotFloor())
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

// most is the greatest number of tasks: twice the least, as far as the runtime goes.
func (c Constraints) most(runtime service.Runtime) int {
	if runtime == service.AppRunner {
		return min(2*c.Tasks, mostAppRunner)
	}
	return min(2*c.Tasks, service.MaxTasks)
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
		line("  certificate: arn:aws:acm:%s:111111111111:certificate/11111111-2222-3333-4444-555555555555", c.Region)
	}
}

// deploy is how a release takes over, where it must be said. CodeDeploy moves requests, so it is told how.
func (c Constraints) deploy(runtime service.Runtime) string {
	strategy, controller := c.Strategy, ""
	if c.CodeDeploy && runtime != service.Fleet {
		controller = ", controller: codedeploy"
		if strategy == AnyStrategy {
			strategy = release.CanaryName
		}
	}
	switch strategy {
	case release.LinearName, release.CanaryName:
		return fmt.Sprintf("strategy: %s, percent: 10, bake: 10m%s", strategy, controller)
	case release.BlueGreenName:
		return fmt.Sprintf("strategy: %s, bake: 10m%s", strategy, controller)
	case release.RollingName:
		return fmt.Sprintf("strategy: %s%s", strategy, controller)
	}
	return ""
}
