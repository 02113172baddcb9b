package ecs

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// Capacity is where the tasks of a service run. The set is closed: [Fargate], [EC2], [Managed].
//
// A service moves from any to any other by a deployment like another: its tasks start in the new place before those in
// the old one stop. ECS does so with release.Rolling and release.BlueGreen (ECS developer guide, "Amazon ECS launch types
// and capacity providers" and "Update Amazon ECS service parameters").
type Capacity interface {
	runtime() service.Runtime
	// providers are the capacity providers of the cluster, and what each gets of the tasks.
	providers(at place) []provider
	// gpus is how many GPUs each task has.
	gpus() int
	// spot says whether a task may be stopped at two minutes' notice.
	spot(in ClusterProps) bool
	// check reports what is wrong with the choice itself and what the cluster, if it is known, cannot give to t.
	check(c *check.Checks, t *task, in *ClusterProps)
}

// provider is a capacity provider's part of the tasks: base of them first, and weight of the rest.
type provider struct {
	name         string
	base, weight int
}

// Fargate runs each task on a host of its own that AWS cares for: nothing to patch, nothing to scale.
//
// Prefer it. It costs the tasks by vCPU and GiB per second, about 20 % less on arm64 (AWS Fargate pricing). It has no
// GPUs, at most 16 virtual CPUs, and pulls the image anew for each task.
type Fargate struct {
	// Spot lets part of the tasks run on spare capacity, at up to 70 % less (AWS Fargate pricing), which AWS takes back
	// with two minutes' notice. Default: none.
	Spot service.Spot
}

func (f Fargate) runtime() service.Runtime { return service.Fargate }

func (f Fargate) gpus() int { return 0 }

func (f Fargate) spot(ClusterProps) bool { return f.Spot.Share > 0 }

func (f Fargate) providers(place) []provider {
	spot := f.Spot.WithDefaults()
	if spot.Share == 0 {
		return []provider{{name: "FARGATE", weight: 1}}
	}
	demand, spare := spot.Weights()
	return []provider{{name: "FARGATE", base: spot.Floor, weight: demand}, {name: "FARGATE_SPOT", weight: spare}}
}

func (f Fargate) check(c *check.Checks, _ *task, _ *ClusterProps) {
	c.Within("Capacity.Spot", f.Spot.Validate())
}

// EC2 runs the tasks on the cluster's own instances, ClusterProps.Instances: several tasks share a host, and its cache
// of images.
//
// Use it for GPUs, for instance types that a licence or a price agreement names, and for many small tasks that fill
// their hosts. It costs the instances, busy or idle (Amazon EC2 On-Demand pricing).
//
// Each task has a network interface of its own. A host has few: an m7i.large has three, one of them its own, and runs
// two tasks. With the account setting awsvpcTrunking it runs ten or more (ECS developer guide, "Increasing Amazon ECS
// Linux container instance network interfaces"). CloudFormation cannot turn it on; do so once for each account and
// region, before the first instance starts:
//
//	aws ecs put-account-setting-default --name awsvpcTrunking --value enabled
//
// The operating system and the ECS agent take a part of a host's memory: a task of all 8 GiB never finds a place on a
// host of 8 GiB. A task that finds none is told to ServiceProps.Alerts, or waits while the instances cannot grow, which
// is told to ClusterProps.Alerts.
type EC2 struct {
	// GPUs is how many GPUs of NVIDIA each task has, 1 to 8. Default: none.
	GPUs int
}

func (e EC2) runtime() service.Runtime { return service.EC2 }

func (e EC2) gpus() int { return e.GPUs }

func (e EC2) spot(in ClusterProps) bool { return in.Instances != nil && in.Instances.Spot }

func (e EC2) providers(at place) []provider { return []provider{{name: at.instances, weight: 1}} }

func (e EC2) check(c *check.Checks, t *task, in *ClusterProps) {
	c.Between("SVC-025", "Capacity.GPUs", e.GPUs, 0, 8)
	if in == nil {
		return
	}
	has := in.Instances
	if has == nil {
		c.That("SVC-016", "Capacity", service.EC2, false, "want a cluster that has instances: give its ClusterProps Instances")
		return
	}
	architecture(c, t.arm, has.ARM)
	c.That("SVC-025", "Capacity.GPUs", e.GPUs, e.GPUs == 0 || has.Accelerated(),
		"want none: the cluster's instances have no GPUs of NVIDIA; give its Instances types that have, such as \"g6.xlarge\"")
	fits(c, t.size.CPU, has.MostCPU())
	most := has.MostMemory()
	c.That("SVC-010", "Size.Memory", int(t.size.Memory), most == 0 || t.size.CPU > 1024*has.MostCPU() || int(t.size.Memory) < most,
		fmt.Sprintf("want less than %d MiB, what the cluster's greatest instance has, of which the system takes a part; or greater instances", most))
}

// Managed runs the tasks on instances that ECS chooses, starts, fills, patches and replaces within the bounds of
// ClusterProps.Managed.
//
// Use it for GPUs, and for tasks too large or too many for Fargate, when nobody wants to care for instances. It costs
// the instances and a fee for managing them, both by the second and by instance type (Amazon ECS pricing). ECS drains
// an instance after 14 days: a task that must run longer has no place here (ECS developer guide, "Amazon ECS Managed
// Instances").
type Managed struct {
	// GPUs is how many GPUs of NVIDIA each task has, 1 to 8. Default: none.
	GPUs int
}

