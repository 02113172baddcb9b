package choose_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/internal/choose"
)

// values are what the options are tried with, beside leaving them out.
var values = map[string][]string{
	"ports": {"1", "2", "20"}, "tasks": {"1", "3", "26", "5000"}, "services": {"1", "5", "30", "1000"},
	"gpu": {"0", "1", "4", "8"}, "cpu": {"128", "256", "1000", "4096", "16384", "16385", "196608"},
	"memory": {"64", "512", "3000", "12288", "122880", "122881", "691200"}, "scratch": {"0", "2", "3", "21", "201", "16384"},
	"region": {"eu-west-1", "us-east-1", "ap-south-1", "us-gov-west-1"}, "budget": {"1", "20", "50", "300", "10000000"},
	"spot": {"true"}, "codedeploy": {"true"}, "whole-host": {"true"},
}

// sampled are valid constraints from all over the space, the same ones every time.
func sampled(count int) (all []choose.Constraints) {
	random := rand.New(rand.NewPCG(3, 5))
	for len(all) < count {
		var c choose.Constraints
		for _, o := range choose.Options() {
			options := values[o.Flag]
			for _, w := range o.Words {
				options = append(slices.Clip(options), w.Name)
			}
			if random.IntN(3) == 0 {
				_ = o.Take(&c, options[random.IntN(len(options))])
			}
		}
		if len(all)%50 == 0 { // what App Runner is for is rare
			c = choose.Constraints{Account: choose.AppRunner, Budget: 20, Traffic: choose.Idle, Tasks: 1 + random.IntN(3)}
		}
		if c.Validate() == nil {
			all = append(all, c)
		}
	}
	return all
}

func TestAppRunnerIsNeverChosenForANewAccount(t *testing.T) {
	chosen := 0
	for _, c := range sampled(times(2_000)) {
		d := choose.Decide(c)
		if chosenOf(d) != service.AppRunner {
			continue
		}
		if chosen++; c.Account != choose.AppRunner {
			t.Fatalf("%s: App Runner", c.Command())
		}
		if assessment(d, service.Express).Floor != nil {
			t.Fatalf("%s: App Runner, although Express fits", c.Command())
		}
	}
	if chosen == 0 {
		t.Error("App Runner was never chosen at all: the test shows nothing")
	}
}

func TestWhatIsChosenIsRuledOutByNoCondition(t *testing.T) {
	seen := map[service.Runtime]int{}
	for _, c := range sampled(times(2_000)) {
		d := choose.Decide(c)
		seen[chosenOf(d)]++
		for _, condition := range choose.Conditions() {
			verdict := condition.Verdicts[chosenOf(d)]
			if d.Choice != nil && verdict.Effect == choose.No && condition.Holds(c) {
				t.Fatalf("%s: %s, although %s", c.Command(), d.Choice.Runtime, verdict.Says)
			}
		}
		if d.Choice != nil && c.Budget > 0 && d.Choice.Floor.Known && int64(d.Choice.Floor.Total) > int64(c.Budget)*100 {
			t.Fatalf("%s: %s costs %s", c.Command(), d.Choice.Runtime, d.Choice.Floor.Total)
		}
	}
	for _, on := range append(slices.Clone(service.Runtimes), nothing) {
		if seen[on] == 0 {
			t.Errorf("%q was never chosen: the sample shows little", on)
		}
	}
}

func TestTheAnswerIsWholeAndTheSameEveryTime(t *testing.T) {
	for _, c := range sampled(times(500)) {
		d := choose.Decide(c)
		if !reflect.DeepEqual(d, choose.Decide(c)) || d.Text() != choose.Decide(c).Text() {
			t.Fatalf("%s: two answers", c.Command())
		}
		all := len(d.Possible) + len(d.Rejected)
		if d.Choice != nil {
			all++
		}
		if all != len(service.Runtimes) {
			t.Fatalf("%s: %d runtimes are spoken of", c.Command(), all)
		}
		if (d.Choice == nil) == (d.Lines != "") || d.Choice != nil && len(d.Loosen) > 0 {
			t.Fatalf("%s: choice %v, lines %q, loosen %v", c.Command(), d.Choice, d.Lines, d.Loosen)
		}
		for _, a := range d.Rejected {
			if len(a.Reasons) == 0 {
				t.Fatalf("%s: %s is out without a reason", c.Command(), a.Runtime)
			}
		}
	}
}

