package manifest

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
)

// secretsPath is where the files of the secrets are. The driver reads them, and makes the variables, only for a pod that
// mounts them.
const secretsPath = "/mnt/secrets"

// volumes are an empty directory for each writable path, and the secrets.
func (s Service) volumes() []corev1.Volume {
	all := []corev1.Volume{}
	for i := range s.Writable {
		all = append(all, corev1.Volume{Name: writable(i), VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}})
	}
	if len(s.Secrets) > 0 {
		all = append(all, corev1.Volume{Name: "secrets", VolumeSource: corev1.VolumeSource{CSI: &corev1.CSIVolumeSource{
			Driver: "secrets-store.csi.k8s.io", ReadOnly: pointer(true),
			VolumeAttributes: map[string]string{"secretProviderClass": s.secretsName()},
		}}})
	}
	return all
}

func (s Service) mounts() []corev1.VolumeMount {
	all := []corev1.VolumeMount{}
	for i, path := range s.Writable {
		all = append(all, corev1.VolumeMount{Name: writable(i), MountPath: path})
	}
	if len(s.Secrets) > 0 {
		all = append(all, corev1.VolumeMount{Name: "secrets", MountPath: secretsPath, ReadOnly: true})
	}
	return all
}

func writable(i int) string { return fmt.Sprintf("writable-%d", i+1) }
