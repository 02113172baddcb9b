package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
)

// The relay's two settings. It is started by the jsii runtime in place of Node, so it can only be told by environment.
const (
	recordTo   = "BENCH_RECORD"      // recordTo is the file the conversation is written to; set, this program is a relay.
	recordNode = "BENCH_RECORD_NODE" // recordNode is the Node that answers.
)

// relay runs Node with args and copies every line between the jsii client and it into the file at path: "> " marks
// what the program said, "< " what JavaScript answered. The protocol is strictly question and answer, so the order of
// the lines is the order of events.
func relay(node, path string, args []string) int {
	file, err := os.Create(path)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: record:", err)
		return 1
	}
	log := &transcript{out: bufio.NewWriterSize(file, 1<<20)}
	kernel := exec.Command(node, args...)
	kernel.Stderr = os.Stderr
	questions, err := kernel.StdinPipe()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: record:", err)
		return 1
	}
	answers, err := kernel.StdoutPipe()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: record:", err)
		return 1
	}
	if err := kernel.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "bench: record:", err)
		return 1
	}
	go func() {
		log.copy("> ", questions, os.Stdin)
		questions.Close()
	}()
	log.copy("< ", os.Stdout, answers)
	err = kernel.Wait()
	if closeErr := errors.Join(log.flush(), file.Close()); closeErr != nil {
		fmt.Fprintln(os.Stderr, "bench: record:", closeErr)
		return 1
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return 0
}

// transcript is the file both directions are written to.
type transcript struct {
	mutex sync.Mutex
	out   *bufio.Writer
	err   error
}

// copy hands each line of from to to, and writes it down with mark in front, before the next line is read.
func (t *transcript) copy(mark string, to io.Writer, from io.Reader) {
	lines := bufio.NewReaderSize(from, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			t.write(mark, line)
			if _, writeErr := to.Write(line); writeErr != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (t *transcript) write(mark string, line []byte) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	_, err := t.out.WriteString(mark)
	t.err = errors.Join(t.err, err)
	_, err = t.out.Write(line)
	t.err = errors.Join(t.err, err)
	if line[len(line)-1] != '\n' {
		t.err = errors.Join(t.err, t.out.WriteByte('\n'))
	}
}

func (t *transcript) flush() error {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return errors.Join(t.err, t.out.Flush())
}
