package config

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// refusedAlone says whether err is about field and no other: neither a problem of another field, nor one that depends
// on another.
func refusedAlone(err error, field string, keys mapping) bool {
	var found *check.Error
	if !errors.As(err, &found) {
		return false
	}
	for _, p := range found.Problems {
		alone := p.Field == field
		for _, k := range keys {
			alone = alone && (k.field == field || !strings.Contains(p.Want, k.field))
		}
		if alone {
			return true
		}
	}
	return false
}

// least is the key of one of the reports of d that says how much there must be, under the name of its field in all of a build.
func least(field string, d *buildDoc, report string) mapping {
	all, _ := buildKeys(d).named(report)
	k, _ := all.is.(mapping).named("min")
	k.field = field
	return mapping{k}
}

// TestTheFileAllowsWhatThePropsAllow compares the ranges of the vocabulary, which editors know too, with those of the
// values in Go.
func TestTheFileAllowsWhatThePropsAllow(t *testing.T) {
	var size service.Size
	var scaling service.Scaling
	var health service.Health
	var deploy deployDoc
	var queue service.Queue
	var spot service.Spot
	var instances service.Instances
	var managed service.ManagedInstances
	var approval delivery.Approval
	var limits delivery.Scan
	var verify verifyDoc
	var build buildDoc
	var window delivery.Window
	building := func() error { // as the file names its fields
		b := build.Build
		b.Repository = repository
		var found *check.Error
		err := b.Validate()
		if errors.As(err, &found) {
			for i, p := range found.Problems {
				found.Problems[i].Field = inBuild(p.Field)
			}
		}
		return err
	}
	rolling := func() error {
		r := deploy.rolling
		r.Bake = deploy.bake
		return r.Validate()
	}
	shifting := func() error {
		c := check.Of("deploy")
		c.Within("", release.Linear{StepBake: &deploy.stepBake, Bake: &deploy.bake}.Validate())
		c.Within("", release.Canary{CanaryBake: &deploy.canaryBake, Bake: &deploy.bake}.Validate())
		c.Within("", release.CodeDeploy{TerminateAfter: &deploy.terminate, WaitForReroute: deploy.reroute}.Validate())
		return c.Err()
	}
	pick := func(keys mapping, names ...string) (some mapping) {
		for _, name := range names {
			k, _ := keys.named(name)
			some = append(some, k)
		}
		return some
	}
	for _, group := range []struct {
		name     string
		keys     func() mapping
		validate func() error
	}{
		{"size", func() mapping { size = service.Size{}; return sizeKeys(&size) }, func() error { return size.ValidateOn(service.EC2) }},
		{"scale", func() mapping { scaling = service.Scaling{}; return scaleKeys(&scaling) }, func() error { return scaling.Validate() }},
		{"health", func() mapping { health = service.Health{}; return healthKeys(&health) }, func() error { return health.Validate() }},
		{"deploy", func() mapping { deploy = deployDoc{}; return pick(deployKeys(&deploy), "minHealthy", "max") }, rolling},
		{"deploy", func() mapping {
			deploy = deployDoc{}
			return pick(deployKeys(&deploy), "stepBake", "canaryBake", "bake", "terminateAfter", "waitForReroute")
		}, shifting},
		{"queue", func() mapping {
			queue = service.Queue{MaxAge: time.Second}
			return pick(queueKeys(&queue), "visibility", "attempts", "retention")
		}, func() error { return queue.Validate() }},
		{"spot", func() mapping { spot = service.Spot{Share: 1}; return pick(spotKeys(&spot), "share") }, func() error { return spot.Validate() }},
		{"instances", func() mapping {
			instances = service.Instances{}
			return pick(instanceKeys(&instances), "disk", "refresh")
		}, func() error { return instances.Validate() }},
		{"managed", func() mapping {
			managed = service.ManagedInstances{}
			return pick(managedKeys(&managed), "minCpu", "gpus", "disk")
		}, func() error { return managed.Validate() }},
		{"approve", func() mapping { approval = delivery.Approval{}; return approvalKeys(&approval) }, func() error { return approval.Validate() }},
		{"scan", func() mapping { limits = delivery.Scan{}; return scanKeys(&limits) }, func() error { return limits.Validate() }},
		{"verify", func() mapping {
			verify = verifyDoc{Verify: delivery.Verify{Metric: delivery.Metric{Namespace: "a", Name: "a"}}}
			return pick(verifyKeys(&verify), "attempts", "bake", "points")
		}, func() error { return verify.Validate() }},
		{"window", func() mapping { window = delivery.Window{To: 24}; return pick(windowKeys(&window), "from") }, func() error { return window.Validate() }},
		{"build", func() mapping { build = buildDoc{}; return pick(buildKeys(&build), "within", "testWithin") }, building},
		{"report", func() mapping { build = buildDoc{}; return least("Report.Min", &build, "report") }, building},
		{"coverage", func() mapping { build = buildDoc{}; return least("Coverage.Min", &build, "coverage") }, building},
	} {
		for i, k := range group.keys() {
			try := func(value int64, allowed bool) {
				keys := group.keys()
				switch one := keys[i].is.(type) {
				case whole:
					one.set(int(value))
				case span:
					*one.to = time.Duration(value)
				}
				if refused := refusedAlone(group.validate(), k.field, keys); refused == allowed {
					t.Errorf("%s.%s of %d: the props refuse it: %t, the file %t", group.name, k.name, value, refused, !allowed)
				}
			}
			var low, high, step int64
			switch one := k.is.(type) {
			case whole:
				low, high, step = int64(one.low), int64(one.high), 1
				for _, n := range one.only {
					try(int64(n), true)
				}
			case span:
				low, high, step = int64(one.low), int64(one.high), int64(time.Second)
			default:
				continue
			}
			if k.name == "memory" && group.name == "size" {
				continue // which amounts go with a CPU is not a range
			}
			if k.field == "Max" {
				continue // its range depends on another field
			}
			try(low, true)
			if low != step { // zero means the default in Go, and is refused in the file
				try(low-step, false)
			}
			if k.name != "requests" { // as many as anybody likes in Go
				try(high, true)
				try(high+step, false)
			}
		}
	}
}

