package service_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/service"
)

// said are the lines of err about single fields.
func said(err error) string {
	if err == nil {
		return ""
	}
	_, lines, _ := strings.Cut(err.Error(), "\n  ")
	return strings.ReplaceAll(lines, "\n  ", "\n")
}

func TestSizeIsAPairThatFargateSells(t *testing.T) {
	for _, c := range []struct {
		given service.Size
		want  string
	}{
		{service.Size{}, ""},
		{service.Size{CPU: 256, Memory: 2048}, ""},
		{service.Size{CPU: 2048, Memory: 5120}, ""},
		{service.Size{CPU: 8192, Memory: 61440}, ""},
		{service.Size{CPU: 16384, Memory: 122880}, ""},
		{service.Size{CPU: 300}, "CPU is 300: want a Fargate size: 256, 512, 1024, 2048, 4096, 8192 or 16384 CPU units [SVC-010]"},
		{service.Size{CPU: -1}, "CPU is -1: want a Fargate size: 256, 512, 1024, 2048, 4096, 8192 or 16384 CPU units [SVC-010]"},
		{service.Size{Memory: 4096}, "Memory is 4096: with 256 CPU units want 512, 1024 or 2048 MiB [SVC-010]"},
		{service.Size{CPU: 512, Memory: 512}, "Memory is 512: with 512 CPU units want 1024, 2048, 3072 or 4096 MiB [SVC-010]"},
		{service.Size{CPU: 8192, Memory: 17408}, "Memory is 17408: with 8192 CPU units want 16384 to 61440 in steps of 4096 MiB [SVC-010]"},
	} {
		if got := said(c.given.Validate()); got != c.want {
			t.Errorf("%+v:\ngot  %s\nwant %s", c.given, got, c.want)
		}
	}
}

func TestEveryCPUHasItsLeastMemoryByDefault(t *testing.T) {
	for cpu, memory := range map[int]service.MiB{0: 512, 256: 512, 512: 1024, 1024: 2048, 2048: 4096, 4096: 8192, 8192: 16384, 16384: 32768} {
		if got := (service.Size{CPU: cpu}).WithDefaults(); got.Memory != memory {
			t.Errorf("%d CPU units have %d MiB, want %d", cpu, got.Memory, memory)
		}
	}
}

func TestScalingKeepsItsBounds(t *testing.T) {
	for _, c := range []struct {
		given service.Scaling
		want  string
	}{
		{service.Scaling{}, ""},
		{service.Scaling{Min: 1, Max: 1}, ""},
		{service.Scaling{Min: 5000, Max: 5000, CPU: 100, Memory: 100, Requests: 1, Rest: time.Hour}, ""},
		{service.Scaling{Min: -1, Max: 2}, "Min is -1: want 1 to 5000 [SVC-014]"},
		{service.Scaling{Max: 1}, "Max is 1: want Min to 5000: 2 to 5000 [SVC-015]"},
		{service.Scaling{Min: 2501}, "Max is 5002: want Min to 5000: 2501 to 5000 [SVC-015]"},
		{service.Scaling{CPU: 101}, "CPU is 101: want 1 to 100 [SVC-022]"},
		{service.Scaling{Memory: -1}, "Memory is -1: want 1 to 100, or leave it out [SVC-022]"},
		{service.Scaling{Requests: -1}, "Requests is -1: want 1 or more, or leave it out [SVC-022]"},
		{service.Scaling{Rest: time.Millisecond}, "Rest is 1ms: want whole seconds from 1s to 1h [SVC-022]"},
		{service.Scaling{Rest: 1500 * time.Millisecond}, "Rest is 1.5s: want whole seconds from 1s to 1h [SVC-022]"},
	} {
		if got := said(c.given.Validate()); got != c.want {
			t.Errorf("%+v:\ngot  %s\nwant %s", c.given, got, c.want)
		}
	}
}

