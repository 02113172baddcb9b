package choose

import (
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// Headings of the help.
const (
	theService = "The service"
	theTask    = "One task"
	theRelease = "Releases"
	theTeam    = "Team and rules"
	theMoney   = "Place and money"
)

// options are the constraints in the order of the help and of the questions: what decides most comes first.
var options = []Option{
	choice(Option{Flag: "kind", Value: "KIND", Group: theService, Says: "who gives it work",
		Asks: "Who gives the service its work?", Words: []Word{
			{string(Web), "requests from the internet"}, {string(Internal), "requests from other services"},
			{string(Worker), "messages of a queue"}, {string(Job), "the clock: it starts, works and ends"},
		}}, func(c *Constraints) *Kind { return &c.Kind }),
	choice(Option{Flag: "protocol", Value: "NAME", Group: theService, Says: "how callers talk to it",
		Asks: "How do callers talk to it?", Words: []Word{
			{string(HTTP), "HTTP requests and WebSocket"}, {string(TCP), "any other protocol on TCP"},
			{string(UDP), "any protocol on UDP"},
		}}, func(c *Constraints) *Protocol { return &c.Protocol }),
	number(Option{Flag: "ports", Value: "N", Group: theService, Says: "on how many ports it listens",
		Asks: "On how many ports does it listen?"}, 1, 20, func(c *Constraints) *int { return &c.Ports }, 2),
	choice(Option{Flag: "traffic", Value: "SHAPE", Group: theService, Says: "how work arrives",
		Asks: "How does work arrive?", Words: []Word{
			{string(Steady), "it changes slowly"}, {string(Spiky), "it multiplies within a minute"},
			{string(Idle), "nothing for hours, and it should cost little then"},
		}}, func(c *Constraints) *Traffic { return &c.Traffic }),
	choice(Option{Flag: "state", Value: "WHAT", Group: theService, Says: "what must outlive a task",
		Asks: "What must outlive a task?", Words: []Word{
			{string(NoState), "nothing: state is in a database or a bucket"},
			{string(Files), "files that all tasks share"}, {string(Disk), "a disk that a release leaves as it was"},
		}}, func(c *Constraints) *State { return &c.State }),
	number(Option{Flag: "tasks", Value: "N", Group: theService, Says: "the least number of tasks that run",
		Asks: "How many tasks run at least?"}, 1, 5000, func(c *Constraints) *int { return &c.Tasks }, 1, 26),
	number(Option{Flag: "services", Value: "N", Group: theService, Says: "how many services like this one there are",
		Asks: "How many services like this one are there?"}, 1, 1000, func(c *Constraints) *int { return &c.Services }, 20),

	number(Option{Flag: "gpu", Value: "N", Group: theTask, Says: "GPUs that a task needs",
		Asks: "How many GPUs does a task need?"}, 0, 8, func(c *Constraints) *int { return &c.GPU }, 1),
	number(Option{Flag: "cpu", Value: "UNITS", Group: theTask, Says: "CPU units, 1024 to a virtual CPU",
		Asks: "How many CPU units does a task need, 1024 to a virtual CPU?"}, leastCPU, mostCPU,
		func(c *Constraints) *int { return &c.CPU }, 8192, mostCPU),
	number(Option{Flag: "memory", Value: "MIB", Group: theTask, Says: "memory in MiB",
		Asks: "How much memory does a task need, in MiB?"}, leastMemory, mostMemory,
		func(c *Constraints) *service.MiB { return &c.Memory }, 16384, 1<<20),
	number(Option{Flag: "scratch", Value: "GIB", Group: theTask, Says: "local disk that a task uses while it runs, in GiB",
		Asks: "How much local disk does a task use while it runs, in GiB?"}, 0, 16384,
		func(c *Constraints) *int { return &c.Scratch }, 50, 500),
	choice(Option{Flag: "architecture", Value: "NAME", Group: theTask, Says: "what the image is built for",
		Asks: "What is the image built for?", Words: []Word{{string(X86), "Intel and AMD"}, {string(ARM), "AWS Graviton"}}},
		func(c *Constraints) *Architecture { return &c.Architecture }),
	truth(Option{Flag: "whole-host", Group: theTask, Says: "a container must have a host to itself",
		Asks: "Must a container have a host to itself?"}, func(c *Constraints) *bool { return &c.WholeHost }),
	truth(Option{Flag: "spot", Group: theTask, Says: "a task may be stopped with two minutes' notice",
		Asks: "May a task be stopped with two minutes' notice?"}, func(c *Constraints) *bool { return &c.Spot }),

	choice(Option{Flag: "strategy", Value: "NAME", Group: theRelease, Says: "how a release must take over",
		Asks: "How must a release take over?", Words: []Word{
			{string(AnyStrategy), "whatever the runtime does best"},
			{string(release.RollingName), "a few tasks at a time"}, {string(release.LinearName), "requests move in equal steps"},
			{string(release.CanaryName), "a small share of the requests first"},
			{string(release.BlueGreenName), "all requests at once, and back at once"},
		}}, func(c *Constraints) *release.Name { return &c.Strategy }),
	truth(Option{Flag: "codedeploy", Group: theRelease, Says: "releases must go through AWS CodeDeploy",
		Asks: "Must releases go through AWS CodeDeploy?"}, func(c *Constraints) *bool { return &c.CodeDeploy }),

	choice(Option{Flag: "kubernetes", Value: "SKILL", Group: theTeam, Says: "what the team knows of Kubernetes, or needs of it",
		Asks: "What does the team know of Kubernetes?", Words: []Word{
			{string(NoSkill), "nobody has run it"}, {string(Some), "it could, and would rather not"},
			{string(Strong), "it runs it in production today"}, {string(Required), "the software needs its API"},
		}}, func(c *Constraints) *Skill { return &c.Kubernetes }),
	several(Option{Flag: "compliance", Value: "LIST", Group: theTeam, Says: "what an auditor asks for, with commas between",
		Asks: "What does an auditor ask for?", Words: []Word{
			{"private", "nothing is reachable from the internet"}, {"own-image", "hosts start from your machine image"},
			{"dedicated-hosts", "no other customer uses the hardware"}, {"fips", "modules validated by FIPS 140"},
		}}, func(c *Constraints) []*bool {
		return []*bool{&c.Compliance.Private, &c.Compliance.OwnImage, &c.Compliance.DedicatedHosts, &c.Compliance.FIPS}
	}),
	choice(Option{Flag: "account", Value: "WHAT", Group: theTeam, Says: "whether App Runner is still open to the account",
		Asks: "Did the account use App Runner before 2026-04-30?", Words: []Word{
			{string(New), "it had no App Runner before 2026-04-30"}, {string(AppRunner), "it had"},
		}}, func(c *Constraints) *Account { return &c.Account }),

	place(Option{Flag: "region", Value: "REGION", Group: theMoney, Says: "where it runs",
		Asks: "In which region does it run?"}),
	choice(Option{Flag: "nat", Value: "HOW", Group: theMoney, Says: "NAT gateways to count in the price",
		Asks: "Which NAT gateways count in the price?", Words: []Word{
			{string(NoNAT), "none, or paid for already"}, {string(SingleNAT), "one gateway"}, {string(PerZoneNAT), "one in each zone"},
		}}, func(c *Constraints) *NAT { return &c.NAT }),
	number(Option{Flag: "budget", Value: "USD", Group: theMoney, Says: "the most that the floor may cost a month",
		Asks: "How many USD a month may it cost at most with nobody using it?"}, 1, 10_000_000,
		func(c *Constraints) *int { return &c.Budget }, 20, 100, 500),
}
