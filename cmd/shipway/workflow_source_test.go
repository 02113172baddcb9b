package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/pipeline/workflow"
)

const (
	two = `version: 1
app: storefront
owner: team
environments:
  dev: { account: "111111111111", region: eu-west-1, network: { cidr: 10.10.0.0/16, zones: [a, b] } }
  prod:
    account: "333333333333"
    region: eu-west-1
    network: { cidr: 10.30.0.0/16, zones: [a, b] }
    approve: true
`
	connected = "connection: { arn: \"arn:aws:codeconnections:eu-west-1:444444444444:connection/0a4f1c52-6d1b-4c55-9d0e-3a1f5be7c004\", repository: acme/shop"
	tools     = "delivery:\n  account: \"444444444444\"\n  region: eu-west-1\n  alerts: [ci@example.com]\n"
	api       = `services:
  api:
    runtime: fargate
    port: 8080
    ingress: { public: true, host: api.example.com, certificate: "arn:aws:acm:eu-west-1:111111111111:certificate/0a4f1c52-6d1b-4c55-9d0e-3a1f5be7c001" }
    build:
      context: apps/api
      dockerfile: build/api.Dockerfile
      test: make -C apps/api test
      report: { path: apps/api/junit.xml, format: junit, min: 12 }
      coverage: { path: apps/api/cover.xml, format: cobertura, min: 70 }
      config: { CGO_ENABLED: "0", STAGE: "it's" }
      fresh: true
    verify: { url: "https://api.example.com/healthz", status: "200-299", attempts: 40, bake: 5m, points: 500 }
    in:
      prod:
        ingress: { certificate: "arn:aws:acm:eu-west-1:333333333333:certificate/0a4f1c52-6d1b-4c55-9d0e-3a1f5be7c003" }
        verify: { bake: 10m }
`
	worker = "services:\n  api: { runtime: fargate }\n"
)

// asked runs "shipway workflow" for a file with this text, in a repository with Dockerfiles for every context.
func asked(t *testing.T, text, system string, more ...string) (root, out, err string, code int) {
	t.Helper()
	root = t.TempDir()
	file, assembly := filepath.Join(t.TempDir(), "shipway.yaml"), t.TempDir()
	place(t, file, text)
	read, bad := config.Load(file)
	if bad != nil {
		t.Fatal(bad)
	}
	place(t, filepath.Join(assembly, "manifest.json"), empty(t, assembly, read))
	for _, path := range []string{"Dockerfile", "build/api.Dockerfile"} {
		place(t, filepath.Join(root, path), "FROM scratch\n")
	}
	out, err, code = answer(append([]string{"workflow", system, "-config", file, "-assembly", assembly, "-out", root}, more...))
	return root, out, err, code
}

// sourced is text with a delivery whose source is this, and more below delivery.
func sourced(text, source, more string) string {
	return text + tools + "  source: { " + source + " }\n" + more
}

func TestAWorkflowDoesWhatTheFileSays(t *testing.T) {
	more := "  scan: { block: critical, most: { high: 7 }, within: 20m }\n  registry: { sign: true }\n"
	text := sourced(two+api, connected+", branch: trunk }", more)
	root, out, err, code := asked(t, text, "github")
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, err)
	}
	got := content(t, filepath.Join(root, workflow.GitHubWorkflow("storefront", "api")))
	for _, want := range []string{
		"branches: [trunk]", `paths: ["apps/api/**", build/api.Dockerfile, `, " CONTEXT: apps/api\n", "DOCKERFILE: build/api.Dockerfile\n",
		"TEST_COMMAND: make -C apps/api test\n", "TEST_REPORT: apps/api/junit.xml\n", "TEST_FORMAT: JUNITXML\n", `TESTS_MIN: "12"`,
		"COVERAGE_REPORT: apps/api/cover.xml\n", "COVERAGE_FORMAT: COBERTURAXML\n", `COVERAGE_MIN: "70"`, `CGO_ENABLED: "0"`, `STAGE: "it's"`,
		`CRITICAL: "0"`, `HIGH: "7"`, `TIMEOUT: "1200"`, "timeout-minutes: 35\n",
		`URL: "https://api.example.com/healthz"`, `STATUS: "200-299"`, `ATTEMPTS: "40"`, `BAKE: "300"`, `BAKE: "600"`, `POINTS: "500"`,
		`APPROVE: "yes"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("it lacks %q", want)
		}
	}
	for _, never := range []string{"CACHE:", "MEDIUM:"} {
		if strings.Contains(got, never) {
			t.Errorf("it has %s", never)
		}
	}
	if t.Failed() {
		t.Log(got)
	}
	for _, want := range []string{", with Counts\n", ", with the Signer\n      arn:aws:signer:eu-west-1:444444444444:/signing-profiles/storefront_images\n", "only the branch trunk in"} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, "Nothing tests") {
		t.Error("it says that nothing is tested")
	}
	if root, _, err, code := asked(t, text, "gitlab"); code != 0 || !strings.Contains(content(t, filepath.Join(root, ".gitlab/shipway/storefront-api.yml")), `export STAGE='it'\''s'`) {
		t.Errorf("GitLab's tests are not told their variables: exit code %d: %s", code, err)
	}
}

