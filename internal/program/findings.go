package program

import (
	"cmp"
	"errors"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// shown is how many findings are printed.
const shown = 50

// finding is one thing that a rule says about one construct.
type finding struct {
	path    string // path is the construct's, empty for the whole app
	rule    string
	message string
	advice  bool // advice is shown but fails nothing
}

// String is the finding as one line: path, rule, message.
func (f finding) String() string {
	parts := []string{cmp.Or(f.path, "app"), f.rule, f.message}
	if f.advice {
		parts = append([]string{"warning"}, parts...)
	}
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	return oneLine(strings.Join(parts, ": "))
}

// report is the part of validation-report.json that a verdict needs.
type report struct {
	PluginReports []struct {
		PluginName string            `json:"pluginName"`
		Conclusion string            `json:"conclusion"`
		Metadata   map[string]string `json:"metadata"`
		Violations []struct {
			RuleName     string `json:"ruleName"`
			Description  string `json:"description"`
			SuggestedFix string `json:"suggestedFix"`
			Severity     string `json:"severity"`
			Constructs   []struct {
				Path string `json:"constructPath"`
			} `json:"violatingConstructs"`
		} `json:"violations"`
	} `json:"pluginReports"`
}

// annotations is the library's name for messages of constructs; a feature flag puts them into the report.
const annotations = "Construct Annotations"

// readFindings is everything that validators and constructs say about the assembly in dir, in a fixed order. With
// strict, a validator's warning is a finding too; a construct's warning is always advice.
func readFindings(dir string, from assembly, strict bool) ([]finding, error) {
	var all report
	if err := readJSON(filepath.Join(dir, "validation-report.json"), &all); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	found, annotated := all.findings(strict)
	if !annotated {
		found = append(found, from.annotations()...)
	}
	slices.SortFunc(found, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.rule, b.rule), cmp.Compare(a.message, b.message))
	})
	return slices.Compact(found), nil
}

// findings lists the report's violations, and says whether it has the annotations.
func (r report) findings(strict bool) (found []finding, annotated bool) {
	for _, plugin := range r.PluginReports {
		annotated = annotated || plugin.PluginName == annotations
		failed := false
		for _, v := range plugin.Violations {
			f := finding{rule: v.RuleName, message: withFix(v.Description, v.SuggestedFix)}
			switch v.Severity {
			case "info":
				continue
			case "error", "fatal":
			case "warning":
				f.advice = !strict || plugin.PluginName == annotations
			default: // a severity of the validator's own
				f.advice = plugin.Conclusion != "failure"
			}
			failed = failed || !f.advice
			for _, construct := range v.Constructs {
				f.path = construct.Path
				found = append(found, f)
			}
			if len(v.Constructs) == 0 {
				found = append(found, f)
			}
		}
		if plugin.Conclusion == "failure" && !failed {
			message := cmp.Or(plugin.Metadata["error"], "failed without saying why")
			found = append(found, finding{rule: plugin.PluginName, message: message})
		}
	}
	return found, annotated
}

// withFix is a description with the suggested fix behind it.
func withFix(description, fix string) string {
	if fix == "" {
		return description
	}
	return strings.TrimSuffix(description, ".") + "; " + fix
}

// identified finds the id of a construct's message: " [ack: id]" anywhere, or "(Namespace::Rule)" at the end.
var identified = regexp.MustCompile(`\s*(?:\[ack: ([^\]]+)\]|\(([^()]+::[^()]+)\)$)`)

// annotations are the messages that constructs left in the assembly's metadata.
func (a assembly) annotations() []finding {
	var found []finding
	for _, g := range a.groups {
		for _, s := range g.stacks {
			for _, n := range s.notes {
				f := finding{path: n.path, rule: n.severity, message: n.text, advice: n.severity == "warning"}
				if id := identified.FindStringSubmatch(n.text); id != nil {
					f.rule = cmp.Or(id[1], id[2])
					f.message = strings.Replace(n.text, id[0], "", 1)
				}
				found = append(found, f)
			}
		}
	}
	return found
}

// failing are the findings that fail a run.
func failing(found []finding) []finding {
	return slices.DeleteFunc(slices.Clone(found), func(f finding) bool { return f.advice })
}

// under counts the failing findings and the advice about a stack and everything in it.
func under(id string, found []finding) (failed, advised int) {
	for _, f := range found {
		switch {
		case f.path != id && !strings.HasPrefix(f.path, id+"/"):
		case f.advice:
			advised++
		default:
			failed++
		}
	}
	return failed, advised
}
