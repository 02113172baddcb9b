package workflow_test

import (
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/constructs/pipeline/workflow"
)

func TestProgramsAreWrittenByteForByte(t *testing.T) {
	for name, files := range map[string][]workflow.File{".github": workflow.GitHub(props()), ".gitlab": workflow.GitLab(props())} {
		found := 0
		for _, f := range files {
			if !isScript(f) {
				continue
			}
			one, known := programs()[strings.TrimSuffix(f.Path[strings.LastIndexByte(f.Path, '/')+1:], ".sh")]
			if !known {
				continue // those that run programs have tests of their own
			}
			found++
			lines := strings.SplitAfterN(f.Text, "\n", 4)
			if lines[0]+lines[3] != one.Text || !strings.HasPrefix(lines[1], "# ") || !strings.HasPrefix(lines[2], "# ") {
				t.Errorf("%s %s is not the program", name, f.Path)
			}
		}
		if found != len(programs()) {
			t.Errorf("%s: %d programs, want all %d", name, found, len(programs()))
		}
	}
}

func TestFilesAreKnownAsOurs(t *testing.T) {
	for _, f := range append(workflow.GitHub(props()), workflow.GitLab(props())...) {
		if given := strings.Contains(f.Path, "/bundle/"); workflow.Ours(f.Text) == given {
			t.Errorf("%s: ours is %v", f.Path, !given)
		}
	}
	for _, foreign := range []string{"", "#!/bin/sh\necho Written by shipway workflow\n# no", "name: ci\n# Written by shipway workflow\n", "x\n"} {
		if workflow.Ours(foreign) {
			t.Errorf("%q is taken for ours", foreign)
		}
	}
}

func TestEveryStepHasItsProgramBesideIt(t *testing.T) {
	for root, files := range map[string][]workflow.File{".github/shipway/": workflow.GitHub(props()), ".gitlab/shipway/": workflow.GitLab(props())} {
		written := map[string]bool{}
		for _, f := range files {
			written[f.Path] = true
		}
		for _, f := range files {
			for line := range strings.Lines(f.Text) {
				if name := programOf(line); name != "" && !isScript(f) && !written[root+name+".sh"] {
					t.Errorf("%s runs %s, which is not there", f.Path, name)
				}
			}
		}
		if !written[root+"run.sh"] {
			t.Errorf("%s has no run.sh", root)
		}
	}
}

// every is one service for each kind of release.
func every() workflow.Props {
	told := map[program.Kind]map[string]string{
		program.Tasks:     {"APPLICATION": "a", "GROUP": "g"},
		program.Hosts:     {"APPLICATION": "a", "GROUP": "g", "BUCKET": "b"},
		program.Manifests: {"CLUSTER": "c", "SERVICE": "s"},
	}
	return props(func(p *workflow.Props) {
		p.Services = nil
		for _, kind := range program.Kinds {
			s := worker()
			s.Name = kind.String()
			s.Tests.Command = "make test"
			s.Targets = s.Targets[:1]
			s.Targets[0].Kind, s.Targets[0].Variables = kind, told[kind]
			if kind == program.Hosts {
				s.Targets[0].Files = map[string]string{"appspec.yml": "version: 0.0\n"}
			}
			p.Services = append(p.Services, s)
		}
	})
}

func TestEveryProgramOnGitHubIsToldWhatItNeeds(t *testing.T) {
	ran := map[string]bool{}
	for _, service := range every().Services {
		for id, job := range jobs(t, every(), service.Name) {
			for _, step := range steps(job) {
				one, known := programs()[programOf(step["run"])]
				if !known {
					continue
				}
				ran[one.Name] = true
				told := environ(job, step)
				for _, variable := range one.Needs {
					if told[variable.Name] == "" && !variable.Optional {
						t.Errorf("%s %s: %s needs %s", service.Name, id, one.Name, variable.Name)
					}
				}
				for name := range told {
					if _, wanted := programs()[one.Name]; wanted && strings.HasPrefix(name, "ROLE") {
						t.Errorf("%s %s: %s would leave its own session for another role", service.Name, id, one.Name)
					}
				}
			}
		}
	}
	for name := range programs() {
		if !ran[name] {
			t.Errorf("nothing runs %s", name)
		}
	}
}

func TestEveryProgramOnGitLabIsToldWhatItNeeds(t *testing.T) {
	ran := map[string]bool{}
	for _, service := range every().Services {
		for id, job := range lab(t, every(), service.Name) {
			told := map[string]bool{}
			for line := range strings.Lines(block(job)) {
				if name, _, exports := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "="); exports {
					told[name] = true
				}
				one, known := programs()[programOf(line)]
				ran[one.Name] = true
				for _, variable := range one.Needs {
					if known && !told[variable.Name] && !variable.Optional {
						t.Errorf("%s: %s needs %s", id, one.Name, variable.Name)
					}
				}
			}
		}
	}
	for name := range programs() {
		if !ran[name] {
			t.Errorf("nothing runs %s", name)
		}
	}
}

func TestFilesOfAFleetAreWrittenAsTheyAre(t *testing.T) {
	for root, files := range map[string][]workflow.File{".github/shipway": workflow.GitHub(props()), ".gitlab/shipway": workflow.GitLab(props())} {
		for name, want := range hosts().Targets[0].Files {
			if got := text(t, files, root+"/bundle/legacy/prod/"+name); got != want {
				t.Errorf("%s: %q", name, got)
			}
		}
	}
	if got := environ(jobs(t, props(), "legacy")["release-prod"])["BUNDLE"]; got != ".github/shipway/bundle/legacy/prod" {
		t.Errorf("the program looks for them in %q", got)
	}
}