func TestWhatTheOrderSaysComesBeforeTheFile(t *testing.T) {
	root, _, err, code := asked(t, sourced(two+api, connected+", branch: trunk }", ""), "github", "-branch", "next", "-test", "true")
	if code != 0 {
		t.Fatal(err)
	}
	got := content(t, filepath.Join(root, workflow.GitHubWorkflow("storefront", "api")))
	for _, want := range []string{"branches: [next]", `TEST_COMMAND: "true"`} {
		if !strings.Contains(got, want) {
			t.Errorf("it lacks %q", want)
		}
	}
	for _, never := range []string{"TEST_REPORT", "CGO_ENABLED"} {
		if strings.Contains(got, never) {
			t.Errorf("%s goes with another line of tests", never)
		}
	}
}

func TestAPathOfAServiceIsAskedAtItsHost(t *testing.T) {
	root, assembly := repository(t, built...)
	if _, err, code := written(t, root, assembly, "github"); code != 0 {
		t.Fatal(err)
	}
	got := content(t, filepath.Join(root, ".github/workflows/storefront-web.yml"))
	for _, want := range []string{`URL: "https://dev.shop.example.com/healthz"`, `URL: "https://shop.example.com/healthz"`, "TEST_FORMAT: GOJSON\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("it lacks %q:\n%s", want, got)
		}
	}
}

func TestAFileThatStopsNoImageSetsNoLimit(t *testing.T) {
	root, out, err, code := asked(t, sourced(two+worker, connected+" }", "  scan: { block: nothing }\n"), "github")
	if code != 0 || !strings.Contains(out, "Nothing tests api: say how with build.test") {
		t.Fatalf("exit code %d: %s%s", code, out, err)
	}
	got := content(t, filepath.Join(root, workflow.GitHubWorkflow("storefront", "api")))
	if !strings.Contains(got, `CRITICAL: "100000"`) || strings.Contains(got, "HIGH:") {
		t.Errorf("it is held against the usual limits:\n%s", got)
	}
}

func TestNoGateIsLostUnlessSomebodySaysSo(t *testing.T) {
	const (
		secret = "services:\n  api: { runtime: fargate, build: { test: make, secrets: { NPM: \"arn:aws:secretsmanager:eu-west-1:444444444444:secret:npm-AbCdEf\" } } }\n"
		tried  = "services:\n  api: { runtime: fargate, verify: { test: \"k6 run a.js\" } }\n"
	)
	window := strings.Replace(two, "    approve: true\n", "    approve: true\n    window: { from: 9, to: 16 }\n", 1)
	var keys []string
	for key, c := range map[string]struct{ text, want string }{
		"build.secrets":  {sourced(two+secret, connected+" }", ""), "build.secrets of api: tests have no token here"},
		"scan.inspector": {sourced(two+worker, connected+" }", "  scan: { inspector: true }\n"), "scan.inspector: workflows hold an image only"},
		"source.tags":    {sourced(two+worker, connected+", tags: [\"v*\"] }", ""), "source.tags of api: a workflow starts with a push to a branch: name it with -branch"},
		"verify.test":    {sourced(two+tried, connected+" }", ""), "verify.test of api: the job that could take the version back"},
		"window":         {sourced(window+worker, connected+" }", ""), "window of prod: a workflow keeps no hours"},
	} {
		keys = append(keys, key)
		_, out, err, code := asked(t, c.text, "github")
		if code != 2 || out != "" || !strings.Contains(err, c.want) || !strings.Contains(err, "go without it: -without "+key+" [PIPE-003]") {
			t.Errorf("%s: exit code %d: %s", key, code, err)
		}
		if _, _, err, code := asked(t, c.text, "gitlab", "-without", key); code != 0 || !strings.Contains(err, "not in the workflow: "+key) {
			t.Errorf("without %s: exit code %d: %s", key, code, err)
		}
	}
	slices.Sort(keys)
	if !slices.Equal(keys, guards) {
		t.Errorf("the guards are %v, want %v", guards, keys)
	}
	if _, _, err, code := asked(t, sourced(two+worker, connected+", tags: [\"v*\"] }", ""), "github", "-branch", "main"); code != 0 {
		t.Errorf("a branch that somebody has chosen: %s", err)
	}
}

