package source_test

import (
	"fmt"
	"testing"

	"github.com/shipway-cdk/shipway/test/source"
)

func TestEverySignalHasItsSectionInTheRunbook(t *testing.T) {
	findings, err := source.Runbook(root)
	caught(t, findings, err)
}

func TestRunbookCatchesASignalNobodyExplains(t *testing.T) {
	const page = "# Runbook\n\n[Slow](#slow)\n\n## Slow\n"
	for _, p := range []struct {
		name, body, page string
		rules            []string
	}{
		{"a signal with its section", `var a = symptom.Symptom{ID: "Slow", Title: "slow"}`, page, nil},
		{"a signal without one", `var a = symptom.Symptom{ID: "Hot", Title: "hot"}`, page, []string{"RUNBOOK-SECTION"}},
		{"one of a list", `var a = []symptom.Symptom{{ID: "Hot", Title: "hot"}}`, page, []string{"RUNBOOK-SECTION"}},
		{"a number, which is no signal", `var a = symptom.Number{ID: "hot"}`, page, nil},
		{"an id that is set afterwards", `func f(a symptom.Symptom) { a.ID, a.Title = "Hot", "hot" }`, page, []string{"RUNBOOK-SECTION"}},
		{"a link in a message", `var a = watch.RunbookOf("Hot")`, page, []string{"RUNBOOK-SECTION"}},
		{"a constant", "const hot = \"Hot\"\n\nvar a = watch.RunbookOf(hot)", page, []string{"RUNBOOK-SECTION"}},
		{"a function that is given the id", `func f(title, id string) any { return symptom.Symptom{ID: id, Title: title} }` +
			"\n\nvar a, b = f(\"slow\", \"Slow\"), f(\"hot\", \"Hot\")", page, []string{"RUNBOOK-SECTION"}},
		{"a closure that is given the id", "func f() {\n\tof := func(id string) any { return symptom.Symptom{ID: id, Title: id} }\n\tof(\"Hot\")\n}",
			page, []string{"RUNBOOK-SECTION"}},
		{"an id that is computed", `var a = watch.RunbookOf("H" + "ot")`, page, []string{"RUNBOOK-ID"}},
		{"a section that no table leads to", `var a = symptom.Symptom{ID: "Slow", Title: "slow"}`,
			"# Runbook\n\n## Slow\n", []string{"RUNBOOK-TABLE"}},
	} {
		t.Run(p.name, func(t *testing.T) {
			findings, err := source.Runbook(project(t, map[string]string{
				"docs/runbook.md": p.page,
				"constructs/service/x/signals.go": fmt.Sprintf(
					"package x\n\nimport \"github.com/shipway-cdk/shipway/internal/symptom\"\n\n%s\n", p.body),
			}))
			caught(t, findings, err, p.rules...)
		})
	}
}
