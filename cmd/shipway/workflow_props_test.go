package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/pipeline/workflow"
	"github.com/shipway-cdk/shipway/constructs/release"
)

// TestEveryRuntimeIsReleasedInItsOwnWay writes the workflows of the systems in examples. What their stacks watch is in none of
// the templates here.
func TestEveryRuntimeIsReleasedInItsOwnWay(t *testing.T) {
	for system, c := range map[string]struct {
		more    []string
		service string
		want    []string
		refused string
	}{
		"codedeploy": {nil, "web", []string{"run.sh release-tasks\n", "APPLICATION: billing-prod-web\n", "GROUP: billing-prod-web\n"}, ""},
		"apprunner":  {nil, "web", []string{"run.sh release-stack\n"}, ""},
		"express":    {nil, "web", []string{"run.sh release-stack\n"}, ""},
		"managed":    {nil, "detect", []string{"run.sh release-stack\n"}, ""},
		"ec2":        {nil, "index", []string{"run.sh release-stack\n"}, ""},
		"fargate":    {nil, "prices", []string{"run.sh release-stack\n"}, ""},
		"eks": {[]string{"-runner", "dev=self-hosted,dev", "-runner", "prod=prod"}, "web",
			[]string{"run.sh release-manifests\n", "CLUSTER: portal-dev\n", "SERVICE: web\n", "runs-on: [self-hosted, dev]\n"}, ""},
		"fleet": {nil, "web", nil, "web runs on a fleet"},
	} {
		file, err := config.Load("../../examples/" + system + "/shipway.yaml")
		if err != nil {
			t.Fatal(err)
		}
		root, assembly := t.TempDir(), t.TempDir()
		place(t, filepath.Join(root, "Dockerfile"), "FROM scratch\n")
		place(t, filepath.Join(assembly, "manifest.json"), empty(t, assembly, file))
		args := []string{"workflow", "github", "-config", "../../examples/" + system + "/shipway.yaml", "-assembly", assembly, "-out", root}
		_, said, code := answer(append(args, c.more...))
		if (code == 0) != (c.refused == "") || !strings.Contains(said, c.refused) {
			t.Errorf("%s: exit code %d: %s", system, code, said)
			continue
		}
		if len(c.more) > 0 {
			if _, said, code := answer(args); code != 2 || !strings.Contains(said, "give -runner dev=LABELS") {
				t.Errorf("%s without a runner: exit code %d: %s", system, code, said)
			}
		}
		for _, want := range c.want {
			if text := content(t, filepath.Join(root, workflow.GitHubWorkflow(file.App, c.service))); !strings.Contains(text, want) {
				t.Errorf("%s lacks %q:\n%s", system, want, text)
			}
		}
	}
}

// empty writes a template without resources for every service of file, and returns the manifest.
func empty(t *testing.T, assembly string, file config.File) string {
	t.Helper()
	artifacts := map[string]any{}
	place(t, filepath.Join(assembly, "empty.json"), "{}")
	for _, e := range file.Environments {
		for _, s := range e.Services {
			stack := file.App + "-" + e.Name + "-" + s.Name
			artifacts[stack] = map[string]any{"type": "aws:cloudformation:stack", "properties": map[string]any{"templateFile": "empty.json", "stackName": stack}}
		}
	}
	text, err := json.Marshal(map[string]any{"artifacts": artifacts})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAReleaseHasTheTimeThatItsStrategyTakes(t *testing.T) {
	bake, long := 40*time.Minute, 20*time.Minute
	for want, s := range map[time.Duration]config.Service{
		time.Hour:         {Strategy: release.Rolling{}},
		70 * time.Minute:  {Strategy: release.BlueGreen{Bake: &bake}},
		255 * time.Minute: {Strategy: release.Linear{Percent: 10, StepBake: &long, Bake: &bake, Hooks: []release.Hook{{Stages: []release.Stage{release.PreScaleUp}, Function: "f", Timeout: 5 * time.Minute}}}},
		130 * time.Minute: {Strategy: release.BlueGreen{Bake: &bake}, Controller: &release.CodeDeploy{WaitForReroute: time.Hour}},
	} {
		if got := within(s); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
