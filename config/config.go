// Package config reads shipway.yaml: the types a file may hold, strict loading with positions, every rule, and the
// JSON Schema for editors.
//
// It resolves per-environment overrides, so its callers see one flat value per environment and service. It is pure Go:
// no AWS import, no process started, no environment variable read.
package config

import (
	"strconv"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/network/plan"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
)

// File is a valid shipway.yaml with every default filled in and every override applied.
type File struct {
	// App names the application: lower case letters, digits and dashes, at most 20. It starts every stack name.
	App string
	// Owner is the team that alarms name and resources are tagged with.
	Owner string
	// Tags go on every taggable resource of every stack.
	Tags map[string]string
	// Environments are in promotion order. Never empty.
	Environments []Environment
	// Delivery is the tools account that owns the images; nil when the file has no delivery section.
	Delivery *Delivery
}

// Environment is one place the services run, in one account and region.
type Environment struct {
	// Name is the key in the file, such as "prod". It is the CDK stage's id.
	Name string
	// Account is the 12-digit AWS account.
	Account string
	// Region is the AWS region, such as "eu-west-1".
	Region string
	// Partition is the region's AWS partition: "aws", "aws-cn" or "aws-us-gov".
	Partition string
	// Network is the VPC to create. Ignored when Existing is not nil.
	Network plan.Network
	// Existing is the VPC to join instead of creating one; nil to create.
	Existing *ExistingVPC
	// Protect turns on termination protection and retains data and logs when a stack is deleted.
	Protect bool
	// Approval makes releases wait for a person before they enter; nil: nobody is asked. Its Topic is empty.
	Approval *delivery.Approval
	// Window is when a release may begin; nil: at any time.
	Window *delivery.Window
	// Wave names the environments that get a release side by side: neighbours with the same one, and with the same Approval,
	// Window and OnFailure.
	Wave string
	// OnFailure is what the pipeline does by itself when a release to the wave fails.
	OnFailure delivery.OnFailure
	// LogDays is how many days logs are kept, one of CloudWatch's retention values.
	LogDays int
	// Alerts are e-mail addresses that alarms are sent to. May be empty.
	Alerts []string
	// Tags are the file's tags with the environment's own on top.
	Tags map[string]string
	// Instances are the EC2 instances of the cluster; nil when no service runs on them and the file gives none.
	Instances *service.Instances
	// Managed bounds the cluster's ECS Managed Instances; nil when no service runs on them and the file gives none.
	Managed *service.ManagedInstances
	// Kubernetes is the EKS cluster; nil when no service runs on it.
	Kubernetes *spec.Cluster
	// Services run here, sorted by name.
	Services []Service
}

// ExistingVPC is a VPC that Shipway joins and never changes.
type ExistingVPC struct {
	ID      string   // ID is "vpc-" and hexadecimal digits.
	CIDR    string   // CIDR is the VPC's IPv4 range.
	Zones   []string // Zones are zone letters, one for each private subnet, in the same order.
	Public  []string // Public are subnet ids with a route to an internet gateway, one per zone, or none.
	Private []string // Private are subnet ids for tasks, one per zone.
}

