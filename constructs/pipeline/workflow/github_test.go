package workflow_test

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/pipeline/workflow"
)

// services are the names of the services of props.
var services = []string{"api", "legacy", "web", "worker"}

func TestEveryActionIsPinnedToItsCommit(t *testing.T) {
	pinned, commented := regexp.MustCompile(`^actions/[a-z-]+@[0-9a-f]{40}$`), regexp.MustCompile(`uses: \S+@[0-9a-f]{40} # v\d+\.\d+\.\d+\n`)
	for _, f := range workflow.GitHub(props()) {
		if used := strings.Count(f.Text, "uses: "); used != len(commented.FindAllString(f.Text, -1)) {
			t.Errorf("%s uses something without its version behind it", f.Path)
		}
	}
	used := map[string]bool{}
	for _, service := range services {
		for id, job := range jobs(t, props(), service) {
			for _, step := range steps(job) {
				name, uses := step["uses"].(string)
				if uses && !pinned.MatchString(name) {
					t.Errorf("%s %s uses %s", service, id, name)
				}
				used[name] = used[name] || uses
			}
		}
	}
	delete(used, "")
	if got, want := slices.Sorted(maps.Keys(used)), slices.Sorted(slices.Values(workflow.Actions())); !slices.Equal(got, want) {
		t.Errorf("it uses %v, and says %v", got, want)
	}
}

func TestJobsHaveNoPermissionTheyDoNotNeed(t *testing.T) {
	reads := map[string]any{"contents": "read"}
	becomes := map[string]any{"contents": "read", "id-token": "write"}
	releases := map[string]any{"contents": "read", "id-token": "write", "actions": "read"}
	for _, service := range services {
		whole := hub(t, props(), service)
		if got := whole["permissions"].(map[string]any); len(got) != 0 {
			t.Errorf("%s: jobs that do not say have %v", service, got)
		}
		for id, job := range jobs(t, props(), service) {
			want := releases
			switch id {
			case "secrets", "test":
				want = reads
			case "image", "scan":
				want = becomes
			}
			if !reflect.DeepEqual(job["permissions"], want) {
				t.Errorf("%s %s has %v, want %v", service, id, job["permissions"], want)
			}
			_, acts := environ(job, steps(job)[1])["SESSION_ROLE"]
			if acts != (id != "secrets" && id != "test") {
				t.Errorf("%s %s: becomes a role is %v", service, id, acts)
			}
		}
	}
}

func TestOnlyAPushToTheBranchStartsAWorkflow(t *testing.T) {
	whole := hub(t, props(func(p *workflow.Props) { p.Branch = "release/2" }), "web")
	want := map[string]any{
		"push":              map[string]any{"branches": []any{"release/2"}, "paths": []any{"services/web/**", "go.mod", ".github/workflows/storefront-web.yml"}},
		"workflow_dispatch": map[string]any{},
	}
	if !reflect.DeepEqual(whole["on"], want) {
		t.Errorf("got %v, want %v", whole["on"], want)
	}
	for _, id := range []string{"secrets", "test"} {
		if got := jobs(t, props(func(p *workflow.Props) { p.Branch = "release/2" }), "web")[id]["if"]; got != "github.ref == 'refs/heads/release/2'" {
			t.Errorf("%s runs by hand on any branch: %v", id, got)
		}
	}
	if push := hub(t, props(), "worker")["on"].(map[string]any)["push"].(map[string]any); len(push) != 1 {
		t.Errorf("what is built of the whole source does not start with every push: %v", push)
	}
}

func TestNothingOutsideBecomesPartOfAScript(t *testing.T) {
	for _, f := range workflow.GitHub(props()) {
		if isScript(f) {
			continue
		}
		for _, forbidden := range []string{"secrets.", "pull_request", "github.event", "inputs.", "toJSON"} {
			if strings.Contains(f.Text, forbidden) {
				t.Errorf("%s has %q", f.Path, forbidden)
			}
		}
	}
	line := regexp.MustCompile(`^sh \.github/shipway/(enter\.sh|run\.sh [a-z-]+)$`)
	for _, service := range services {
		for id, job := range jobs(t, props(), service) {
			for _, step := range steps(job) {
				if run, runs := step["run"].(string); runs && !line.MatchString(run) {
					t.Errorf("%s %s runs %q", service, id, run)
				}
			}
		}
	}
}

func TestTheTokenOfTheRepositoryIsNotLeftBehind(t *testing.T) {
	for _, service := range services {
		for id, job := range jobs(t, props(), service) {
			first := steps(job)[0]
			if with := first["with"].(map[string]any); !strings.HasPrefix(first["uses"].(string), "actions/checkout@") || with["persist-credentials"] != false {
				t.Errorf("%s %s: %v", service, id, first)
			}
		}
	}
}

