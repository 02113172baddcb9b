package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The contenders of a trial, in the order of its array.
const (
	inGo     = iota // inGo is the shipped program.
	untuned         // untuned is the twin on the system's Node, with Node's defaults.
	tuned           // tuned is the twin on the Go program's Node, with its options.
	everyone        // everyone is how many there are.
)

// trial is one system, synthesized in one way by every contender.
type trial struct {
	Envs       int
	Validation bool
	CLI        bool // CLI is `npx cdk synth`; else the program alone.

	contenders [everyone]*contender
	calls      tally
	resources  map[string]int
	templates  int
}

// way is how the system is synthesized.
func (t *trial) way() string {
	command, validation := "program", "off"
	if t.CLI {
		command = "npx cdk synth"
	}
	if t.Validation {
		validation = "on"
	}
	return command + ", validation " + validation
}

// name tells one trial from the others.
func (t *trial) name() string { return fmt.Sprintf("%s, %d env", t.way(), t.Envs) }

// contender runs the program in dir, which alone is argv, as the trial says.
func (t *trial) contender(w *workshop, dir string, argv ...string) *contender {
	c := &contender{invocation: invocation{Dir: dir, Argv: argv, Env: w.env}, out: filepath.Join(dir, "cdk.out")}
	if t.CLI {
		c.Argv = []string{"npx", "cdk", "synth", "--quiet"}
	} else {
		c.invocation = c.with("CDK_OUTDIR=" + c.out)
	}
	if !t.Validation {
		c.invocation = c.with("CDK_VALIDATION=false")
	}
	return c
}

// prepare records the Go program, writes the twin, runs each once and proves that all templates are the same.
func (t *trial) prepare(ctx context.Context, w *workshop) error {
	dir, err := w.goProject(t.Envs)
	if err != nil {
		return err
	}
	program := t.contender(w, dir, filepath.Join(dir, "bin", "app"))
	t.contenders[inGo] = program
	rec, err := record(ctx, w, program)
	if err != nil {
		return err
	}
	t.calls = count(rec)
	if t.resources, err = resources(program.out); err != nil {
		return err
	}
	twin, err := write(rec, map[string]string{program.out: "process.env.CDK_OUTDIR"})
	if err != nil {
		return err
	}
	for i, node := range map[int]string{untuned: w.system, tuned: w.node} {
		name := fmt.Sprintf("js-%d %s", i, t.name())
		dir, err := w.jsProject(strings.NewReplacer(" ", "-", ",", "").Replace(name), twin, i == tuned)
		if err != nil {
			return err
		}
		c := t.contender(w, dir, node, "twin.js")
		if i == tuned && !t.CLI {
			c.invocation = c.with("NODE_OPTIONS=" + w.options)
		}
		if _, err := measure(ctx, c.invocation); err != nil {
			return err
		}
		if t.templates, err = sameTemplates(program.out, c.out); err != nil {
			return err
		}
		t.contenders[i] = c
	}
	return nil
}

// record runs the Go program with a relay in front of its Node, and reads what they said.
func record(ctx context.Context, w *workshop, program *contender) (*recording, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	path := filepath.Join(w.dir, "calls")
	if err := forget(program.out); err != nil {
		return nil, err
	}
	if _, err := measure(ctx, program.with(recordTo+"="+path).with(recordNode+"="+w.node).with("JSII_NODE="+self)); err != nil {
		return nil, err
	}
	return read(path)
}

// sameTemplates is how many templates an assembly holds, when another holds the same ones with the same bytes.
func sameTemplates(one, other string) (int, error) {
	ours, err := templates(one)
	if err != nil {
		return 0, err
	}
	theirs, err := templates(other)
	if err != nil {
		return 0, err
	}
	for name, text := range ours {
		if !bytes.Equal(text, theirs[name]) {
			return 0, fmt.Errorf("the templates differ: %s is not the same in %s and in %s", name, one, other)
		}
	}
	if len(ours) == 0 || len(ours) != len(theirs) {
		return 0, fmt.Errorf("the templates differ: %d in %s, %d in %s", len(ours), one, len(theirs), other)
	}
	return len(ours), nil
}

// templates are the templates of an assembly, by path.
func templates(dir string) (map[string][]byte, error) {
	found := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".template.json") {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		found[name], err = os.ReadFile(path)
		return err
	})
	return found, err
}
