// Command shipway answers questions around shipway.yaml without synthesizing anything: where a service should run, how a
// workflow releases it, and what a pipeline does. It needs no AWS account, no network and no CDK.
package main

import (
	"fmt"
	"io"
	"os"
)

// The exit codes.
const (
	fine     = 0
	badInput = 2
	noFit    = 3
)

const usage = `shipway answers questions around shipway.yaml.

  shipway choose [flags]            say where a service should run, why, and
                                    what it costs
  shipway workflow SYSTEM [flags]   write files for github or gitlab that
                                    release the services
  shipway picture [flags]           draw a pipeline that make synth has
                                    written
  shipway help                      print this

"shipway choose -h", "shipway workflow -h" and "shipway picture -h" explain
the flags.
`

func main() {
	os.Exit(run(os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr, terminal(os.Stdin)}))
}

// streams are what a run reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
	person   bool // a person answers on in
}

// run is the whole program. It returns the exit code.
func run(args []string, s streams) int {
	if len(args) == 0 {
		fmt.Fprint(s.err, usage)
		return badInput
	}
	switch command := args[0]; command {
	case "choose":
		return chooseCommand(args[1:], s)
	case "workflow":
		return workflowCommand(args[1:], s)
	case "picture":
		return pictureCommand(args[1:], s)
	case "help", "-h", "-help", "--help":
		return s.print(usage)
	default:
		fmt.Fprintln(s.err, unknownCommand(command))
		return badInput
	}
}

// print writes the answer at once. What cannot be written is bad input: somebody gave the wrong file.
func (s streams) print(text string) int {
	if _, err := io.WriteString(s.out, text); err != nil {
		fmt.Fprintf(s.err, "cannot write the answer: %s [CLI-002]\n", reason(err))
		return badInput
	}
	return fine
}

// terminal says whether a person types what is read from file.
func terminal(file *os.File) bool {
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}
