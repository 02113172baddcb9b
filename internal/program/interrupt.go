package program

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

// farewell is how long the Node process may take to end when the user is waiting for it.
const farewell = 2 * time.Second

// Started says that the Node process runs. Before that it cannot be ended: jsii would fall over its own half-made process.
func (c *Console) Started() { c.started.Store(true) }

// Writing says which run writes an assembly, which is no use to anybody when the user ends it half way.
func (c *Console) Writing(r *Run) { c.writing.Store(r) }

// tidy removes what an interrupted run wrote.
func (c *Console) tidy() {
	if r := c.writing.Load(); r != nil && c.stopped.Load() {
		r.output.abandon()
	}
}

// OnInterrupt makes Ctrl-C, and the signals that mean the same, end the run in order. End stops the Node process, which
// fails the call that waits for it, so that the run cleans up like after any failure; if that takes too long, the run
// ends without. A second signal ends it at once. What is left in the output directory then is still marked as an
// assembly's, so the next run may remove it.
func (c *Console) OnInterrupt(end func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		<-signals
		signal.Stop(signals)
		c.Phase("")
		c.say("interrupted")
		c.stopped.Store(true) // nothing is printed from now on
		deadline := time.After(farewell)
		go func() {
			for { // the process may be about to start
				if c.started.Load() {
					end()
				}
				time.Sleep(farewell / 20)
			}
		}()
		<-deadline
		c.tidy()
		os.Exit(interrupted)
	}()
}
