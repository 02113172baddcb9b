package service

import (
	"fmt"
	"slices"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// appRunnerSizes are the pairs that App Runner sells (App Runner API, "InstanceConfiguration").
var appRunnerSizes = map[int][]MiB{
	256: {512, 1024}, 512: {1024}, 1024: {2048, 3072, 4096}, 2048: {4096, 6144}, 4096: {8192, 10240, 12288},
}

// What a task on an instance may ask for (ECS developer guide, "Task size": 128 CPU units to 192 virtual CPUs), and a
// pod may as well. Memory is bounded by what instances have (Amazon EC2 instance types: 32 TiB at most).
const (
	leastCPU, mostCPU       = 128, 196608
	leastMemory, mostMemory = 64, 32 << 20
)

// ValidateOn reports a pair that runtime does not offer. On [Fleet] a size means nothing: a container has its host.
func (s Size) ValidateOn(runtime Runtime) error {
	given := s
	s = s.WithDefaults()
	c := check.Of("service.Size")
	switch runtime {
	case EC2, Managed, EKS:
		c.Between("SVC-010", "CPU", s.CPU, leastCPU, mostCPU)
		c.Between("SVC-010", "Memory", int(s.Memory), leastMemory, mostMemory)
	case AppRunner:
		memory, known := appRunnerSizes[s.CPU]
		c.That("APR-001", "CPU", s.CPU, known, "want an App Runner size: 256, 512, 1024, 2048 or 4096 CPU units")
		if known {
			c.That("APR-001", "Memory", int(s.Memory), slices.Contains(memory, s.Memory), fmt.Sprintf("with %d CPU units want %s MiB", s.CPU, describe(memory)))
		}
	case Fleet:
		c.That("SVC-021", "CPU", given.CPU, given.CPU == 0, "want none: a container of a fleet has its whole host; choose instances instead")
		c.That("SVC-021", "Memory", int(given.Memory), given.Memory == 0, "want none: a container of a fleet has its whole host; choose instances instead")
	default:
		return s.Validate()
	}
	return c.Err()
}
