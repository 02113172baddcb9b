package choose_test

import (
	"reflect"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/internal/choose"
)

// nothing is what is chosen when nothing fits.
const nothing service.Runtime = ""

// runtime is what is chosen for c, which must be valid.
func runtime(t testing.TB, c choose.Constraints) service.Runtime {
	t.Helper()
	if err := c.Validate(); err != nil {
		t.Fatalf("%s: %v", c.Command(), err)
	}
	if d := choose.Decide(c); d.Choice != nil {
		return d.Choice.Runtime
	}
	return nothing
}

func TestEverybodyGetsTheRuntimeThatFits(t *testing.T) {
	private := choose.Compliance{Private: true}
	for _, c := range []struct {
		who  string
		of   choose.Constraints
		want service.Runtime
	}{
		{"a founder with one web service", choose.Constraints{}, service.Express},
		{"the same with a load that jumps", choose.Constraints{Traffic: choose.Spiky}, service.Express},
		{"a team that wants to roll", choose.Constraints{Strategy: release.RollingName}, service.Fargate},
		{"a team that wants canaries and nothing else", choose.Constraints{Strategy: release.CanaryName}, service.Express},
		{"a shop before Christmas", choose.Constraints{Strategy: release.BlueGreenName, Tasks: 20, Services: 4}, service.Fargate},
		{"a team on Graviton", choose.Constraints{Architecture: choose.ARM}, service.Express},
		{"an internal API", choose.Constraints{Kind: choose.Internal}, service.Fargate},
		{"a bank's internal API", choose.Constraints{Kind: choose.Internal, Compliance: private}, service.Fargate},
		{"a mailer", choose.Constraints{Kind: choose.Worker}, service.Fargate},
		{"a thumbnailer that may be stopped", choose.Constraints{Kind: choose.Worker, Spot: true, Tasks: 10}, service.Fargate},
		{"a website that may lose tasks", choose.Constraints{Spot: true, Tasks: 6}, service.Fargate},
		{"a nightly report", choose.Constraints{Kind: choose.Job}, service.Fargate},
		{"an upload service with shared files", choose.Constraints{State: choose.Files}, service.Fargate},
		{"inference", choose.Constraints{GPU: 1, CPU: 4096, Memory: 16384}, service.Managed},
		{"training from a queue", choose.Constraints{Kind: choose.Worker, GPU: 8, CPU: 65536, Memory: 262144}, service.Managed},
		{"inference on Graviton", choose.Constraints{GPU: 1, Architecture: choose.ARM}, nothing},
		{"inference on an audited image", choose.Constraints{GPU: 1, Compliance: choose.Compliance{OwnImage: true}}, service.EC2},
		{"inference with little money", choose.Constraints{GPU: 1, Budget: 900}, service.EC2},
		{"a database engine's cache of 48 virtual CPUs", choose.Constraints{Kind: choose.Internal, CPU: 49152}, service.Managed},
		{"a video encoder with a terabyte of scratch", choose.Constraints{Kind: choose.Worker, Scratch: 1024}, service.Managed},
		{"a build worker with 100 GiB of scratch", choose.Constraints{Kind: choose.Worker, Scratch: 100}, service.Fargate},
		{"an agency in GovCloud", choose.Constraints{Region: "us-gov-west-1", Compliance: choose.Compliance{FIPS: true}}, service.Fargate},
		{"a supplier of an agency", choose.Constraints{Compliance: choose.Compliance{FIPS: true}}, service.Managed},
		{"an insurer with its own machine image", choose.Constraints{Compliance: choose.Compliance{OwnImage: true}}, service.EC2},
		{"software licensed by the core", choose.Constraints{Compliance: choose.Compliance{DedicatedHosts: true}}, service.EC2},
		{"a Kubernetes team with ten services", choose.Constraints{Kubernetes: choose.Strong, Services: 10}, service.EKS},
		{"a Kubernetes team with one service", choose.Constraints{Kubernetes: choose.Strong}, service.Express},
		{"a Kubernetes team with ten workers", choose.Constraints{Kubernetes: choose.Strong, Services: 10, Kind: choose.Worker}, service.Fargate},
		{"an operator and its resources", choose.Constraints{Kubernetes: choose.Required, Kind: choose.Internal}, service.EKS},
		{"an internal service that speaks its own protocol", choose.Constraints{Kind: choose.Internal, Protocol: choose.TCP, Kubernetes: choose.Some}, service.EKS},
		{"the same without Kubernetes", choose.Constraints{Kind: choose.Internal, Protocol: choose.TCP}, nothing},
		{"a game server", choose.Constraints{Protocol: choose.UDP}, nothing},
		{"a search engine that keeps its index on a disk", choose.Constraints{State: choose.Disk}, nothing},
		{"software licensed by the host", choose.Constraints{WholeHost: true}, service.Fleet},
		{"releases by CodeDeploy", choose.Constraints{CodeDeploy: true, Strategy: release.LinearName}, service.Fargate},
		{"releases by CodeDeploy, host by host", choose.Constraints{CodeDeploy: true, Strategy: release.RollingName}, service.Fleet},
		{"an App Runner customer with money", choose.Constraints{Account: choose.AppRunner, Traffic: choose.Idle}, service.Express},
		{"an App Runner customer without", choose.Constraints{Account: choose.AppRunner, Traffic: choose.Idle, Budget: 20}, service.AppRunner},
		{"a new customer without", choose.Constraints{Traffic: choose.Idle, Budget: 20}, nothing},
		{"a metrics port beside the web", choose.Constraints{Ports: 2}, service.Fargate},
		{"somebody with 45 USD a month", choose.Constraints{Budget: 45}, service.Fargate},
		{"somebody in a region without prices", choose.Constraints{Region: "ap-south-1", Budget: 45}, service.Express},
	} {
		if got := runtime(t, c.of); got != c.want {
			t.Errorf("%s (%s): got %q, want %q", c.who, c.of.Command(), got, c.want)
		}
	}
}

