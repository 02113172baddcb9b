package choose_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/internal/choose"
)

func itoa(n int) string { return strconv.Itoa(n) }

func runtimeCalled(name string) service.Runtime { return service.Runtime(name) }

func TestTheAnswerFitsATerminal(t *testing.T) {
	for _, c := range sampled(times(400)) {
		answer, lines, _ := strings.Cut(choose.Decide(c).Text(), "\nIn shipway.yaml")
		for _, line := range strings.Split(answer, "\n") {
			if len([]rune(line)) > 80 || line != strings.TrimRight(line, " ") {
				t.Fatalf("%s: %d columns: %q", c.Command(), len([]rune(line)), line)
			}
		}
		if strings.Contains(answer+lines, "\n\n\n") || strings.Contains(answer+lines, "%!") {
			t.Fatalf("%s:\n%s%s", c.Command(), answer, lines)
		}
	}
}

func TestAnAnswerSaysEverything(t *testing.T) {
	got := choose.Decide(choose.Constraints{Kind: choose.Worker, GPU: 1, CPU: 4096, Memory: 8192, Budget: 2000,
		Compliance: choose.Compliance{FIPS: true}}).Text()
	for _, part := range []string{
		"managed: ECS Managed Instances\n\nFor a worker, at least 2 tasks of 4096 CPU units and 8192 MiB on x86_64, 1 GPU\neach,",
		"\nWhy\n  + It has the hardware of EC2, and AWS chooses, patches and replaces the\n    instances. (ECS Developer Guide,",
		"\nMind\n  ! A capacity provider of Managed Instances has a switch for FIPS mode, in some",
		"\nFloor: about 973.94 USD a month with nobody using it\n  2 x g4dn.xlarge                                                         857.02\n",
		"  Approximate: on-demand list prices as read between 2026-01-19 and 2026-10-08,\n",
		"\nPossible too, in order of preference\n  ec2            862.30 USD   ECS on EC2\n",
		"\nRuled out\n  express\n    - Express scales on requests",
		"\nIn shipway.yaml, below services:\n\n  worker:\n    runtime: managed\n    size: { cpu: 4096, memory: 8192 }\n",
		"    gpu: 1\n    queue: { maxAge: 5m }\n\nand in each environment:\n\n    capacity: { managed: { gpus: 1 } }\n",
	} {
		if !strings.Contains(got, part) {
			t.Errorf("want %q in\n%s", part, got)
		}
	}
}

func TestNothingFitsSaysWhatToLoosen(t *testing.T) {
	got := choose.Decide(choose.Constraints{Protocol: choose.UDP}).Text()
	for _, part := range []string{"Nothing fits.\n", "\nLoosen one of these\n  -protocol http: then express fits.\n", "\nRuled out\n"} {
		if !strings.Contains(got, part) {
			t.Errorf("%q is missing in\n%s", part, got)
		}
	}
	got = choose.Decide(choose.Constraints{Protocol: choose.UDP, State: choose.Disk}).Text()
	if !strings.Contains(got, "\nLoosen two at a time\n  -protocol http and -state none: then express fits.\n") {
		t.Errorf("got\n%s", got)
	}
	got = choose.Decide(choose.Constraints{Protocol: choose.UDP, State: choose.Disk, GPU: 1, Kubernetes: choose.Required}).Text()
	if !strings.Contains(got, "More than two of the constraints stand in the way") {
		t.Errorf("got\n%s", got)
	}
}

func TestTheAnswerAsJSONHasEverything(t *testing.T) {
	data, err := json.Marshal(choose.Decide(choose.Constraints{GPU: 1}))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Constraints map[string]any
		Choice      struct {
			Runtime string
			Reasons []struct{ Condition, Effect, Says, Source string }
			Floor   struct {
				Known bool
				Parts []struct {
					What    string
					Monthly float64
				}
				Total float64
			}
		}
		Possible, Rejected []map[string]any
		Prices             struct {
			Approximate    bool
			Oldest, Newest string
		}
		Lines, Environment string
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if got.Choice.Runtime != "managed" || got.Choice.Floor.Total != 999.64 || len(got.Choice.Floor.Parts) != 5 || !got.Prices.Approximate ||
		len(got.Possible) != 1 || len(got.Rejected) != 5 || got.Lines == "" || got.Environment == "" || got.Constraints["gpu"] != 1.0 {
		t.Errorf("got %s", data)
	}
	for _, r := range got.Choice.Reasons {
		if r.Condition == "" || r.Effect == "" || r.Says == "" || r.Source == "" {
			t.Errorf("a reason is %+v", r)
		}
	}
}

func TestOnlyWhatCanStillChangeTheChoiceIsAsked(t *testing.T) {
	asks := func(c choose.Constraints) (flags []string) {
		for _, o := range choose.Questions() {
			if o.Matters(c) {
				flags = append(flags, o.Flag)
			}
		}
		return flags
	}
	for _, c := range []struct {
		after choose.Constraints
		want  string
	}{
		{choose.Constraints{Protocol: choose.UDP}, "protocol"},
		{choose.Constraints{Kubernetes: choose.Required, Kind: choose.Internal, Protocol: choose.TCP},
			"kind protocol gpu state whole-host strategy codedeploy kubernetes compliance budget"},
	} {
		if got := strings.Join(asks(c.after), " "); got != c.want {
			t.Errorf("after %s: %s", c.after.Command(), got)
		}
	}
	if len(choose.Questions()) != len(choose.Options()) {
		t.Errorf("%d questions for %d options", len(choose.Questions()), len(choose.Options()))
	}
}

func TestAQuestionThatIsNotAskedWouldNotHaveMattered(t *testing.T) {
	for _, c := range sampled(60) {
		now := chosenOf(choose.Decide(c))
		for _, o := range choose.Questions() {
			if o.Matters(c) {
				continue
			}
			for _, w := range o.Words {
				other := c
				if o.Take(&other, w.Name) == nil && other.Validate() == nil && chosenOf(choose.Decide(other)) != now {
					t.Fatalf("%s: -%s was not asked, but %s changes %q", c.Command(), o.Flag, w.Name, now)
				}
			}
		}
	}
}

func TestSomeTasksAreLeftForSpareCapacity(t *testing.T) {
	for tasks, want := range map[int]string{1: "floor: 1 }", 2: "floor: 2 }", 3: "floor: 2 }"} {
		got := choose.Lines(choose.Constraints{Kind: choose.Web, Spot: true, Tasks: tasks}, service.Fargate)
		if !strings.Contains(got, want) {
			t.Errorf("want %q in\n%s", want, got)
		}
	}
}
