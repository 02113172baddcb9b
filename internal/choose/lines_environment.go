package choose

import (
	"fmt"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/service"
)

// Bounds of the file: instances of a group, GiB of a disk, virtual CPUs and MiB of an instance that ECS chooses.
const (
	mostHosts, mostDisk    = 1000, 16384
	mostHostCPU, mostRoom  = 896, 32 << 20
	usualCPU, usualMemory  = 8, 32 << 10
	usualGPUCPU, usualRoom = 192, 4 << 20
)

// EnvironmentLines are what the runtime needs beside the service: lines for an environment in shipway.yaml. Empty: the
// defaults do.
func EnvironmentLines(c Constraints, runtime service.Runtime) string {
	c = c.WithDefaults()
	switch runtime {
	case service.EC2:
		return c.shared()
	case service.Managed:
		return c.managed()
	case service.EKS:
		return fmt.Sprintf("    eks: { admins: [arn:%s:iam::111111111111:role/platform-engineer] }\n", c.partition())
	}
	return ""
}

// widest is the type with the most Graviton CPUs, beyond those with a price (Amazon EC2 instance types, "M8g").
var widest = instance{name: "m8g.48xlarge", arch: ARM, vCPU: 192, memory: 768 << 10}

// shared are the instances that tasks on ec2 share, where they are not the usual ones.
func (c Constraints) shared() string {
	count := c.Services
	if c.Kind != Job {
		count *= c.Tasks
	}
	p := c.hosted(count, leastHosts)
	if c.Architecture == ARM && p.of.holds(c) == 0 {
		p.of = widest
	}
	var keys []string
	if p.of.name != "m7i.large" {
		keys = append(keys, "types: ["+p.of.name+"]")
	}
	if c.Architecture == ARM {
		keys = append(keys, "architecture: arm64")
	}
	if p.count > leastHosts {
		most := min(p.count, mostHosts)
		keys = append(keys, fmt.Sprintf("min: %d, max: %d", most, min(2*most, mostHosts)))
	}
	if room := c.roomier(hostDisk, max(1, p.of.holds(c))); room != "" {
		keys = append(keys, strings.TrimPrefix(room, ", "))
	}
	if len(keys) == 0 {
		return ""
	}
	return fmt.Sprintf("    capacity: { ec2: { %s } }\n", strings.Join(keys, ", "))
}

// managed are the bounds within which ECS chooses instances, where a task does not fit into the usual ones.
func (c Constraints) managed() string {
	cpus, memory := (c.CPU+1023)/1024, int(c.Memory)*10/usable
	mostCPUs, mostMemory := usualCPU, usualMemory
	var keys []string
	if c.GPU > 0 {
		keys = append(keys, fmt.Sprintf("gpus: %d", c.GPU))
		mostCPUs, mostMemory = usualGPUCPU, usualRoom
	}
	if c.Architecture == ARM {
		keys = append(keys, "architecture: arm64")
	}
	if cpus > mostCPUs {
		keys = append(keys, fmt.Sprintf("minCpu: %d, maxCpu: %d", cpus, min(4*cpus, mostHostCPU)))
	}
	if memory > mostMemory {
		keys = append(keys, fmt.Sprintf("minMemory: %d, maxMemory: %d", min(memory, mostRoom), min(4*memory, mostRoom)))
	}
	if cpus > mostCPUs && memory <= mostMemory {
		keys = append(keys, fmt.Sprintf("maxMemory: %d", min(16384*cpus, mostRoom)))
	}
	if memory > mostMemory && cpus <= mostCPUs {
		keys = append(keys, fmt.Sprintf("maxCpu: %d", mostHostCPU))
	}
	if room := c.roomier(managedDisk, 1); room != "" {
		keys = append(keys, strings.TrimPrefix(room, ", "))
	}
	if len(keys) == 0 {
		return ""
	}
	return fmt.Sprintf("    capacity: { managed: { %s } }\n", strings.Join(keys, ", "))
}

// roomier is a disk with room for what so many tasks write, where the usual one has none.
func (c Constraints) roomier(gib, tasks int) string {
	if c.Scratch == 0 {
		return ""
	}
	return fmt.Sprintf(", disk: %d", min(gib+c.Scratch*tasks, mostDisk))
}

// hosted is what holds the tasks: the cheapest pool, in a region without prices as in the first of those with, or the
// largest of the types, where no type of the table is enough.
func (c Constraints) hosted(count, least int) pool {
	for _, region := range append([]string{c.Region}, Regions()...) {
		c.Region = region
		if p, found := cheapest(c, count, least); found {
			return p
		}
	}
	largest := pool{count: max(count, least)}
	for _, i := range instances {
		if i.arch == c.Architecture && (i.gpu > 0) == (c.GPU > 0) && i.vCPU > largest.of.vCPU {
			largest.of = i
		}
	}
	return largest
}