// Service is one container service as it runs in one environment.
type Service struct {
	Name           string              // Name is the key in the file, such as "web".
	Runtime        service.Runtime     // Runtime is where it runs.
	Image          string              // Image is a fixed image reference; empty: the release owns the image.
	Port           int                 // Port is the TCP port the container listens on; 0: it listens on none.
	Size           service.Size        // Size is the CPU and memory of a task.
	ARM            bool                // ARM runs on Graviton processors.
	GPUs           int                 // GPUs are the accelerators of a task.
	Spot           service.Spot        // Spot lets part of the tasks run on spare capacity.
	Storage        int                 // Storage is a task's own storage in GiB; 0: what Fargate gives to everybody.
	Instances      service.Instances   // Instances are the hosts of a fleet.
	Scaling        service.Scaling     // Scaling bounds the number of tasks.
	Health         service.Health      // Health is the load balancer's check.
	Ingress        Ingress             // Ingress is how requests reach the service.
	Queue          *service.Queue      // Queue is where a worker's work comes from; nil: no queue of its own.
	Within         time.Duration       // Within is the longest time between two tasks of a job that end well; 0: nobody waits for it.
	Schedule       *service.Schedule   // Schedule is when a job starts; nil: it is no job.
	Command        []string            // Command replaces the image's command when not empty.
	User           string              // User is the numeric user, and group, the container runs as.
	Writable       []string            // Writable are absolute paths that are writable although the root file system is not.
	Config         map[string]string   // Config is plain configuration, as environment variables.
	Secrets        map[string]string   // Secrets are ARNs by environment variable.
	SecretKeys     []string            // SecretKeys are ARNs of the KMS keys that Secrets are encrypted with.
	Sidecars       []service.Sidecar   // Sidecars run beside the service's container, sorted by name.
	Volumes        []service.Volume    // Volumes are storage that outlives tasks, sorted by name.
	Exec           bool                // Exec lets people open a shell in a task; sessions are logged.
	StopWithin     time.Duration       // StopWithin is how long a task may take to stop after SIGTERM.
	Strategy       release.Strategy    // Strategy is how a release takes over.
	Controller     *release.CodeDeploy // Controller is CodeDeploy where it deploys; nil: the runtime itself does.
	WaitForReroute time.Duration       // WaitForReroute is how long new hosts of a fleet wait for somebody to move the requests.
	Verify         delivery.Verify     // Verify is how a release proves itself; its Metric is empty: the stack names it.
	Runbook        string              // Runbook is the https address alarms point to; empty: Shipway's own.
}

// UID is the number of the user that the container runs as.
func (s Service) UID() int {
	user, _, _ := strings.Cut(s.User, ":")
	uid, _ := strconv.Atoi(user)
	return uid
}

// GID is the number of the container's group, or 0 without one.
func (s Service) GID() int {
	_, group, _ := strings.Cut(s.User, ":")
	gid, _ := strconv.Atoi(group)
	return gid
}

// Ingress is how requests reach a service.
type Ingress struct {
	Kind        Kind     // Kind is who may reach the service.
	Host        string   // Host is the public DNS name, for a Public service.
	Paths       []string // Paths are the path patterns served under Host; "/*" when the service has it all.
	Certificate string   // Certificate is the ACM certificate's ARN, for a Public service.
	Priority    int      // Priority orders the listener rule, 1 to 50000, unique among public services.
}

// Kind is who may reach a service.
type Kind int

const (
	// NoIngress is a worker: nothing connects to it.
	NoIngress Kind = iota
	// Internal services answer the other services of their environment.
	Internal
	// Public services answer the internet over HTTPS.
	Public
)

// Delivery is the tools account, and what happens there between a commit and its environments.
type Delivery struct {
	Account              string          // Account is the 12-digit AWS account.
	Region               string          // Region is the AWS region.
	Partition            string          // Partition is the region's AWS partition.
	Keep                 int             // Keep is how many images each repository keeps.
	Scan                 bool            // Scan turns on enhanced scanning for the whole account and region.
	Cache                bool            // Cache adds pull-through caches of public registries for the whole account and region.
	Sign                 bool            // Sign has the registry sign every image that is pushed.
	Alerts               []string        // Alerts are e-mail addresses that are told of failures, and asked for approvals; some, if there is a pipeline.
	Chats                []string        // Chats are the ARNs of topics that channels of a chat read, in the account and region; none without a pipeline.
	Limits               delivery.Scan   // Limits are what may be found in an image before it is released to anybody.
	Services             []Delivered     // Services have a pipeline, sorted by name. May be empty.
	Infrastructure       *delivery.Synth // Infrastructure is how the application's own pipeline makes its templates; nil: it has none.
	InfrastructureSource delivery.Source // InfrastructureSource is where the application itself comes from; nil without Infrastructure.
}

// Delivered is a service with a pipeline: its image is what releases say in at least one environment.
type Delivered struct {
	Name   string          // Name is the service's.
	Source delivery.Source // Source is where its versions come from.
	Build  delivery.Build  // Build is how one becomes an image, but for Repository and Tools; zero with a delivery.Registry.
}
