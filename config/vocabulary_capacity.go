package config

import (
	"slices"

	"github.com/shipway-cdk/shipway/constructs/service"
)

func spotKeys(p *service.Spot) mapping {
	return mapping{
		{name: "share", field: "Share", is: number(&p.Share, 1, 100, "SVC-016"),
			says: "Percentage of the tasks above `floor` that run on spare capacity.", absent: "none of them", example: "70"},
		{name: "floor", field: "Floor", is: number(&p.Floor, 1, 100, "SVC-016"),
			says: "Tasks that always run on demand.", absent: "1 with a `share`", example: "2"},
	}
}

// architecture is the processor that an image is built for.
func architecture(arm *bool) choice {
	return choice{options: []string{"x86_64", "arm64"}, code: "SVC-013",
		set:     func(word string) { *arm = word == "arm64" },
		refused: map[string]string{"amd64": "it is called x86_64 here", "aarch64": "it is called arm64 here"}}
}

func instanceKeys(i *service.Instances) mapping {
	least := whole{set: func(n int) { i.Min = &n }, low: 0, high: 1000, code: "SVC-025"}
	return mapping{
		{name: "types", field: "Types", is: list{to: &i.Types, each: argument, most: 20, code: "SVC-025", empty: "want at least one"},
			says:   "EC2 instance types of one architecture, tried in this order. On a cluster each task takes a network interface of its instance: the account setting `awsvpcTrunking` lets most types hold more of them.",
			absent: "[m7i.large], or [m7g.large] with arm64", example: "[m7i.large, m6i.large]"},
		{name: "architecture", field: "ARM", is: architecture(&i.ARM), says: "Processor of the types.", absent: "x86_64", example: "arm64"},
		{name: "min", field: "Min", is: least, says: "Least number of instances.", absent: "2", example: "3"},
		{name: "max", field: "Max", is: number(&i.Max, 1, 1000, "SVC-025"),
			says: "Greatest number of instances.", absent: "6, or twice `min` if that is more", example: "12"},
		{name: "disk", field: "Disk", is: number(&i.Disk, 30, 16384, "SVC-025"),
			says: "Size of each root volume in GiB.", absent: "30", example: "100"},
		{name: "spot", field: "Spot", is: truth{&i.Spot}, says: "Runs all instances on spare capacity.", absent: "false", example: "true"},
		{name: "refresh", field: "Refresh", is: span{&i.Refresh, day, 365 * day, "SVC-025"},
			says: "Age at which an instance is replaced by a newer, patched one, in whole days.", absent: "336h", example: "168h"},
	}
}

// hostKeys are the keys of the hosts of a fleet: the service says how many there are, and of which architecture.
func hostKeys(i *service.Instances) mapping {
	return slices.DeleteFunc(instanceKeys(i), func(k key) bool { return slices.Contains([]string{"Min", "Max", "ARM"}, k.field) })
}

func managedKeys(m *service.ManagedInstances) mapping {
	memory := func(to *service.MiB) whole { return number(to, 1024, 32<<20, "SVC-025") }
	return mapping{
		{name: "minCpu", field: "MinCPU", is: number(&m.MinCPU, 2, 896, "SVC-025"),
			says: "Least virtual CPUs of an instance.", absent: "2, or 4 with `gpus`", example: "4"},
		{name: "maxCpu", field: "MaxCPU", is: number(&m.MaxCPU, 2, 896, "SVC-025"),
			says: "Most virtual CPUs of an instance.", absent: "8, or 192 with `gpus`; `minCpu` if that is more", example: "16"},
		{name: "minMemory", field: "MinMemory", is: memory(&m.MinMemory),
			says: "Least memory of an instance in MiB.", absent: "4096, or 16384 with `gpus`", example: "8192"},
		{name: "maxMemory", field: "MaxMemory", is: memory(&m.MaxMemory),
			says: "Most memory of an instance in MiB.", absent: "32768, or 4194304 with `gpus`; `minMemory` if that is more", example: "65536"},
		{name: "gpus", field: "GPUs", is: number(&m.GPUs, 1, 8, "SVC-025"),
			says: "GPUs of NVIDIA in an instance. Every service on `managed` of the environment then runs on such instances.", absent: "none", example: "1"},
		{name: "architecture", field: "ARM", is: architecture(&m.ARM), says: "Processor of the instances.", absent: "x86_64", example: "arm64"},
		{name: "spot", field: "Spot", is: truth{&m.Spot}, says: "Runs all instances on spare capacity.", absent: "false", example: "true"},
		{name: "disk", field: "Disk", is: number(&m.Disk, 30, 16384, "SVC-025"),
			says: "Size of each data volume in GiB.", absent: "80", example: "200"},
	}
}
