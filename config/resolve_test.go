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
	"github.com/shipway-cdk/shipway/constructs/network/plan"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// find is the service called name in the environment called environment.
func find(t testing.TB, f config.File, environment, name string) config.Service {
	for _, e := range f.Environments {
		for _, s := range e.Services {
			if e.Name == environment && s.Name == name {
				return s
			}
		}
	}
	t.Fatalf("%s has no %s", environment, name)
	return config.Service{}
}

func TestEveryDefaultIsFilledIn(t *testing.T) {
	all := 100
	want := config.Service{
		Name: "mailer", Runtime: "fargate",
		Size:     service.Size{CPU: 256, Memory: 512},
		Scaling:  service.Scaling{Min: 2, Max: 4, CPU: 60, Rest: 5 * time.Minute},
		Health:   service.Health{}.WithDefaults(),
		User:     "65532:65532",
		Writable: []string{"/tmp"}, StopWithin: 30 * time.Second,
		Strategy: release.Rolling{MinHealthyPercent: &all, MaxPercent: 200, Bake: 5 * time.Minute},
	}
	if got := find(t, parse(t, small), "dev", "mailer"); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestAPublicServiceAnswersAllPathsOfItsHost(t *testing.T) {
	got := find(t, parse(t, small), "dev", "web").Ingress
	want := config.Ingress{Kind: config.Public, Host: "shop.example.com", Paths: []string{"/*"}, Priority: got.Priority,
		Certificate: "arn:aws:acm:eu-west-1:111111111111:certificate/c1"}
	if !reflect.DeepEqual(got, want) || got.Priority < 1 || got.Priority > 50000 {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestAServiceThatIsReachedListensOn8080UnlessItSaysOtherwise(t *testing.T) {
	f := parse(t, strings.Replace(small, "port: 8080", "user: 1000:1000", 1))
	for name, want := range map[string]int{"web": 8080, "api": 8080, "mailer": 0} {
		if got := find(t, f, "dev", name).Port; got != want {
			t.Errorf("%s listens on %d, want %d", name, got, want)
		}
	}
}

func TestOverridesMergeMappingsAndReplaceTheRest(t *testing.T) {
	f := parse(t, row{"", edits{
		"port: 8080", "port: 8080\n    writable: [/tmp, /var/cache]\n    command: [a, b]",
		"      dev:\n", `      dev:
        port: 9090
        size: { cpu: 512, memory: 1024 }
        scale: { max: 3 }
        health: { interval: 30s }
        config: { LOG_LEVEL: debug, EXTRA: x }
        deploy: { bake: 1m }
        writable: [/data]
        command: []
`}, ""}.file(t))
	dev, prod := find(t, f, "dev", "web"), find(t, f, "prod", "web")
	for _, c := range []struct {
		what            string
		got, want       any
		inProd, wantNot any
	}{
		{"port", dev.Port, 9090, prod.Port, 8080},
		{"size", dev.Size, service.Size{CPU: 512, Memory: 1024}, prod.Size, service.Size{CPU: 256, Memory: 512}},
		{"scale", [2]int{dev.Scaling.Min, dev.Scaling.Max}, [2]int{2, 3}, [2]int{prod.Scaling.Min, prod.Scaling.Max}, [2]int{2, 4}},
		{"health path", dev.Health.Path, "/healthz", prod.Health.Path, "/healthz"},
		{"health interval", dev.Health.Interval, 30 * time.Second, prod.Health.Interval, 15 * time.Second},
		{"host", dev.Ingress.Host, "shop.example.com", prod.Ingress.Host, "shop.example.com"},
		{"config", dev.Config, map[string]string{"LOG_LEVEL": "debug", "EXTRA": "x"}, prod.Config, map[string]string{"LOG_LEVEL": "info"}},
		{"bake", dev.Strategy.(release.Rolling).Bake, time.Minute, prod.Strategy.(release.Rolling).Bake, 5 * time.Minute},
		{"writable", dev.Writable, []string{"/data"}, prod.Writable, []string{"/tmp", "/var/cache"}},
		{"command", dev.Command, []string{}, prod.Command, []string{"a", "b"}},
	} {
		if !reflect.DeepEqual(c.got, c.want) || !reflect.DeepEqual(c.inProd, c.wantNot) {
			t.Errorf("%s is %v in dev, want %v; %v in prod, want %v", c.what, c.got, c.want, c.inProd, c.wantNot)
		}
	}
}

func TestAnIngressCanBeTakenAwayInOneEnvironment(t *testing.T) {
	f := parse(t, strings.Replace(small, "        ingress: { certificate: \"arn:aws:acm:eu-west-1:111111111111:certificate/c1\" }",
		"        ingress: { public: false, internal: true }", 1))
	if got, want := find(t, f, "dev", "web").Ingress, (config.Ingress{Kind: config.Internal}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := find(t, f, "prod", "web").Ingress.Kind; got != config.Public {
		t.Errorf("prod has kind %d, want Public", got)
	}
}

func TestLogsAreKeptLongerWhereAnEnvironmentIsProtected(t *testing.T) {
	f := parse(t, strings.Replace(small, "    alerts:", "    tags: { a: b }\n    alerts:", 1))
	dev, prod := f.Environments[0], f.Environments[1]
	if dev.LogDays != 30 || prod.LogDays != 365 {
		t.Errorf("dev keeps logs %d days and prod %d, want 30 and 365", dev.LogDays, prod.LogDays)
	}
	if want := map[string]string{"cost-center": "retail", "a": "b"}; !reflect.DeepEqual(prod.Tags, want) {
		t.Errorf("prod has tags %v, want %v", prod.Tags, want)
	}
	if want := map[string]string{"cost-center": "retail"}; !reflect.DeepEqual(dev.Tags, want) {
		t.Errorf("dev has tags %v, want %v", dev.Tags, want)
	}
}

func TestEnvironmentsKeepTheOrderInWhichReleasesArePromoted(t *testing.T) {
	swapped := small
	swap := strings.NewReplacer("dev:", "prod:", "prod:", "dev:", "c1", "c3", "c3", "c1", "1111", "3333", "3333", "1111")
	for _, c := range []struct{ file, want string }{{small, "dev prod"}, {swap.Replace(swapped), "prod dev"}} {
		f := parse(t, c.file)
		if got := f.Environments[0].Name + " " + f.Environments[1].Name; got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestAShellInANetworkWithoutNATGetsItsEndpoint(t *testing.T) {
	none := "zones: [a, b, c], nat: none }\n  prod"
	f := parse(t, row{"", edits{"zones: [a, b, c] }\n  prod", none, "port: 8080", "exec: true"}, ""}.file(t))
	if got, want := f.Environments[0].Network.Endpoints, append(plan.Needed(), plan.NeededForExec); !slices.Equal(got, want) {
		t.Errorf("endpoints are %q, want %q", got, want)
	}
	f = parse(t, row{"", edits{"zones: [a, b, c] }\n  prod", none}, ""}.file(t))
	if got := f.Environments[0].Network.Endpoints; !slices.Equal(got, plan.Needed()) {
		t.Errorf("endpoints are %q, want %q", got, plan.Needed())
	}
}

func TestAnExistingNetworkIsJoinedAsItIs(t *testing.T) {
	f := parse(t, row{"", edits{"{ cidr: 10.10.0.0/16, zones: [a, b, c] }",
		"{ vpc: vpc-12345678, cidr: 10.10.0.0/16, zones: [a, b], private: [subnet-1234567a, subnet-1234567b], " +
			"public: [subnet-1234567c, subnet-1234567d] }"}, ""}.file(t))
	want := &config.ExistingVPC{ID: "vpc-12345678", CIDR: "10.10.0.0/16", Zones: []string{"a", "b"},
		Private: []string{"subnet-1234567a", "subnet-1234567b"}, Public: []string{"subnet-1234567c", "subnet-1234567d"}}
	if got := f.Environments[0].Existing; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if f.Environments[1].Existing != nil {
		t.Error("prod joins a network, want one of its own")
	}
}

func TestDeliveryKeepsFiftyImagesUnlessItSaysOtherwise(t *testing.T) {
	usual := delivery.Scan{}.WithDefaults()
	for extra, want := range map[string]config.Delivery{
		"": {Account: "444444444444", Region: "eu-west-1", Partition: "aws", Keep: 50, Limits: usual},
		"  registry: { keep: 10, scan: enhanced, cache: true, sign: true }\n": {Account: "444444444444", Region: "eu-west-1", Partition: "aws",
			Keep: 10, Scan: true, Cache: true, Sign: true, Limits: usual},
	} {
		if got := parse(t, small+extra).Delivery; got == nil || !reflect.DeepEqual(*got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	if got := parse(t, small[:strings.Index(small, "delivery:")]).Delivery; got != nil {
		t.Errorf("a file without delivery has %+v", got)
	}
}

func TestAFileThatIsTooLargeIsRefusedInOneLine(t *testing.T) {
	tag := func(i int) string { return fmt.Sprintf("t%d: x, ", i) }
	variable := func(i int) string { return fmt.Sprintf("V%d: x, ", i) }
	environment := func(i int) string {
		return fmt.Sprintf("  e%d: { account: \"1%011d\", region: eu-west-1, network: { cidr: 10.0.0.0/16, zones: [a, b] } }\n", i, i)
	}
	worker := func(i int) string { return fmt.Sprintf("  s%d: { runtime: fargate }\n", i) }
	public := func(certificates int) func(i int) string {
		return func(i int) string {
			arn := fmt.Sprintf("arn:aws:acm:eu-west-1:111111111111:certificate/n%d", min(i, certificates-1))
			return fmt.Sprintf("  p%d: { runtime: fargate, ingress: { public: true, host: p%d.example.com }, in: { "+
				"dev: { ingress: { certificate: %q } }, prod: { ingress: { public: false } } } }\n", i, i, arn)
		}
	}
	for _, r := range []row{
		{"as many certificates as fit", edits{"  mailer:\n", many(30, public(25)) + "  mailer:\n"}, ""},
		{"one certificate too many", edits{"  mailer:\n", many(30, public(26)) + "  mailer:\n"},
			"6:3: environments.dev: 27 certificates: want at most 26 on one load balancer [LIM-001]"},
		{"as many services as fit", edits{"  mailer:\n", many(97, worker) + "  mailer:\n"}, ""},
		{"one service too many", edits{"  mailer:\n", many(98, worker) + "  mailer:\n"},
			"18:3: services: 101 services in each environment: want at most 100 [LIM-001]"},
		{"one environment too many", edits{"  dev:\n", many(49, environment) + "  dev:\n"},
			"6:3: environments: 51 environments: want at most 50 [LIM-001]"},
		{"as many tags as fit", edits{"cost-center: retail", many(40, tag)}, ""},
		{"one tag too many", edits{"cost-center: retail", many(41, tag)}, "4:7: tags: 41 names: want at most 40 [TAG-001]"},
		{"one variable too many", edits{"LOG_LEVEL: info", many(201, variable)},
			"30:13: services.web.config: 201 names: want at most 200 [SVC-020]"},
		{"one tag too many with the file's", edits{"    alerts: [oncall@example.com]", "    tags: { " + many(40, tag) + "}"},
			"16:11: environments.prod.tags: 41 tags with the file's: want at most 40 [TAG-001]"},
	} {
		if got := lines(t, r.file(t)); got != r.want {
			t.Errorf("%s:\ngot  %s\nwant %s", r.name, got, r.want)
		}
	}
}

func TestTheFileAtTheRootIsValid(t *testing.T) {
	if _, err := config.Load("../shipway.yaml"); err != nil {
		t.Error(err)
	}
}

func TestTheExampleIsTheSystemThatTheReadmeDescribes(t *testing.T) {
	f, err := config.Load("testdata/storefront.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range f.Environments {
		for _, s := range e.Services {
			got = append(got, fmt.Sprintf("%s/%s %d-%d %s", e.Name, s.Name, s.Scaling.Min, s.Scaling.Max, s.Ingress.Host))
		}
	}
	want := []string{
		"dev/mailer 1-3 ", "dev/orders 2-4 ", "dev/web 1-2 dev.shop.example.com",
		"staging/mailer 1-3 ", "staging/orders 2-4 ", "staging/web 2-4 staging.shop.example.com",
		"prod/mailer 1-3 ", "prod/orders 3-9 ", "prod/web 3-12 shop.example.com",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// A cluster cannot lose what a service runs on: the last one leaves first, and the instances with the next deployment.
func TestInstancesStayUntilTheFileGivesThemNoMore(t *testing.T) {
	prod := func(file string) config.Environment { return parse(t, file).Environments[1] }
	if e := prod(small); e.Instances != nil || e.Managed != nil {
		t.Errorf("without a service or a word there are instances: %v, %v", e.Instances, e.Managed)
	}
	e := prod(strings.Replace(small, "    approve: true\n", "    approve: true\n    capacity: { ec2: { min: 3 }, managed: { maxCpu: 16 } }\n", 1))
	if e.Instances == nil || *e.Instances.Min != 3 || e.Managed == nil || e.Managed.MaxCPU != 16 {
		t.Errorf("got %+v and %+v, want what the file gives", e.Instances, e.Managed)
	}
}
