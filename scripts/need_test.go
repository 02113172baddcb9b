package scripts_test

import (
	"strings"
	"testing"
)

// Stand-ins for tools that do their job.
const (
	goodGo   = `echo go1.26.8`
	goodNode = `echo v24.21.0`
	goodNpm  = `echo 11.19.1`
)

func TestAMissingToolIsOneLineThatSaysWhatToInstall(t *testing.T) {
	cases := map[string]struct {
		goTool, node, npm string // scripts; "" for a tool that is missing
		ask               string
		want              string
	}{
		"no go":        {"", goodNode, goodNpm, "go", "go is missing: install Go 1.25"},
		"old go":       {`echo go1.24.9`, goodNode, goodNpm, "go", "go 1.24.9 is too old: install Go 1.25"},
		"ancient go":   {`echo go1.9`, goodNode, goodNpm, "go", "go 1.9 is too old: install Go 1.25"},
		"broken go":    {`exit 1`, goodNode, goodNpm, "go", "go does not start: install Go 1.25"},
		"no node":      {goodGo, "", goodNpm, "npm", "node is missing: install Node.js 24"},
		"no npm":       {goodGo, goodNode, "", "npm", "npm is missing: install Node.js 24"},
		"old npm":      {goodGo, goodNode, `echo 6.14.18`, "npm", "npm 6.14.18 is too old: install Node.js 24"},
		"broken npm":   {goodGo, goodNode, `exit 1`, "npm", "npm does not start: install Node.js 24"},
		"no git":       {goodGo, goodNode, goodNpm, "git", "git is missing: install git"},
		"first of two": {"", "", "", "go npm", "go is missing: install Go 1.25"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := newSandbox(t)
			for tool, script := range map[string]string{"go": c.goTool, "node": c.node, "npm": c.npm} {
				if script != "" {
					s.fake(tool, script)
				}
			}
			said, code := s.run(nil, "sh", append([]string{"scripts/need.sh"}, strings.Fields(c.ask)...)...)
			if !strings.HasPrefix(said, c.want) || strings.Count(said, "\n") != 1 {
				t.Errorf("said %q, want one line that starts %q", said, c.want)
			}
			if code != 2 {
				t.Errorf("exit code %d, want 2", code)
			}
		})
	}
}

func TestToolsThatAreNewEnoughSayNothing(t *testing.T) {
	for _, release := range []string{"go1.25", "go1.25.0", "go1.26.8", "go1.30rc1", "go2.0", "devel go1.27-abc"} {
		s := newSandbox(t)
		s.fake("go", "echo "+release)
		s.fake("node", goodNode)
		s.fake("npm", "echo 7.0.0")
		s.fake("git", "")
		if said, code := s.run(nil, "sh", "scripts/need.sh", "go", "npm", "git"); said != "" || code != 0 {
			t.Errorf("with %s: said %q, exit code %d, want silence and 0", release, said, code)
		}
	}
}

func TestMakeStopsBeforeItStartsAnything(t *testing.T) {
	s := newSandbox(t, "Makefile", "package.json")
	s.lend("make")
	said, code := s.run(nil, "make", "synth")
	if !strings.Contains(said, "go is missing: install Go 1.25") || strings.Count(said, "\n") != 1 {
		t.Errorf("said %q, want one line about go", said)
	}
	if code != 2 {
		t.Errorf("exit code %d, want 2", code)
	}
}

func TestHelpNeedsNoTool(t *testing.T) {
	s := newSandbox(t, "Makefile")
	s.lend("make")
	said, code := s.run(nil, "make")
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, said)
	}
	for _, target := range []string{
		"synth", "test", "verify", "diff", "bench", "build", "generate", "fmt", "lint", "clean", "help",
	} {
		if !strings.Contains(said, "  "+target+" ") {
			t.Errorf("help does not name %s:\n%s", target, said)
		}
	}
}
