package workflow_test

import (
	"strings"
	"testing"
)

// The stand-ins of a session: GitHub gives a token, STS gives a session for it, and a program says who it is.
const (
	giveToken = `
{ printf 'curl %s\n' "$*"; cat; } >>"$ROOT/calls"
[ -z "$NO_TOKEN" ] || exit 22
while [ $# -gt 1 ]; do [ "$1" != --output ] || printf '{"value":"the-token"}' >"$2"; shift; done
`
	giveSession = `
printf 'aws %s\n' "$*" >>"$ROOT/calls"
while [ $# -gt 1 ]; do [ "$1" != --web-identity-token ] || { cat "${2#file://}"; echo; } >>"$ROOT/calls"; shift; done
[ -z "$NO_SESSION" ] || { echo "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity" >&2; exit 254; }
printf 'AKIA1\tthe-secret\tthe-session\n'
`
	whoAmI = `#!/bin/sh
env >"$ROOT/told"
printf 'repository@sha256:1' >"$EXPORTS/IMAGE"
`
)

func signedIn(t *testing.T) *job {
	j := newJob(t, map[string]string{"curl": giveToken, "aws": giveSession})
	j.write(".github/shipway/image.sh", whoAmI)
	j.env = map[string]string{
		"SESSION_ROLE": "arn:aws:iam::444444444444:role/builder", "SESSION_NAME": "builder", "SESSION_REGION": "eu-west-1", "SESSION_SECONDS": "3600",
		"ACTIONS_ID_TOKEN_REQUEST_URL": "https://token.example.com/?a=b", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "request-token", "GITHUB_ACTIONS": "true",
		"GITHUB_RUN_ID": "77", "GITHUB_OUTPUT": j.root + "/output",
	}
	return j
}

func TestAProgramActsAsTheRoleOfItsStep(t *testing.T) {
	j := signedIn(t)
	said, ok := j.run("run", "image")
	if !ok {
		t.Fatal(said)
	}
	want(t, "what was called", j.read("calls"), "https://token.example.com/?a=b&audience=sts.amazonaws.com", `header = "Authorization: bearer request-token"`,
		"aws sts assume-role-with-web-identity --region eu-west-1 --role-arn arn:aws:iam::444444444444:role/builder --role-session-name builder-77 --duration-seconds 3600", "\nthe-token\n")
	want(t, "what the program is told", j.read("told"), "AWS_ACCESS_KEY_ID=AKIA1\n", "AWS_SECRET_ACCESS_KEY=the-secret\n", "AWS_SESSION_TOKEN=the-session\n", "AWS_REGION=eu-west-1\n")
}

func TestWhatAProgramSaysBecomesAnOutputOfItsStep(t *testing.T) {
	j := signedIn(t)
	if said, ok := j.run("run", "image"); !ok {
		t.Fatal(said)
	}
	if got := j.read("output"); got != "image=repository@sha256:1\n" {
		t.Errorf("got %q", got)
	}
}

func TestWhatAProgramSaysCannotBecomeASecondOutput(t *testing.T) {
	j := signedIn(t)
	j.write(".github/shipway/image.sh", `printf 'a\nimage=other' >"$EXPORTS/DIGEST"`)
	if said, ok := j.run("run", "image"); ok || !strings.Contains(said, "digest is not one line") || j.read("output") != "" {
		t.Errorf("%v %q %q", ok, said, j.read("output"))
	}
}

func TestSecretsAreNoArgumentsAndMasked(t *testing.T) {
	j := signedIn(t)
	said, _ := j.run("run", "image")
	want(t, "the log", said, "::add-mask::the-secret\n", "::add-mask::the-session\n")
	for line := range strings.Lines(j.read("calls")) {
		if strings.HasPrefix(line, "curl ") && strings.Contains(line, "request-token") || strings.HasPrefix(line, "aws ") && strings.Contains(line, "the-token") {
			t.Errorf("other processes can read %s", line)
		}
	}
}

func TestAProgramCannotBecomeAnybodyElse(t *testing.T) {
	j := signedIn(t)
	j.env["SHIPWAY_ID_TOKEN"] = "from-gitlab"
	if said, ok := j.run("run", "image"); !ok {
		t.Fatal(said)
	}
	for _, name := range []string{"ACTIONS_ID_TOKEN_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_URL", "SHIPWAY_ID_TOKEN"} {
		if strings.Contains(j.read("told"), name) {
			t.Errorf("the program has %s", name)
		}
	}
}

func TestTheTokenOfGitLabCounts(t *testing.T) {
	j := signedIn(t)
	delete(j.env, "ACTIONS_ID_TOKEN_REQUEST_URL")
	delete(j.env, "GITHUB_RUN_ID")
	delete(j.env, "GITHUB_OUTPUT")
	delete(j.env, "GITHUB_ACTIONS")
	j.env["SHIPWAY_ID_TOKEN"], j.env["CI_JOB_ID"], j.env["EXPORTS"] = "from-gitlab", "88", ".shipway/web/image"
	said, ok := j.run("run", "image")
	if !ok || strings.Contains(said, "add-mask") {
		t.Fatal(said)
	}
	want(t, "what was called", j.read("calls"), "--role-session-name builder-88 ", "\nfrom-gitlab\n")
	if got := j.read(".shipway/web/image/IMAGE"); got != "repository@sha256:1" {
		t.Errorf("the next job finds %q", got)
	}
}

func TestWithoutARoleThereIsNoSession(t *testing.T) {
	j := signedIn(t)
	delete(j.env, "SESSION_ROLE")
	j.write(".github/shipway/test.sh", `env >"$ROOT/told"`)
	if said, ok := j.run("run", "test"); !ok || j.read("calls") != "" {
		t.Errorf("%s%s", said, j.read("calls"))
	}
	if strings.Contains(j.read("told"), "AWS_") || strings.Contains(j.read("told"), "ACTIONS_ID_TOKEN") {
		t.Errorf("the tests are told\n%s", j.read("told"))
	}
}

func TestNothingRunsWithoutItsSession(t *testing.T) {
	for name, row := range map[string]struct {
		change func(*job)
		want   string
	}{
		"no permission": {func(j *job) { delete(j.env, "ACTIONS_ID_TOKEN_REQUEST_URL") }, `"id-token: write"`},
		"no token":      {func(j *job) { j.env["NO_TOKEN"] = "1" }, "GitHub gave no token"},
		"no session":    {func(j *job) { j.env["NO_SESSION"] = "1" }, "cannot become arn:aws:iam::444444444444:role/builder"},
		"no program":    {func(j *job) { j.write(".github/shipway/image.sh", "exit 3") }, ""},
	} {
		j := signedIn(t)
		row.change(j)
		said, ok := j.run("run", "image")
		if ok || !strings.Contains(said, row.want) || j.read("told") != "" || j.read("output") != "" {
			t.Errorf("%s: %v %q %q", name, ok, said, j.read("told"))
		}
	}
	if said, ok := signedIn(t).run("run", "missing"); ok || !strings.Contains(said, "there is no program") {
		t.Errorf("%v %q", ok, said)
	}
}

func TestTheNameOfASessionFits(t *testing.T) {
	j := signedIn(t)
	j.env["SESSION_NAME"] = strings.Repeat("a", 64)
	if said, ok := j.run("run", "image"); !ok {
		t.Fatal(said)
	}
	want(t, "what was called", j.read("calls"), "--role-session-name "+strings.Repeat("a", 61)+"-77 ")
}
