package workflow_test

import (
	"path"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/constructs/pipeline/workflow"
)

const (
	tools  = "registry.example.com/tools/ci@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	golang = "golang:1.26.3@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
)

// props are one application with everything: a service that is tested and shifts requests, one on a fleet, one on EKS in a
// network of its own, and a worker with nothing but what is required; changed.
func props(change ...func(*workflow.Props)) workflow.Props {
	none, some := 0, 5
	p := workflow.Props{
		App:      "storefront",
		Registry: workflow.Registry{Account: "444444444444", Region: "eu-west-1"},
		Limits:   workflow.Limits{Critical: &none, High: &none, Medium: &some},
		Environments: []workflow.Environment{
			{Name: "dev", Account: "111111111111", Region: "eu-west-1", Runner: []string{"self-hosted", "dev"}},
			{Name: "staging", Account: "222222222222", Region: "eu-west-1"},
			{Name: "prod", Account: "333333333333", Region: "eu-central-1", Approve: true},
		},
		Services: []workflow.Service{web(), hosts(), pods(), worker()},
	}
	for _, c := range change {
		c(&p)
	}
	return p
}

func role(account, name string) string { return "arn:aws:iam::" + account + ":role/" + name }

func builder(service string) string {
	return role("444444444444", "storefront-delivery-"+service+"-workflow")
}

// accounts are the accounts of the environments.
var accounts = map[string]string{"dev": "111111111111", "staging": "222222222222", "prod": "333333333333"}

// target is the release of service to an environment, with nothing but what is required.
func target(service, environment string) workflow.Target {
	stack := "storefront-" + environment + "-" + service
	return workflow.Target{Environment: environment, Role: role(accounts[environment], stack+"-workflow"), Stack: stack}
}

func web() workflow.Service {
	dev, staging, prod := target("web", "dev"), target("web", "staging"), target("web", "prod")
	prod.Kind, prod.Variables = program.Tasks, map[string]string{"APPLICATION": "storefront-prod-web", "GROUP": "storefront-prod-web", "DRIFT": "on"}
	prod.Within, prod.Verify = 90*time.Minute, workflow.Verify{URL: "https://shop.example.com/healthz", Bake: 10 * time.Minute}
	staging.Alarms = []string{"storefront-staging-web-errors", "storefront-staging-web-unhealthy"}
	prod.Alarms = []string{"storefront-prod-web-errors", "storefront-prod-web-unhealthy"}
	return workflow.Service{
		Name: "web", Role: builder("web"), Context: "services/web", Platforms: []string{"linux/amd64", "linux/arm64"},
		Paths: []string{"services/web/**", "go.mod"}, Targets: []workflow.Target{dev, staging, prod},
		Tests: workflow.Tests{
			Command: "go test -json -coverprofile cover.out ./... >tests.json", Image: golang, Report: "tests.json", Format: "GOJSON",
			Coverage: "cover.out", CoverageFormat: "GO", Least: 10, LeastCovered: 80,
		},
	}
}

func hosts() workflow.Service {
	prod := target("legacy", "prod")
	prod.Kind = program.Hosts
	prod.Variables = map[string]string{"APPLICATION": "storefront-prod-legacy", "GROUP": "storefront-prod-legacy", "BUCKET": "storefront-prod-legacy-revisions"}
	prod.Files = map[string]string{"appspec.yml": "version: 0.0\n", "fleet/image": "none\n"}
	return workflow.Service{Name: "legacy", Role: builder("legacy"), Context: "legacy", Mirror: "https://mirror.example.com/gitleaks", Targets: []workflow.Target{prod}}
}

func pods() workflow.Service {
	dev := target("api", "dev")
	dev.Kind, dev.Variables = program.Manifests, map[string]string{"CLUSTER": "storefront-dev", "SERVICE": "api"}
	return workflow.Service{
		Name: "api", Role: builder("api"), Context: "api", Dockerfile: "build/api.Dockerfile", Platforms: []string{"linux/arm64"},
		Tests: workflow.Tests{Command: "make -C api test", Report: "api/junit-*.xml", Format: "JUNITXML"}, Targets: []workflow.Target{dev},
	}
}

func worker() workflow.Service {
	return workflow.Service{Name: "worker", Role: builder("worker"), Targets: []workflow.Target{target("worker", "dev"), target("worker", "prod")}}
}

// text is the text of the file at path.
func text(t *testing.T, files []workflow.File, path string) string {
	t.Helper()
	for _, f := range files {
		if f.Path == path {
			return f.Text
		}
	}
	t.Fatalf("there is no %s", path)
	return ""
}

// parse reads YAML as maps and lists.
func parse(t *testing.T, source string) map[string]any {
	t.Helper()
	var read map[string]any
	if err := yaml.Unmarshal([]byte(source), &read); err != nil {
		t.Fatalf("%v in\n%s", err, source)
	}
	return read
}

// hub is the workflow of service on GitHub, and lab its jobs on GitLab.
func hub(t *testing.T, p workflow.Props, service string) map[string]any {
	t.Helper()
	return parse(t, text(t, workflow.GitHub(p), workflow.GitHubWorkflow(p.App, service)))
}

func lab(t *testing.T, p workflow.Props, service string) map[string]any {
	t.Helper()
	return parse(t, text(t, workflow.GitLab(p), ".gitlab/shipway/"+p.App+"-"+service+".yml"))
}

// jobs are the jobs of a workflow on GitHub.
func jobs(t *testing.T, p workflow.Props, service string) map[string]map[string]any {
	t.Helper()
	all := map[string]map[string]any{}
	for id, one := range hub(t, p, service)["jobs"].(map[string]any) {
		all[id] = one.(map[string]any)
	}
	return all
}

// steps are the steps of a job on GitHub.
func steps(job map[string]any) (all []map[string]any) {
	for _, one := range job["steps"].([]any) {
		all = append(all, one.(map[string]any))
	}
	return all
}

// environ are the variables of a job or a step on GitHub, the step's over the job's.
func environ(of ...map[string]any) map[string]string {
	all := map[string]string{}
	for _, one := range of {
		variables, _ := one["env"].(map[string]any)
		for name, value := range variables {
			all[name] = value.(string)
		}
	}
	return all
}

// block is the script of a job on GitLab.
func block(job any) string {
	return job.(map[string]any)["script"].([]any)[0].(string)
}

// isScript says whether a file is a program.
func isScript(f workflow.File) bool { return path.Ext(f.Path) == ".sh" }

// programOf is the program that a line of a step runs: "ready", or empty.
func programOf(line any) string {
	text, _ := line.(string)
	_, name, runs := strings.Cut(text, "/run.sh ")
	if !runs {
		return ""
	}
	return strings.TrimSpace(name)
}

// programs are all programs by their names.
func programs() map[string]program.Program {
	all := map[string]program.Program{}
	for _, one := range program.ForService() {
		all[one.Name] = one
	}
	return all
}
