package main

import (
	"fmt"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/kubernetes/pkg/apis/apps"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	appsrules "k8s.io/kubernetes/pkg/apis/apps/validation"
	"k8s.io/kubernetes/pkg/apis/autoscaling"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	autoscalingrules "k8s.io/kubernetes/pkg/apis/autoscaling/validation"
	"k8s.io/kubernetes/pkg/apis/core"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	corerules "k8s.io/kubernetes/pkg/apis/core/validation"
	"k8s.io/kubernetes/pkg/apis/networking"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	networkingrules "k8s.io/kubernetes/pkg/apis/networking/validation"
	"k8s.io/kubernetes/pkg/apis/policy"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	policyrules "k8s.io/kubernetes/pkg/apis/policy/validation"
	"k8s.io/kubernetes/pkg/apis/rbac"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	rbacrules "k8s.io/kubernetes/pkg/apis/rbac/validation"
)

// validate applies the rules for a new object of its kind. A kind without rules here is a problem, not a pass.
func validate(object runtime.Object) field.ErrorList {
	switch o := object.(type) {
	case *core.Namespace:
		return corerules.ValidateNamespace(o)
	case *core.ServiceAccount:
		return corerules.ValidateServiceAccount(o)
	case *core.Service:
		return corerules.ValidateServiceCreate(o)
	case *core.ConfigMap:
		return corerules.ValidateConfigMap(o)
	case *apps.Deployment:
		return appsrules.ValidateDeployment(o, corerules.PodValidationOptions{})
	case *networking.Ingress:
		return networkingrules.ValidateIngressCreate(o)
	case *networking.IngressClass:
		return networkingrules.ValidateIngressClass(o)
	case *networking.NetworkPolicy:
		return networkingrules.ValidateNetworkPolicy(o, networkingrules.NetworkPolicyValidationOptions{})
	case *policy.PodDisruptionBudget:
		return policyrules.ValidatePodDisruptionBudget(o, policyrules.PodDisruptionBudgetValidationOptions{})
	case *rbac.Role:
		return rbacrules.ValidateRole(o)
	case *rbac.RoleBinding:
		return rbacrules.ValidateRoleBinding(o)
	case *autoscaling.HorizontalPodAutoscaler:
		return autoscalingrules.ValidateHorizontalPodAutoscaler(o, autoscalingrules.HorizontalPodAutoscalerSpecValidationOptions{})
	}
	return field.ErrorList{field.InternalError(nil, fmt.Errorf("tools/kubernetes has no rules for %T", object))}
}
