package config_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
)

// pipelines is small with a pipeline for each service, each in a way of its own.
const pipelines = small + `  source: { connection: { arn: "` + link + `", repository: acme/shop, branch: release } }
  alerts: [delivery@example.com]
  scan: { most: { medium: 10 } }
  build:
    test: go test -json ./... > tests.json
    report: { path: tests.json, format: gojson, min: 3 }
    config: { A: a, B: b }
    machine: medium
  infrastructure: { test: go test ./..., go: "1.26.9", within: 2h }
`

// way is the way of the service called name of f.
func way(t testing.TB, f config.File, name string) config.Delivered {
	for _, one := range f.Delivery.Services {
		if one.Name == name {
			return one
		}
	}
	t.Fatalf("%s has no pipeline", name)
	return config.Delivered{}
}

func TestAServiceIsDeliveredAsItAndDeliverySay(t *testing.T) {
	f := parse(t, pipelines)
	var names []string
	for _, one := range f.Delivery.Services {
		names = append(names, one.Name)
	}
	if want := []string{"api", "mailer", "web"}; !slices.Equal(names, want) {
		t.Errorf("%q have pipelines, want %q", names, want)
	}
	source := delivery.Connection{ARN: link, Repository: "acme/shop", Branch: "release"}
	build := delivery.Build{
		Context: ".", Platforms: []string{"linux/amd64"}, Machine: buildspec.Machine{Size: buildspec.Medium},
		Tests: delivery.Tests{Command: "go test -json ./... > tests.json", Report: "tests.json", Format: "GOJSON", Min: 3, Variables: map[string]string{"A": "a", "B": "b"}},
	}
	if got, want := way(t, f, "api"), (config.Delivered{Name: "api", Source: source, Build: build}); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	synth := delivery.Synth{Test: "go test ./...", Go: "1.26.9", Machine: buildspec.Machine{Timeout: 2 * time.Hour}}.WithDefaults()
	if got := f.Delivery; !reflect.DeepEqual(got.Infrastructure, &synth) || !reflect.DeepEqual(got.InfrastructureSource, source) {
		t.Errorf("the application itself is made by %+v of %+v, want %+v of %+v", got.Infrastructure, got.InfrastructureSource, synth, source)
	}
	if want := (delivery.Scan{Block: delivery.High, Most: map[delivery.Severity]int{delivery.Medium: 10}, Within: 15 * time.Minute}); !reflect.DeepEqual(f.Delivery.Limits, want) {
		t.Errorf("limits are %+v, want %+v", f.Delivery.Limits, want)
	}
}

func TestAServicesOwnKeysOfItsBuildComeOnTop(t *testing.T) {
	f := parse(t, strings.Replace(pipelines, worker, worker+`    architecture: arm64
    build:
      context: ./services/mailer/
      dockerfile: docker/mailer
      report: { min: 7 }
      config: { B: c }
      secretsScan: false
      within: 2h
    in: { prod: { architecture: x86_64 } }
`, 1))
	got := way(t, f, "mailer")
	want := delivery.Build{
		Context: "./services/mailer/", Dockerfile: "docker/mailer", Platforms: []string{"linux/arm64", "linux/amd64"}, NoSecretsScan: true,
		Machine: buildspec.Machine{Size: buildspec.Medium, Timeout: 2 * time.Hour},
		Tests:   delivery.Tests{Command: "go test -json ./... > tests.json", Report: "tests.json", Format: "GOJSON", Min: 7, Variables: map[string]string{"A": "a", "B": "c"}},
	}
	if !reflect.DeepEqual(got.Build, want) {
		t.Errorf("got  %+v\nwant %+v", got.Build, want)
	}
	if got, want := got.Source.(delivery.Connection).Paths, []string{"services/mailer/**", "docker/mailer"}; !slices.Equal(got, want) {
		t.Errorf("a change of %q starts a run, want %q", got, want)
	}
	if got := way(t, f, "api"); got.Build.Tests.Variables["B"] != "b" || got.Source.(delivery.Connection).Paths != nil {
		t.Errorf("the other service has them too: %+v", got)
	}
}

