package program

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// The exit codes of a run.
const (
	fine        = 0
	badInput    = 2
	hasFindings = 3
	ourBug      = 70
	interrupted = 130
)

// Console is what a run says: the summary on standard output, everything else on standard error.
//
// It takes over os.Stderr, because the jsii runtime and the Node process behind it write there whenever they like: what
// is meant for a person passes through, on lines of its own.
type Console struct {
	out, err io.Writer
	summary  bool // summary: somebody reads standard output on a terminal
	live     bool // live: standard error is a terminal that can rewrite a line
	colour   bool
	debug    bool
	start    time.Time

	mutex sync.Mutex // guards what follows, and writing to err
	phase string
	drawn bool
	stop  chan struct{}

	relay   *os.File
	relayed chan struct{}
	stopped atomic.Bool         // stopped: the user wants the run to end
	started atomic.Bool         // the Node process runs
	writing atomic.Pointer[Run] // what is left half way by an interruption
}

// OpenConsole opens the console of this process. Close it last.
func OpenConsole() *Console {
	able := os.Getenv("TERM") != "dumb"
	c := &Console{
		out: os.Stdout, err: os.Stderr, start: time.Now(),
		summary: terminal(os.Stdout),
		live:    terminal(os.Stderr) && able,
		colour:  able && os.Getenv("NO_COLOR") == "",
	}
	if read, write, err := os.Pipe(); err == nil {
		os.Stderr, c.relay, c.relayed = write, write, make(chan struct{})
		go c.pass(read)
	}
	return c
}

// terminal says whether a person sees what is written to file.
func terminal(file *os.File) bool {
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}

// Heed applies the options that are about talking.
func (c *Console) Heed(o Options) {
	c.debug = o.Debug
	if o.Quiet {
		c.summary, c.live = false, false
	}
}

// Close ends the progress line and passes on what is left. os.Stderr stays closed: what the runtime says after its end
// is noise.
func (c *Console) Close() {
	c.Phase("")
	c.tidy() // the Node process has ended by now, and may have written until then
	if c.relay != nil {
		c.relay.Close()
		<-c.relayed
	}
}

// Refuse prints an error that is bad input, and is the exit code for it. Asking for help is none.
func (c *Console) Refuse(err error) int {
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(c.out, Usage)
		return fine
	}
	c.say(err.Error())
	return c.ending(badInput)
}

// ending is the exit code, unless the user ended the run.
func (c *Console) ending(code int) int {
	if c.stopped.Load() {
		return interrupted
	}
	return code
}

// say prints text on standard error, where no progress line stands any more.
func (c *Console) say(text string) {
	if c.stopped.Load() {
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.erase()
	fmt.Fprintln(c.err, strings.TrimRight(text, "\n"))
}

// noise is what the runtime prints, without a line's end, when its process ends as it should. Any other end is none.
var noise = regexp.MustCompile(
	`Runtime process exited abnormally: (wait(id)?: no child processes|exec: Wait was already called)`)

// pass prints what arrives on the pipe, line by line and without the noise.
func (c *Console) pass(pipe io.Reader) {
	defer close(c.relayed)
	lines := bufio.NewReader(pipe)
	for {
		line, err := lines.ReadString('\n')
		if rest := noise.ReplaceAllString(line, ""); strings.TrimSpace(rest) != "" {
			c.say(rest)
		}
		if err != nil {
			return
		}
	}
}
