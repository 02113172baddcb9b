package program_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

const granted = `{"Credentials":{"AccessKeyId":"ASIAKEY","SecretAccessKey":"s3cr3t/+","SessionToken":"t0k3n=="}}`

// guest is a world in which a role must be taken.
func guest(t *testing.T, shell []string) *world {
	w := home(t, shell)
	w.set("ROLE", role, "EXTERNAL_ID", name, "EXECUTION", "8c3e; $(reboot)")
	w.says("sts.assume-role", granted)
	return w
}

func TestARoleIsTakenWithItsExternalID(t *testing.T) {
	for _, shell := range shells() {
		w := guest(t, shell)
		said := w.succeeds(program.Release(program.Stack))
		want := []string{"aws", "sts", "assume-role", "--region", "eu-west-1", "--output", "json", "--role-arn", role,
			"--role-session-name", "release-8c3ereboot", "--duration-seconds", "3600", "--external-id", name}
		if got := w.calls("aws", "sts", "assume-role"); len(got) == 0 || !slices.Equal(got[0], want) {
			t.Errorf("got %q, want %q", got, want)
		}
		for _, line := range strings.Split(strings.TrimSpace(w.read("taken")), "\n") {
			if !strings.HasPrefix(line, "ASIAKEY s3cr3t/+ t0k3n== --region eu-west-1 --output json ") {
				t.Errorf("%q is not called as the role", line)
			}
		}
		if got, want := strings.Count(w.read("taken"), "\n"), len(w.calls("aws"))-len(w.calls("aws", "sts")); got != want {
			t.Errorf("%d of %d calls are made as the role", got, want)
		}
		for _, secret := range []string{"s3cr3t", "t0k3n"} {
			if strings.Contains(said, secret) || strings.Contains(w.read("calls"), secret) {
				t.Errorf("%s is printed, or an argument", secret)
			}
		}
	}
}

// A role that a role takes lasts an hour, and releases may take longer.
func TestARoleIsTakenAgainBeforeItExpires(t *testing.T) {
	rare(t)
	w := guest(t, in(0))
	w.set("TIMEOUT", "7200")
	busy := slices.Repeat([]string{stack("UPDATE_IN_PROGRESS", image)}, 6)
	w.says("cloudformation.describe-stacks", slices.Concat(good[:1], busy, good[2:])...)
	w.write("bin/sleep", record+`echo $(($(cat "$WORLD/clock") + 1000)) >"$WORLD/clock"`)
	w.succeeds(program.Release(program.Stack))
	if got := len(w.calls("aws", "sts", "assume-role")); got < 3 {
		t.Errorf("it takes the role %d times in 6000 seconds", got)
	}
}

func TestARoleThatIsNotGivenEndsTheProgram(t *testing.T) {
	for _, p := range some([]program.Program{program.Release(program.Stack), program.Ready(), program.Release(program.Hosts), program.Verify(program.Manifests)}) {
		w := group(t, in(0), program.Hosts)
		w.set("ROLE", role, "CLUSTER", "shop-dev", "SERVICE", "web", "PREVIOUS", old)
		w.says("sts.assume-role", "!An error occurred (AccessDenied) when calling the AssumeRole operation: User: x is not authorized")
		w.fails(p, "cannot take the role "+role+": An error occurred (AccessDenied)")
		if got := w.calls("aws"); len(got) != 1 {
			t.Errorf("it goes on: %q", got)
		}
		w.says("sts.assume-role", `{}`)
		w.fails(p, "cannot take the role "+role)
	}
}

func TestAThrottledCallIsMadeAgain(t *testing.T) {
	rare(t)
	throttled := "!An error occurred (Throttling) when calling the X operation (reached max retries: 4): Rate exceeded"
	w := guest(t, in(1))
	w.says("sts.assume-role", throttled, granted)
	w.says("cloudformation.describe-stacks", slices.Concat([]string{throttled, throttled}, good[:2], []string{throttled}, good[2:])...)
	w.says("cloudformation.update-stack", throttled, `{}`)
	w.succeeds(program.Release(program.Stack))
	if got := w.calls("sleep"); len(got) < 5 || !slices.Equal(got[1], []string{"sleep", "2"}) || !slices.Equal(got[2], []string{"sleep", "4"}) {
		t.Errorf("it waits %q", got)
	}
	tokens := []any{w.asked(0, "aws", "cloudformation", "update-stack")["ClientRequestToken"], w.asked(1, "aws", "cloudformation", "update-stack")["ClientRequestToken"]}
	if tokens[0] != tokens[1] {
		t.Errorf("the same update is asked for with the tokens %v", tokens)
	}
}

func TestACallThatStaysThrottledFails(t *testing.T) {
	w := home(t, in(0))
	w.says("cloudformation.describe-stacks", "!An error occurred (ThrottlingException) when calling the DescribeStacks operation: Rate exceeded")
	w.fails(program.Release(program.Stack), "cannot read the stack storefront-dev-web", "Rate exceeded")
	if got := len(w.calls("sleep")); got != 5 {
		t.Errorf("it waits %d times", got)
	}
}
