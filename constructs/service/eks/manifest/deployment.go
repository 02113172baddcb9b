package manifest

import (
	"fmt"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/shipway-cdk/shipway/constructs/release"
)

// deployment runs the pods of track t. The stable one leaves the number of pods to the autoscaler; the next one has
// exactly count, since it lives too short to scale.
func (s Service) deployment(t track, count int32) Object {
	name, replicas := "60-deployment", (*int32)(nil)
	if t == next {
		name, replicas = "61-deployment-next", &count
	}
	meta := s.meta(s.named(t))
	meta.Labels[trackLabel] = string(t)
	// The pods carry all of them: by name and owner the cluster's log agent knows whose lines it reads.
	made := object(name, appsv1.Deployment{
		TypeMeta:   kind("apps/v1", "Deployment"),
		ObjectMeta: meta,
		Spec: appsv1.DeploymentSpec{
			Replicas:                replicas,
			Selector:                &metav1.LabelSelector{MatchLabels: s.podsOf(t)},
			Strategy:                s.replace(),
			MinReadySeconds:         minReady,
			ProgressDeadlineSeconds: pointer(seconds(s.deadline())),
			RevisionHistoryLimit:    pointer[int32](5),
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: meta.Labels},
				Spec:       s.pod(t),
			},
		},
	})
	made.HoldsImage = true
	return made
}

// minReady is how many seconds a pod must stay ready before it counts: one that dies at once never does.
const minReady = 10

// replace is how a Deployment replaces its pods: as the rolling strategy says, and without losing capacity where
// requests move between two Deployments.
func (s Service) replace() appsv1.DeploymentStrategy {
	rolling, _ := s.Strategy.(release.Rolling)
	rolling = rolling.WithDefaults()
	percent := func(n int) *intstr.IntOrString { return pointer(intstr.FromString(fmt.Sprintf("%d%%", n))) }
	return appsv1.DeploymentStrategy{
		Type: appsv1.RollingUpdateDeploymentStrategyType,
		RollingUpdate: &appsv1.RollingUpdateDeployment{
			MaxUnavailable: percent(100 - *rolling.MinHealthyPercent),
			MaxSurge:       percent(rolling.MaxPercent - 100),
		},
	}
}

// deadline is how long a rollout may stand still before it has failed: a pod's start, a node's start and room.
func (s Service) deadline() time.Duration {
	grace := time.Minute
	if health, checked := s.health(); checked {
		grace = health.Grace
	}
	return 10*time.Minute + grace
}

func seconds(d time.Duration) int32 { return int32(d / time.Second) }