// harder are values that ask for more than what an option says when it is left out, each more than the one before.
// Permissions, such as -spot, and alternatives, such as -kind, are no constraints to add.
var harder = map[string][]string{
	"ports": {"1", "2", "3"}, "gpu": {"0", "1", "2", "8"}, "scratch": {"0", "3", "21", "201"}, "budget": {"1000000", "500", "50", "5"},
	"cpu": {"128", "256", "4096", "16385", "196608"}, "memory": {"64", "512", "12289", "122881", "691200"},
	"tasks": {"1", "2", "26", "400", "600"}, "nat": {"none", "single", "per-zone"},
	"compliance": {"private", "own-image", "dedicated-hosts", "fips"}, "codedeploy": {"true"}, "whole-host": {"true"},
	"strategy": {"rolling", "linear", "canary", "blue-green"},
}

// alike says whether each value of the option adds to nothing instead of to the one before.
func alike(flag string) bool {
	return flag == "compliance" || flag == "strategy" || flag == "codedeploy" || flag == "whole-host"
}

func TestMoreConstraintsNeverBringBackWhatIsOut(t *testing.T) {
	tried := 0
	for _, c := range sampled(times(100)) {
		for _, o := range choose.Options() {
			before, left := c, harder[o.Flag]
			if alike(o.Flag) && o.Text(c) != "" && o.Flag != "compliance" {
				continue
			}
			for _, value := range left {
				after := c
				if now := o.Text(before.WithDefaults()); !alike(o.Flag) && now != "" && !more(o.Flag, value, now) {
					continue
				}
				if o.Take(&after, value) != nil || after.Validate() != nil || before.Validate() != nil {
					continue
				}
				tried++
				then, now := choose.Decide(before), choose.Decide(after)
				for _, out := range then.Rejected {
					if assessment(now, out.Runtime).Floor != nil {
						t.Fatalf("%s\n%s\n%s is back; it was out because %v", before.Command(), after.Command(), out.Runtime, out.Reasons)
					}
				}
				if !alike(o.Flag) {
					before = after
				}
			}
		}
	}
	if tried < times(1_000) {
		t.Errorf("only %d steps were tried", tried)
	}
}

// more says whether a value of the option asks for more than another.
func more(flag, value, than string) bool {
	if at := slices.Index(harder[flag], than); at >= 0 {
		return slices.Index(harder[flag], value) > at
	}
	a, _ := strconv.Atoi(value)
	b, _ := strconv.Atoi(than)
	if flag == "budget" {
		return a < b
	}
	return a > b
}

func TestWhatIsToBeLoosenedHelps(t *testing.T) {
	stuck, helped := 0, 0
	for _, c := range sampled(times(600)) {
		d := choose.Decide(c)
		if d.Choice != nil {
			continue
		}
		stuck++
		if len(d.Loosen) > 0 {
			helped++
		}
		for _, l := range d.Loosen {
			if l.Runtime == "" || len(l.Flags) == 0 || len(l.Flags) > 2 {
				t.Fatalf("%s: %+v", c.Command(), l)
			}
		}
	}
	if stuck < times(200) || helped < stuck/2 {
		t.Errorf("of %d answers without a choice, %d help", stuck, helped)
	}
}

func TestEachSingleLooseningIsTrue(t *testing.T) {
	for _, c := range sampled(times(300)) {
		for _, l := range choose.Decide(c).Loosen {
			other, valid := follow(t, c, l)
			if got := chosenOf(choose.Decide(other)); !valid || got != l.Runtime {
				t.Fatalf("%s: %s, but %s leads to %q", c.Command(), l.Says, other.Command(), got)
			}
		}
	}
}