func TestScalingSurvivesTheLossOfAZoneByDefault(t *testing.T) {
	want := service.Scaling{Min: 2, Max: 4, CPU: 60, Rest: 5 * time.Minute}
	if got := (service.Scaling{}).WithDefaults(); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestHealthIsWhatALoadBalancerCanCheck(t *testing.T) {
	const path = "want a path that starts with a slash, without spaces, at most 1024 characters [SVC-019]"
	const codes = `want HTTP codes from 200 to 499, such as "200", "200-299" or "200,204" [SVC-019]`
	for _, c := range []struct {
		given service.Health
		want  string
	}{
		{service.Health{}, ""},
		{service.Health{Path: "/healthz?deep=1", Codes: "200-299,404", Interval: 5 * time.Second, Timeout: 2 * time.Second}, ""},
		{service.Health{Path: "ok"}, `Path is "ok": ` + path},
		{service.Health{Path: "/a b"}, `Path is "/a b": ` + path},
		{service.Health{Codes: "199"}, `Codes is "199": ` + codes},
		{service.Health{Codes: "500"}, `Codes is "500": ` + codes},
		{service.Health{Codes: "299-200"}, `Codes is "299-200": ` + codes},
		{service.Health{Codes: "200,"}, `Codes is "200,": ` + codes},
		{service.Health{Interval: 4 * time.Second, Timeout: 3 * time.Second}, "Interval is 4s: want whole seconds from 5s to 5m0s [SVC-019]"},
		{service.Health{Timeout: time.Second}, "Timeout is 1s: want whole seconds from 2s to 2m0s [SVC-019]"},
		{service.Health{Timeout: 15 * time.Second}, "Timeout is 15s: want less than Interval, 15s [SVC-019]"},
		{service.Health{Healthy: 1}, "Healthy is 1: want 2 to 10 [SVC-019]"},
		{service.Health{Unhealthy: 11}, "Unhealthy is 11: want 2 to 10 [SVC-019]"},
		{service.Health{Grace: 2 * time.Hour}, "Grace is 2h0m0s: want whole seconds from 1s to 1h0m0s [DEP-011]"},
	} {
		if got := said(c.given.Validate()); got != c.want {
			t.Errorf("%+v:\ngot  %s\nwant %s", c.given, got, c.want)
		}
	}
}

func TestAnImageReferenceHasItsParts(t *testing.T) {
	digest := "sha256:" + strings.Repeat("0123456789abcdef", 4)
	for given, want := range map[string]service.Image{
		"nginx":                           {Repository: "nginx"},
		"nginx:1.29":                      {Repository: "nginx", Tag: "1.29"},
		"public.ecr.aws/nginx/nginx:1.29": {Repository: "public.ecr.aws/nginx/nginx", Tag: "1.29"},
		"localhost:5000/a":                {Repository: "localhost:5000/a"},
		"localhost:5000/a:b":              {Repository: "localhost:5000/a", Tag: "b"},
		"a@" + digest:                     {Repository: "a", Digest: digest},
		"a/b:c@" + digest:                 {Repository: "a/b", Tag: "c", Digest: digest},
	} {
		if got, err := service.ParseImage(given); err != nil || got != want {
			t.Errorf("%s: got %+v, %v, want %+v", given, got, err, want)
		}
	}
	for _, given := range []string{"", " ", "a b", "Nginx", "a:b:c", "a@sha256:abc", "a@", "a:", "a//b", "/a", "a/", "a:-x", "-a",
		strings.Repeat("a", 256), "a:" + strings.Repeat("b", 129), "a\n", "https://a/b"} {
		if got, err := service.ParseImage(given); err == nil {
			t.Errorf("%q is taken for %+v", given, got)
		}
	}
}

func TestAnImageMovesUnlessItIsPinned(t *testing.T) {
	for given, want := range map[string]bool{"a": true, "a:latest": true, "a:1": false, "a@sha256:" + strings.Repeat("0", 64): false} {
		if image, err := service.ParseImage(given); err != nil || image.Moving() != want {
			t.Errorf("%s: moving is %t, want %t (%v)", given, image.Moving(), want, err)
		}
	}
}