func TestOnlyChangesOfWhatIsBuiltStartARunUnlessTheSourceSaysOtherwise(t *testing.T) {
	for source, want := range map[string][]string{
		"":                        {"services/web/**"},
		", paths: [web, lib]":     {"web", "lib"},
		", paths: []":             {},
		", tags: [v*]":            nil,
		", notPaths: ['**/*.md']": {"services/web/**"},
	} {
		file := small + "  source: { connection: { arn: \"" + link + "\", repository: acme/shop" + source + " } }\n" + told + "  build: { context: services/web, dockerfile: services/web/Dockerfile }\n"
		if got := way(t, parse(t, file), "web").Source.(delivery.Connection).Paths; !reflect.DeepEqual(got, want) {
			t.Errorf("with %q a change of %q starts a run, want %q", source, got, want)
		}
	}
}

func TestAPushedImageIsTheServicesOwnAndIsNotBuilt(t *testing.T) {
	f := parse(t, strings.Replace(pipelines, worker, worker+"    source: { registry: { tag: stable } }\n", 1))
	want := config.Delivered{Name: "mailer", Source: delivery.Registry{Repository: "shop/mailer", Tag: "stable"}}
	if got := way(t, f, "mailer"); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestAServiceWithAFixedImageHasNoPipeline(t *testing.T) {
	f := parse(t, strings.NewReplacer(worker, worker+"    image: nginx:1.29\n", "      dev:\n", "      dev:\n        image: nginx:1.29\n        architecture: arm64\n").Replace(pipelines))
	var names []string
	for _, one := range f.Delivery.Services {
		names = append(names, one.Name)
	}
	if want := []string{"api", "web"}; !slices.Equal(names, want) {
		t.Errorf("%q have pipelines, want %q", names, want)
	}
	if got, want := way(t, f, "web").Build.Platforms, []string{"linux/amd64"}; !slices.Equal(got, want) {
		t.Errorf("the image is built for %q, want %q: the fixed one is not built", got, want)
	}
}

func TestAnEnvironmentSaysHowReleasesGetIn(t *testing.T) {
	f := parse(t, row{"", edits{"    approve: true\n", `    approve: { within: 2d12h, message: "Told?" }
    window: { days: [fri, mon], from: 0, zone: Europe/Berlin }
    wave: eu
    failure: roll-back
`}, ""}.file(t)+code)
	dev, prod := f.Environments[0], f.Environments[1]
	if dev.Approval != nil || dev.Window != nil || dev.Wave != "dev" || dev.OnFailure != delivery.Stop {
		t.Errorf("releases enter dev by %+v, %+v, %s, %d, want none of them", dev.Approval, dev.Window, dev.Wave, dev.OnFailure)
	}
	if want := (delivery.Approval{Within: 60 * time.Hour, Message: "Told?"}); *prod.Approval != want {
		t.Errorf("approved by %+v, want %+v", *prod.Approval, want)
	}
	window := delivery.Window{Days: []time.Weekday{time.Monday, time.Friday}, From: 0, To: 17, Zone: "Europe/Berlin"}
	if !reflect.DeepEqual(*prod.Window, window) || prod.Wave != "eu" || prod.OnFailure != delivery.RollBack {
		t.Errorf("releases enter prod by %+v, %s, %d, want %+v", *prod.Window, prod.Wave, prod.OnFailure, window)
	}
	if got, want := *parse(t, small).Environments[1].Approval, (delivery.Approval{}).WithDefaults(); got != want {
		t.Errorf("approve: true is %+v, want %+v", got, want)
	}
}

func TestAReleaseProvesItselfWhereItAnswers(t *testing.T) {
	f := parse(t, row{"", edits{"    port: 8080\n", "    port: 8080\n    verify: { path: /healthz, status: 200-299, points: 100, bake: 10m, test: make smoke, testMachine: medium, testWithin: 20m }\n",
		"      dev:\n        ingress: { certificate: \"arn:aws:acm:eu-west-1:111111111111:certificate/c1\" }", "      dev:\n        ingress: { public: false, internal: true }"}, ""}.file(t)+code)
	machine := buildspec.Machine{Size: buildspec.Medium, Timeout: 20 * time.Minute}
	want := delivery.Verify{URL: "https://shop.example.com/healthz", Status: "200-299", Bake: 10 * time.Minute, Points: 100, Test: "make smoke", TestMachine: machine}
	if got := find(t, f, "prod", "web").Verify; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, want := find(t, f, "dev", "web").Verify, (delivery.Verify{Bake: 10 * time.Minute, Test: "make smoke", TestMachine: machine}); !reflect.DeepEqual(got, want) {
		t.Errorf("where it is internal: got %+v, want %+v", got, want)
	}
	f = parse(t, row{"", edits{"    port: 8080\n", "    port: 8080\n    verify: { url: http://a.example.com }\n", "      dev:\n", "      dev:\n        verify: { path: /x }\n"}, ""}.file(t)+code)
	if dev, prod := find(t, f, "dev", "web").Verify.URL, find(t, f, "prod", "web").Verify.URL; dev != "https://shop.example.com/x" || prod != "http://a.example.com" {
		t.Errorf("dev is asked at %s and prod at %s", dev, prod)
	}
}

func TestAPipelineHasRoomForSoManyEnvironmentsAndWaves(t *testing.T) {
	more := func(n int, wave string) edits {
		all := many(n, func(i int) string {
			return fmt.Sprintf("  e%d: { account: \"1%011d\", region: eu-west-1, network: { cidr: 10.0.0.0/16, zones: [a, b] }%s }\n", i, i, wave)
		})
		return with(delivered(code), "  prod:\n    acc", all+"  prod:\n    acc", "    ingress: { public: true, host: shop.example.com }\n", "",
			"    health: { path: /healthz }\n", "", "      dev:\n        ingress: { certificate: \"arn:aws:acm:eu-west-1:111111111111:certificate/c1\" }\n      prod:\n        ingress: { certificate: \"arn:aws:acm:eu-west-1:333333333333:certificate/c3\" }\n", "      prod: {}\n")
	}
	for _, r := range []row{
		{"sixteen environments", more(14, ""), ""},
		{"one more", more(15, ""), "6:3: environments: 17 environments that service api is released to: want at most 16 [PIPE-003]"},
		{"one more without a pipeline", with(more(15, ""), code, ""), ""},
		{"ten environments", more(9, ", wave: dev"), ""},
		{"one environment more", more(10, ", wave: dev"), `19:106: environments.e9.wave: "dev": want at most 10 environments in a wave [PIPE-003]`},
	} {
		if got := lines(t, r.file(t)); got != r.want {
			t.Errorf("%s:\ngot  %s\nwant %s", r.name, got, r.want)
		}
	}
	for _, one := range []struct {
		n          int
		more, want string
	}{
		{18, "", ""}, {19, "", "6:3: environments: 21 waves: want at most 20 [PIPE-003]"},
		{13, ", approve: true", ""}, {14, ", approve: true", "6:3: environments: 52 stages of the application's own pipeline: want at most 50 [PIPE-003]"},
	} {
		file := row{"", more(one.n, one.more), ""}.file(t)
		file = file[:strings.Index(file, "services:\n")] + file[strings.Index(file, "delivery:\n"):] + "  infrastructure: true\n"
		if got := lines(t, file); got != one.want {
			t.Errorf("the application itself in %d waves:\ngot  %s\nwant %s", one.n+2, got, one.want)
		}
	}
}

func TestALengthOfTimeMayHaveDays(t *testing.T) {
	for text, want := range map[string]time.Duration{"1d": 24 * time.Hour, "2d12h": 60 * time.Hour, "1d30m": 24*time.Hour + 30*time.Minute, "59d23h60m": 60 * 24 * time.Hour} {
		f := parse(t, row{"", edits{"    approve: true\n", "    approve: { within: " + text + " }\n"}, ""}.file(t)+code)
		if got := f.Environments[1].Approval.Within; got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
	for _, text := range []string{"d", "1.5d", "-1d", "12h1d", "1d1d", "99999999999999999999d", "1D", "1w"} {
		got := lines(t, row{"", edits{"    approve: true\n", "    approve: { within: " + text + " }\n"}, ""}.file(t)+code)
		if want := fmt.Sprintf("15:24: environments.prod.approve.within: %q: want a time with its unit, 5m to 1440h [PIPE-003]", text); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
