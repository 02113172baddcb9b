package config

import (
	"fmt"
	"maps"
	"slices"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// Where tasks of ECS services run, and where a service's requests come through the environment's load balancer.
var (
	onECS    = []service.Runtime{service.Fargate, service.EC2, service.Managed}
	onShared = append(slices.Clone(onECS), service.Fleet)
)

// limits are the keys of a service that not every runtime has, by Go field, in the order in which they are reported.
var limits = []struct {
	field string
	on    []service.Runtime
}{
	{"Queue", onECS},
	{"Schedule", onECS},
	{"Sidecars", onECS},
	{"Volumes", onECS},
	{"Exec", onECS},
	{"Spot", []service.Runtime{service.Fargate}},
	{"Storage", []service.Runtime{service.Fargate}},
	{"GPUs", []service.Runtime{service.EC2, service.Managed}},
	{"Instances", []service.Runtime{service.Fleet}},
	{"Strategy.Batch", []service.Runtime{service.Fleet}},
	{"Scaling.Concurrency", []service.Runtime{service.AppRunner}},
	{"Architecture", append(slices.Clone(onShared), service.EKS)},
	{"Writable", append(slices.Clone(onShared), service.EKS, service.Express)},
	{"User", append(slices.Clone(onShared), service.EKS, service.Express)},
	{"StopWithin", append(slices.Clone(onShared), service.EKS, service.Express)},
	{"Ingress.Internal", append(slices.Clone(onECS), service.EKS)},
	{"Ingress.Host", append(slices.Clone(onShared), service.EKS)},
	{"Ingress.Certificate", append(slices.Clone(onShared), service.EKS)},
	{"Ingress.Paths", append(slices.Clone(onShared), service.EKS)},
	{"Ingress.Priority", onShared},
}

// ownAddress says whether the runtime gives a public service an address of its own.
func (d *serviceDoc) ownAddress() bool {
	return d.Runtime == service.Express || d.Runtime == service.AppRunner
}

// checkRuntime reports keys that the runtime does not have, and a service that it cannot run.
func (d *serviceDoc) checkRuntime() {
	s := d.scope
	if d.Runtime == "" {
		return
	}
	for _, l := range limits {
		if s.given(l.field) && !slices.Contains(l.on, d.Runtime) {
			s.reject(l.field, fmt.Sprintf("only %s %s it: leave it out", listed(l.on), verb(l.on)), "SVC-021")
		}
	}
	needs := d.ownAddress() || d.Runtime == service.Fleet
	if needs && d.Ingress.Kind == NoIngress && !s.given("Ingress") {
		s.missing("Ingress", fmt.Sprintf("%s runs public services only: give public: true, or runtime: fargate", d.Runtime), "SVC-021")
	}
	d.checkShape()
}

// ofAJob are the keys that mean nothing to a job, which starts, works and ends.
var ofAJob = []string{"Queue", "Ingress", "Port", "Scaling", "Health", "Strategy", "Exec"}

// checkShape reports keys that contradict what the service does.
func (d *serviceDoc) checkShape() {
	s := d.scope
	if s.given("Schedule") {
		for _, field := range ofAJob {
			if s.given(field) {
				s.reject(field, "a job on a schedule has none: leave it out, or leave schedule out", "SVC-021")
			}
		}
		return
	}
	if s.given("Queue") && s.given("Ingress") {
		s.reject("Queue", "a worker takes work from its queue, a service answers requests: leave out one of queue and ingress", "SVC-021")
	}
}

// resolveShape fills in what the service does besides answering requests.
func (d *serviceDoc) resolveShape(e *environmentDoc) {
	s := d.scope
	if s.given("Queue") && !s.broken["Queue"] {
		s.rules("Queue", d.queue.Validate())
		queue := d.queue.WithDefaults()
		d.Queue = &queue
	}
	if s.given("Schedule") && !s.broken["Schedule"] {
		s.rules("Schedule", d.schedule.Validate())
		schedule := d.schedule.WithDefaults()
		d.Schedule = &schedule
	}
	d.Service.Sidecars, d.Service.Volumes = nil, nil
	for _, name := range slices.Sorted(maps.Keys(d.sidecars)) {
		one := *d.sidecars[name]
		at := "Sidecars." + name
		s.rules(at, one.Validate())
		c := check.Of("service")
		service.CheckVariables(c, [2]string{"Config", "Secrets"}, one.Config, one.Secrets, e.Account, e.Region)
		s.rules(at, c.Err())
		d.Service.Sidecars = append(d.Service.Sidecars, one)
	}
	for _, name := range slices.Sorted(maps.Keys(d.volumes)) {
		one := *d.volumes[name]
		s.rules("Volumes."+name, one.Validate())
		d.Service.Volumes = append(d.Service.Volumes, one)
	}
	d.checkTask()
}

// checkTask reports containers of one task that cannot live together.
func (d *serviceDoc) checkTask() {
	s := d.scope
	used, ports := service.MiB(0), map[int]string{d.Port: "the service"}
	for _, one := range d.Service.Sidecars {
		at := "Sidecars." + one.Name
		if one.Name == d.Name {
			s.rule(at, check.Problem{Given: one.Name, Want: "is the service's own container: want another name", Code: "SVC-017"})
		}
		if other, taken := ports[one.Port]; taken && one.Port != 0 {
			s.reject(at+".Port", fmt.Sprintf("%s listens on it too: want another port", other), "SVC-003")
		}
		ports[one.Port] = "sidecar " + segment(one.Name)
		used += one.Memory
		if size := d.Size.WithDefaults(); used >= size.Memory && one.Memory > 0 {
			s.reject(at+".Memory", fmt.Sprintf("leaves the service none of the task's %d MiB: want less, or a larger size", size.Memory), "SVC-011")
		}
	}
	for i, one := range d.Service.Volumes {
		for _, other := range d.Service.Volumes[:i] {
			if one.Path == other.Path && one.Path != "" {
				s.reject("Volumes."+one.Name+".Path", fmt.Sprintf("volume %s is there too: want another directory", segment(other.Name)), "SVC-028")
			}
		}
		if slices.Contains(d.Writable, one.Path) {
			s.reject("Volumes."+one.Name+".Path", "writable names it too: want it once", "SVC-028")
		}
	}
}
