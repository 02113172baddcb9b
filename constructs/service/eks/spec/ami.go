package spec

import (
	"maps"
	"regexp"
	"slices"
)

// AMI is the operating system of a node, as EKS calls it.
type AMI string

// The AMIs that EKS builds and patches (EKS API reference, "CreateNodegroup"). Bottlerocket has no shell and an
// immutable root; the FIPS ones use validated cryptography.
const (
	AL2023                AMI = "AL2023_x86_64_STANDARD"
	AL2023ARM             AMI = "AL2023_ARM_64_STANDARD"
	AL2023NVIDIA          AMI = "AL2023_x86_64_NVIDIA"
	AL2023ARMNVIDIA       AMI = "AL2023_ARM_64_NVIDIA"
	AL2023Neuron          AMI = "AL2023_x86_64_NEURON"
	Bottlerocket          AMI = "BOTTLEROCKET_x86_64"
	BottlerocketARM       AMI = "BOTTLEROCKET_ARM_64"
	BottlerocketFIPS      AMI = "BOTTLEROCKET_x86_64_FIPS"
	BottlerocketARMFIPS   AMI = "BOTTLEROCKET_ARM_64_FIPS"
	BottlerocketNVIDIA    AMI = "BOTTLEROCKET_x86_64_NVIDIA"
	BottlerocketARMNVIDIA AMI = "BOTTLEROCKET_ARM_64_NVIDIA"
)

// processor is what a kind of instance computes with.
type processor struct {
	arm  bool
	chip string // chip is the accelerator: "nvidia", "neuron" or none.
}

// String says it for people, such as "arm64 nvidia".
func (p processor) String() string {
	text := "x86_64"
	if p.arm {
		text = "arm64"
	}
	if p.chip != "" {
		text += " " + p.chip
	}
	return text
}

// images are the AMIs with the processors they start on.
var images = map[AMI]processor{
	AL2023: {}, Bottlerocket: {}, BottlerocketFIPS: {},
	AL2023ARM: {arm: true}, BottlerocketARM: {arm: true}, BottlerocketARMFIPS: {arm: true},
	AL2023NVIDIA: {chip: "nvidia"}, BottlerocketNVIDIA: {chip: "nvidia"},
	AL2023ARMNVIDIA: {arm: true, chip: "nvidia"}, BottlerocketARMNVIDIA: {arm: true, chip: "nvidia"},
	AL2023Neuron: {chip: "neuron"},
}

// amiNames are the AMIs' names, sorted.
func amiNames() (names []string) {
	for _, ami := range slices.Sorted(maps.Keys(images)) {
		names = append(names, string(ami))
	}
	return names
}

// TwoVolumes says whether the AMI keeps images and logs on a volume of their own, beside the operating system's.
func (a AMI) TwoVolumes() bool { return len(a) > 12 && a[:12] == "BOTTLEROCKET" }

// defaultAMI is the Amazon Linux for p.
func defaultAMI(p processor) AMI {
	for _, ami := range []AMI{AL2023, AL2023ARM, AL2023NVIDIA, AL2023ARMNVIDIA, AL2023Neuron} {
		if images[ami] == p {
			return ami
		}
	}
	return AL2023
}

// Families by what is in them (Amazon EC2 user guide, "Instance type naming conventions"): a "g" after the generation
// is a Graviton processor, as are the first one, a1, and NVIDIA's Grace; families g, gr and p have NVIDIA's
// accelerators, but for AMD's in g4ad; inf and trn have AWS's own.
var (
	arm    = regexp.MustCompile(`^(?:a1|[a-z]+\d+g[a-z0-9-]*|[a-z]+\d+[a-z]*-gb\d+)\.`)
	nvidia = regexp.MustCompile(`^(?:p|g|gr)\d[a-z0-9-]*\.`)
	amd    = regexp.MustCompile(`^g4ad\.`)
	neuron = regexp.MustCompile(`^(?:inf|trn)\d`)
)

// processorOf is what an instance type computes with.
func processorOf(instance string) processor {
	p := processor{arm: arm.MatchString(instance)}
	switch {
	case neuron.MatchString(instance):
		p.chip = "neuron"
	case nvidia.MatchString(instance) && !amd.MatchString(instance):
		p.chip = "nvidia"
	}
	return p
}
