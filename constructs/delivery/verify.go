package delivery

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
)

// Verify is how a version that has been released proves itself. What does not hold is taken back, and fails the stage.
type Verify struct {
	// URL is the https or http address that must answer, as builds of the pipeline's account reach it. Default: none.
	URL string
	// Status are the codes that are right, such as "200-299,404". Default: "200".
	Status string
	// Attempts is how often URL is asked, 5 s apart, until it answers right: 1 to 1000. Default: 30.
	Attempts int
	// Bake is how long the alarms must stay quiet, up to 24 h, in whole seconds; a build watches them, at its price by the
	// minute. Default: 0.
	Bake time.Duration
	// Points is how much of Metric must have been seen before the version counts as proven, such as 1000 requests; it is
	// waited for at most as long as a release may take. Default: 0, none.
	Points int
	// Metric is what is counted. Default: what the output Requests of the service's stack names, a metric as
	// [Metric.JSON] has it or a list of them; without such an output no version is proven.
	Metric Metric
	// Test is one line of shell of the source's own, such as "k6 run load/shop.js", which must succeed: it runs with the
	// source after the release, while the alarms are watched, and is told URL, ENVIRONMENT and IMAGE as variables. However
	// it ends but well, the version is taken back. It has no permission in the environment. Default: none.
	Test string
	// TestMachine runs Test; Docker must be left out. Default: buildspec.Small, 30 m to run but at most what a release may
	// take.
	TestMachine buildspec.Machine
}

// Metric is a CloudWatch metric of the environment.
type Metric struct {
	Namespace  string            // Namespace is the metric's namespace, such as "AWS/ApplicationELB".
	Name       string            // Name is the metric's name, such as "RequestCount".
	Dimensions map[string]string // Dimensions are its dimensions by name.
	Samples    bool              // Samples counts measurements rather than adding them up.
}

var (
	statusCodes = regexp.MustCompile(`^[1-5]\d{2}(?:-[1-5]\d{2})?(?:,[1-5]\d{2}(?:-[1-5]\d{2})?)*$`)
	webAddress  = regexp.MustCompile(`^https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[\w./~%?=&+,:@-]*)?$`)
)

// Validate reports everything wrong with the proof, all at once.
func (v Verify) Validate() error {
	c := check.Of("delivery.Verify")
	c.That("INJ-001", "URL", v.URL, v.URL == "" || len(v.URL) <= 250 && webAddress.MatchString(v.URL), "want an address of at most 250 characters, such as https://shop.example.com/healthz")
	c.That("PIPE-003", "Status", v.Status, v.Status == "" || len(v.Status) <= 60 && statusCodes.MatchString(v.Status), "want codes such as 200-299,404")
	c.Between("PIPE-003", "Attempts", v.Attempts, 0, 1000)
	c.That("PIPE-003", "Bake", v.Bake, 0 <= v.Bake && v.Bake <= 24*time.Hour && v.Bake%time.Second == 0, "want whole seconds from 0s to 24h")
	c.Between("PIPE-003", "Points", v.Points, 0, 999999999)
	line(c, "Test", v.Test)
	c.Within("TestMachine", v.TestMachine.Validate())
	c.That("PIPE-004", "TestMachine.Docker", v.TestMachine.Docker, !v.TestMachine.Docker, "want it left out: the test is the source's own code, and Docker makes it root")
	c.Require("PIPE-003", "Test", v.Test != "" || v.TestMachine == (buildspec.Machine{}), "give the line that runs on TestMachine")
	c.Require("PIPE-003", "Metric", (v.Metric.Name == "") == (v.Metric.Namespace == ""), "give the metric's namespace and its name")
	text := v.Metric.JSON()
	c.That("INJ-001", "Metric", text, len(text) <= 350 && Plain(text), "want at most 350 characters as JSON, no control characters and no #{…}")
	return c.Err()
}

// JSON is the metric as the program reads it; empty: there is none.
func (m Metric) JSON() string {
	if m.Name == "" {
		return ""
	}
	dimensions := []map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(m.Dimensions)) {
		dimensions = append(dimensions, map[string]string{"Name": name, "Value": m.Dimensions[name]})
	}
	statistic := "Sum"
	if m.Samples {
		statistic = "SampleCount"
	}
	text, err := json.Marshal(map[string]any{"Namespace": m.Namespace, "MetricName": m.Name, "Dimensions": dimensions, "Statistic": statistic})
	if err != nil {
		panic(err) // unreachable: values are strings, and maps and lists of them
	}
	return string(text)
}
