package gate

import (
	"encoding/csv"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

const (
	// MinReason is the least number of characters that can say why.
	MinReason = 20
	// MaxAcknowledged is how many different rules of cdk-nag may have exceptions in the whole app.
	MaxAcknowledged = 6
)

// granular are the rules of cdk-nag with several findings on one resource. An exception to them names its findings.
var granular = []string{"AwsSolutions-IAM4", "AwsSolutions-IAM5"}

// Verdict is one line of a cdk-nag report.
type Verdict struct {
	// Rule is the rule's id, such as "AwsSolutions-ECS2".
	Rule string
	// Resource is the construct path.
	Resource string
	// Compliance is "Compliant", "Non-Compliant", "Suppressed" or "UNKNOWN".
	Compliance string
	// About says what the rule wants.
	About string
}

// ReadVerdicts reads a report that cdk-nag wrote as CSV.
func ReadVerdicts(from io.Reader) ([]Verdict, error) {
	lines, err := csv.NewReader(from).ReadAll()
	if err != nil || len(lines) == 0 {
		return nil, err
	}
	var all []Verdict
	for _, line := range lines[1:] {
		all = append(all, Verdict{Rule: line[0], Resource: line[1], Compliance: line[2], About: line[5]})
	}
	return all, nil
}

// Nag turns every verdict that is neither compliant nor acknowledged into a finding. UNKNOWN is one of them: a rule
// that could not read the resource has not passed it.
func Nag(verdicts []Verdict) []Finding {
	var r report
	for _, v := range verdicts {
		if v.Compliance != "Compliant" && v.Compliance != "Suppressed" {
			r.add(v.Resource, v.Rule, "%s: %s", v.Compliance, v.About)
		}
	}
	return r
}

// Acknowledged checks the exceptions to cdk-nag that are written into the stacks: each on one resource, with its rule
// and its reason, about something the rule really found, and few rules in all.
func Acknowledged(stacks []Stack, verdicts []Verdict) []Finding {
	var r report
	rules := []string{}
	for _, s := range stacks {
		if _, whole := s.Template.Metadata["cdk_nag"]; whole {
			r.add(s.ID, "NAG-STACK", "acknowledges for the whole stack: want it on the resource")
		}
		s.each(func(id string, res Resource) {
			for _, one := range items(dig(res.Metadata, "cdk_nag", "rules_to_suppress")) {
				rule := text(dig(one, "id"))
				r.acknowledgement(s.at(id), one)
				if !slices.Contains(rules, rule) {
					rules = append(rules, rule)
				}
				used := func(v Verdict) bool {
					return v.Rule == rule && v.Compliance == "Suppressed" && v.Resource == s.Paths[id]
				}
				if !slices.ContainsFunc(verdicts, used) {
					r.add(s.at(id), "NAG-UNUSED", "acknowledges %s, which finds nothing there: remove it", rule)
				}
			}
		})
	}
	if len(rules) > MaxAcknowledged {
		slices.Sort(rules)
		r.add("all stacks", "NAG-MANY", "%d rules have exceptions: want at most %d: %s", len(rules), MaxAcknowledged,
			strings.Join(rules, ", "))
	}
	return r
}

// Acknowledgements lists the exceptions as a reader wants them: each rule, type and reason once, with how often.
func Acknowledgements(stacks []Stack) (lines []string) {
	times := map[string]int{}
	for _, s := range stacks {
		s.each(func(_ string, res Resource) {
			for _, one := range items(dig(res.Metadata, "cdk_nag", "rules_to_suppress")) {
				times[fmt.Sprintf("%s on %s: %s", text(dig(one, "id")), res.Type, text(dig(one, "reason")))]++
			}
		})
	}
	for _, line := range sorted(times) {
		lines = append(lines, fmt.Sprintf("%s (%d times)", line, times[line]))
	}
	return lines
}

// acknowledgement checks one exception as it is written.
func (r *report) acknowledgement(where string, one any) {
	rule, reason := text(dig(one, "id")), strings.TrimSpace(text(dig(one, "reason")))
	if known, _ := path.Match("AwsSolutions-[A-Z]*[0-9]", rule); !known {
		r.add(where, "NAG-RULE", "acknowledges %q: want the id of one rule", rule)
	}
	if len(reason) < MinReason {
		r.add(where, "NAG-REASON", "acknowledges %s because %q: want a reason of at least %d characters", rule, reason,
			MinReason)
	}
	if slices.Contains(granular, rule) && len(items(dig(one, "applies_to"))) == 0 {
		r.add(where, "NAG-GRANULAR", "acknowledges all of %s: want the findings by name in applies_to", rule)
	}
}
