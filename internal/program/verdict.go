package program

import (
	"fmt"
	"time"
)

// Conclude reads what the run has written, or reuses, says what there is to say about it, and is the exit code. Only an
// assembly without findings is stamped for reuse.
func (c *Console) Conclude(r *Run) int {
	c.Phase("")
	if c.stopped.Load() {
		if !r.reused {
			r.output.abandon()
		}
		return interrupted
	}
	made, err := readAssembly(r.Dir)
	if err != nil {
		c.say(bug(err.Error(), place{}))
		return ourBug
	}
	found, err := readFindings(r.Dir, made, truthy(r.Context[strict]))
	if err != nil {
		c.say(bug(err.Error(), place{}))
		return ourBug
	}
	failed := failing(found)
	if !r.reused && len(failed) == 0 && !made.pending && r.key != "" {
		if err := writeStamp(r.Dir, r.key); err != nil && c.debug {
			c.say("the next run cannot reuse this one: " + err.Error())
		}
	}
	if c.summary {
		fmt.Fprint(c.out, c.summarize(r, made, found))
	}
	return c.judge(r, found, failed)
}

// summarize is the summary of the run. Below the CLI a reused assembly is one line: "cdk ls" has its own to say.
func (c *Console) summarize(r *Run, made assembly, found []finding) summary {
	s := summary{assembly: made, found: found, elapsed: time.Since(c.start), reused: r.reused, colour: c.colour,
		brief: r.reused && underCLI(), next: nextCommand(r, made)}
	if count := len(failing(found)); count > 0 {
		s.next = fmt.Sprintf("fix the %s below, then run this again", plural(count, "finding"))
	}
	return s
}

// judge prints what fails the run, else the advice. The CLI may repeat the advice about the stacks it was asked for, so
// a reused assembly's is left to it.
func (c *Console) judge(r *Run, found, failed []finding) int {
	if len(failed) > 0 {
		c.list(failed)
		return hasFindings
	}
	if !r.reused || !underCLI() {
		c.list(found)
	}
	return fine
}

// list prints findings, a line each.
func (c *Console) list(found []finding) {
	for i, f := range found {
		if i == shown {
			c.say(fmt.Sprintf("and %d more", len(found)-shown))
			return
		}
		c.say(f.String())
	}
}