// cases make every condition of the table true, by its name.
var cases = map[string]choose.Constraints{
	"kubernetes api":            {Kubernetes: choose.Required},
	"no kubernetes":             {},
	"kubernetes team":           {Kubernetes: choose.Strong, Services: 5},
	"kubernetes for few":        {Kubernetes: choose.Strong, Services: 4},
	"internal":                  {Kind: choose.Internal},
	"worker":                    {Kind: choose.Worker},
	"job":                       {Kind: choose.Job},
	"public tcp or udp":         {Protocol: choose.TCP},
	"internal tcp":              {Kind: choose.Internal, Protocol: choose.TCP},
	"internal udp":              {Kind: choose.Internal, Protocol: choose.UDP},
	"several ports":             {Ports: 2},
	"files":                     {State: choose.Files},
	"host disk":                 {State: choose.Disk},
	"whole host":                {WholeHost: true},
	"gpu":                       {GPU: 1},
	"gpu on arm64":              {GPU: 1, Architecture: choose.ARM},
	"larger than fargate":       {CPU: 16385},
	"larger than app runner":    {Memory: 12289},
	"much scratch":              {Scratch: 21},
	"scratch beyond fargate":    {Scratch: 201},
	"scratch beyond app runner": {Scratch: 3},
	"arm64":                     {Architecture: choose.ARM},
	"spot":                      {Spot: true},
	"many instances":            {Tasks: 26},
	"many hosts":                {Tasks: 501},
	"rolling":                   {Strategy: release.RollingName},
	"linear":                    {Strategy: release.LinearName},
	"canary":                    {Strategy: release.CanaryName},
	"blue-green":                {Strategy: release.BlueGreenName},
	"internal linear":           {Kind: choose.Internal, Strategy: release.LinearName},
	"internal canary":           {Kind: choose.Internal, Strategy: release.CanaryName},
	"internal blue-green":       {Kind: choose.Internal, Strategy: release.BlueGreenName},
	"codedeploy rolling":        {CodeDeploy: true, Strategy: release.RollingName},
	"codedeploy":                {CodeDeploy: true},
	"internal codedeploy":       {CodeDeploy: true, Kind: choose.Internal},
	"private":                   {Kind: choose.Internal, Compliance: choose.Compliance{Private: true}},
	"own image":                 {Compliance: choose.Compliance{OwnImage: true}},
	"dedicated hosts":           {Compliance: choose.Compliance{DedicatedHosts: true}},
	"fips":                      {Compliance: choose.Compliance{FIPS: true}},
	"fips in govcloud":          {Compliance: choose.Compliance{FIPS: true}, Region: "us-gov-east-1"},
	"fips on arm64":             {Compliance: choose.Compliance{FIPS: true}, Architecture: choose.ARM},
	"new account":               {},
	"region without app runner": {Region: "us-gov-west-1"},
	"app runner customer":       {Account: choose.AppRunner},
	"spiky":                     {Traffic: choose.Spiky},
	"idle":                      {Traffic: choose.Idle},
}

