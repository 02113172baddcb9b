package service

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Spot lets part of a service's tasks run on spare capacity, which is cheaper and may be taken back with two minutes'
// notice. The zero value means none of them.
type Spot struct {
	// Share is the percentage of the tasks above Floor that run on Spot, 0 to 100. Default: 0, none.
	Share int
	// Floor is how many tasks always run on demand, 0 to 100. Default: 0 without a Share, 1 with one.
	Floor int
}

// WithDefaults fills the fields that were left zero.
func (s Spot) WithDefaults() Spot {
	if s.Share > 0 {
		s.Floor = cmp.Or(s.Floor, 1)
	}
	return s
}

// Weights are how the tasks above Floor are divided between capacity on demand and spare capacity: the smallest whole
// numbers of the ratio.
func (s Spot) Weights() (demand, spare int) {
	demand, spare = 100-s.Share, s.Share
	common, rest := demand, spare
	for rest != 0 {
		common, rest = rest, common%rest
	}
	return demand / common, spare / common
}

// Validate reports every field out of range.
func (s Spot) Validate() error {
	c := check.Of("service.Spot")
	c.Between("SVC-016", "Share", s.Share, 0, 100)
	c.Between("SVC-016", "Floor", s.Floor, 0, 100)
	c.That("SVC-016", "Floor", s.Floor, s.Share > 0 || s.Floor == 0, "want none without a Share: everything runs on demand then")
	return c.Err()
}

// Instances are the EC2 instances of a cluster or a fleet. Every zero field means the default written beside it.
type Instances struct {
	// Types are EC2 instance types of one architecture, such as "m7g.large", 1 to 20, each once, tried in this order on
	// demand. All of them have NVIDIA GPUs or none: one image starts them all. Default: "m7i.large" for x86_64,
	// "m7g.large" for arm64: 2 virtual CPUs and 8 GiB (Amazon EC2 instance types).
	Types []string
	// Min is the least number of instances, 0 to 1000. Default: 2, so that one zone can fail.
	Min *int
	// Max is the greatest number of instances, Min to 1000 and at least 1. Default: the greater of 6 and twice Min.
	Max int
	// Disk is the size of each instance's encrypted root volume in GiB, 30 to 16384: the image of the operating system
	// needs 30. Default: 30.
	Disk int
	// Spot runs all instances on spare capacity. Default: false, on demand.
	Spot bool
	// ARM says that Types are Graviton processors. Default: false, x86_64.
	ARM bool
	// Refresh is the age at which an instance is replaced, by one that starts from the newest patched image, whole days
	// from 1 to 365. Default: 14 days.
	Refresh time.Duration
}

// WithDefaults fills the fields that were left zero.
func (i Instances) WithDefaults() Instances {
	if len(i.Types) == 0 {
		i.Types = []string{"m7i.large"}
		if i.ARM {
			i.Types = []string{"m7g.large"}
		}
	}
	if i.Min == nil {
		two := 2
		i.Min = &two
	}
	i.Max = cmp.Or(i.Max, max(6, 2**i.Min))
	i.Disk = cmp.Or(i.Disk, 30)
	i.Refresh = cmp.Or(i.Refresh, 14*day)
	return i
}

const day = 24 * time.Hour

var (
	instanceType = regexp.MustCompile(`^[a-z][a-z0-9-]*\.(?:nano|micro|small|medium|large|metal|\d*xlarge|metal-\d+xl)$`)
	// graviton are the families of Graviton processors: a "g" after the generation (Amazon EC2 user guide, "Instance
	// type naming conventions"), and the first one, a1.
	graviton = regexp.MustCompile(`^(?:a1|[a-z]+\d+g[a-z0-9-]*)\.`)
	// nvidia are the families with GPUs of NVIDIA: "g", "gr" or "p" and a generation (ECS developer guide, "Amazon ECS
	// task definitions for GPU workloads"), of which g4ad has those of another maker.
	nvidia = regexp.MustCompile(`^(?:g|gr|p)\d`)
	// sized are the types whose size says how many virtual CPUs they have at most.
	sized = regexp.MustCompile(`\.(?:(nano|micro|small|medium|large)|(\d*)xlarge|metal-(\d+)xl)$`)
)

// Accelerated says whether the instances have GPUs of NVIDIA.
func (i Instances) Accelerated() bool {
	return slices.ContainsFunc(i.WithDefaults().Types, accelerated)
}

func accelerated(kind string) bool {
	return nvidia.MatchString(kind) && !strings.HasPrefix(kind, "g4ad.")
}

// MostCPU is how many virtual CPUs the greatest of Types has at most: 2 up to large, and 4 for each x of xlarge (Amazon
// EC2 instance types). It is 0 when a type's size does not say.
func (i Instances) MostCPU() (most int) {
	for _, one := range i.WithDefaults().Types {
		m := sized.FindStringSubmatch(one)
		switch {
		case m == nil || strings.HasPrefix(one, "c1."): // metal, and a family from before the rule
			return 0
		case m[1] != "":
			most = max(most, 2)
		default:
			n, _ := strconv.Atoi(cmp.Or(m[2], m[3], "1"))
			most = max(most, 4*n)
		}
	}
	return most
}

// roomy are the families whose memory follows from their virtual CPUs: 2 GiB each for "c", 4 for "m" and 8 for "r" (Amazon
// EC2 instance types).
var roomy = regexp.MustCompile(`^([cmr])[5-8][a-z]*\.`)

