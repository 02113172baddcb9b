package choose

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Option is one constraint on the command line: the flag that gives it and the question that asks for it.
type Option struct {
	// Flag is the flag's name without the dash.
	Flag string
	// Value stands for the value in the help. Empty: the flag needs none.
	Value string
	// Group is the heading it stands under.
	Group string
	// Says is what it is, for the help.
	Says string
	// Asks is the question on a terminal.
	Asks string
	// Words are the values allowed, the default first. Empty: a number, a region, or yes and no.
	Words []Word

	list   bool                             // several words with commas between
	reads  func(*Constraints) string        // the value as text; empty when it was left out
	takes  func(*Constraints, string) error // takes a value that is text; the error says what is allowed
	clears func(*Constraints)
	probes []string // values that stand for all, where it is asked whether one of them would change the answer
}

// Word is one value of an option.
type Word struct {
	Name string // Name is the value.
	Says string // Says is what it means.
}

// Options are the constraints in the order of the help and of the questions.
func Options() []Option { return slices.Clone(options) }

// Text is the option's value in c as it is given on the command line, or empty when c leaves it out.
func (o Option) Text(c Constraints) string { return o.reads(&c) }

// Default is the option's value when nothing is given, as on the command line. Empty: nothing.
func (o Option) Default() string { return o.Text(Constraints{}.WithDefaults()) }

// Switch says whether the flag needs no value.
func (o Option) Switch() bool { return o.Value == "" }

// Take sets the option in c. The error says what is allowed.
func (o Option) Take(c *Constraints, text string) error { return o.takes(c, text) }

// refusal is an error that is the words of what is allowed.
type refusal string

func (r refusal) Error() string { return string(r) }

// choice is an option with one word of some.
func choice[K ~string](o Option, field func(*Constraints) *K) Option {
	names := o.names()
	o.reads = func(c *Constraints) string { return string(*field(c)) }
	o.takes = func(c *Constraints, text string) error {
		if !slices.Contains(names, text) {
			return unknown(text, names)
		}
		*field(c) = K(text)
		return nil
	}
	o.clears = func(c *Constraints) { *field(c) = "" }
	o.probes = names
	return o
}

func (o Option) names() (all []string) {
	for _, w := range o.Words {
		all = append(all, w.Name)
	}
	return all
}

// unknown says which words there are, and which one was meant.
func unknown(text string, names []string) error {
	want := "want one of " + strings.Join(names, ", ")
	if near := check.Nearest(text, names); near != "" {
		want += "; did you mean " + near + "?"
	}
	return refusal(want)
}

// several is an option with any number of words, each a truth of its own.
func several(o Option, field func(*Constraints) []*bool) Option {
	names := o.names()
	o.list = true
	o.reads = func(c *Constraints) string {
		var given []string
		for i, is := range field(c) {
			if *is {
				given = append(given, names[i])
			}
		}
		return strings.Join(given, ",")
	}
	o.takes = func(c *Constraints, text string) error {
		words := strings.Split(text, ",")
		for i, one := range words {
			if words[i] = strings.TrimSpace(one); !slices.Contains(names, words[i]) {
				return unknown(words[i], names)
			}
		}
		for _, one := range words {
			*field(c)[slices.Index(names, one)] = true
		}
		return nil
	}
	o.clears = func(c *Constraints) {
		for _, is := range field(c) {
			*is = false
		}
	}
	o.probes = names
	return o
}

// number is an option with a whole number from low to high. The probes are what is tried to see whether it matters.
func number[N ~int](o Option, low, high int, field func(*Constraints) *N, probes ...int) Option {
	o.reads = func(c *Constraints) string {
		if *field(c) == 0 {
			return ""
		}
		return strconv.Itoa(int(*field(c)))
	}
	o.takes = func(c *Constraints, text string) error {
		n, err := strconv.Atoi(text)
		if err != nil || n < low || n > high {
			return refusal(fmt.Sprintf("want a whole number from %d to %d", low, high))
		}
		*field(c) = N(n)
		return nil
	}
	o.clears = func(c *Constraints) { *field(c) = 0 }
	for _, n := range probes {
		o.probes = append(o.probes, strconv.Itoa(n))
	}
	return o
}

// truth is an option that is given or not.
func truth(o Option, field func(*Constraints) *bool) Option {
	o.reads = func(c *Constraints) string {
		if *field(c) {
			return "true"
		}
		return ""
	}
	o.takes = func(c *Constraints, text string) error {
		is, err := strconv.ParseBool(text)
		if err != nil {
			return refusal("want true or false")
		}
		*field(c) = is
		return nil
	}
	o.clears = func(c *Constraints) { *field(c) = false }
	o.probes = []string{"true"}
	return o
}

// place is the option with the region.
func place(o Option) Option {
	o.reads = func(c *Constraints) string { return c.Region }
	o.takes = func(c *Constraints, text string) error {
		form := check.Of("region")
		if form.Region("Region", text); form.Err() != nil {
			return refusal("want an AWS region, such as eu-west-1")
		}
		c.Region = text
		return nil
	}
	o.clears = func(c *Constraints) { c.Region = "" }
	o.probes = append(Regions(), "us-gov-west-1")
	return o
}