func TestEveryReasonIsGivenToWhoeverItConcerns(t *testing.T) {
	for _, condition := range choose.Conditions() {
		of, known := cases[condition.Name]
		if !known {
			t.Errorf("no case makes %q true", condition.Name)
			continue
		}
		if err := of.Validate(); err != nil || !condition.Holds(of) {
			t.Errorf("%q is not true of its case (%v)", condition.Name, err)
		}
		for _, on := range service.Runtimes {
			verdict, concerned := condition.Verdicts[on]
			a := assessment(choose.Decide(of), on)
			want := choose.Reason{Condition: condition.Name, Effect: verdict.Effect, Says: verdict.Says, Source: verdict.Source}
			given := reasoned(a, want)
			ruledOut := a.Floor == nil && verdict.Effect != choose.No // then only the reasons against it are given
			if concerned && !given && !ruledOut {
				t.Errorf("%q: %s does not hear %q", condition.Name, on, verdict.Says)
			}
		}
	}
	if len(cases) != len(choose.Conditions()) {
		t.Errorf("%d cases for %d conditions", len(cases), len(choose.Conditions()))
	}
}

// assessment is what d says of a runtime.
func assessment(d choose.Decision, on service.Runtime) choose.Assessment {
	all := append(append([]choose.Assessment{}, d.Possible...), d.Rejected...)
	if d.Choice != nil {
		all = append(all, *d.Choice)
	}
	for _, a := range all {
		if a.Runtime == on {
			return a
		}
	}
	return choose.Assessment{}
}

func reasoned(a choose.Assessment, want choose.Reason) bool {
	for _, r := range a.Reasons {
		if r == want {
			return true
		}
	}
	return false
}

func TestAReasonForOrToKnowIsGivenWhereTheRuntimeFits(t *testing.T) {
	heard := map[string]bool{}
	everyPair(func(c choose.Constraints) {
		d := choose.Decide(c)
		for _, a := range append(d.Possible, assessment(d, chosenOf(d))) {
			for _, r := range a.Reasons {
				heard[r.Condition+" "+string(a.Runtime)] = true
			}
		}
	})
	for _, condition := range choose.Conditions() {
		for on, v := range condition.Verdicts {
			if v.Effect != choose.No && !heard[condition.Name+" "+string(on)] {
				t.Errorf("%q: nobody ever hears of %s that %q", condition.Name, on, v.Says)
			}
		}
	}
}

// everyPair calls f with the cases of any two conditions together, as far as they do not contradict each other.
func everyPair(f func(choose.Constraints)) {
	for _, one := range cases {
		for _, other := range cases {
			both := one
			from, into := reflect.ValueOf(other), reflect.ValueOf(&both).Elem()
			for i := range from.NumField() {
				if !from.Field(i).IsZero() {
					into.Field(i).Set(from.Field(i))
				}
			}
			if both.Validate() == nil {
				f(both)
			}
		}
	}
}

func chosenOf(d choose.Decision) service.Runtime {
	if d.Choice == nil {
		return nothing
	}
	return d.Choice.Runtime
}

func TestConditionsSayWhyAndWhoSaysSo(t *testing.T) {
	names := map[string]bool{}
	for _, c := range choose.Conditions() {
		if names[c.Name] || c.Title == "" || c.Flag == "" {
			t.Errorf("%+v: want a name of its own, a title and a flag", c)
		}
		names[c.Name] = true
		for on, v := range c.Verdicts {
			if last := v.Says[max(0, len(v.Says)-1):]; last != "." || v.Source == "" {
				t.Errorf("%s %s: %q (%s): want a sentence and a source", c.Name, on, v.Says, v.Source)
			}
		}
	}
}
