package choose

import (
	"fmt"
)

// examples are the services whose floors the guide shows.
var examples = []struct {
	title string
	of    Constraints
}{
	{"one public web service, 2 tasks of 256 CPU units and 512 MiB", Constraints{}},
	{"the same on arm64", Constraints{Architecture: ARM}},
	{"ten of them", Constraints{Services: 10}},
	{"ten with 4 tasks of 1024 CPU units and 4096 MiB each", Constraints{Services: 10, Tasks: 4, CPU: 1024, Memory: 4096}},
	{"one internal service", Constraints{Kind: Internal}},
	{"one worker with 6 tasks that may be stopped", Constraints{Kind: Worker, Tasks: 6, Spot: true}},
	{"one job", Constraints{Kind: Job}},
	{"one public web service with a GPU for each of 2 tasks", Constraints{GPU: 1, CPU: 4096, Memory: 8192}},
}

// costs writes the floors of the examples, the prices they are made of, and what is assumed.
func (g *guide) costs() {
	g.line("\n## What it costs with nobody using it\n")
	g.line("The floor of a runtime is what a month costs at its least number of tasks, before the first request. All prices are")
	g.line("**approximate**: on-demand list prices in US dollars, read on the days that stand beside them. `shipway choose`")
	g.line("shows every part of the sum. A dash means that the runtime cannot run it, whatever it costs.")
	for _, region := range Regions() {
		g.floors(region)
	}
	g.line("\nA floor leaves out %s.", without)
	g.line("It counts the load balancer, the cluster and the least hosts as a whole, although services share them: say how many")
	g.line("there are with `-services`.")
	g.assumed()
	g.prices()
}

// floors writes the floors of the examples in a region.
func (g *guide) floors(region string) {
	g.line("\nIn %s, USD a month:\n", region)
	head, line := []string{"services"}, "|---|"
	for _, p := range places {
		head, line = append(head, fmt.Sprintf("`%s`", p.Runtime)), line+"--:|"
	}
	g.row(head...)
	g.line("%s", line)
	for _, e := range examples {
		c := e.of
		c.Region, c.Kubernetes, c.Account = region, Some, AppRunner
		cells := []string{e.title}
		for _, p := range places {
			cell := "-"
			if a := assess(c.WithDefaults(), p.Runtime); a.Floor != nil && a.Floor.Known {
				cell = a.Floor.Total.String()
			}
			cells = append(cells, cell)
		}
		g.row(cells...)
	}
}

// assumed writes what floors assume.
func (g *guide) assumed() {
	g.line("\n### What is assumed\n")
	size := Constraints{}.WithDefaults()
	g.line("- A month has %d hours. A network has %d zones, and a load balancer an address in each.", hours, zones)
	g.line("- Instances are of the family m7i, with arm64 m7g, with GPUs g4dn: the cheapest size that holds the tasks, at least")
	g.line("  %d of them, of whose memory a tenth stays with the system. Savings Plans, Spot and burstable types cost less, and", leastHosts)
	g.line("  then packing tasks on instances pays; at list price it hardly does.")
	g.line("- A host has a disk of %d GiB, one that AWS looks after %d GiB, and room for what tasks use.", hostDisk, managedDisk)
	g.line("- Express tasks run in public subnets, so each has an address of its own; %d services share a load balancer.", perBalancer)
	g.line("- With `-spot`, %d %% of the tasks beyond the first %d of a service that answers, or the first of a worker, run on Spot.",
		spotShare, size.spotFloor())
	g.line("\n| share | percent | why | page | read |\n|---|--:|---|---|---|")
	for _, r := range Rates() {
		g.row(r.What, fmt.Sprint(r.Percent), r.Says, r.Page, r.Read)
	}
}

// prices writes the price table.
func (g *guide) prices() {
	g.line("\n### Prices\n")
	head, line := []string{"item", "per"}, "|---|---|"
	for _, region := range Regions() {
		head, line = append(head, region, "read"), line+"--:|---|"
	}
	g.row(append(head, "page")...)
	g.line("%s", line+"---|")
	seen := map[Item]bool{}
	for _, p := range prices {
		if seen[p.Item] {
			continue
		}
		seen[p.Item] = true
		cells := []string{string(p.Item), p.Per}
		for _, region := range Regions() {
			if here, known := priceOf(region, p.Item); known {
				cells = append(cells, here.Amount(), here.Read)
			} else {
				cells = append(cells, "not read", "")
			}
		}
		g.row(append(cells, p.Page)...)
	}
	g.line("\nWhat is not quite known of them:\n")
	for _, doubt := range Doubts() {
		g.line("- %s", doubt)
	}
	g.line("\nFor other regions `shipway choose` decides the same, and says that it knows no prices.")
}
