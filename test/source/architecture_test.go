package source_test

import (
	"testing"

	"github.com/shipway-cdk/shipway/test/source"
)

func TestThePageOfTheHouseSaysWhatIsChecked(t *testing.T) {
	findings, err := source.Architecture(root)
	caught(t, findings, err)
}

func TestArchitectureCatchesAPageThatIsBehind(t *testing.T) {
	const (
		check   = "| `check`, `policy` | none | none |\n"
		network = "| `network/plan` | `check` | none |\n"
		signal  = "| `signal` | none | `awscloudwatch` |\n"
		stacks  = "| `config` | `check`, `network/plan` | YAML |\n| `config/generate` | `config` | none |\n| `internal/program` | `config`, every room of `constructs` but `network/plan`, `policy`, `signal` | none |\n"
	)
	for _, p := range []struct {
		name, rows string
		rules      []string
	}{
		{"the doors as they are", check + network + signal + stacks, nil},
		{"a room that nobody told of", check + signal + stacks, []string{"PLAN-ROOM"}},
		{"a room that there is not", check + network + signal + stacks + "| `common` | none | none |\n", []string{"PLAN-ROOM"}},
		{"a door to a room that there is not", check + "| `network/plan` | `check`, `common` | none |\n" + signal + stacks,
			[]string{"PLAN-ROOM", "PLAN-DOOR"}},
		{"a door that is shut", check + "| `network/plan` | `check`, `policy` | none |\n" + signal + stacks, []string{"PLAN-DOOR"}},
		{"a door that is not told", check + "| `network/plan` | none | none |\n" + signal + stacks, []string{"PLAN-DOOR"}},
		{"an exception too few", check + network + signal +
			"| `config` | `check`, `network/plan` | YAML |\n| `config/generate` | `config` | none |\n| `internal/program` | `config`, every room of `constructs` but `network/plan`, `policy` | none |\n", []string{"PLAN-DOOR"}},
		{"a module that is not told", check + network + "| `signal` | none | none |\n" + stacks, []string{"PLAN-DOOR"}},
		{"a module that nobody knows", check + network + "| `signal` | none | `awscloudwatch`, SQL |\n" + stacks, []string{"PLAN-DOOR"}},
		{"no rows", "", []string{"PLAN-TABLE"}},
	} {
		t.Run(p.name, func(t *testing.T) {
			files := map[string]string{
				"docs/architecture.md": "# Architecture\n\n| room | may enter | of other modules |\n|---|---|---|\n" + p.rows + "\nAnd so on.\n",
			}
			for _, room := range []string{
				"constructs/check", "constructs/policy", "constructs/network/plan", "constructs/signal", "config", "config/generate", "internal/program",
			} {
				files[room+"/x.go"] = "package x\n"
			}
			findings, err := source.Architecture(project(t, files))
			caught(t, findings, err, p.rules...)
		})
	}
}
