package delivery_test

import (
	"maps"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/delivery"
)

func TestNothingCriticalAndNothingHighIsLetThrough(t *testing.T) {
	type limits = map[delivery.Severity]string
	for name, one := range map[string]struct {
		scan delivery.Scan
		want limits
	}{
		"default":   {delivery.Scan{}, limits{delivery.Critical: "0", delivery.High: "0"}},
		"medium":    {delivery.Scan{Block: delivery.Medium}, limits{delivery.Critical: "0", delivery.High: "0", delivery.Medium: "0"}},
		"a limit":   {delivery.Scan{Most: map[delivery.Severity]int{delivery.High: 3, delivery.Low: 50}}, limits{delivery.Critical: "0", delivery.High: "3", delivery.Low: "50"}},
		"some only": {delivery.Scan{Block: delivery.Nothing, Most: map[delivery.Severity]int{delivery.Critical: 0}}, limits{delivery.Critical: "0"}},
		"nothing":   {delivery.Scan{Block: delivery.Nothing}, limits{}},
	} {
		if got := one.scan.Limits(); !maps.Equal(got, one.want) {
			t.Errorf("%s: got %v, want %v", name, got, one.want)
		}
	}
}

func TestWhatIsLeftOutHasADefault(t *testing.T) {
	if got := (delivery.CodeCommit{}).WithDefaults().Branch; got != "main" {
		t.Errorf("the branch is %s", got)
	}
	if got := (delivery.Connection{}).WithDefaults().Branch; got != "main" {
		t.Errorf("the branch is %s", got)
	}
	if got := (delivery.Registry{}).WithDefaults().Tag; got != "release" {
		t.Errorf("the tag is %s", got)
	}
	if got := (delivery.Build{}).WithDefaults(); got.Context != "." || len(got.Platforms) != 1 || got.Platforms[0] != "linux/amd64" {
		t.Errorf("the build is %+v", got)
	}
	if got := (delivery.Scan{}).WithDefaults(); got.Block != delivery.High || got.Within != 15*time.Minute {
		t.Errorf("the scan is %+v", got)
	}
	if got := (delivery.Approval{}).WithDefaults().Within; got != 7*24*time.Hour {
		t.Errorf("an answer may take %v", got)
	}
	if got := (delivery.Window{}).WithDefaults(); len(got.Days) != 5 || got.From != 9 || got.To != 17 || got.Zone != "UTC" {
		t.Errorf("the window is %+v", got)
	}
}

func TestABuildKnowsWhereItsImageGoes(t *testing.T) {
	place, name := delivery.Build{Repository: repository}.Registry()
	if place.Account != "111111111111" || place.Region != "eu-west-1" || place.Partition != "aws" || name != "shop/web" {
		t.Errorf("got %+v, %s", place, name)
	}
}

func TestAMetricIsSaidAsTheProgramReadsIt(t *testing.T) {
	one := delivery.Metric{Namespace: "AWS/ApplicationELB", Name: "RequestCount", Dimensions: map[string]string{"TargetGroup": "t", "LoadBalancer": "a"}}
	const want = `{"Dimensions":[{"Name":"LoadBalancer","Value":"a"},{"Name":"TargetGroup","Value":"t"}],"MetricName":"RequestCount","Namespace":"AWS/ApplicationELB","Statistic":"Sum"}`
	if got := one.JSON(); got != want {
		t.Errorf("got %s", got)
	}
	if got := (delivery.Metric{}).JSON(); got != "" {
		t.Errorf("no metric is %s", got)
	}
}

// Reports in Go's own format are read by the program, which writes what build services show.
func TestReportsAreWhatBuildsShow(t *testing.T) {
	got := delivery.Tests{Report: "tests.json", Format: "GOJSON", Coverage: "cover/*.xml", CoverageFormat: "COBERTURAXML"}.Reports()
	if len(got) != 2 || got["tests"].Files[0] != "reports/junit.xml" || got["tests"].Format != "JUNITXML" || got["coverage"].Files[0] != "cover/*.xml" {
		t.Errorf("got %+v", got)
	}
	if got := (delivery.Tests{}).Reports(); len(got) != 0 {
		t.Errorf("no reports are %+v", got)
	}
}
