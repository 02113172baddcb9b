package choose

import (
	"cmp"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// Kind is who gives the service its work.
type Kind string

// The kinds.
const (
	Web      Kind = "web"      // Web answers the internet.
	Internal Kind = "internal" // Internal answers other services.
	Worker   Kind = "worker"   // Worker takes messages from a queue.
	Job      Kind = "job"      // Job starts by the clock and ends.
)

// Protocol is how callers talk to the service.
type Protocol string

// The protocols.
const (
	HTTP Protocol = "http" // HTTP includes WebSocket.
	TCP  Protocol = "tcp"  // TCP is any other protocol on TCP, such as a database's.
	UDP  Protocol = "udp"  // UDP is any protocol on UDP.
)

// Traffic is how the work arrives.
type Traffic string

// The shapes of traffic.
const (
	Steady Traffic = "steady" // Steady changes slowly.
	Spiky  Traffic = "spiky"  // Spiky multiplies within a minute.
	Idle   Traffic = "idle"   // Idle is nothing for hours, and should cost little then.
)

// Architecture is the processor that the image is built for.
type Architecture string

// The architectures.
const (
	X86 Architecture = "x86_64" // X86 is Intel and AMD.
	ARM Architecture = "arm64"  // ARM is AWS Graviton.
)

// State is what must outlive a task.
type State string

// The kinds of state.
const (
	NoState State = "none"  // NoState is kept outside: in a database, a bucket, a cache.
	Files   State = "files" // Files are shared by all tasks and outlive them.
	Disk    State = "disk"  // Disk is a host's own and must still be there after a release.
)

// Skill is what the team knows of Kubernetes, or needs of it.
type Skill string

// The skills.
const (
	NoSkill  Skill = "none"     // NoSkill has not run Kubernetes.
	Some     Skill = "some"     // Some could, and would rather not.
	Strong   Skill = "strong"   // Strong runs it in production today.
	Required Skill = "required" // Required means that the software needs the Kubernetes API.
)

// Account says whether the AWS account may still use App Runner.
type Account string

// The accounts.
const (
	New       Account = "new"        // New had no App Runner before 2026-04-30.
	AppRunner Account = "app-runner" // AppRunner used it before.
)

// NAT is the environment's way out to the internet, if its price is to be counted.
type NAT string

// The ways out.
const (
	NoNAT      NAT = "none"     // NoNAT counts none: there is none, or the network is paid for already.
	SingleNAT  NAT = "single"   // SingleNAT counts one gateway.
	PerZoneNAT NAT = "per-zone" // PerZoneNAT counts one gateway in each zone.
)

// Compliance is what an auditor asks for.
type Compliance struct {
	// Private means that nothing of it may be reachable from the internet. Default: false.
	Private bool `json:"private"`
	// OwnImage means hosts that start from your own machine image. Default: false.
	OwnImage bool `json:"ownImage"`
	// DedicatedHosts means hardware that no other customer uses. Default: false.
	DedicatedHosts bool `json:"dedicatedHosts"`
	// FIPS means cryptographic modules validated by FIPS 140. Default: false.
	FIPS bool `json:"fips"`
}

// Constraints are what decides where a service runs. Zero fields mean the default beside them: together they are a
// small public web service of a new account. The ranges are those of the flags that [Options] describes.
type Constraints struct {
	// Kind is who gives it work. Default: [Web].
	Kind Kind `json:"kind"`
	// Protocol is how callers talk to it. Default: [HTTP].
	Protocol Protocol `json:"protocol"`
	// Ports is on how many ports it listens. Default: 1.
	Ports int `json:"ports"`
	// Traffic is how work arrives. Default: [Steady].
	Traffic Traffic `json:"traffic"`
	// State is what must outlive a task. Default: [NoState].
	State State `json:"state"`
	// Scratch is how much local disk a task uses while it runs, in GiB. Default: 0, hardly any.
	Scratch int `json:"scratch"`
	// CPU is what a task needs in CPU units, 1024 to a virtual CPU. Default: 256, or what goes with Memory.
	CPU int `json:"cpu"`
	// Memory is what a task needs in MiB. Default: 512, or the least that Fargate sells with CPU.
	Memory service.MiB `json:"memory"`
	// WholeHost means that the container must have a host to itself. Default: false.
	WholeHost bool `json:"wholeHost"`
	// GPU is how many GPUs a task needs. Default: 0.
	GPU int `json:"gpu"`
	// Architecture is the processor that the image is built for. Default: [X86].
	Architecture Architecture `json:"architecture"`
	// Spot means that a task may be stopped with two minutes' notice. Default: false.
	Spot bool `json:"spot"`
	// Tasks is the least number of tasks that run. Default: 2, of a job 1.
	Tasks int `json:"tasks"`
	// Services is how many services like this one there are. Default: 1.
	Services int `json:"services"`
	// Strategy is how a release must take over. Default: [AnyStrategy].
	Strategy release.Name `json:"strategy"`
	// CodeDeploy means that releases must go through AWS CodeDeploy. Default: false.
	CodeDeploy bool `json:"codeDeploy"`
	// Kubernetes is what the team knows of it. Default: [NoSkill].
	Kubernetes Skill `json:"kubernetes"`
	// Compliance is what an auditor asks for. Default: nothing.
	Compliance Compliance `json:"compliance"`
	// Account says whether App Runner is still open. Default: [New].
	Account Account `json:"account"`
	// Region is where it runs. Default: eu-west-1.
	Region string `json:"region"`
	// NAT is counted in the price. Default: [NoNAT].
	NAT NAT `json:"nat"`
	// Budget is the most that the floor may cost, in USD a month. Default: 0, no limit.
	Budget int `json:"budget"`
}

// AnyStrategy leaves to the runtime how a release takes over.
const AnyStrategy release.Name = "any"

// WithDefaults fills the fields that were left zero.
func (c Constraints) WithDefaults() Constraints {
	c.Kind = cmp.Or(c.Kind, Web)
	c.Protocol = cmp.Or(c.Protocol, HTTP)
	c.Ports = cmp.Or(c.Ports, 1)
	c.Traffic = cmp.Or(c.Traffic, Steady)
	c.State = cmp.Or(c.State, NoState)
	c.Architecture = cmp.Or(c.Architecture, X86)
	c.Strategy = cmp.Or(c.Strategy, AnyStrategy)
	size := smallest(c.CPU, c.Memory)
	c.CPU, c.Memory = cmp.Or(c.CPU, size.CPU), cmp.Or(c.Memory, size.Memory)
	least := 2
	if c.Kind == Job {
		least = 1
	}
	c.Tasks = cmp.Or(c.Tasks, least)
	c.Services = cmp.Or(c.Services, 1)
	c.Kubernetes = cmp.Or(c.Kubernetes, NoSkill)
	c.Account = cmp.Or(c.Account, New)
	c.Region = cmp.Or(c.Region, "eu-west-1")
	c.NAT = cmp.Or(c.NAT, NoNAT)
	return c
}

// answers says whether something calls the service.
func (c Constraints) answers() bool { return c.Kind == Web || c.Kind == Internal }
