package config

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

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

// sidecarField is a field of one of the sidecars, by its place in the props.
var sidecarField = regexp.MustCompile(`^Sidecars\[(\d+)\](.*)$`)

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
	d.resolveSidecars(e)
	d.resolveVolumes()
}

// resolveSidecars fills in the containers beside the service's own, and reports what they cannot share with it.
func (d *serviceDoc) resolveSidecars(e *environmentDoc) {
	s := d.scope
	d.Service.Sidecars = nil
	for _, name := range slices.Sorted(maps.Keys(d.sidecars)) {
		if !s.broken["Sidecars."+name] {
			d.Service.Sidecars = append(d.Service.Sidecars, *d.sidecars[name])
		}
	}
	c := check.Of("service")
	service.CheckSidecars(c, "Sidecars", d.Service.Sidecars, service.Main{
		Name: d.Name, Port: d.Port, Size: d.Size, Account: e.Account, Region: e.Region,
	})
	var found *check.Error
	if !errors.As(c.Err(), &found) {
		return
	}
	for _, p := range found.Problems {
		field := p.Field
		if m := sidecarField.FindStringSubmatch(p.Field); m != nil { // in the file the name is the key
			i, _ := strconv.Atoi(m[1])
			field = strings.TrimSuffix("Sidecars."+d.Service.Sidecars[i].Name+m[2], ".Name")
		}
		s.rule(field, p)
	}
}

// resolveVolumes fills in the storage that tasks share, and reports places that two of them want.
func (d *serviceDoc) resolveVolumes() {
	s := d.scope
	d.Service.Volumes = nil
	for _, name := range slices.Sorted(maps.Keys(d.volumes)) {
		one := *d.volumes[name]
		at := "Volumes." + name
		if s.broken[at] {
			continue
		}
		s.rules(at, one.Validate())
		for _, other := range d.Service.Volumes {
			if one.Path == other.Path && one.Path != "" {
				s.reject(at+".Path", fmt.Sprintf("volume %s is there too: want another directory", segment(other.Name)), "SVC-028")
			}
		}
		if slices.Contains(d.Writable, one.Path) && one.Path != "" {
			s.reject(at+".Path", "writable names it too: want it once", "SVC-028")
		}
		d.Service.Volumes = append(d.Service.Volumes, one)
	}
}
