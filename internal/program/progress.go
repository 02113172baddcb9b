package program

import (
	"fmt"
	"time"
)

// patience is how long a run may be silent on a terminal.
const patience = time.Second

// Phase says what the run does from now on. A terminal shows it, with the seconds since the start, when the run has
// taken a second; the next thing printed takes its place. An empty phase ends the progress line.
func (c *Console) Phase(name string) {
	if c.stopped.Load() {
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	switch {
	case name == "" && c.stop != nil:
		close(c.stop)
		c.stop = nil
	case name != "" && c.stop == nil && c.live:
		c.stop = make(chan struct{})
		go c.tick(c.stop)
	}
	c.phase = name
	c.erase()
}

// tick draws the progress line once a second until stop is closed.
func (c *Console) tick(stop chan struct{}) {
	time.Sleep(max(0, patience-time.Since(c.start)))
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		c.draw(time.Since(c.start))
		select {
		case <-stop:
			return
		case <-second.C:
		}
	}
}

// draw writes the progress line over itself.
func (c *Console) draw(elapsed time.Duration) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.phase == "" {
		return
	}
	c.erase()
	fmt.Fprint(c.err, paint(c.colour, dim, fmt.Sprintf("%s … %d s", c.phase, int(elapsed.Seconds()))))
	c.drawn = true
}

// erase removes the progress line. Callers hold the mutex.
func (c *Console) erase() {
	if c.drawn {
		fmt.Fprint(c.err, "\r\x1b[K")
		c.drawn = false
	}
}
