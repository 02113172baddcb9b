package choose_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/internal/choose"
)

func TestTheGuideIsUpToDate(t *testing.T) {
	got, err := os.ReadFile("../../docs/choosing.md")
	if err != nil || !bytes.Equal(got, choose.Guide()) {
		t.Errorf("docs/choosing.md does not match the table (%v): run make generate", err)
	}
}

func TestTheGuideSaysWhatTheTableSays(t *testing.T) {
	guide := string(choose.Guide())
	for _, c := range choose.Conditions() {
		if !strings.Contains(guide, "| "+c.Title+" |") {
			t.Errorf("%q is missing", c.Title)
		}
		for on, v := range c.Verdicts {
			if !strings.Contains(guide, v.Says) || !strings.Contains(guide, "]: "+v.Source+"\n") {
				t.Errorf("%s: %q or its source is missing", on, v.Says)
			}
		}
	}
	for _, p := range choose.Prices() {
		if !strings.Contains(guide, "| "+p.Amount()+" | "+p.Read+" |") {
			t.Errorf("the price of %s in %s is missing", p.Item, p.Region)
		}
	}
	if strings.Contains(guide, "%!") {
		t.Error("a number is missing")
	}
}

func TestEveryRuntimeHasAPlace(t *testing.T) {
	seen := map[service.Runtime]bool{}
	for _, p := range choose.Places() {
		seen[p.Runtime] = true
		for _, says := range []string{p.What, p.When, p.Not, p.Because} {
			if !strings.HasSuffix(says, ".") {
				t.Errorf("%s: %q is no sentence", p.Runtime, says)
			}
		}
		if p.Title == "" || p.Source == "" || p.Duties == "" || strings.HasSuffix(p.Duties, ".") {
			t.Errorf("%s: %+v", p.Runtime, p)
		}
	}
	for _, r := range service.Runtimes {
		if !seen[r] {
			t.Errorf("%s has no place", r)
		}
	}
}