func TestDefaultsInTheReferenceAreTheDefaults(t *testing.T) {
	d := &serviceDoc{}
	d.scope = newReader("f").scope(place{}, namesOfService(), "")
	d.resolve(&environmentDoc{scope: d.scope}, &fileDoc{scope: d.scope})
	rolling := d.Strategy.(release.Rolling)
	defaults := map[string]any{
		"user": d.User, "writable": "[" + strings.Join(d.Writable, ", ") + "]", "stop": d.StopWithin,
		"cpu": 256, "min": d.Scaling.Min, "rest": d.Scaling.Rest,
		"path": d.Health.Path, "codes": d.Health.Codes, "interval": d.Health.Interval, "timeout": d.Health.Timeout,
		"healthy": d.Health.Healthy, "unhealthy": d.Health.Unhealthy, "grace": d.Health.Grace,
		"minHealthy": *rolling.MinHealthyPercent,
	}
	d = &serviceDoc{}
	for _, keys := range []mapping{overrideKeys(d), sizeKeys(&d.Size), scaleKeys(&d.Scaling)[:1], scaleKeys(&d.Scaling)[5:],
		healthKeys(&d.Health), deployKeys(&d.deploy)[1:2]} {
		for _, k := range keys {
			value, known := defaults[k.name]
			if !known {
				continue
			}
			if length, is := value.(time.Duration); is {
				value = brief(length)
			}
			if got := strings.Trim(k.absent, `"`); got != strings.Trim(check.Print(value), `"`) {
				t.Errorf("the default of %s is said to be %s, and is %v", k.name, got, value)
			}
			delete(defaults, k.name)
		}
	}
	if len(defaults) > 0 {
		t.Errorf("nothing is said about %v", defaults)
	}
}

func TestDefaultsOfPipelinesInTheReferenceAreTheDefaults(t *testing.T) {
	approval, window, limits := delivery.Approval{}.WithDefaults(), delivery.Window{}.WithDefaults(), delivery.Scan{}.WithDefaults()
	synth, build := delivery.Synth{}.WithDefaults(), delivery.Build{}.WithDefaults()
	machine := build.Machine.WithDefaults()
	var days []string
	for _, day := range window.Days {
		days = append(days, weekdays[day])
	}
	small, _ := strings.CutPrefix(strings.ToLower(string(machine.Size)), "build_general1_")
	usual := map[string]mapping{"approve": approvalKeys(&approval), "window": windowKeys(&window), "scan": scanKeys(&limits),
		"infrastructure": infrastructureKeys(&infrastructureDoc{}), "build": buildKeys(&buildDoc{}),
		"codecommit": codeCommitKeys(&delivery.CodeCommit{}), "connection": connectionKeys(&delivery.Connection{}), "registry": pushedKey(&sourceDoc{}).is.(mapping),
		"environment": environmentKeys(&environmentDoc{})}
	for _, row := range []struct {
		of, key string
		is      any
	}{
		{"approve", "within", fmt.Sprintf("%dd", approval.Within/day)},
		{"window", "days", "[" + strings.Join(days, ", ") + "]"}, {"window", "from", window.From}, {"window", "to", window.To}, {"window", "zone", window.Zone},
		{"scan", "block", strings.ToLower(limits.Block.String())}, {"scan", "within", brief(limits.Within)},
		{"infrastructure", "test", synth.Test}, {"infrastructure", "verify", synth.Verify}, {"infrastructure", "synth", synth.Synth},
		{"build", "context", build.Context}, {"build", "machine", small}, {"build", "testMachine", small},
		{"build", "within", brief(machine.Timeout)}, {"build", "testWithin", brief(machine.Timeout)},
		{"codecommit", "branch", delivery.CodeCommit{}.WithDefaults().Branch}, {"connection", "branch", delivery.Connection{}.WithDefaults().Branch},
		{"registry", "tag", delivery.Registry{}.WithDefaults().Tag}, {"environment", "failure", failures[delivery.OnFailure(0)]},
	} {
		k, _ := usual[row.of].named(row.key)
		said, _, _ := strings.Cut(strings.TrimPrefix(k.absent, `"`), `"`)
		if want := fmt.Sprint(row.is); said != want {
			t.Errorf("the default of %s.%s is said to be %s, and is %s", row.of, row.key, said, want)
		}
	}
}

func TestEveryRegionIsInAPartition(t *testing.T) {
	for _, region := range regions() {
		if partitionOf(region) == "" {
			t.Errorf("%s is in no partition", region)
		}
	}
}

func TestLengthsOfTimeAreShort(t *testing.T) {
	for long, short := range map[string]string{"1h0m0s": "1h", "5m0s": "5m", "1m30s": "1m30s", "1h5m0s": "1h5m", "0s": "0s", "10s": "10s", "1h0m5s": "1h0m5s"} {
		if got := tidy(long); got != short {
			t.Errorf("%s becomes %s, want %s", long, got, short)
		}
	}
}
