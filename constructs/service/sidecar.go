package service

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Sidecar is a container that runs beside the service's own in every task, such as a proxy or a log router. It cannot
// change its own files, and has no capability of the kernel's.
type Sidecar struct {
	// Name names the container in its task, 1 to 32 lower case letters, digits and dashes, unlike the service's own
	// name. Required.
	Name string
	// Image is what it runs, by a digest or a tag that does not move. Required.
	Image string
	// Repository is the ARN of the ECR repository of Image; empty for a public image. Default: none.
	Repository string
	// Port is the TCP port it listens on, 1 to 65535, unlike the service's own. Default: none.
	Port int
	// CPU are the CPU units set aside for it out of the task's. Default: none set aside.
	CPU int
	// Memory is how many MiB of the task's it may use, 6 or more (ECS API, "ContainerDefinition"). Default: no bound
	// of its own.
	Memory MiB
	// Command replaces the image's command. Default: the image's own.
	Command []string
	// User is the numeric user it runs as; never root. Default: "65532:65532".
	User string
	// Writable are absolute paths that it may write to, each on the task's own storage. A path must be a VOLUME of its
	// image that User may write to. Default: none.
	Writable []string
	// Config is plain configuration by environment variable. Default: none.
	Config map[string]string
	// Secrets are ARNs of Secrets Manager secrets or SSM parameters by environment variable. Default: none.
	Secrets map[string]string
	// Health is a command, run in the container every 10 s, that ends with 0 when it is well; after 3 failures the
	// container counts as sick. Default: none, it is well as long as it runs.
	Health []string
	// Optional lets the task live on without it. Default: false, the task ends with it.
	Optional bool
	// First lets it start before the service's container, which then waits until it runs, or is well if it has a
	// Health. Default: false, together.
	First bool
}

// WithDefaults fills the fields that were left zero.
func (s Sidecar) WithDefaults() Sidecar {
	s.User = cmp.Or(s.User, "65532:65532")
	return s
}

// mostSidecars is how many containers a task definition has beside the service's own (Amazon ECS service quotas, "Container
// definitions in a task definition").
const mostSidecars = 9

// leastContainer is the least memory that a container can be held to, in MiB (ECS API, "ContainerDefinition").
const leastContainer = 6

var (
	containerName = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$`)
	ecrRepository = regexp.MustCompile(`^arn:aws[a-z-]*:ecr:[a-z0-9-]+:\d{12}:repository/.+$`)
)

// Validate reports every field out of range.
func (s Sidecar) Validate() error { return s.validateIn("", "") }

// validateIn also reports secrets of another account or region, if they are known.
func (s Sidecar) validateIn(account, region string) error {
	s = s.WithDefaults()
	c := check.Of("service.Sidecar")
	c.That("SVC-017", "Name", s.Name, containerName.MatchString(s.Name), "want 1 to 32 lower case letters, digits and dashes, starting with a letter")
	c.Require("IMG-001", "Image", s.Image != "", "give the image that the sidecar runs")
	if s.Image != "" {
		parsed, err := ParseImage(s.Image)
		c.Within("Image", err)
		c.That("IMG-002", "Image", s.Image, err != nil || !parsed.Moving(), "want a digest, or a tag other than latest")
	}
	c.That("IMG-003", "Repository", s.Repository, s.Repository == "" || ecrRepository.MatchString(s.Repository),
		"want the ARN of the ECR repository, or none for a public image")
	c.That("SVC-003", "Port", s.Port, 0 <= s.Port && s.Port <= 65535, "want 1 to 65535, or leave it out")
	c.That("SVC-011", "CPU", s.CPU, s.CPU >= 0, "want 1 or more, or leave it out")
	c.That("SVC-011", "Memory", int(s.Memory), s.Memory == 0 || s.Memory >= leastContainer, fmt.Sprintf("want %d or more, or leave it out", leastContainer))
	CheckUser(c, "User", s.User)
	CheckWritable(c, "Writable", s.Writable)
	CheckVariables(c, [2]string{"Config", "Secrets"}, s.Config, s.Secrets, account, region)
	c.That("SVC-018", "Optional", s.Optional, !s.Optional || !s.First || len(s.Health) == 0,
		"want false with First and Health: the service would wait for a container it can do without")
	return c.Err()
}

// Main is the container that sidecars run beside, as far as they must agree with it.
type Main struct {
	// Name is the container's name.
	Name string
	// Port is the port it listens on, or 0.
	Port int
	// Size is the CPU and memory of the whole task.
	Size Size
	// Account and Region are where secrets must be, or empty.
	Account, Region string
}

// CheckSidecars reports what is wrong with each of all, and what they cannot share with each other and with main:
// names, ports, and more CPU or memory than the task has.
func CheckSidecars(c *check.Checks, field string, all []Sidecar, main Main) {
	c.That("SVC-017", field, len(all), len(all) <= mostSidecars, fmt.Sprintf("want at most %d: a task has %d containers", mostSidecars, 1+mostSidecars))
	names, ports := []string{main.Name}, []int{main.Port}
	cpu, memory := 0, MiB(0)
	for i, s := range all {
		at := fmt.Sprintf("%s[%d]", field, i)
		c.Within(at, s.validateIn(main.Account, main.Region))
		c.That("SVC-017", at+".Name", s.Name, !slices.Contains(names, s.Name), "want a name that no other container of the task has")
		c.That("SVC-003", at+".Port", s.Port, s.Port == 0 || !slices.Contains(ports, s.Port), "want a port that no other container of the task listens on")
		names, ports = append(names, s.Name), append(ports, s.Port)
		cpu, memory = cpu+s.CPU, memory+s.Memory
	}
	size := main.Size.WithDefaults()
	c.That("SVC-011", field, fmt.Sprintf("%d CPU units together", cpu), cpu < size.CPU,
		fmt.Sprintf("want less than the task's %d CPU units", size.CPU))
	c.That("SVC-011", field, fmt.Sprintf("%d MiB together", memory), memory < size.Memory,
		fmt.Sprintf("want less than the task's %d MiB, so that the service has some left", size.Memory))
}
