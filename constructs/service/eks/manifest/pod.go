package manifest

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// pod is what runs the container. It passes the restricted Pod Security Standard.
func (s Service) pod(t track) corev1.PodSpec {
	uid, gid := s.user()
	drain := s.drain()
	return corev1.PodSpec{
		ServiceAccountName:            s.Name,
		AutomountServiceAccountToken:  pointer(false),
		EnableServiceLinks:            pointer(false),
		NodeSelector:                  map[string]string{corev1.LabelArchStable: s.architecture()},
		TopologySpreadConstraints:     s.spread(t),
		TerminationGracePeriodSeconds: pointer(int64((drain + s.StopWithin) / time.Second)),
		SecurityContext: &corev1.PodSecurityContext{
			RunAsNonRoot: pointer(true), RunAsUser: &uid, RunAsGroup: &gid, FSGroup: &gid,
			SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
		},
		Containers: []corev1.Container{s.container(drain)},
		Volumes:    s.volumes(),
	}
}

// container is the pod's only container. It carries the service's name, by which logs are told apart.
func (s Service) container(drain time.Duration) corev1.Container {
	c := corev1.Container{
		Name:            s.Name,
		Image:           s.Image,
		ImagePullPolicy: corev1.PullIfNotPresent,
		Env:             s.environment(),
		Resources:       s.resources(),
		VolumeMounts:    s.mounts(),
		SecurityContext: &corev1.SecurityContext{
			AllowPrivilegeEscalation: pointer(false), Privileged: pointer(false), ReadOnlyRootFilesystem: pointer(true),
			Capabilities: &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
		},
	}
	for _, word := range s.Command {
		c.Args = append(c.Args, literal(word))
	}
	if s.Port != 0 {
		c.Ports = []corev1.ContainerPort{{Name: portName, ContainerPort: int32(s.Port), Protocol: corev1.ProtocolTCP}}
	}
	if s.Ingress != nil {
		c.StartupProbe, c.ReadinessProbe, c.LivenessProbe = s.probes()
	}
	if drain > 0 {
		// Sleeping is the kubelet's own doing: the image needs no shell.
		c.Lifecycle = &corev1.Lifecycle{PreStop: &corev1.LifecycleHandler{Sleep: &corev1.SleepAction{Seconds: int64(drain / time.Second)}}}
	}
	return c
}

// follow is how long the load balancer's controller, and a cluster's own routes, take to notice that a pod ends.
const follow = 15 * time.Second

// drain is how long a pod keeps answering before SIGTERM: until the load balancer has let its requests finish, or until
// every node has forgotten its address.
func (s Service) drain() time.Duration {
	switch s.Ingress.(type) {
	case Public:
		return s.StopWithin + follow
	case Internal:
		return follow
	}
	return 0
}

// user is the numeric user and group; a user without a group is its own.
func (s Service) user() (uid, gid int64) {
	user, group, hasGroup := strings.Cut(s.User, ":")
	uid, _ = strconv.ParseInt(user, 10, 64)
	if gid = uid; hasGroup {
		gid, _ = strconv.ParseInt(group, 10, 64)
	}
	return uid, gid
}

func (s Service) architecture() string {
	if s.ARM {
		return "arm64"
	}
	return "amd64"
}

// spread keeps the pods of one version evenly on zones, so that one zone can fail, and apart from each other on nodes
// where nodes allow it.
func (s Service) spread(t track) []corev1.TopologySpreadConstraint {
	over := func(key string, otherwise corev1.UnsatisfiableConstraintAction) corev1.TopologySpreadConstraint {
		return corev1.TopologySpreadConstraint{
			MaxSkew: 1, TopologyKey: key, WhenUnsatisfiable: otherwise, NodeTaintsPolicy: pointer(corev1.NodeInclusionPolicyHonor),
			LabelSelector: &metav1.LabelSelector{MatchLabels: s.podsOf(t)}, MatchLabelKeys: []string{"pod-template-hash"},
		}
	}
	return []corev1.TopologySpreadConstraint{over(corev1.LabelTopologyZone, corev1.DoNotSchedule), over(corev1.LabelHostname, corev1.ScheduleAnyway)}
}

// A pod's share of its node's disk: what it is promised, and what it must not exceed, which is what Fargate gives a task
// (ECS developer guide, "Fargate task ephemeral storage").
const (
	leastDisk = 1 << 30
	mostDisk  = 20 << 30
)

// resources promise memory and allow no more of it: a pod that leaks ends alone. CPU has no limit, which would only slow
// the pod down while the node idles.
func (s Service) resources() corev1.ResourceRequirements {
	binary := func(n int64) resource.Quantity { return *resource.NewQuantity(n, resource.BinarySI) }
	memory := binary(int64(s.Size.Memory) << 20)
	return corev1.ResourceRequirements{
		Requests: corev1.ResourceList{
			corev1.ResourceCPU:    *resource.NewMilliQuantity((int64(s.Size.CPU)*1000+1023)/1024, resource.DecimalSI),
			corev1.ResourceMemory: memory, corev1.ResourceEphemeralStorage: binary(leastDisk),
		},
		Limits: corev1.ResourceList{corev1.ResourceMemory: memory, corev1.ResourceEphemeralStorage: binary(mostDisk)},
	}
}

// environment is the configuration and the secrets as variables. It is part of the pod, not of a ConfigMap, so that it
// comes with a version and goes with it.
func (s Service) environment() []corev1.EnvVar {
	all := []corev1.EnvVar{{Name: "AWS_REGION", Value: s.Region}}
	for _, name := range slices.Sorted(maps.Keys(s.Config)) {
		all = append(all, corev1.EnvVar{Name: name, Value: literal(s.Config[name])})
	}
	for _, name := range slices.Sorted(maps.Keys(s.Secrets)) {
		all = append(all, corev1.EnvVar{Name: name, ValueFrom: &corev1.EnvVarSource{SecretKeyRef: &corev1.SecretKeySelector{
			LocalObjectReference: corev1.LocalObjectReference{Name: s.secretsName()}, Key: name,
		}}})
	}
	return all
}

// literal is text as it must stand where Kubernetes replaces $(NAME): so that it means what it says.
func literal(text string) string {
	var b strings.Builder
	for i := range len(text) {
		b.WriteByte(text[i])
		if text[i] == '$' && i+1 < len(text) && (text[i+1] == '$' || text[i+1] == '(') {
			b.WriteByte('$')
		}
	}
	return b.String()
}
