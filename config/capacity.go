package config

import (
	"fmt"
	"slices"

	"github.com/shipway-cdk/shipway/constructs/service"
)

// resolveCapacity decides which instances the cluster has: those that a service runs on, and those that the file gives.
// A cluster cannot lose instances while a service uses them, so they outlive the last service that leaves them by one
// deployment, as long as the file says so.
func (e *environmentDoc) resolveCapacity(docs []*serviceDoc) {
	s := e.scope
	s.rules("Capacity.EC2", e.instances.Validate())
	s.rules("Capacity.Managed", e.managed.Validate())
	uses := func(runtime service.Runtime) bool {
		return slices.ContainsFunc(docs, func(d *serviceDoc) bool { return d.Runtime == runtime })
	}
	if uses(service.EC2) || s.given("Capacity.EC2") {
		instances := e.instances.WithDefaults()
		e.Instances = &instances
		e.checkArchitecture(docs, service.EC2, instances.ARM, "capacity.ec2")
		e.fitInstances(docs, instances)
	}
	if uses(service.Managed) || s.given("Capacity.Managed") {
		managed := e.managed.WithDefaults()
		e.Managed = &managed
		e.checkArchitecture(docs, service.Managed, managed.ARM, "capacity.managed")
		e.fitManaged(docs, managed)
	}
}

// resolveKubernetes decides what the EKS cluster is: one where a service runs on it.
func (e *environmentDoc) resolveKubernetes(docs []*serviceDoc) {
	s := e.scope
	used := slices.ContainsFunc(docs, func(d *serviceDoc) bool { return d.Runtime == service.EKS })
	switch {
	case !used && s.given("Cluster"):
		s.reject("Cluster", "no service runs on eks: leave it out", "SVC-016")
		return
	case !used:
		return
	case !s.given("Cluster"):
		s.missing("Cluster", "a service runs on eks: give the IAM roles that administer the cluster, such as { admins: [ARN] }", "EKS-005")
		return
	case s.broken["Cluster"]:
		return
	}
	cluster := e.kubernetes
	if !s.given("Cluster.ArgoCD") {
		cluster.ArgoCD = nil
	}
	secret := func(d *serviceDoc) bool { return d.Runtime == service.EKS && len(d.Secrets) > 0 }
	if !cluster.FargateOnly() {
		cluster.SecretsStore = cluster.SecretsStore || slices.ContainsFunc(docs, secret)
	}
	s.rules("Cluster", cluster.Validate())
	if cluster.WithoutAutoMode && cluster.Validate() == nil {
		e.fitNodes(docs, cluster)
	}
	cluster = cluster.WithDefaults()
	e.Kubernetes = &cluster
}

// checkArchitecture reports services whose image the instances cannot run.
func (e *environmentDoc) checkArchitecture(docs []*serviceDoc, runtime service.Runtime, arm bool, key string) {
	for _, d := range docs {
		if d.Runtime != runtime || d.ARM == arm || d.scope.broken["Architecture"] {
			continue
		}
		want := fmt.Sprintf("%s.%s has instances of %s: want the same architecture", e.scope.root.path, key, architectures[arm])
		if d.scope.given("Architecture") {
			d.scope.reject("Architecture", want, "SVC-013")
		} else {
			d.scope.missing("Architecture", want, "SVC-013")
		}
	}
}

var architectures = map[bool]string{false: "x86_64", true: "arm64"}
