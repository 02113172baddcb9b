package choose

import (
	"cmp"
	"sync"

	"github.com/shipway-cdk/shipway/constructs/service"
)

// Steps in which sizes are sold: CPU units double, memory grows by half a GiB.
const (
	firstCPU, lastCPU = 256, 65536
	memoryStep        = service.MiB(512)
	lastMemory        = service.MiB(512 << 10)
)

// sold are the pairs that a runtime sells, the smallest CPU first, then the smallest memory. They are asked of the
// props, so that a size the props learn is a size that this package knows.
var sold = map[service.Runtime]func() []service.Size{
	service.Fargate:   sync.OnceValue(func() []service.Size { return pairs(service.Fargate) }),
	service.AppRunner: sync.OnceValue(func() []service.Size { return pairs(service.AppRunner) }),
}

func pairs(on service.Runtime) (all []service.Size) {
	for cpu := firstCPU; cpu <= lastCPU; cpu *= 2 {
		if (service.Size{CPU: cpu}).ValidateOn(on) != nil {
			continue
		}
		for memory := memoryStep; memory <= lastMemory; memory += memoryStep {
			if size := (service.Size{CPU: cpu, Memory: memory}); size.ValidateOn(on) == nil {
				all = append(all, size)
			}
		}
	}
	return all
}

// fitting is the smallest size of a runtime that sells pairs which has at least cpu and memory, and whether there is
// one.
func fitting(on service.Runtime, cpu int, memory service.MiB) (service.Size, bool) {
	for _, size := range sold[on]() {
		if size.CPU >= cpu && size.Memory >= memory {
			return size, true
		}
	}
	return service.Size{}, false
}

// largest is the greatest size of a runtime that sells pairs.
func largest(on service.Runtime) service.Size {
	all := sold[on]()
	return all[len(all)-1]
}

// smallest fills what was left out of a size: with the least that Fargate sells, or beyond that with 2 GiB for each
// virtual CPU.
func smallest(cpu int, memory service.MiB) service.Size {
	if size, sells := fitting(service.Fargate, cpu, memory); sells {
		return size
	}
	most := largest(service.Fargate)
	return service.Size{CPU: cmp.Or(cpu, most.CPU), Memory: cmp.Or(memory, service.MiB(2*cpu))}
}

// SizeOn is the size that a task gets on a runtime: the smallest one on sale that is enough, or what was asked for where
// any size can be had.
func (c Constraints) SizeOn(runtime service.Runtime) service.Size {
	given := service.Size{CPU: c.CPU, Memory: c.Memory}
	switch runtime {
	case service.Fargate, service.Express:
		if size, sells := fitting(service.Fargate, c.CPU, c.Memory); sells {
			return size
		}
	case service.AppRunner:
		if size, sells := fitting(service.AppRunner, c.CPU, c.Memory); sells {
			return size
		}
	}
	return given
}

// beyond says whether a task is larger than anything that runtime sells.
func beyond(runtime service.Runtime) func(Constraints) bool {
	return func(c Constraints) bool {
		_, sells := fitting(runtime, c.CPU, c.Memory)
		return !sells
	}
}
