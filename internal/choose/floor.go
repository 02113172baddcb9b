package choose

import (
	"fmt"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/service"
)

// What the floors assume. A month has AWS's own number of hours (AWS Pricing Calculator), a network the least zones that
// Shipway allows. Disks are the defaults of [service.Instances] and [service.ManagedInstances], and of Auto Mode's node
// class (EKS User Guide, "Create a Node Class for Amazon EKS").
const (
	hours       = 730
	zones       = 2
	leastHosts  = 2 // hosts of a cluster or a fleet, one in each zone
	hostDisk    = 30
	managedDisk = 80
	perBalancer = 25 // Express services that share a load balancer
	spotShare   = 70 // percentage of the tasks above spotFloor
)

// Part is one line of a floor.
type Part struct {
	// What is paid for.
	What string `json:"what"`
	// Monthly is what it costs a month, in US dollars.
	Monthly Cents `json:"monthly"`
}

// Floor is what a runtime costs a month with nobody using it.
type Floor struct {
	// Known says whether the price table has everything that it takes. Else there are no Parts, and Total is zero.
	Known bool `json:"known"`
	// Missing says what the price table lacks.
	Missing string `json:"missing,omitempty"`
	// Parts are what is paid for. Never nil.
	Parts []Part `json:"parts"`
	// Total is the sum of Parts in US dollars.
	Total Cents `json:"total"`
	// AtLeast is what it costs for certain where Known is false: with the largest instances of the table, although they
	// are too small. Zero: the region has no prices.
	AtLeast Cents `json:"atLeast,omitempty"`
	// Note says what the sum leaves out, or how to pay less.
	Note string `json:"note,omitempty"`
}

// bill adds up a floor.
type bill struct {
	c     Constraints
	floor Floor
}

// floorOf is what the services of c cost a month on runtime.
func floorOf(c Constraints, runtime service.Runtime) Floor {
	b := bill{c: c, floor: Floor{Known: true, Parts: []Part{}}}
	switch runtime {
	case service.Fargate:
		b.tasks(runtime)
		b.balancers(c.Kind == Web, 1, 0)
	case service.Express:
		b.tasks(runtime)
		b.balancers(true, (c.Services+perBalancer-1)/perBalancer, b.count())
	case service.EC2:
		b.hosts(leastHosts, hostDisk, nil)
		b.balancers(c.Kind == Web, 1, 0)
	case service.Managed:
		b.hosts(min(b.count(), leastHosts), managedDisk, &managedFee)
		b.balancers(c.Kind == Web, 1, 0)
	case service.EKS:
		b.add(1, "EKS control plane", cluster, hours, 1)
		b.hosts(min(b.count(), leastHosts), managedDisk, &autoFee)
		b.balancers(c.Kind == Web, c.Services, 0) // Shipway gives each service one of its own there
	case service.AppRunner:
		memory := int(c.SizeOn(runtime).Memory)
		b.add(b.count(), fmt.Sprintf("App Runner instance that waits with %d MiB", memory), appRunnerMemory, hours*memory, 1024)
	case service.Fleet:
		b.fleet()
		b.balancers(true, 1, 0)
	}
	b.gateways()
	if !b.floor.Known && c.GPU > 0 {
		c.GPU = 0 // a task costs no less with a GPU than without
		plain := floorOf(c, runtime)
		b.floor.AtLeast = max(b.floor.AtLeast, plain.Total, plain.AtLeast)
	}
	return b.floor
}

// count is how many tasks run when nobody asks for anything.
func (b *bill) count() int {
	if b.c.Kind == Job {
		return 0
	}
	return b.c.Tasks * b.c.Services
}

// add adds a number of things that each take units of an item a month: so many, or a fraction of them. A missing price
// makes the floor unknown.
func (b *bill) add(count int, what string, item Item, units, in int) {
	if price, known := b.price(item); known {
		b.put(count, what, price*micros(units)/micros(in))
	}
}

// price is what the item costs in the region. A missing one makes the floor unknown.
func (b *bill) price(item Item) (micros, bool) {
	p, known := priceOf(b.c.Region, item)
	if !known {
		b.lack(fmt.Sprintf("the price table knows nothing of %s", b.c.Region))
	}
	return p.amount, known
}

// put adds a number of things that cost so much a month each.
func (b *bill) put(count int, what string, each micros) {
	if count == 0 {
		return
	}
	sum := (each * micros(count)).cents()
	if !b.floor.Known {
		b.floor.AtLeast += sum
		return
	}
	b.floor.Parts = append(b.floor.Parts, Part{fmt.Sprintf("%d x %s", count, what), sum})
	b.floor.Total += sum
}

// lack makes the floor unknown.
func (b *bill) lack(what string) {
	if b.floor.Known {
		b.floor = Floor{Parts: []Part{}, Missing: what + ": it has prices for " + strings.Join(Regions(), " and ")}
	}
}
