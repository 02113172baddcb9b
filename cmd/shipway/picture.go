package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/internal/picture"
)

// pictureHelp is the page of "shipway picture -h".
const pictureHelp = `shipway picture draws a pipeline as an SVG: its stages, what each action does,
what a run must pass and what it waits for. It reads the templates alone, so
the picture is what is deployed. Synthesize first.

  shipway picture [flags]

  -assembly DIR          read the templates below DIR (cdk.out)
  -pipeline NAME         draw the pipeline NAME (the only one)
  -out FILE              write FILE (standard output)
  -h                     print this

Exit codes: 0 fine, 2 bad input. docs/pipeline.md shows one and explains it.
`

// pictureFlags are its flags for a message.
var pictureFlags = []string{"-assembly", "-out", "-pipeline"}

// sight is what the command line of "shipway picture" asks for.
type sight struct{ assembly, pipeline, out string }

// pictureCommand is "shipway picture". It returns the exit code.
func pictureCommand(args []string, s streams) int {
	wanted, err := readSight(args)
	if errors.Is(err, flag.ErrHelp) {
		return s.print(pictureHelp)
	}
	var text string
	if err == nil {
		text, err = wanted.draw()
	}
	if err == nil && wanted.out != "" {
		text, err = hang(wanted.out, text)
	}
	if err != nil {
		fmt.Fprintln(s.err, err)
		return badInput
	}
	return s.print(text)
}

// readSight reads the command line. The error is what is wrong, or [flag.ErrHelp].
func readSight(args []string) (sight, error) {
	wanted := sight{assembly: "cdk.out"}
	set := flag.NewFlagSet("", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&wanted.assembly, "assembly", wanted.assembly, "")
	set.StringVar(&wanted.pipeline, "pipeline", "", "")
	set.StringVar(&wanted.out, "out", "", "")
	err := set.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return wanted, err
	case err != nil:
		return wanted, errors.New(strings.ReplaceAll(syntax(err.Error(), pictureFlags), "shipway choose", "shipway picture"))
	case set.NArg() > 0:
		return wanted, fmt.Errorf("%s: not a flag; shipway picture -h lists them [CLI-001]", check.Print(set.Arg(0)))
	}
	return wanted, nil
}

// draw is the picture.
func (w sight) draw() (string, error) {
	var all []picture.Pipeline
	err := readStacks(w.assembly, func(_, environment string, text []byte) error {
		account, region, _ := strings.Cut(strings.TrimPrefix(environment, "aws://"), "/")
		some, err := picture.Read(text, account, region)
		all = append(all, some...)
		return err
	})
	if err != nil {
		return "", err
	}
	one, err := w.pick(all)
	if err != nil {
		return "", err
	}
	return one.SVG(), nil
}

// pick is the pipeline that is wanted.
func (w sight) pick(all []picture.Pipeline) (picture.Pipeline, error) {
	names := make([]string, len(all))
	for i, one := range all {
		if one.Name == w.pipeline {
			return one, nil
		}
		names[i] = one.Name
	}
	switch {
	case len(all) == 0:
		return picture.Pipeline{}, fmt.Errorf("%s: no template has a pipeline: give a source below delivery in shipway.yaml, and run make synth [CLI-003]", w.assembly)
	case len(all) == 1 && w.pipeline == "":
		return all[0], nil
	case w.pipeline == "":
		return picture.Pipeline{}, errors.New("-pipeline: want one of " + strings.Join(names, ", ") + " [CLI-001]")
	}
	text := fmt.Sprintf("-pipeline %s: want one of %s", check.Print(w.pipeline), strings.Join(names, ", "))
	if near := check.Nearest(w.pipeline, names); near != "" {
		text += "; did you mean " + near + "?"
	}
	return picture.Pipeline{}, errors.New(text + " [CLI-001]")
}

// hang writes the picture into a file, unless the file is something else, and says so.
func hang(file, text string) (string, error) {
	there, err := os.ReadFile(file)
	switch {
	case err == nil && len(there) > 0 && !bytes.HasPrefix(there, []byte("<svg ")):
		return "", fmt.Errorf("%s: is no picture: want a file that is not there, or one that this has drawn [CLI-002]", check.Print(file))
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return "", fmt.Errorf("%s: cannot be written: %s [CLI-002]", check.Print(file), reason(err))
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return "", fmt.Errorf("%s: cannot be written: %s [CLI-002]", check.Print(file), reason(err))
	}
	return "wrote " + file + "\n", nil
}
