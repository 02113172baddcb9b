package eks

import (
	"cmp"
	"fmt"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/eks/manifest"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// How requests reach a service: one of the two, or none for a worker. The types are those of the manifests.
type (
	// Ingress is how requests reach a service. The set is closed: [Public], [Internal].
	Ingress = manifest.Ingress
	// Public puts the service behind a load balancer of its own.
	Public = manifest.Public
	// Internal lets the pods of the service's namespace call it by name.
	Internal = manifest.Internal
)

// ServiceProps describes one service. Name, Cluster, Image and Alerts are required; every other zero value means the
// default written beside it.
type ServiceProps struct {
	// Name names the service in its cluster, 1 to 32 lower case letters, digits and dashes that do not end in "-next".
	// Required: every Kubernetes object, the log group "/<cluster>/<name>" and the alarms carry it.
	Name string
	// Cluster is where the service runs. Required.
	Cluster Place
	// Namespace is where its objects are. Services of one namespace call each other as http://<name>:<port>.
	// Default: the cluster's name in lower case.
	Namespace string
	// Image is what runs. Required: image.Released or image.Fixed. Nodes pull it, by their own role.
	Image image.Image
	// Port is the TCP port the container listens on, 1 to 65535. Default: 8080 with an Ingress, none without.
	Port int
	// Size is what a pod is promised of a node: 128 to 196608 CPU units, 1024 to a virtual CPU, and 64 MiB to 32 TiB.
	// Memory is also its limit; CPU is not. Default: 256 CPU units and 512 MiB.
	Size service.Size
	// ARM runs pods on arm64 nodes; the image must be built for arm64 and the cluster must have such nodes: see
	// [ClusterProps]. Default: amd64.
	ARM bool
	// Scaling bounds the number of pods. Requests cannot be a target: a cluster does not measure them per pod.
	// Default: 2 to 4 pods at 60 % CPU.
	Scaling service.Scaling
	// Ingress is how requests reach the service: [Public] or [Internal]. Default: none, a worker.
	Ingress Ingress
	// Command replaces the image's command; its entry point stays. Default: the image's own.
	Command []string
	// User is the numeric user, and group, the container runs as; never root. Default: "65532:65532", the "nonroot"
	// user of distroless images.
	User string
	// Writable are absolute paths that are writable although the root file system is not, each on the pod's own storage.
	// Default: "/tmp".
	Writable []string
	// Config is plain configuration by environment variable. It is readable by everybody who may read the template.
	// Default: none.
	Config map[string]string
	// Secrets are ARNs of Secrets Manager secrets or SSM parameters by environment variable. The cluster must have the
	// add-on aws-secrets-store-csi-driver-provider with syncSecret and rotation on, as a [Cluster] with a SecretsStore
	// has. It reads them as the service when a pod starts, and every five minutes while it runs, and keeps them in a
	// Secret of the namespace, which etcd holds encrypted. A container has the values of when it started. Default: none.
	Secrets map[string]string
	// SecretKeys are ARNs of customer-managed KMS keys that Secrets are encrypted with. Default: none.
	SecretKeys []string
	// StopWithin is how long a pod may take to finish its work after SIGTERM, whole seconds from 2 s to 1 h.
	// Default: 30 s.
	StopWithin time.Duration
	// Strategy is how a new version takes over. Only a [Public] service can be anything but rolling: nothing else has
	// weights. Default: release.Rolling{}.
	Strategy release.Strategy
	// LogDays is how long logs are kept, one of CloudWatch's retention values. Default: 30 days.
	LogDays int
	// Retain keeps the logs when the stack is deleted. Default: false.
	Retain bool
	// Alerts are ARNs of SNS topics that the service's alarms notify. Required: an alarm nobody hears is no alarm.
	Alerts []string
	// Runbook is the https address that alarms point to. Default: Shipway's runbook, docs/runbook.md.
	Runbook string
}

func (p ServiceProps) withDefaults() ServiceProps {
	p.Cluster = p.Cluster.withDefaults()
	p.LogDays = cmp.Or(p.LogDays, 30)
	p.Runbook = cmp.Or(p.Runbook, symptom.DefaultRunbook)
	return p
}

// rendered is the part of the props that the manifests are made of.
func (p ServiceProps) rendered() manifest.Service {
	return manifest.Service{
		Name: p.Name, Cluster: p.Cluster.Name, Account: p.Cluster.Account, Region: p.Cluster.Region, Namespace: p.Namespace,
		Image: p.Image.Reference(), Port: p.Port, Size: p.Size, ARM: p.ARM, Scaling: p.Scaling, Ingress: p.Ingress,
		Command: p.Command, User: p.User, Writable: p.Writable, Config: p.Config, Secrets: p.Secrets,
		StopWithin: p.StopWithin, Strategy: p.Strategy,
	}.WithDefaults()
}

// mostReferences is how many characters the secrets' ARNs may have, so that the role's policy stays below the 10,240
// characters of a role's inline policies (IAM user guide, "IAM and AWS STS quotas").
const mostReferences = 8000

// Validate reports every prop that NewService would refuse, all at once.
func (p ServiceProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("eks.ServiceProps")
	c.Within("Cluster", p.Cluster.validate())
	bad := p.Image.Validate()
	c.Within("Image", bad)
	rendered := p.rendered()
	if bad != nil {
		rendered.Image = "refused" // said once, above
	}
	c.Within("", rendered.Validate())
	references := 0
	for _, arn := range p.Secrets {
		references += len(arn)
	}
	c.That("LIM-001", "Secrets", fmt.Sprintf("%d characters of ARNs", references), references <= mostReferences,
		fmt.Sprintf("want at most %d together: the role that reads them has one policy; put several values into one secret", mostReferences))
	for i, arn := range p.SecretKeys {
		c.Key(fmt.Sprintf("SecretKeys[%d]", i), arn)
	}
	c.Days("LogDays", p.LogDays)
	c.Alerts(p.Alerts, p.Runbook)
	return c.Err()
}
