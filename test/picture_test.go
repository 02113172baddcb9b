//go:build verify

package test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/test/gate"
)

const (
	guide   = "../docs/pipeline.md"
	picture = "../docs/img/pipeline.svg"
	drawn   = "storefront-delivery-web" // the pipeline that the guide shows
)

// piped are the stacks of the shipped file that have a pipeline, and the assembly they are in. Without any there is
// nothing to hold the guide to.
func piped(t *testing.T) (stacks []gate.Stack, assembly string) {
	t.Helper()
	assembly = assembled(t, built(t), root, shipped)
	all, err := gate.Read(assembly)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		if strings.HasPrefix(one.ID, "Delivery/") && strings.Contains(string(one.Text), `"AWS::CodePipeline::Pipeline"`) {
			stacks = append(stacks, one)
		}
	}
	if len(stacks) == 0 {
		t.Skip(shipped + " has no pipeline")
	}
	return stacks, assembly
}

// TestThePictureInTheGuideIsWhatTheTemplateSays draws it again, as the guide says it is drawn.
func TestThePictureInTheGuideIsWhatTheTemplateSays(t *testing.T) {
	_, assembly := piped(t)
	got := run(t, root, nil, filepath.Join(root, "bin", "shipway"), "picture", "-assembly", assembly, "-pipeline", drawn)
	if got.code != 0 {
		t.Fatalf("it ended with %d: %s", got.code, got.err)
	}
	if *update {
		write(t, picture, []byte(got.out))
	}
	kept, err := os.ReadFile(picture)
	if err != nil || string(kept) != got.out {
		t.Errorf("docs/img/pipeline.svg is stale, %v: make synth && bin/shipway picture -pipeline %s -out docs/img/pipeline.svg, and look at it", err, drawn)
	}
}

// way is a pipeline as its template declares it.
type way struct {
	Name   string
	Stages []struct {
		Actions []struct{ ActionTypeId struct{ Provider string } }
	}
}

// ways are the pipelines of a stack that deliver; those for pull requests do not.
func ways(t *testing.T, s gate.Stack) (all []way) {
	t.Helper()
	var template struct {
		Resources map[string]struct {
			Type       string
			Properties json.RawMessage
		}
	}
	if err := json.Unmarshal(s.Text, &template); err != nil {
		t.Fatal(err)
	}
	for _, one := range template.Resources {
		if one.Type != "AWS::CodePipeline::Pipeline" {
			continue
		}
		var w way
		if err := json.Unmarshal(one.Properties, &w); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(w.Name, "-reviews") {
			all = append(all, w)
		}
	}
	return all
}

// TestTheGuideCountsWhatARunIs holds its arithmetic to what is deployed.
func TestTheGuideCountsWhatARunIs(t *testing.T) {
	stacks, _ := piped(t)
	pipelines, actions, builds := 0, 0, 0
	for _, s := range stacks {
		for _, w := range ways(t, s) {
			pipelines++
			for _, stage := range w.Stages {
				for _, a := range stage.Actions {
					if w.Name == drawn {
						actions++
					}
					if w.Name == drawn && a.ActionTypeId.Provider == "CodeBuild" {
						builds++
					}
				}
			}
		}
	}
	want := fmt.Sprintf("The shipped file has %d pipelines; a run of %s is %d actions, %d of them builds.", pipelines, drawn, actions, builds)
	said, err := os.ReadFile(guide)
	if err != nil || !strings.Contains(string(said), want) {
		t.Errorf("docs/pipeline.md does not say %q, %v: say it, and look at the arithmetic around it", want, err)
	}
}

// TestTheFileInTheGuideIsAccepted reads the first example of the guide with what stands above it in every file.
func TestTheFileInTheGuideIsAccepted(t *testing.T) {
	said, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(said), "```yaml\n")
	example, _, found := strings.Cut(example, "```")
	file := filepath.Join(t.TempDir(), "shipway.yaml")
	write(t, file, []byte("version: 1\napp: storefront\nowner: team-storefront\n"+example))
	if _, err := config.Load(file); err != nil || !found {
		t.Errorf("the guide's file: %v", err)
	}
}
