package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/internal/choose"
)

// request is what the command line asks for.
type request struct {
	constraints choose.Constraints
	json        bool
	help        bool
	flags       int // how many flags were given
	mistakes    []string
}

// chooseCommand is "shipway choose". It returns the exit code.
func chooseCommand(args []string, s streams) int {
	r := readFlags(args)
	if r.help {
		return s.print(chooseHelp())
	}
	if len(r.mistakes) > 0 {
		fmt.Fprintln(s.err, strings.Join(r.mistakes, "\n"))
		return badInput
	}
	if r.flags == 0 && s.person {
		r.constraints = interview(s)
	}
	decision := choose.Decide(r.constraints)
	answer := decision.Text()
	if r.json {
		answer = encode(decision)
	}
	if code := s.print(answer); code != fine {
		return code
	}
	if decision.Choice == nil {
		return noFit
	}
	return fine
}

// encode is the decision as JSON, with the same keys in the same order every time.
func encode(d choose.Decision) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(d); err != nil {
		panic(err) // plain values always encode
	}
	return b.String()
}

// readFlags reads the command line to its end, whatever is wrong with it, so that all mistakes are said at once.
func readFlags(args []string) request {
	var r request
	set := flag.NewFlagSet("", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	names := r.define(set)
	for len(args) > 0 {
		err := set.Parse(args)
		rest := set.Args()
		switch {
		case errors.Is(err, flag.ErrHelp):
			r.help = true
			return r
		case err != nil:
			r.mistakes = append(r.mistakes, syntax(err.Error(), names))
			r.flags++
			rest = beyond(args, rest)
		case len(rest) > 0:
			r.mistakes = append(r.mistakes, mistake(check.Print(rest[0]), "", "not a flag; want -flag value"))
			rest = rest[1:]
		}
		args = rest
	}
	var problems *check.Error
	if errors.As(r.constraints.Validate(), &problems) {
		for _, p := range problems.Problems {
			what := strings.TrimSuffix(p.Field+" "+p.Given, " true") // of a flag without a value
			r.mistakes = append(r.mistakes, fmt.Sprintf("%s: %s [%s]", what, p.Want, p.Code))
		}
	}
	return r
}

// beyond is what is left of the arguments after one that is no flag, and after what looks like its value.
func beyond(args, rest []string) []string {
	if len(rest) == len(args) {
		rest = rest[1:] // the flag package leaves an argument of a bad form where it is
	}
	if len(rest) > 0 && !strings.HasPrefix(rest[0], "-") {
		rest = rest[1:]
	}
	return rest
}

// define makes the flags, and returns their names with a dash.
func (r *request) define(set *flag.FlagSet) []string {
	given := map[string]bool{}
	var names []string
	take := func(name string, set func(string) error) func(string) error {
		names = append(names, "-"+name)
		return func(text string) error {
			r.flags++
			if given[name] {
				r.mistakes = append(r.mistakes, mistake("-"+name, text, "is given twice"))
			} else if err := set(text); err != nil {
				r.mistakes = append(r.mistakes, mistake("-"+name, text, err.Error()))
			}
			given[name] = true
			return nil
		}
	}
	for _, o := range choose.Options() {
		value := take(o.Flag, func(text string) error { return o.Take(&r.constraints, text) })
		if o.Switch() {
			set.BoolFunc(o.Flag, "", value)
		} else {
			set.Func(o.Flag, "", value)
		}
	}
	set.BoolFunc("json", "", take("json", func(text string) (err error) {
		if r.json, err = strconv.ParseBool(text); err != nil {
			err = errors.New("want true or false")
		}
		return err
	}))
	return names
}
