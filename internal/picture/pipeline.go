package picture

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// Pipeline is one pipeline of a template.
type Pipeline struct {
	// Name is what it is called.
	Name string

	mode    string // what happens to a run while another one is under way, in a sentence
	place   string // its account and region
	starts  []string
	stages  []stage
	notices []string // what else there is to know, a sentence each
}

// stage is one stage: what must hold before it, its actions, and what happens when it fails.
type stage struct {
	name    string
	gates   []box
	actions []action
	failure string
}

// action is one action of a stage, which runs side by side with those of the same order.
type action struct {
	box
	track string // the environment it is for; empty: none
	place string // that environment's account and region
	order int
}

// box is one thing that a stage does or waits for.
type box struct {
	kind  kind
	name  string
	lines []string
}

// kind is what a box means for a run.
type kind int

const (
	makes   kind = iota // it makes something that later ones use
	checks              // the run ends unless it holds
	waits               // the run waits
	changes             // it changes what runs in an environment
)

// Read reads the pipelines of a CloudFormation template of an account and a region, in the order of their names. Either
// may be empty: then the picture does not say it.
func Read(text []byte, account, region string) ([]Pipeline, error) {
	t, err := parse(text)
	if err != nil {
		return nil, err
	}
	t.region = region
	var all []Pipeline
	for _, one := range t.of("AWS::CodePipeline::Pipeline") {
		all = append(all, t.pipeline(one.Properties, account, region))
	}
	slices.SortFunc(all, func(a, b Pipeline) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

var modes = map[string]string{
	"QUEUED": "each run waits for its turn", "SUPERSEDED": "a newer run overtakes one that waits", "PARALLEL": "runs go side by side",
}

func (t template) pipeline(p map[string]any, account, region string) Pipeline {
	mode := cmp.Or(t.text(p["ExecutionMode"]), "SUPERSEDED")
	one := Pipeline{
		Name: t.text(p["Name"]), mode: strings.TrimPrefix(modes[mode]+" ("+mode+")", " "),
		place: strings.Trim(account+" · "+region, " ·"),
	}
	one.starts = t.starts(p, one.Name)
	for _, s := range list(p, "Stages") {
		if declared, is := s.(map[string]any); is {
			one.stages = append(one.stages, t.stage(declared))
		}
	}
	one.notices = append(t.told(one.Name), t.reviews(one.Name)...)
	return one
}

func (t template) stage(s map[string]any) stage {
	one := stage{name: t.text(s["Name"]), gates: t.conditions(object(s, "BeforeEntry")), failure: t.failure(object(s, "OnFailure"))}
	for _, a := range list(s, "Actions") {
		if declared, is := a.(map[string]any); is {
			one.actions = append(one.actions, t.action(declared))
		}
	}
	slices.SortStableFunc(one.actions, func(a, b action) int { return cmp.Compare(a.order, b.order) })
	one.track()
	return one
}

// track finds the environments of a stage: its actions are called "Ready-dev", or none of them is.
func (s *stage) track() {
	for _, a := range s.actions {
		verb, environment, found := strings.Cut(a.name, "-")
		if !found || verb == "" || environment == "" {
			return
		}
	}
	for i, a := range s.actions {
		s.actions[i].name, s.actions[i].track, _ = strings.Cut(a.name, "-")
	}
}

// tracks are the environments of a stage, in the order of its actions.
func (s stage) tracks() (all []string) {
	for _, a := range s.actions {
		if !slices.Contains(all, a.track) {
			all = append(all, a.track)
		}
	}
	return all
}

// placeOf is where the environment of a track is.
func (s stage) placeOf(track string) string {
	for _, a := range s.actions {
		if a.track == track && a.place != "" {
			return a.place
		}
	}
	return ""
}

// variables are those that an action's build is told: by the project, and by the action, which counts more.
func (t template) variables(settings map[string]any) map[string]string {
	all := map[string]string{}
	if project, is := t.project(t.text(settings["ProjectName"])); is {
		for _, v := range list(object(project, "Environment"), "EnvironmentVariables") {
			if one, is := v.(map[string]any); is {
				all[t.text(one["Name"])] = t.text(one["Value"])
			}
		}
	}
	var told []struct{ Name, Value string }
	if json.Unmarshal([]byte(t.text(settings["EnvironmentVariables"])), &told) == nil {
		for _, one := range told {
			all[one.Name] = one.Value
		}
	}
	return all
}

// project finds the build project called name in the template.
func (t template) project(name string) (map[string]any, bool) {
	for _, one := range t.of("AWS::CodeBuild::Project") {
		if t.text(one.Properties["Name"]) == name {
			return one.Properties, true
		}
	}
	return nil, false
}
