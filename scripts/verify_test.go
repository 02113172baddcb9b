package scripts_test

import (
	"regexp"
	"strings"
	"testing"
)

// newVerify returns a project where every check passes, and says which of them ran.
func newVerify(t *testing.T) *sandbox {
	t.Helper()
	s := newSandbox(t)
	s.lend("date")
	s.fake("gofmt", "")
	s.fake("go", `echo "ran go $*, validation ${CDK_VALIDATION-on}"`)
	s.write("main.go", "package main\n")
	s.write("bin/app", "#!/bin/sh\necho ran the program, validation ${CDK_VALIDATION-on}\n")
	s.write("bin/staticcheck", "#!/bin/sh\necho ran staticcheck\n")
	return s
}

func TestVerifySaysWhenAStepStartsAndHowLongItTook(t *testing.T) {
	s := newVerify(t)
	said, code := s.run(nil, "sh", "scripts/verify.sh", "format", "lint")
	want := regexp.MustCompile(`^verify: format
verify: format passed in \d+ s
verify: lint
ran staticcheck
verify: lint passed in \d+ s
$`)
	if code != 0 || !want.MatchString(said) {
		t.Errorf("exit code %d, said %q, want 0 and %s", code, said, want)
	}
}

func TestVerifyStopsAtTheFirstFailure(t *testing.T) {
	s := newVerify(t)
	s.fake("gofmt", "echo main.go")
	said, code := s.run(nil, "sh", "scripts/verify.sh", "format", "lint")
	if code != 1 || !strings.Contains(said, "main.go\nnot formatted: run make fmt\nverify: format FAILED after ") {
		t.Errorf("exit code %d, said %q, want 1 and the file", code, said)
	}
	if strings.Contains(said, "ran staticcheck") {
		t.Errorf("went on after a failure: %q", said)
	}
}

func TestVerifyValidatesTemplatesWhateverTheShellSays(t *testing.T) {
	s := newVerify(t)
	said, code := s.run([]string{"CDK_VALIDATION=false"}, "sh", "scripts/verify.sh", "synth", "promises")
	if code != 0 || strings.Count(said, "validation on") != 2 {
		t.Errorf("exit code %d, said %q, want 0 and validation on in both steps", code, said)
	}
}

func TestVerifySynthesizesEveryExampleThatIsAModule(t *testing.T) {
	s := newVerify(t)
	s.write("examples/shop/go.mod", "module example.com/shop\n")
	s.write("examples/orders/go.mod", "module example.com/orders\n")
	s.write("examples/snippet/main.go", "package main\n")
	s.write("node_modules/.bin/cdk", "#!/bin/sh\necho \"ran cdk $* in ${PWD##*/}\"\n[ ! -e broken ]\n")
	said, code := s.run(nil, "sh", "scripts/verify.sh", "examples")
	for _, want := range []string{"ran cdk synth --quiet --strict --no-notices in shop", "in orders"} {
		if !strings.Contains(said, want) {
			t.Errorf("said %q, want %q in it", said, want)
		}
	}
	if code != 0 || strings.Contains(said, "in snippet") {
		t.Errorf("exit code %d, said %q, want 0 and nothing of snippet", code, said)
	}

	s.write("examples/orders/broken", "")
	if said, code := s.run(nil, "sh", "scripts/verify.sh", "examples"); code != 1 {
		t.Errorf("exit code %d with an example that does not synthesize, said %q, want 1", code, said)
	}
}

func TestVerifyRunsTheProgramThatTheReadmeShows(t *testing.T) {
	s := newVerify(t)
	s.fake("go", `echo "ran go $*"; cat bin/.readme/main.go`)
	s.write("README.md", "# Shop\n\n```sh\nnot this\n```\n\n```go\npackage main\n```\n\nNor this.\n")
	said, code := s.run(nil, "sh", "scripts/verify.sh", "readme")
	if code != 0 || !strings.Contains(said, "ran go vet ./bin/.readme\npackage main\nran go run ./bin/.readme\npackage main\n") {
		t.Errorf("exit code %d, said %q, want 0 and the block of Go, vetted and run", code, said)
	}
	s.fake("go", "[ $1 != run ]")
	if said, code := s.run(nil, "sh", "scripts/verify.sh", "readme"); code != 1 {
		t.Errorf("exit code %d with a program that does not run, said %q, want 1", code, said)
	}
}
