package manifest

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// portName names the container's port.
const portName = "http"

// address is the name under which the pods of track t are reached.
func (s Service) address(t track) Object {
	name := "40-service"
	if t == next {
		name = "41-service-next"
	}
	return object(name, corev1.Service{
		TypeMeta:   kind("v1", "Service"),
		ObjectMeta: s.meta(s.named(t)),
		Spec: corev1.ServiceSpec{
			Type:     corev1.ServiceTypeClusterIP,
			Selector: s.podsOf(t),
			Ports: []corev1.ServicePort{{
				Name: portName, Protocol: corev1.ProtocolTCP, AppProtocol: pointer("http"),
				Port: int32(s.Port), TargetPort: intstr.FromString(portName),
			}},
		},
	})
}
