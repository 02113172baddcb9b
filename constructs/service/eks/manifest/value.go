package manifest

import (
	"cmp"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// Service is one service as plain values. Name, Cluster, Account, Region and Image are required; every other zero value
// means the default written beside it. Text may hold CDK tokens: they stay as they are.
type Service struct {
	// Name names every object of the service, 1 to 32 lower case letters, digits and dashes. Required.
	Name string
	// Cluster is the name of the EKS cluster. Required: the load balancer's name starts with it.
	Cluster string
	// Account is the 12-digit AWS account. Required: secrets and the certificate must be in it.
	Account string
	// Region is the AWS region. Required: pods are told it, and secrets are read there.
	Region string
	// Namespace is where the objects are. Services of one namespace call each other as http://<name>:<port>.
	// Default: the cluster's name in lower case.
	Namespace string
	// Image is the address of the image, or a token for it. Required.
	Image string
	// Port is the TCP port the container listens on, 1 to 65535. Default: 8080 with an Ingress, none without.
	Port int
	// Size is what a pod is promised of a node, 1024 CPU units to a virtual CPU: 128 to 196608 CPU units and 64 MiB to
	// 32 TiB. Memory is also its limit; CPU is not, an idle node lends what it has.
	// Default: 256 CPU units and 512 MiB.
	Size service.Size
	// ARM runs pods on arm64 nodes. Auto Mode's own node pool has none; [Cluster] has one. Default: amd64 nodes.
	ARM bool
	// Scaling bounds the number of pods. Default: 2 to 4 pods at 60 % CPU.
	Scaling service.Scaling
	// Ingress is how requests reach the service: [Public] or [Internal]. Default: none, a worker.
	Ingress Ingress
	// Command replaces the image's command; its entry point stays. Default: the image's own.
	Command []string
	// User is the numeric user, and group, the container runs as; never root. Default: "65532:65532".
	User string
	// Writable are absolute paths that are writable although the root file system is not. They belong to the pod and end
	// with it. Default: "/tmp".
	Writable []string
	// Config is plain configuration by environment variable. Default: none.
	Config map[string]string
	// Secrets are ARNs of Secrets Manager secrets or SSM parameters by environment variable. Default: none.
	Secrets map[string]string
	// StopWithin is how long a pod may take to finish its work after SIGTERM, whole seconds from 2 s to 1 h.
	// Default: 30 s.
	StopWithin time.Duration
	// Strategy is how a new version takes over. Default: release.Rolling{}.
	Strategy release.Strategy
}

// WithDefaults fills the fields that were left zero.
func (s Service) WithDefaults() Service {
	s.Namespace = cmp.Or(s.Namespace, strings.ToLower(s.Cluster))
	if s.Ingress != nil {
		s.Port = cmp.Or(s.Port, 8080)
		s.Ingress = s.Ingress.withDefaults()
	}
	s.Size = s.Size.WithDefaults()
	s.Scaling = s.Scaling.WithDefaults()
	s.User = cmp.Or(s.User, "65532:65532")
	if s.Writable == nil {
		s.Writable = []string{"/tmp"}
	}
	s.StopWithin = cmp.Or(s.StopWithin, 30*time.Second)
	if s.Strategy == nil {
		s.Strategy = release.Rolling{}
	}
	return s
}

// shape is what the service does, as far as it decides how a new version can take over.
func (s Service) shape() release.Shape {
	switch s.Ingress.(type) {
	case Public:
		return release.Public
	case Internal:
		return release.Internal
	}
	return release.Worker
}

// shifts says whether a release runs both versions and moves requests between them.
func (s Service) shifts() bool { return s.Strategy.Name() != release.RollingName }
