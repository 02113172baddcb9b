// Package gate holds the rules that every synthesized template keeps: security, limits, references, what is retained,
// what may never be replaced, and which image runs.
//
// A gate is a pure function from decoded templates to findings. It starts no process, imports no AWS package, changes
// nothing, and has no switch that turns a rule off: the few exceptions are listed in the code with their reasons.
package gate

import "fmt"

// Finding is one place where a template breaks a rule.
type Finding struct {
	// Path says where: the stack, the logical ID and, below it, the property.
	Path string
	// Rule is the stable name of the rule, such as "IAM-PASSROLE".
	Rule string
	// Text says what is there and what is wanted.
	Text string
}

// String is the finding as one line.
func (f Finding) String() string { return fmt.Sprintf("%s: %s [%s]", f.Path, f.Text, f.Rule) }

// report collects the findings of one gate.
type report []Finding

func (r *report) add(path, rule, format string, values ...any) {
	*r = append(*r, Finding{Path: path, Rule: rule, Text: fmt.Sprintf(format, values...)})
}