func TestHarmlessKeysAreSaid(t *testing.T) {
	const text = `services:
  api:
    runtime: fargate
    build:
      test: make
      runtimes: { golang: "1.26" }
      cache: ["/root/.cache/**/*"]
      bases: ["arn:aws:ecr:eu-west-1:444444444444:repository/base"]
      machine: large
      testMachine: large
      secretsScan: false
`
	waves := strings.Replace(two, "    approve: true\n", "    approve: { within: 1d, message: really }\n    failure: roll-back\n", 1) +
		"  dr: { account: \"222222222222\", region: eu-west-1, network: { cidr: 10.40.0.0/16, zones: [a, b] }, wave: prod, approve: { within: 1d, message: really }, failure: roll-back }\n"
	more := "  chats: [\"arn:aws:sns:eu-west-1:444444444444:chat\"]\n  infrastructure: true\n"
	_, _, err, code := asked(t, sourced(waves+text, connected+", pullRequests: true, notPaths: [\"**/*.md\"] }", more), "github")
	if code != 0 {
		t.Fatal(err)
	}
	for _, want := range []string{
		"delivery.source: it gives each service a pipeline on AWS", "delivery.alerts: ", "delivery.chats: ", "delivery.infrastructure: ",
		"wave of dr: ", "failure of prod, dr: ", "approve.within and approve.message of prod, dr: ", "pullRequests of api: ", "notPaths of api: ",
		"build.runtimes of api: ", "build.cache of api: ", "build.bases of api: ", "build.machine and build.within of api: ",
		"build.testMachine and build.testWithin of api: ", "build.secretsScan of api: ",
	} {
		if !strings.Contains(err, "not in the workflow: "+want) {
			t.Errorf("it does not say %q:\n%s", want, err)
		}
	}
}

func TestAWorkflowIsOfOneRepository(t *testing.T) {
	const both = "services:\n  api: { runtime: fargate }\n  web: { runtime: fargate, source: { codecommit: { repository: web, branch: next } } }\n"
	text := sourced(two+both, connected+" }", "")
	_, _, err, code := asked(t, text, "github")
	for _, want := range []string{"services come from acme/shop and web: say whose workflows these are with -repository [PIPE-003]", "the branches main and next"} {
		if code != 2 || !strings.Contains(err, want) {
			t.Errorf("exit code %d: %s", code, err)
		}
	}
	root, _, err, code := asked(t, text, "github", "-repository", "web")
	if code != 0 {
		t.Fatal(err)
	}
	if got := content(t, filepath.Join(root, workflow.GitHubWorkflow("storefront", "web"))); !strings.Contains(got, "branches: [next]") {
		t.Errorf("the branch is another:\n%s", got)
	}
	if others, _ := filepath.Glob(filepath.Join(root, ".github/workflows/*api*")); len(others) > 0 {
		t.Error("another repository's service is released")
	}
	if _, _, err, code := asked(t, text, "github", "-repository", "acme/web"); code != 2 || !strings.Contains(err, "-repository acme/web: no service of") {
		t.Errorf("exit code %d: %s", code, err)
	}
}

func TestSourcesWithoutARepositoryAreRefused(t *testing.T) {
	for _, source := range []string{"registry: {}", "bucket: { name: acme-source, key: api.zip }"} {
		if _, out, err, code := asked(t, sourced(two+worker, source, ""), "github"); code != 2 || out != "" || !strings.Contains(err, "api comes from no repository") {
			t.Errorf("%s: exit code %d: %s", source, code, err)
		}
	}
}

func TestADockerfileThatIsNotThereIsSaid(t *testing.T) {
	text := sourced(two+"services:\n  api: { runtime: fargate, build: { context: apps/api } }\n", connected+" }", "")
	if _, out, err, code := asked(t, text, "github"); code != 2 || out != "" || !strings.Contains(err, "api has no apps/api/Dockerfile below") {
		t.Errorf("exit code %d: %s", code, err)
	}
}