// MostMemory is how many MiB the greatest of Types has at most. It is 0 when a type's name does not say.
func (i Instances) MostMemory() (most int) {
	for _, one := range i.WithDefaults().Types {
		m, cpu := roomy.FindStringSubmatch(one), Instances{Types: []string{one}}.MostCPU()
		if m == nil || cpu == 0 || strings.HasSuffix(one, ".medium") || strings.HasPrefix(one, "c5n.") { // c5n has more
			return 0
		}
		most = max(most, cpu*1024*map[string]int{"c": 2, "m": 4, "r": 8}[m[1]])
	}
	return most
}

// Validate reports every field out of range, and types of another architecture.
func (i Instances) Validate() error {
	i = i.WithDefaults()
	c := check.Of("service.Instances")
	c.That("SVC-025", "Types", len(i.Types), len(i.Types) <= 20, "want at most 20 instance types")
	for n, one := range i.Types {
		at := fmt.Sprintf("Types[%d]", n)
		known := instanceType.MatchString(one)
		c.That("SVC-025", at, one, known, `want an EC2 instance type, such as "m7i.large"`)
		c.That("SVC-025", at, one, slices.Index(i.Types, one) == n, "want each type once")
		c.That("SVC-013", at, one, !known || graviton.MatchString(one) == i.ARM, fmt.Sprintf("want one of architecture %s", architecture(i.ARM)))
		c.That("SVC-013", at, one, !accelerated(one) || !i.ARM, "want none with GPUs on arm64: ECS has no image for them")
		c.That("SVC-025", at, one, accelerated(one) == accelerated(i.Types[0]), "want all types with GPUs or none: one image starts them all")
	}
	c.Between("SVC-025", "Min", *i.Min, 0, 1000)
	c.That("SVC-025", "Max", i.Max, max(*i.Min, 1) <= i.Max && i.Max <= 1000, fmt.Sprintf("want Min to 1000: %d to 1000", max(*i.Min, 1)))
	c.Between("SVC-025", "Disk", i.Disk, 30, 16384)
	c.That("SVC-025", "Refresh", i.Refresh, day <= i.Refresh && i.Refresh <= 365*day && i.Refresh%day == 0, "want whole days from 24h to 8760h")
	return c.Err()
}

func architecture(arm bool) string {
	if arm {
		return "arm64"
	}
	return "x86_64"
}

// ManagedInstances are bounds within which ECS chooses EC2 instances. Every zero field means the default beside it.
type ManagedInstances struct {
	// MinCPU and MaxCPU bound the virtual CPUs of an instance, 2 to 896: the least and the most of the types that ECS
	// chooses from (ECS developer guide, "Amazon ECS Managed Instances instance types"). Default: 2 to 8; with GPUs 4 to
	// 192.
	MinCPU, MaxCPU int
	// MinMemory and MaxMemory bound its memory in MiB, 1024 to 33554432. Default: 4096 to 32768; with GPUs 16384 to
	// 4194304.
	MinMemory, MaxMemory MiB
	// GPUs is how many GPUs of NVIDIA an instance has, 1 to 8. Default: none.
	GPUs int
	// ARM says that instances have Graviton processors. Default: false, x86_64.
	ARM bool
	// Spot runs all instances on spare capacity. Default: false, on demand.
	Spot bool
	// Disk is the size of each instance's data volume in GiB, 30 to 16384. Default: 80, ECS's own (ECS developer
	// guide, "Amazon ECS Managed Instances").
	Disk int
}

// WithDefaults fills the fields that were left zero.
func (m ManagedInstances) WithDefaults() ManagedInstances {
	least, most := MiB(4096), MiB(32768)
	cpus := [2]int{2, 8}
	if m.GPUs > 0 {
		least, most = 16384, 4194304
		cpus = [2]int{4, 192}
	}
	m.MinCPU = cmp.Or(m.MinCPU, cpus[0])
	m.MaxCPU = cmp.Or(m.MaxCPU, max(cpus[1], m.MinCPU))
	m.MinMemory = cmp.Or(m.MinMemory, least)
	m.MaxMemory = cmp.Or(m.MaxMemory, max(most, m.MinMemory))
	m.Disk = cmp.Or(m.Disk, 80)
	return m
}

// mostHostCPU is how many virtual CPUs the greatest type has that ECS chooses, u7in-32tb.224xlarge.
const mostHostCPU = 896

// Validate reports every field out of range.
func (m ManagedInstances) Validate() error {
	m = m.WithDefaults()
	c := check.Of("service.ManagedInstances")
	c.Between("SVC-025", "MinCPU", m.MinCPU, 2, mostHostCPU)
	c.Between("SVC-025", "MaxCPU", m.MaxCPU, max(m.MinCPU, 2), mostHostCPU)
	c.Between("SVC-025", "MinMemory", int(m.MinMemory), 1024, mostMemory)
	c.Between("SVC-025", "MaxMemory", int(m.MaxMemory), max(int(m.MinMemory), 1024), mostMemory)
	c.Between("SVC-025", "GPUs", m.GPUs, 0, 8)
	c.That("SVC-013", "GPUs", m.GPUs, m.GPUs == 0 || !m.ARM, "want none on arm64: ECS has no image for GPUs there")
	c.Between("SVC-025", "Disk", m.Disk, 30, 16384)
	return c.Err()
}
