package scripts_test

import (
	"strings"
	"testing"
)

// fakePython makes a venv whose pip prints and exits as the files pip and pip.code say, and whose cfn-lint exits as
// lint says. It is too old if old says so.
const fakePython = `
case $2 in
venv)
	mkdir -p .venv/bin
	printf '#!/bin/sh\ncat pip; exit "$(cat pip.code)"\n' >.venv/bin/python
	printf '#!/bin/sh\necho "lints $*"; exit "$(cat lint)"\n' >.venv/bin/cfn-lint
	chmod +x .venv/bin/*
	;;
*) exit "$(cat old)" ;;
esac`

// newLint returns a project with an assembly of two stacks, where cfn-lint installs and finds nothing.
func newLint(t *testing.T) *sandbox {
	t.Helper()
	s := newSandbox(t, "tools/cfn-lint/requirements.txt")
	s.lend("chmod")
	s.fake("python3", fakePython)
	s.write("program.sh", fakeProgram)
	s.write("stacks", "Network=1 Web=1")
	for file, content := range map[string]string{"pip": "", "pip.code": "0", "lint": "0", "old": "0"} {
		s.write(file, content)
	}
	if said, code := s.run([]string{"CDK_OUTDIR=out", "CDK_VALIDATION=false"}, "sh", "program.sh"); code != 0 {
		t.Fatal(said)
	}
	return s
}

func TestEveryTemplateIsLintedForItsRegion(t *testing.T) {
	s := newLint(t)
	said, code := s.run(nil, "sh", "scripts/cfn-lint.sh", "out")
	want := "--regions eu-west-1 " +
		"--template out/assembly-dev/devNetwork.template.json out/assembly-dev/devWeb.template.json\n"
	if code != 0 || !strings.HasSuffix(said, want) {
		t.Errorf("exit code %d, said %q, want 0 and %q at its end", code, said, want)
	}
}

func TestWhatCfnLintFindsFails(t *testing.T) {
	s := newLint(t)
	s.write("lint", "2")
	if said, code := s.run(nil, "sh", "scripts/cfn-lint.sh", "out"); code == 0 {
		t.Errorf("exit code 0 with findings, said %q", said)
	}
}

func TestAnAssemblyWithoutStacksFails(t *testing.T) {
	s := newLint(t)
	s.write("empty/manifest.json", "{}")
	if said, code := s.run(nil, "sh", "scripts/cfn-lint.sh", "empty"); code != 1 {
		t.Errorf("exit code %d, said %q, want 1", code, said)
	}
}

func TestWithoutPythonOrItsIndexLintingIsLeftOutLoudly(t *testing.T) {
	cases := map[string]struct {
		spoil func(s *sandbox)
		want  string
	}{
		"no Python":     {func(s *sandbox) { s.take("python3") }, "there is no python3"},
		"an old Python": {func(s *sandbox) { s.write("old", "1") }, "python3 is too old"},
		"no venv":       {func(s *sandbox) { s.fake("python3", `[ "$2" != venv ]`) }, "python3 has no venv"},
		"no index": {
			func(s *sandbox) { s.write("pip", "ERROR: No matching distribution found"); s.write("pip.code", "1") },
			"the Python package index does not answer",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := newLint(t)
			c.spoil(s)
			said, code := s.run(nil, "sh", "scripts/cfn-lint.sh", "out")
			if code != 0 || !strings.Contains(said, "cfn-lint DID NOT RUN: "+c.want) || strings.Contains(said, "lints") {
				t.Errorf("exit code %d, said %q, want 0 and a framed %q", code, said, c.want)
			}
		})
	}
}

func TestAPipThatFailsForAnotherReasonFails(t *testing.T) {
	s := newLint(t)
	s.write("pip", "ERROR: no space left on device")
	s.write("pip.code", "1")
	said, code := s.run(nil, "sh", "scripts/cfn-lint.sh", "out")
	if code != 1 || !strings.Contains(said, "no space left") {
		t.Errorf("exit code %d, said %q, want 1 and pip's reason", code, said)
	}
}