func TestTheSameDigestGoesEverywhere(t *testing.T) {
	all := jobs(t, props(), "web")
	if want := map[string]any{"image": "${{ steps.image.outputs.image }}"}; !reflect.DeepEqual(all["image"]["outputs"], want) {
		t.Errorf("the image is handed on as %v", all["image"]["outputs"])
	}
	for _, id := range []string{"scan", "release-dev", "release-staging", "release-prod"} {
		if got := environ(all[id], steps(all[id])[1])["IMAGE"]; got != "${{ needs.image.outputs.image }}" {
			t.Errorf("%s takes %q", id, got)
		}
		if !slices.Contains(all[id]["needs"].([]any), any("image")) {
			t.Errorf("%s does not know the image", id)
		}
	}
}

func TestReleasesFollowTheScanAndTheOrderOfEnvironments(t *testing.T) {
	all := jobs(t, props(), "web")
	for id, want := range map[string][]any{
		"image": {"secrets", "test"}, "scan": {"image"}, "release-dev": {"image", "scan"}, "release-staging": {"image", "release-dev"}, "release-prod": {"image", "release-staging"},
	} {
		if !reflect.DeepEqual(all[id]["needs"], want) {
			t.Errorf("%s needs %v, want %v", id, all[id]["needs"], want)
		}
	}
	if got := jobs(t, props(), "legacy")["release-prod"]["needs"]; !reflect.DeepEqual(got, []any{"image", "scan"}) {
		t.Errorf("a service that is only in prod waits for %v", got)
	}
}

func TestReleasesOfAServiceToAnEnvironmentNeverOverlap(t *testing.T) {
	seen := map[string]string{}
	for _, service := range services {
		for id, job := range jobs(t, props(), service) {
			environment, releases := strings.CutPrefix(id, "release-")
			if !releases {
				continue
			}
			group := job["concurrency"].(map[string]any)
			if group["cancel-in-progress"] != false || job["environment"] != environment {
				t.Errorf("%s %s: %v in %v", service, id, group, job["environment"])
			}
			name := group["group"].(string)
			if other, twice := seen[name]; twice {
				t.Errorf("%s %s would push %s out of the queue", service, id, other)
			}
			seen[name] = service + " " + id
		}
	}
}

func TestAReleaseAsksGitHubBeforeItBegins(t *testing.T) {
	for id, approve := range map[string]string{"release-staging": "no", "release-prod": "yes"} {
		job := jobs(t, props(), "web")[id]
		enter := steps(job)[1]
		if enter["run"] != "sh .github/shipway/enter.sh" {
			t.Fatalf("%s begins with %v", id, enter)
		}
		want := map[string]string{
			"GH_TOKEN": "${{ github.token }}", "JOB": job["name"].(string), "ENVIRONMENT": job["environment"].(string), "APPROVE": approve,
		}
		if got := environ(enter); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", id, got, want)
		}
	}
}

func TestJobsEndBeforeTheirSessionAndTheirRunnerDo(t *testing.T) {
	p := props()
	for _, service := range p.Services {
		for _, target := range service.Targets {
			job := jobs(t, p, service.Name)["release-"+target.Environment]
			minutes := job["timeout-minutes"].(int)
			if minutes > 360 || float64(minutes) < target.Session().Minutes() {
				t.Errorf("%s in %s has %d minutes", service.Name, target.Environment, minutes)
			}
		}
		for id, job := range jobs(t, p, service.Name) {
			if _, limited := job["timeout-minutes"]; !limited {
				t.Errorf("%s %s may run for ever", service.Name, id)
			}
		}
	}
}

func TestImagesForArmAreBuiltOnArm(t *testing.T) {
	for service, want := range map[string]any{"api": "ubuntu-24.04-arm", "web": "ubuntu-24.04"} {
		if got := jobs(t, props(), service)["image"]["runs-on"]; got != want {
			t.Errorf("%s is built on %v, want %v", service, got, want)
		}
	}
	own := props(func(p *workflow.Props) { p.Services[2].Runner = []string{"builder"} })
	if got := jobs(t, own, "api")["image"]["runs-on"]; !reflect.DeepEqual(got, []any{"builder"}) {
		t.Errorf("it is built on %v", got)
	}
}

func TestAFreshBuildKeepsNoLayersAndASlowScanHasItsTime(t *testing.T) {
	p := props(func(p *workflow.Props) { p.Services[0].Fresh, p.ScanWithin = true, 40*time.Minute })
	all := jobs(t, p, "web")
	if told := environ(steps(all["image"])[1]); told["CACHE"] != "" {
		t.Errorf("the build is told %v", told)
	}
	if told := environ(steps(all["scan"])[1]); told["TIMEOUT"] != "2400" || all["scan"]["timeout-minutes"] != 55 {
		t.Errorf("the scan is told %v, in %v minutes", told, all["scan"]["timeout-minutes"])
	}
	if said := lab(t, p, "web")["web:scan"].(map[string]any)["timeout"]; said != "55 minutes" {
		t.Errorf("GitLab's has %v", said)
	}
}
