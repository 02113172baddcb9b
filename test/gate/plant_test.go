package gate_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/shipway-cdk/shipway/test/gate"
)

// planted is a stack "dev/Web" with the given JSON as the whole template.
func planted(t *testing.T, template string) gate.Stack {
	t.Helper()
	return named(t, "dev/Web", template)
}

func named(t *testing.T, id, template string) gate.Stack {
	t.Helper()
	decoded, err := gate.Decode([]byte(template))
	if err != nil {
		t.Fatalf("the planted template of %s is not JSON: %v", id, err)
	}
	return gate.Stack{ID: id, Name: "shop-" + id, Text: []byte(template), Template: decoded, Paths: map[string]string{}}
}

// one is a template with one resource, "It".
func one(kind, properties string) string {
	return fmt.Sprintf(`{"Resources": {"It": {"Type": %q, "Properties": %s}}}`, kind, properties)
}

// caught wants exactly these rules to have findings, in this order; none means that the gate lets everything pass.
func caught(t *testing.T, findings []gate.Finding, rules ...string) {
	t.Helper()
	got := []string{}
	for _, f := range findings {
		got = append(got, f.Rule)
		if f.Path == "" || f.Text == "" {
			t.Errorf("%s says neither where nor what: %+v", f.Rule, f)
		}
	}
	if !slices.Equal(got, rules) && len(got)+len(rules) > 0 {
		t.Errorf("got %q, want %q", got, rules)
		for _, f := range findings {
			t.Log(f)
		}
	}
}

// plant is one planted template and the rules that must catch it.
type plant struct {
	name, template string
	rules          []string
}

func catches(t *testing.T, check func(gate.Stack) []gate.Finding, plants []plant) {
	t.Helper()
	for _, p := range plants {
		t.Run(p.name, func(t *testing.T) { caught(t, check(planted(t, p.template)), p.rules...) })
	}
}