func (m Managed) runtime() service.Runtime { return service.Managed }

func (m Managed) gpus() int { return m.GPUs }

func (m Managed) spot(in ClusterProps) bool { return in.Managed != nil && in.Managed.Spot }

func (m Managed) providers(at place) []provider { return []provider{{name: at.managed, weight: 1}} }

func (m Managed) check(c *check.Checks, t *task, in *ClusterProps) {
	c.Between("SVC-025", "Capacity.GPUs", m.GPUs, 0, 8)
	if in == nil {
		return
	}
	has := in.Managed
	if has == nil {
		c.That("SVC-016", "Capacity", service.Managed, false, "want a cluster that has managed instances: give its ClusterProps Managed")
		return
	}
	architecture(c, t.arm, has.ARM)
	c.That("SVC-025", "Capacity.GPUs", m.GPUs, m.GPUs <= has.GPUs,
		fmt.Sprintf("want at most %d, as many as the cluster's managed instances have", has.GPUs))
	fits(c, t.size.CPU, has.MaxCPU)
	c.That("SVC-010", "Size.Memory", int(t.size.Memory), t.size.Memory < has.MaxMemory,
		fmt.Sprintf("want less than %d: the cluster's managed instances have no more, and the system takes a part", has.MaxMemory))
}

// architecture reports a service whose tasks the instances cannot execute.
func architecture(c *check.Checks, wanted, given bool) {
	names := map[bool]string{false: "x86_64", true: "arm64"}
	c.That("SVC-013", "ARM", wanted, wanted == given, "want what the cluster's instances are: "+names[given])
}

// fits reports a task that is larger than most, the virtual CPUs of the greatest instance; 0 means unknown.
func fits(c *check.Checks, cpu, most int) {
	c.That("SVC-010", "Size.CPU", cpu, most == 0 || cpu <= 1024*most,
		fmt.Sprintf("want at most %d: the cluster's greatest instance has %d virtual CPUs", 1024*most, most))
}

// How long a task may take to stop. Fargate sets its limit, Spot gives two minutes' notice (Amazon EC2 user guide, "Spot
// Instance interruption notices"), and a load balancer waits an hour at most (Elastic Load Balancing user guide,
// "Deregistration delay").
const (
	shortStop = 2 * time.Minute
	longStop  = time.Hour
)

// checkCapacity reports what the chosen capacity cannot give.
func (t *task) checkCapacity(c *check.Checks) {
	var in *ClusterProps
	most, why := longStop, "as long as a load balancer waits"
	if t.cluster != nil {
		in = &t.cluster.props
	}
	switch {
	case t.capacity.runtime() == service.Fargate:
		most, why = shortStop, "Fargate's limit"
	case in != nil && t.capacity.spot(*in):
		most, why = shortStop, "the notice that Spot gives"
	}
	c.Within("Size", t.size.ValidateOn(t.capacity.runtime()))
	t.capacity.check(c, t, in)
	c.That("DEP-011", "StopWithin", t.stopWithin,
		2*time.Second <= t.stopWithin && t.stopWithin <= most && t.stopWithin%time.Second == 0,
		fmt.Sprintf("want whole seconds from 2s to %s, %s", most, why))
	t.checkStorage(c)
}

// checkStorage reports storage that the task cannot have (ECS API, "EphemeralStorage").
func (t *task) checkStorage(c *check.Checks) {
	if t.capacity.runtime() == service.Fargate {
		c.That("SVC-029", "Storage", t.storage, t.storage == 0 || 21 <= t.storage && t.storage <= 200, "want 21 to 200, or leave it out for 20")
		return
	}
	c.That("SVC-029", "Storage", t.storage, t.storage == 0, "want none: only Fargate gives each task storage of its own; give the cluster's instances a larger Disk")
}

// strategy says which capacity providers run the tasks. A service always has one, and neither a launch type nor a
// placement strategy: changing the first would replace the service, and the second could not be taken away again when the
// service moves to Fargate. ECS spreads tasks over zones and instances by itself.
func (s *Service) strategy() []any {
	all := []any{}
	for _, one := range s.props.Capacity.providers(s.place) {
		item := &awsecs.CfnService_CapacityProviderStrategyItemProperty{CapacityProvider: jsii.String(one.name), Weight: jsii.Number(one.weight)}
		if one.base > 0 {
			item.Base = jsii.Number(one.base)
		}
		all = append(all, item)
	}
	return all
}

// compatibility is what ECS checks the task definition against.
func (t *task) compatibility() *[]*string {
	return jsii.Strings(map[service.Runtime]string{
		service.Fargate: "FARGATE", service.EC2: "EC2", service.Managed: "MANAGED_INSTANCES",
	}[t.capacity.runtime()])
}

// accelerators sets GPUs aside for the service's container, or is nil without any.
func (t *task) accelerators() any {
	gpus := t.capacity.gpus()
	if gpus == 0 {
		return nil
	}
	return []any{&awsecs.CfnTaskDefinition_ResourceRequirementProperty{Type: jsii.String("GPU"), Value: jsii.String(fmt.Sprint(gpus))}}
}
