package main

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/internal/choose"
)

// interview asks what would still change the answer, on standard error so that the answer itself can go to a file. An
// empty line takes the default; the end of input takes the default of everything that was not asked.
func interview(s streams) choose.Constraints {
	var c choose.Constraints
	in := bufio.NewReader(s.in)
	fmt.Fprintln(s.err, "Enter takes what stands in [brackets], Ctrl-D all that is left.")
	for _, o := range choose.Questions() {
		if !o.Matters(c) {
			continue
		}
		if !ask(s, in, o, &c) {
			fmt.Fprintln(s.err, "\nNo more answers: the rest is as by default.")
			break
		}
	}
	fmt.Fprintf(s.err, "\nThe same without questions:\n  %s\n\n", c.Command())
	return c
}

// ask puts one question until the answer is one, and says whether there was any.
func ask(s streams, in *bufio.Reader, o choose.Option, c *choose.Constraints) bool {
	fmt.Fprintf(s.err, "\n%s\n", o.Asks)
	for _, w := range o.Words {
		fmt.Fprintf(s.err, "  %-16s %s\n", w.Name, w.Says)
	}
	for {
		fmt.Fprintf(s.err, "%s> ", preset(o))
		answer, err := in.ReadString('\n')
		answer = strings.TrimSpace(answer)
		if err != nil && answer == "" {
			return false
		}
		if answer == "" || answer == "none" && o.Default() == "" {
			return true
		}
		other := *c
		want := o.Take(&other, meaning(o, answer))
		if want == nil {
			want = contradiction(other)
		}
		if want == nil {
			*c = other
			return true
		}
		fmt.Fprintf(s.err, "%s: %s\n", check.Print(answer), want)
	}
}

// preset is what an empty line means.
func preset(o choose.Option) string {
	switch {
	case o.Switch():
		return "[no] "
	case o.Default() != "":
		return "[" + o.Default() + "] "
	}
	return "[none] "
}

// meaning is the answer as a flag would have it.
func meaning(o choose.Option, answer string) string {
	if o.Switch() {
		switch strings.ToLower(answer) {
		case "y", "yes":
			return "true"
		case "n", "no":
			return "false"
		}
	}
	return answer
}

// contradiction says how an answer contradicts an earlier one.
func contradiction(c choose.Constraints) error {
	var problems *check.Error
	if errors.As(c.Validate(), &problems) {
		return errors.New(problems.Problems[0].Want)
	}
	return nil
}
