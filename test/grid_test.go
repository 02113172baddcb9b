package test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/test/gate"
)

// shapes are what a service can be to those who call it.
var shapes = []release.Shape{release.Public, release.Internal, release.Worker}

// place names a cell of the grid.
type place struct {
	runtime    service.Runtime
	codeDeploy bool
	strategy   release.Name
}

func (p place) String() string {
	by := ""
	if p.codeDeploy {
		by = " by CodeDeploy"
	}
	return fmt.Sprintf("%s on %s%s", p.strategy, p.runtime, by)
}

func placeOf(c release.Cell) place { return place{c.Runtime, c.CodeDeploy, c.Strategy} }

// entry is a service of a shape that the grid says works, and the stack it becomes.
type entry struct {
	place
	shape release.Shape
	stack gate.Stack
}

// settings are the numbers that each strategy is given, so that a proof can tell them from defaults.
var settings = map[release.Name]string{
	release.LinearName: ", percent: 20, stepBake: 3m", release.CanaryName: ", percent: 7, canaryBake: 4m",
}

// cellLines describe in shipway.yaml the service that is released as the cell says.
func cellLines(c release.Cell, shape release.Shape) string {
	name := cellName(c, shape)
	own := c.Runtime == service.Express || c.Runtime == service.AppRunner
	lines := fmt.Sprintf("  %s:\n    runtime: %s\n", name, c.Runtime)
	switch {
	case shape == release.Public && own:
		lines += "    ingress: { public: true }\n"
	case shape == release.Public:
		lines += fmt.Sprintf("    ingress: { public: true, host: %s.example.com, certificate: %s }\n", name, certificate)
	case shape == release.Internal:
		lines += "    ingress: { internal: true }\n"
	}
	how := string(c.Strategy)
	if c.Runtime != service.Express { // its canary takes no numbers
		how += settings[c.Strategy]
	}
	if c.CodeDeploy {
		how += ", controller: codedeploy"
	}
	return lines + "    deploy: { strategy: " + how + " }\n"
}

const certificate = `"arn:aws:acm:eu-west-1:111111111111:certificate/11111111-2222-3333-4444-555555555555"`

func cellName(c release.Cell, shape release.Shape) string {
	return fmt.Sprintf("%s-%s", c.Strategy, shape)
}

// described synthesizes a file with one environment, dev, and these services, once for all tests.
func described(t *testing.T, environment, services string) []gate.Stack {
	t.Helper()
	text := `version: 1
app: shop
owner: team-shop
environments:
  dev:
    account: "111111111111"
    region: eu-west-1
    network: { cidr: 10.10.0.0/16, zones: [a, b] }
    alerts: [shop@example.com]
` + environment + "services:\n" + services
	if one, done := known[text]; done {
		return one.stacks
	}
	file := filepath.Join(t.TempDir(), shipped)
	write(t, file, []byte(text))
	path, err := filepath.Rel(root, file)
	if err != nil {
		t.Fatal(err)
	}
	known[text] = load(t, path)
	return known[text].stacks
}

// kubernetes is what an environment says about its EKS cluster.
const kubernetes = "    eks: { admins: [arn:aws:iam::111111111111:role/platform] }\n"

// stackOf is the stack called id.
func stackOf(t *testing.T, stacks []gate.Stack, id string) gate.Stack {
	t.Helper()
	at := slices.IndexFunc(stacks, func(s gate.Stack) bool { return s.ID == id })
	if at < 0 {
		t.Fatalf("there is no stack %s", id)
	}
	return stacks[at]
}

// everyEntry synthesizes a file for each row of the grid, with a service for every cell and shape that works.
func everyEntry(t *testing.T) (all []entry) {
	t.Helper()
	cells := release.Grid()
	for len(cells) > 0 {
		n := slices.IndexFunc(cells, func(c release.Cell) bool {
			return c.Runtime != cells[0].Runtime || c.CodeDeploy != cells[0].CodeDeploy
		})
		if n < 0 {
			n = len(cells)
		}
		environment, services := "", ""
		if cells[0].Runtime == service.EKS {
			environment = kubernetes
		}
		for _, c := range cells[:n] {
			for _, shape := range c.Shapes {
				services += cellLines(c, shape)
			}
		}
		stacks := described(t, environment, services)
		for _, c := range cells[:n] {
			for _, shape := range c.Shapes {
				all = append(all, entry{placeOf(c), shape, stackOf(t, stacks, "dev/"+cellName(c, shape))})
			}
		}
		cells = cells[n:]
	}
	return all
}

// TestEveryCellOfTheGridDoesWhatThePageSays synthesizes every pair of runtime and strategy that docs/strategies.md says
// works, for every shape of service, and finds in the template what makes it that strategy on that runtime. What it
// looks for in one cell it finds in no other cell's template.
func TestEveryCellOfTheGridDoesWhatThePageSays(t *testing.T) {
	all := everyEntry(t)
	if len(all) < len(release.Grid()) {
		t.Fatalf("%d services for %d cells", len(all), len(release.Grid()))
	}
	for _, e := range all {
		proof, known := proofs[e.place]
		if !known {
			t.Errorf("%s: nobody says what the template must hold: add it to proofs", e.place)
			continue
		}
		for _, missing := range proof(e.stack, e.shape) {
			t.Errorf("%s, %s service: %s", e.place, e.shape, missing)
		}
		for _, other := range all {
			if other.place != e.place && len(proof(other.stack, other.shape)) == 0 {
				t.Errorf("what is looked for in %s is found in %s too: it proves neither", e.place, other.place)
			}
		}
	}
}

// TestNoProofIsOfACellThatDoesNotExist finds assertions that nothing runs any more.
func TestNoProofIsOfACellThatDoesNotExist(t *testing.T) {
	for at := range proofs {
		if cell, found := release.At(at.runtime, at.codeDeploy, at.strategy); !found || len(cell.Shapes) == 0 {
			t.Errorf("%s does not work, and has a proof that it does", at)
		}
	}
}

// TestEveryCellThatIsRefusedIsRefusedInProps gives each construct the strategies that its runtime does not do, and the
// shapes of service that it does not do them for: the answer is the sentence of docs/strategies.md. What a runtime's
// props cannot even say, such as an internal service on App Runner, only a file can ask for: config refuses it.
func TestEveryCellThatIsRefusedIsRefusedInProps(t *testing.T) {
	refused := 0
	for _, c := range release.Grid() {
		for _, shape := range shapes {
			props, can := propsOf(c, shape)
			if !can {
				continue
			}
			sentence := ""
			if err := props.Validate(); err != nil {
				sentence = err.Error()
			}
			name := fmt.Sprintf("%s, %s service", placeOf(c), shape)
			says := c.Refused != "" && strings.Contains(sentence, c.Refused)
			if c.Works(shape) && says {
				t.Errorf("%s works, and is refused: %s", name, sentence)
			}
			if !c.Works(shape) {
				refused++
				if !says {
					t.Errorf("%s is answered with %q, want %q", name, sentence, c.Refused)
				}
			}
		}
	}
	if refused < 30 {
		t.Errorf("only %d refusals were tried", refused)
	}
}
