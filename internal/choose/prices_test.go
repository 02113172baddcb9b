package choose_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/internal/choose"
)

// written is the day on which the table was last looked through: no price can be newer.
const written = "2026-11-23"

func read(t *testing.T, what, day string) {
	t.Helper()
	if _, err := time.Parse(time.DateOnly, day); err != nil || day > written {
		t.Errorf("%s: read on %q: want a day up to %s", what, day, written)
	}
}

func TestEveryPriceNamesItsPageAndItsDay(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range choose.Prices() {
		what := p.Region + " " + string(p.Item)
		amount, err := strconv.ParseFloat(p.Amount(), 64)
		if err != nil || amount <= 0 || p.Per == "" || p.Page == "" || seen[what] {
			t.Errorf("%+v: want one price above zero with its unit and its page", p)
		}
		seen[what] = true
		read(t, what, p.Read)
	}
	for _, r := range choose.Rates() {
		if r.Percent <= 0 || r.Percent >= 100 || r.Says == "" || r.Page == "" {
			t.Errorf("%+v: want a share with its reason and its page", r)
		}
		read(t, r.What, r.Read)
	}
}

func TestEveryRegionHasTheSamePrices(t *testing.T) {
	items := map[string][]choose.Item{}
	for _, p := range choose.Prices() {
		items[p.Region] = append(items[p.Region], p.Item)
	}
	if len(items) < 2 {
		t.Errorf("%d regions have prices: want two at least", len(items))
	}
	for region, has := range items {
		if !slices.Equal(has, items["us-east-1"]) {
			t.Errorf("%s has prices of %q, us-east-1 of %q", region, has, items["us-east-1"])
		}
	}
}

// floor is what c costs on a runtime that it may take.
func floor(t *testing.T, c choose.Constraints, on service.Runtime) choose.Floor {
	t.Helper()
	a := assessment(choose.Decide(c), on)
	if a.Floor == nil {
		t.Fatalf("%s: %s is out: %v", c.Command(), on, a.Reasons)
	}
	return *a.Floor
}

func TestFloorsAreTheSumsThatAPersonWouldCalculate(t *testing.T) {
	kubernetes := choose.Constraints{Kubernetes: choose.Some}
	for _, c := range []struct {
		name string
		of   choose.Constraints
		on   service.Runtime
		want string
	}{
		// 730 h x (0.25 x 0.04048 + 0.5 x 0.004445) = 9.01 a task; a balancer 730 x 0.0252 = 18.40, an address 3.65.
		{"two tasks behind a balancer", choose.Constraints{}, service.Fargate, "43.72"},
		{"the same in Virginia, whose balancer costs 16.43", choose.Constraints{Region: "us-east-1"}, service.Fargate, "41.75"},
		{"the same on arm64, 7.21 a task", choose.Constraints{Architecture: choose.ARM}, service.Fargate, "40.12"},
		{"Express, whose tasks have addresses too", choose.Constraints{}, service.Express, "51.02"},
		{"30 Express services, 25 to a balancer", choose.Constraints{Services: 30, Tasks: 1}, service.Express, "431.19"},
		{"no balancer inside", choose.Constraints{Kind: choose.Internal}, service.Fargate, "18.02"},
		{"nothing for a job", choose.Constraints{Kind: choose.Job}, service.Fargate, "0.00"},
		{"six tasks, three of them for half", choose.Constraints{Kind: choose.Worker, Tasks: 6, Spot: true}, service.Fargate, "40.55"},
		{"one NAT gateway, 35.04 and its address", choose.Constraints{Kind: choose.Job, NAT: choose.SingleNAT}, service.Fargate, "38.69"},
		{"a gateway in each zone", choose.Constraints{Kind: choose.Job, NAT: choose.PerZoneNAT}, service.Fargate, "77.38"},
		// An m7i.large costs 730 x 0.11235 = 82.02, its disk of 30 GiB 2.64.
		{"two hosts", choose.Constraints{Kind: choose.Worker}, service.EC2, "169.31"},
		{"two hosts for a job too", choose.Constraints{Kind: choose.Job}, service.EC2, "169.31"},
		{"two hosts that AWS looks after for 12 %", choose.Constraints{Kind: choose.Worker}, service.Managed, "197.79"},
		{"one such host for one task", choose.Constraints{Kind: choose.Worker, Tasks: 1}, service.Managed, "98.90"},
		{"none for a job", choose.Constraints{Kind: choose.Job}, service.Managed, "0.00"},
		{"a control plane of 73.00 beside them", kubernetes, service.EKS, "296.49"},
		{"a host for each of three tasks", choose.Constraints{Tasks: 3}, service.Fleet, "279.67"},
		{"what two App Runner instances hold in memory", choose.Constraints{Account: choose.AppRunner}, service.AppRunner, "5.11"},
		{"two hosts with GPUs", choose.Constraints{GPU: 1, Kind: choose.Worker}, service.EC2, "862.30"},
	} {
		if got := floor(t, c.of, c.on); got.Total.String() != c.want || !got.Known {
			t.Errorf("%s: got %s %+v, want %s", c.name, got.Total, got.Parts, c.want)
		}
	}
}

func TestAFloorIsTheSumOfItsParts(t *testing.T) {
	for _, c := range sampled(times(500)) {
		d := choose.Decide(c)
		for _, on := range service.Runtimes {
			a := assessment(d, on)
			if a.Floor == nil {
				continue
			}
			var sum choose.Cents
			for _, p := range a.Floor.Parts {
				if sum += p.Monthly; p.Monthly < 0 || p.What == "" {
					t.Fatalf("%s on %s: %+v", c.Command(), on, p)
				}
			}
			if sum != a.Floor.Total || a.Floor.Known == (a.Floor.Missing != "") {
				t.Fatalf("%s on %s: parts are %s of %+v", c.Command(), on, sum, a.Floor)
			}
		}
	}
}

func TestARegionWithoutPricesSaysSo(t *testing.T) {
	got := floor(t, choose.Constraints{Region: "ap-south-1"}, service.Fargate)
	if got.Known || got.Missing != "the price table knows nothing of ap-south-1: it has prices for us-east-1 and eu-west-1" {
		t.Errorf("got %+v", got)
	}
}

func TestATaskLargerThanTheTableCostsMoreThanItsLargestInstance(t *testing.T) {
	small := floor(t, choose.Constraints{Kind: choose.Worker, GPU: 8}, service.EC2)
	large := floor(t, choose.Constraints{Kind: choose.Worker, GPU: 8, CPU: 196608}, service.EC2)
	if large.Known || large.AtLeast < small.Total {
		t.Errorf("a small task costs %s, a large one at least %s", small.Total, large.AtLeast)
	}
}
