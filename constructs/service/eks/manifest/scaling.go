package manifest

import (
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// scaling lets the autoscaler keep each target between Min and Max pods. It owns the number of pods: the stable
// Deployment never names one. With hold, it adds pods and removes none: the stable pods wait at their number while
// requests go elsewhere.
func (s Service) scaling(hold bool) Object {
	down := &autoscalingv2.HPAScalingRules{StabilizationWindowSeconds: pointer(seconds(s.Scaling.Rest))}
	if hold {
		down.SelectPolicy = pointer(autoscalingv2.DisabledPolicySelect)
	}
	targets := []autoscalingv2.MetricSpec{average(corev1.ResourceCPU, s.Scaling.CPU)}
	if s.Scaling.Memory > 0 {
		targets = append(targets, average(corev1.ResourceMemory, s.Scaling.Memory))
	}
	return object("70-horizontalpodautoscaler", autoscalingv2.HorizontalPodAutoscaler{
		TypeMeta:   kind("autoscaling/v2", "HorizontalPodAutoscaler"),
		ObjectMeta: s.meta(s.Name),
		Spec: autoscalingv2.HorizontalPodAutoscalerSpec{
			ScaleTargetRef: autoscalingv2.CrossVersionObjectReference{APIVersion: "apps/v1", Kind: "Deployment", Name: s.Name},
			MinReplicas:    pointer(int32(s.Scaling.Min)),
			MaxReplicas:    int32(s.Scaling.Max),
			Metrics:        targets,
			Behavior:       &autoscalingv2.HorizontalPodAutoscalerBehavior{ScaleDown: down},
		},
	})
}

// average is the target percentage of what pods are promised of a resource.
func average(of corev1.ResourceName, percent int) autoscalingv2.MetricSpec {
	return autoscalingv2.MetricSpec{
		Type: autoscalingv2.ResourceMetricSourceType,
		Resource: &autoscalingv2.ResourceMetricSource{Name: of, Target: autoscalingv2.MetricTarget{
			Type: autoscalingv2.UtilizationMetricType, AverageUtilization: pointer(int32(percent)),
		}},
	}
}

// disruption lets nodes go one pod at a time, and never waits for a pod that is sick anyway.
func (s Service) disruption() Object {
	return object("35-poddisruptionbudget", policyv1.PodDisruptionBudget{
		TypeMeta:   kind("policy/v1", "PodDisruptionBudget"),
		ObjectMeta: s.meta(s.Name),
		Spec: policyv1.PodDisruptionBudgetSpec{
			MaxUnavailable:             pointer(intstr.FromInt32(1)),
			Selector:                   &metav1.LabelSelector{MatchLabels: s.pods()},
			UnhealthyPodEvictionPolicy: pointer(policyv1.AlwaysAllow),
		},
	})
}
