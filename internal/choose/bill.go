package choose

import (
	"fmt"

	"github.com/shipway-cdk/shipway/constructs/service"
)

// spotFloor is how many tasks of a service stay on demand when the others may be stopped: those that must answer. It is
// less than the greatest number of tasks, or none would ever run on Spot.
func (c Constraints) spotFloor() int {
	if c.answers() && c.most(service.Fargate, c.Tasks) > 2 {
		return 2
	}
	return 1
}

// tasks adds what runs on Fargate, a share of it on Spot.
func (b *bill) tasks(runtime service.Runtime) {
	size := b.c.SizeOn(runtime)
	cpuItem, memoryItem := fargateCPU, fargateMemory
	if b.c.Architecture == ARM {
		cpuItem, memoryItem = fargateARMCPU, fargateARMMemory
	}
	cpu, known := b.price(cpuItem)
	memory, alsoKnown := b.price(memoryItem)
	if !known || !alsoKnown {
		return
	}
	month := cpu*micros(hours*size.CPU)/1024 + memory*micros(hours*int(size.Memory))/1024
	what := fmt.Sprintf("Fargate task, %d CPU units and %d MiB", size.CPU, size.Memory)
	spot := 0
	if runtime == service.Fargate && b.c.Spot && b.c.Kind != Job {
		spot = max(0, b.c.Tasks-b.c.spotFloor()) * spotShare / 100 * b.c.Services
	}
	b.put(b.count()-spot, what, month)
	b.put(spot, fmt.Sprintf("the same on Spot, at %d %% of the price", 100-spotDiscount.Percent), month*micros(100-spotDiscount.Percent)/100)
}

// hosts adds the instances that the tasks share, their disks, and the fee of whoever looks after them.
func (b *bill) hosts(least, gib int, fee *Rate) {
	if least == 0 {
		b.floor.Note = "Instances run only while a task does."
		return
	}
	p, found := cheapest(b.c, b.count(), least)
	if !found {
		b.tooLarge(max(least, b.count()), gib, fee)
		return
	}
	b.instances(p, gib, fee)
}

// fleet adds a host for each task.
func (b *bill) fleet() {
	p, found := cheapest(b.c, 1, 1)
	if !found {
		b.tooLarge(max(leastHosts, b.count()), hostDisk, nil)
		return
	}
	b.instances(pool{p.of, max(leastHosts, b.count())}, hostDisk, nil)
}

// tooLarge makes the floor unknown, because no instance of the table holds a task, and counts on with so many of the
// largest: one that holds the task costs more.
func (b *bill) tooLarge(count, gib int, fee *Rate) {
	var most instance
	var highest micros
	for _, i := range instances {
		price, known := i.price(b.c.Region)
		if known && price > highest && i.arch == b.c.Architecture && (i.gpu > 0) == (b.c.GPU > 0) {
			most, highest = i, price
		}
	}
	sofar := b.floor.Total
	if highest == 0 {
		b.lack(fmt.Sprintf("the price table knows nothing of %s", b.c.Region))
		return
	}
	b.lack("the price table has no instance that holds such a task")
	b.floor.AtLeast = sofar
	b.instances(pool{most, count}, gib, fee)
}

// instances adds so many of one type, with disks that have room for what the tasks use.
func (b *bill) instances(p pool, gib int, fee *Rate) {
	price, _ := p.of.price(b.c.Region)
	b.put(p.count, p.of.name, price*hours)
	if fee != nil {
		b.put(p.count, fmt.Sprintf("fee of %d %% for looking after it", fee.Percent), price*hours*micros(fee.Percent)/100)
	}
	b.add(p.count, fmt.Sprintf("%d GiB of disk", gib), disk, gib, 1)
	if b.c.Scratch > 0 {
		b.add(b.count(), fmt.Sprintf("%d GiB of disk for a task", b.c.Scratch), disk, b.c.Scratch, 1)
	}
}

// balancers adds load balancers with an address in each zone, and the addresses of so many tasks.
func (b *bill) balancers(wanted bool, count, tasks int) {
	if !wanted {
		return
	}
	b.add(count, "Application Load Balancer", balancer, hours, 1)
	b.add(count*zones, "public IPv4 address of the balancer", address, hours, 1)
	b.add(tasks, "public IPv4 address of a task, which runs in public subnets", address, hours, 1)
}

// gateways adds the way out to the internet.
func (b *bill) gateways() {
	count := map[NAT]int{SingleNAT: 1, PerZoneNAT: zones}[b.c.NAT]
	if count > 0 {
		b.add(count, "NAT gateway", gateway, hours, 1)
		b.add(count, "public IPv4 address of the gateway", address, hours, 1)
	}
}
