package scripts_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/internal/nodeenv"
)

// readConfig reads the project's cdk.json.
func readConfig(t *testing.T, into any) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, "cdk.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, into); err != nil {
		t.Fatal(err)
	}
}

func TestCdkJsonRunsTheBinaryThatMakeBuilds(t *testing.T) {
	var config struct {
		App, Build, Output string
	}
	readConfig(t, &config)
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?m)^app +:= ` + regexp.QuoteMeta(config.App) + `$`).Match(makefile) {
		t.Errorf("cdk.json runs %q, which make does not build", config.App)
	}
	if config.Build != "make -s build" || config.Output != "cdk.out" {
		t.Errorf("build is %q and output %q, want make -s build and cdk.out", config.Build, config.Output)
	}
}

func TestCdkJsonGivesTheCLINothingToAddOrToWarnOf(t *testing.T) {
	config := map[string]any{}
	readConfig(t, &config)
	for _, setting := range []string{"notices", "versionReporting", "pathMetadata", "assetMetadata"} {
		if config[setting] != false {
			t.Errorf("%s is %v, want false: the program run alone would write other templates", setting, config[setting])
		}
	}
	context, _ := config["context"].(map[string]any)
	for key := range context {
		if strings.HasPrefix(key, "aws:") {
			t.Errorf("context has %s: the CLI warns of keys that start with aws:", key)
		}
	}
	if context["cli-telemetry"] != false {
		t.Errorf("context has cli-telemetry: %v, want false", context["cli-telemetry"])
	}
}

func TestTheShellSetsWhatTheProgramSets(t *testing.T) {
	s := newSandbox(t)
	said, _ := s.run(nil, "sh", "-c", ". scripts/env.sh; env")
	for name, value := range nodeenv.Settings() {
		if name == "NODE_OPTIONS" {
			value += ` --require "` + filepath.Join(s.project, "internal", "nodeenv", "leave.cjs") + `"`
		}
		if !strings.Contains("\n"+said, "\n"+name+"="+value+"\n") {
			t.Errorf("scripts/env.sh does not set %s to %q", name, value)
		}
	}
	said, _ = s.run([]string{"NODE_OPTIONS="}, "sh", "-c", ". scripts/env.sh; env")
	if !strings.Contains("\n"+said, "\nNODE_OPTIONS=\n") {
		t.Error("scripts/env.sh sets a NODE_OPTIONS that the user has emptied")
	}
}

func TestEveryScriptIsWellFormed(t *testing.T) {
	scripts, err := filepath.Glob("*.sh")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts here: %v", err)
	}
	for _, script := range scripts {
		if output, err := exec.Command("sh", "-n", script).CombinedOutput(); err != nil {
			t.Errorf("%s: %s", script, output)
		}
	}
}

func TestMakeRebuildsForEveryPackageOfTheProgram(t *testing.T) {
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(makefile), "\nsources := $(shell find ")
	list, _, _ = strings.Cut(list, " \\\n")
	watched := strings.Fields(list)

	command := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if .Main}}{{$.ImportPath}}{{end}}{{end}}", ".")
	command.Dir = root
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	packages := strings.Fields(string(output))
	if len(packages) < 2 {
		t.Fatalf("the program has the packages %v, want more than its own", packages)
	}
	for _, path := range packages {
		room, _, _ := strings.Cut(strings.TrimPrefix(path, "github.com/shipway-cdk/shipway/"), "/")
		if path == "github.com/shipway-cdk/shipway" {
			room = "app.go"
		}
		if !slices.Contains(watched, room) {
			t.Errorf("the program holds %s, and make does not look at %s for changes", path, room)
		}
	}
}
