package service

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// MiB is an amount of memory in mebibytes.
type MiB int

// Size is the CPU and memory of one task. Which pairs there are depends on the runtime: see [Size.Validate] for Fargate
// and [Size.ValidateOn] for all.
type Size struct {
	// CPU is in CPU units, 1024 to a virtual CPU; on Fargate 256, 512, 1024, 2048, 4096, 8192 or 16384.
	// Default: 256, the smallest that Fargate sells (ECS developer guide, "Task CPU and memory").
	CPU int
	// Memory is in MiB; which amounts go with which CPU is the runtime's.
	// Default: the least memory that Fargate sells with CPU, 512 MiB for the default CPU; 2 MiB for each CPU unit of an
	// amount that Fargate does not sell.
	Memory MiB
}

// fargateSizes are the pairs that Fargate sells on Linux (ECS developer guide, "Task CPU and memory").
var fargateSizes = map[int][]MiB{
	256:   {512, 1024, 2048},
	512:   steps(1024, 4096, 1024),
	1024:  steps(2048, 8192, 1024),
	2048:  steps(4096, 16384, 1024),
	4096:  steps(8192, 30720, 1024),
	8192:  steps(16384, 61440, 4096),
	16384: steps(32768, 122880, 8192),
}

func steps(from, to, by MiB) (all []MiB) {
	for m := from; m <= to; m += by {
		all = append(all, m)
	}
	return all
}

// WithDefaults fills the fields that were left zero.
func (s Size) WithDefaults() Size {
	s.CPU = cmp.Or(s.CPU, 256)
	least := MiB(2 * s.CPU)
	if memory, known := fargateSizes[s.CPU]; known {
		least = memory[0]
	}
	s.Memory = cmp.Or(s.Memory, least)
	return s
}

// Validate reports a pair that Fargate does not sell.
func (s Size) Validate() error {
	s = s.WithDefaults()
	c := check.Of("service.Size")
	memory, known := fargateSizes[s.CPU]
	c.That("SVC-010", "CPU", s.CPU, known, "want a Fargate size: 256, 512, 1024, 2048, 4096, 8192 or 16384 CPU units")
	if known {
		c.That("SVC-010", "Memory", int(s.Memory), slices.Contains(memory, s.Memory),
			fmt.Sprintf("with %d CPU units want %s MiB", s.CPU, describe(memory)))
	}
	return c.Err()
}

// describe says "512, 1024 or 2048", or "4096 to 16384 in steps of 1024".
func describe(memory []MiB) string {
	if len(memory) > 4 {
		return fmt.Sprintf("%d to %d in steps of %d", memory[0], memory[len(memory)-1], memory[1]-memory[0])
	}
	words := make([]string, len(memory))
	for i, m := range memory {
		words[i] = fmt.Sprint(m)
	}
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
