package release

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Stage is a point of a deployment at which hooks run, by ECS's name (ECS developer guide, "Lifecycle hooks for Amazon
// ECS service deployments"). Where a deployment shifts the requests in steps, the two stages about production traffic
// happen at each of them; a deployment that goes back passes the two shifts again.
type Stage string

// The stages of a deployment that shifts traffic, in their order.
const (
	Reconcile                  Stage = "RECONCILE_SERVICE"
	PreScaleUp                 Stage = "PRE_SCALE_UP"
	PostScaleUp                Stage = "POST_SCALE_UP"
	TestTrafficShift           Stage = "TEST_TRAFFIC_SHIFT"
	PostTestTrafficShift       Stage = "POST_TEST_TRAFFIC_SHIFT"
	PreProductionTrafficShift  Stage = "PRE_PRODUCTION_TRAFFIC_SHIFT"
	ProductionTrafficShift     Stage = "PRODUCTION_TRAFFIC_SHIFT"
	PostProductionTrafficShift Stage = "POST_PRODUCTION_TRAFFIC_SHIFT"
)

// Stages are all of them in their order.
var Stages = []Stage{Reconcile, PreScaleUp, PostScaleUp, TestTrafficShift, PostTestTrafficShift, PreProductionTrafficShift, ProductionTrafficShift, PostProductionTrafficShift}

// Hook is a step of somebody's own in a deployment: a Lambda function that says whether to go on, or, without a
// Function, a pause until a person or a program says so. Hooks of one stage run side by side.
type Hook struct {
	// Stages are when it runs, 1 to 8 of [Stages]; a pause cannot stand where traffic moves, at TEST_TRAFFIC_SHIFT and
	// PRODUCTION_TRAFFIC_SHIFT (ECS developer guide, "Pause hooks"). Required.
	Stages []Stage
	// Function is the ARN of the Lambda function that decides. Default: none, a pause: ECS waits for
	// ContinueServiceDeployment.
	Function string
	// Details is a JSON object that the function gets with each call. Default: none.
	Details string
	// Timeout is how long the decision may take, whole minutes: from 1 m to 24 h for a function (ECS developer guide,
	// "Lambda hooks"), from 1 m to 33 h for a pause. ECS itself would pause for 14 days, but CloudFormation does not
	// wait that long. Default: 1 h for a function, 24 h for a pause.
	Timeout time.Duration
	// GoOn continues the deployment when nothing was decided in time. Default: false, it is rolled back.
	GoOn bool
}

// Pause says whether the hook waits for somebody instead of asking a function.
func (h Hook) Pause() bool { return h.Function == "" }

// WithDefaults fills the fields that were left zero.
func (h Hook) WithDefaults() Hook {
	switch {
	case h.Timeout != 0:
	case h.Pause():
		h.Timeout = 24 * time.Hour
	default:
		h.Timeout = time.Hour
	}
	return h
}

// In says whether the hook can be asked by a deployment in region: ECS and CodeDeploy call functions of their own one.
func (h Hook) In(region string) bool {
	return h.Pause() || !functionARN.MatchString(h.Function) || strings.Split(h.Function, ":")[3] == region
}

// mostHooks is how many hooks of each kind, pauses and functions, a service may have (ECS developer guide, "Pause
// hooks", "Lambda hooks").
const mostHooks = 10

var functionARN = regexp.MustCompile(`^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]{1,64}(?::[A-Za-z0-9$_-]{1,128})?$`)

// checkHooks reports every field of hooks that is out of range.
func checkHooks(c *check.Checks, hooks []Hook) {
	pauses := 0
	for i, h := range hooks {
		c.Within(fmt.Sprintf("Hooks[%d]", i), h.Validate())
		if h.Pause() {
			pauses++
		}
	}
	c.That("DEP-010", "Hooks", pauses, pauses <= mostHooks, fmt.Sprintf("want at most %d pauses", mostHooks))
	c.That("DEP-010", "Hooks", len(hooks)-pauses, len(hooks)-pauses <= mostHooks, fmt.Sprintf("want at most %d functions", mostHooks))
}

// waits is how long hooks may hold up a deployment that shifts production traffic in so many shifts. A hook that is
// refused by itself does not count.
func waits(hooks []Hook, shifts int) (total time.Duration) {
	for _, stage := range Stages {
		var slowest time.Duration
		for _, h := range hooks {
			if slices.Contains(h.Stages, stage) && h.Validate() == nil {
				slowest = max(slowest, h.WithDefaults().Timeout)
			}
		}
		if stage == PreProductionTrafficShift || stage == ProductionTrafficShift {
			slowest *= time.Duration(shifts)
		}
		total += slowest
	}
	return total
}

// Validate reports every field that is out of range.
func (h Hook) Validate() error {
	h = h.WithDefaults()
	c := check.Of("release.Hook")
	c.Require("DEP-010", "Stages", len(h.Stages) > 0, "give the stages at which it runs")
	for i, stage := range h.Stages {
		at := fmt.Sprintf("Stages[%d]", i)
		known := slices.Contains(Stages, stage)
		c.That("DEP-010", at, string(stage), known, "want one of "+join(Stages))
		c.That("DEP-010", at, string(stage), slices.Index(h.Stages, stage) == i, "want each stage once")
		moving := stage == TestTrafficShift || stage == ProductionTrafficShift
		c.That("DEP-010", at, string(stage), !h.Pause() || !moving, "want a stage before or after it: a pause cannot stand where traffic moves")
	}
	c.That("DEP-010", "Function", h.Function, h.Pause() || functionARN.MatchString(h.Function), "want the ARN of a Lambda function")
	c.That("DEP-010", "Details", h.Details, h.Details == "" || !h.Pause() && jsonObject(h.Details), "want a JSON object, for a function")
	most := longest
	if !h.Pause() {
		most = 24 * time.Hour
	}
	c.That("DEP-010", "Timeout", h.Timeout, time.Minute <= h.Timeout && h.Timeout <= most && h.Timeout%time.Minute == 0,
		fmt.Sprintf("want whole minutes from 1m to %.0fh", most.Hours()))
	return c.Err()
}

func join(stages []Stage) string {
	words := make([]string, len(stages))
	for i, s := range stages {
		words[i] = string(s)
	}
	return strings.Join(words, ", ")
}
