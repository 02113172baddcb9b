package config

import (
	"fmt"
	"strconv"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
)

// at is where the environment says something about its capacity, for the messages of services.
func (e *environmentDoc) at(key string) string { return e.scope.root.path + "." + key }

// fitInstances reports tasks that no instance of the cluster's own group has room for. A group with types of another kind
// is refused itself.
func (e *environmentDoc) fitInstances(docs []*serviceDoc, has service.Instances) {
	if has.Validate() != nil {
		return
	}
	for _, d := range docs {
		if d.Runtime != service.EC2 {
			continue
		}
		c := check.Of("service")
		c.That("SVC-025", "GPUs", d.GPUs, d.GPUs == 0 || has.Accelerated(),
			fmt.Sprintf("%s has no types with accelerators of NVIDIA: give it some, such as [g6.xlarge]", e.at("capacity.ec2")))
		fits(c, d, has.MostCPU(), e.at("capacity.ec2"))
		most := has.MostMemory()
		c.That("SVC-010", "Size.Memory", int(d.Size.Memory), most == 0 || d.Size.CPU > 1024*has.MostCPU() || int(d.Size.Memory) < most,
			fmt.Sprintf("the greatest instance of %s has %d MiB, and the system takes a part: want less, or greater instances there", e.at("capacity.ec2"), most))
		d.scope.rules("", c.Err())
	}
}

// fitManaged reports tasks that no instance within the bounds has room for.
func (e *environmentDoc) fitManaged(docs []*serviceDoc, has service.ManagedInstances) {
	if has.Validate() != nil {
		return
	}
	at := e.at("capacity.managed")
	for _, d := range docs {
		if d.Runtime != service.Managed {
			continue
		}
		c := check.Of("service")
		c.That("SVC-025", "GPUs", d.GPUs, d.GPUs <= has.GPUs, fmt.Sprintf("an instance of %s has %s: give gpus: %d there", at, several(has.GPUs), d.GPUs))
		fits(c, d, has.MaxCPU, at)
		c.That("SVC-010", "Size.Memory", int(d.Size.Memory), d.Size.Memory < has.MaxMemory,
			fmt.Sprintf("an instance of %s has at most %d MiB, and the system takes a part: want less, or a greater maxMemory there", at, has.MaxMemory))
		d.scope.rules("", c.Err())
	}
}

// several says a number as people do.
func several(n int) string {
	if n == 0 {
		return "none"
	}
	return strconv.Itoa(n)
}

// fits reports a task of more than most virtual CPUs, those of the greatest instance; 0 means unknown.
func fits(c *check.Checks, d *serviceDoc, most int, at string) {
	c.That("SVC-010", "Size.CPU", d.Size.CPU, most == 0 || d.Size.CPU <= 1024*most,
		fmt.Sprintf("the greatest instance of %s has %d virtual CPUs: want at most %d, or greater instances there", at, most, 1024*most))
}

// fitNodes reports what services cannot have on a cluster without Auto Mode: nodes for their pods, a driver for their
// secrets, a load balancer. Auto Mode makes nodes with Graviton processors, too, where an administrator lets it.
func (e *environmentDoc) fitNodes(docs []*serviceDoc, has spec.Cluster) {
	for _, d := range docs {
		if d.Runtime != service.EKS {
			continue
		}
		takes := !d.ARM && len(has.FargateProfiles) > 0
		for _, group := range has.NodeGroups {
			takes = takes || group.ARM() == d.ARM && group.Open()
		}
		s := d.scope
		if !takes {
			want := fmt.Sprintf("no node of %s takes its pods: give it a node group of %s without taints, or leave withoutAutoMode out", e.at("eks"), architectures[d.ARM])
			s.refuse(s.root, s.root.node, "", want, "EKS-003")
		}
		if d.Ingress.Kind == Public {
			s.reject("Ingress.Public", fmt.Sprintf("EKS Auto Mode makes the load balancers, and %s has withoutAutoMode: leave it out there, or give internal: true", e.at("eks")), "EKS-003")
		}
		if len(d.Secrets) > 0 && has.FargateOnly() {
			s.reject("Secrets", fmt.Sprintf("a driver on nodes mounts them, and %s has Fargate profiles only: give it a node group", e.at("eks")), "EKS-006")
		}
	}
}
