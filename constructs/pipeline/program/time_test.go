package program_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// endless is a world in which nothing ends that kind waits for, and smoke tests get no answer.
func endless(t *testing.T, kind program.Kind) *world {
	w := released(t, in(0), kind)
	w.set("TIMEOUT", "300", "ATTEMPTS", "1000", "BAKE", "60", "ALARMS", "")
	w.says("deploy.get-deployment", deployment("InProgress"))
	w.says("kubectl.rollout", "!error: timed out waiting for the condition")
	w.write("bin/kubectl", record+"case $* in *rollout*) echo $(($(cat \"$WORLD/clock\") + 60)) >\"$WORLD/clock\" ;; esac\n"+tools["kubectl"])
	// A wait between two looks is as long as nine: what matters is when looking ends.
	w.write("bin/sleep", record+`echo $(($(cat "$WORLD/clock") + ($1 > 15 ? 1 : 9) * $1)) >"$WORLD/clock"`)
	w.says("curl", "503")
	return w
}

// ran is how long programs have run, by the world's clock.
func (w *world) ran() time.Duration {
	now, err := strconv.Atoi(strings.TrimSpace(w.read("clock")))
	if err != nil {
		w.t.Fatal(err)
	}
	return time.Duration(now-1000000) * time.Second
}

// TestNoProgramOutlivesItsBuild lets everything hang that can, at the worst moment each.
func TestNoProgramOutlivesItsBuild(t *testing.T) {
	const timeout, bake, looks = 300 * time.Second, 60 * time.Second, 5 * time.Minute
	_, release, verify := program.Longest(timeout, bake)
	hangs := stack("UPDATE_IN_PROGRESS", image)
	for name, row := range someOf(map[string]struct {
		stacks []string
		within time.Duration
		run    func(program.Kind) program.Program
	}{
		"an update":                   {[]string{stack("UPDATE_COMPLETE", old), hangs}, release, program.Release},
		"a rollback":                  {[]string{stack("UPDATE_COMPLETE", old), hangs, hangs, hangs, hangs, hangs, stack("UPDATE_ROLLBACK_IN_PROGRESS", image)}, release, program.Release},
		"a cleanup":                   {[]string{stack("UPDATE_COMPLETE", old), stack("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", image)}, release, program.Release},
		"what comes after the update": {[]string{stack("UPDATE_COMPLETE", old), hangs, hangs, stack("UPDATE_COMPLETE", image)}, release, program.Release},
		"going back":                  {[]string{stack("UPDATE_COMPLETE", image), stack("UPDATE_COMPLETE", image), stack("UPDATE_IN_PROGRESS", old)}, verify, program.Verify},
		"going back by CodeDeploy":    {[]string{stack("UPDATE_COMPLETE", image), stack("UPDATE_COMPLETE", image), stack("UPDATE_IN_PROGRESS", old), stack("UPDATE_COMPLETE", old)}, verify, program.Verify},
	}) {
		for _, kind := range some(program.Kinds) {
			t.Run(kind.String()+" "+name, func(t *testing.T) {
				t.Parallel()
				w := endless(t, kind)
				w.says("cloudformation.describe-stacks", row.stacks...)
				if last := row.stacks[len(row.stacks)-1]; strings.Contains(last, "IN_PROGRESS") {
					w.says("cloudformation.describe-stack-events", events(event(ours, name, "UPDATE_IN_PROGRESS", "")))
				}
				said, ok := w.run(row.run(kind))
				if ok && !(kind == program.Stack && strings.HasPrefix(name, "what")) {
					t.Errorf("it succeeds:\n%s", said)
				}
				if got := w.ran(); got > row.within-30*time.Minute+looks {
					t.Errorf("it runs for %s, want %s and a few looks more:\n%s", got, row.within-30*time.Minute, said)
				}
			})
		}
	}
}
