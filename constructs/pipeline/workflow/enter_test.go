package workflow_test

import (
	"strings"
	"testing"
)

// answer answers as GitHub's API does, from files named after the end of the address.
const answer = `
{ printf 'curl %s\n' "$*"; cat; } >>"$ROOT/calls"
for address in "$@"; do :; done
file=$ROOT/api/${address##*repos/acme/storefront/}
[ -f "$file.json" ] || { echo "curl: (22) The requested URL returned error: 404" >&2; exit 22; }
cat "$file.json"
`

// The environment as it should be, and runs of the workflow.
const (
	guarded = `{"deployment_branch_policy": {"protected_branches": false, "custom_branch_policies": true},
		"protection_rules": [{"type": "branch_policy"}, {"type": "required_reviewers", "reviewers": [{"type": "Team"}]}]}`
	twoRuns = `{"workflow_runs": [{"id": 902, "run_number": 12}, {"id": 901, "run_number": 11}, {"id": 900, "run_number": 10}]}`
)

func entering(t *testing.T) *job {
	j := newJob(t, map[string]string{"curl": answer})
	j.env = map[string]string{
		"JOB": "Release to prod", "ENVIRONMENT": "prod", "APPROVE": "yes", "GH_TOKEN": "the-token", "GITHUB_API_URL": "https://api.github.com",
		"GITHUB_REPOSITORY": "acme/storefront", "GITHUB_REF_NAME": "main", "GITHUB_RUN_NUMBER": "11",
		"GITHUB_WORKFLOW_REF": "acme/storefront/.github/workflows/storefront-web.yml@refs/heads/main",
	}
	j.write("api/environments/prod.json", guarded)
	j.write("api/actions/workflows/storefront-web.yml/runs.json", twoRuns)
	j.write("api/actions/runs/902/jobs.json", `{"jobs": [{"name": "Release to dev", "conclusion": "success"}, {"name": "Release to prod", "conclusion": "failure"}]}`)
	return j
}

func TestAReleaseEntersWhatIsGuardedAndNotNewer(t *testing.T) {
	j := entering(t)
	if said, ok := j.run("enter"); !ok {
		t.Fatal(said)
	}
	want(t, "what was asked", j.read("calls"), "https://api.github.com/repos/acme/storefront/environments/prod", "branch=main", "runs/902/jobs", `header = "Authorization: Bearer the-token"`)
	if strings.Contains(j.read("calls"), "runs/900/jobs") || strings.Contains(j.read("calls"), "runs/901/jobs") {
		t.Error("it looked at older runs")
	}
	for line := range strings.Lines(j.read("calls")) {
		if strings.HasPrefix(line, "curl ") && strings.Contains(line, "the-token") {
			t.Errorf("other processes can read %s", line)
		}
	}
}

func TestAnOlderVersionDoesNotFollowANewerOne(t *testing.T) {
	j := entering(t)
	j.write("api/actions/runs/902/jobs.json", `{"jobs": [{"name": "Release to prod", "conclusion": "success"}]}`)
	if said, ok := j.run("enter"); ok || !strings.Contains(said, "run 902 has released a newer version here") {
		t.Errorf("%v %q", ok, said)
	}
}

func TestAnEnvironmentThatGuardsNothingIsNotEntered(t *testing.T) {
	for name, row := range map[string]struct{ environment, approve, want string }{
		"every branch":           {`{"deployment_branch_policy": null, "protection_rules": []}`, "yes", "every branch may enter the environment prod"},
		"nobody approves":        {`{"deployment_branch_policy": {"protected_branches": true}, "protection_rules": [{"type": "branch_policy"}]}`, "yes", "nobody approves"},
		"no reviewers":           {`{"deployment_branch_policy": {}, "protection_rules": [{"type": "required_reviewers", "reviewers": []}]}`, "yes", "nobody approves"},
		"nobody needs to":        {`{"deployment_branch_policy": {"protected_branches": true}, "protection_rules": []}`, "no", ""},
		"every branch, no need":  {`{"deployment_branch_policy": null, "protection_rules": []}`, "no", "every branch may enter"},
		"something else instead": {`[]`, "yes", ""},
	} {
		if !thorough && name != "every branch" && name != "nobody approves" && name != "nobody needs to" {
			continue
		}
		j := entering(t)
		j.env["APPROVE"] = row.approve
		j.write("api/environments/prod.json", row.environment)
		said, ok := j.run("enter")
		if ok != (name == "nobody needs to") || !strings.Contains(said, row.want) {
			t.Errorf("%s: %v %q", name, ok, said)
		}
	}
}

func TestNothingEntersWhenGitHubDoesNotAnswer(t *testing.T) {
	for _, missing := range []string{"api/environments/prod.json", "api/actions/workflows/storefront-web.yml/runs.json", "api/actions/runs/902/jobs.json"} {
		for _, text := range []string{"", "not JSON"} {
			if text != "" && !thorough {
				continue
			}
			j := entering(t)
			j.write(missing, text)
			if text == "" {
				j.remove(missing)
			}
			if said, ok := j.run("enter"); ok {
				t.Errorf("%s %q: it enters: %s", missing, text, said)
			}
		}
	}
}
