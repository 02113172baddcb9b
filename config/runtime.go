package config

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

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
	{"Exec", onShared},
	{"Spot", []service.Runtime{service.Fargate}},
	{"Storage", []service.Runtime{service.Fargate}},
	{"GPUs", []service.Runtime{service.EC2, service.Managed}},
	{"Instances", []service.Runtime{service.Fleet}},
	{"Strategy.Batch", []service.Runtime{service.Fleet}},
	{"Scaling.CPU", without(service.AppRunner)},
	{"Scaling.Memory", without(service.AppRunner, service.Fleet)},
	{"Scaling.Requests", without(service.AppRunner, service.EKS)},
	{"Scaling.Rest", without(service.AppRunner, service.Fleet, service.Express)},
	{"Scaling.Concurrency", []service.Runtime{service.AppRunner}},
	{"Health.Codes", without(service.AppRunner, service.Express)},
	{"Health.Interval", without(service.Express)},
	{"Health.Timeout", without(service.Express)},
	{"Health.Healthy", without(service.Express)},
	{"Health.Unhealthy", without(service.Express)},
	{"Health.Grace", without(service.AppRunner, service.Express)},
	{"Architecture", without(service.AppRunner)},
	{"Writable", without(service.AppRunner)},
	{"User", without(service.AppRunner)},
	{"StopWithin", without(service.AppRunner)},
	{"Ingress.Internal", append(slices.Clone(onECS), service.EKS)},
	{"Ingress.Host", append(slices.Clone(onShared), service.EKS)},
	{"Ingress.Certificate", append(slices.Clone(onShared), service.EKS)},
	{"Ingress.Paths", append(slices.Clone(onShared), service.EKS)},
	{"Ingress.Priority", onShared},
}

// without are all runtimes but those.
func without(those ...service.Runtime) []service.Runtime {
	return slices.DeleteFunc(slices.Clone(service.Runtimes), func(r service.Runtime) bool { return slices.Contains(those, r) })
}

// ownAddress says whether the runtime gives a public service an address of its own.
func (d *serviceDoc) ownAddress() bool {
	return d.Runtime == service.Express || d.Runtime == service.AppRunner
}

// checkRuntime reports keys that the runtime does not have, and a service that it cannot run.
func (d *serviceDoc) checkRuntime(e *environmentDoc) {
	s := d.scope
	if d.Runtime == "" {
		return
	}
	for _, l := range limits {
		if s.given(l.field) && !slices.Contains(l.on, d.Runtime) {
			s.reject(l.field, fmt.Sprintf("only %s %s it: leave it out", listed(l.on), verb(l.on)), "SVC-021")
		}
	}
	if d.Ingress.Kind != Public && (d.ownAddress() || d.Runtime == service.Fleet) {
		want := fmt.Sprintf("%s runs public services only: give public: true, or runtime: fargate", d.Runtime)
		switch {
		case s.given("Ingress.Internal"): // said above
		case s.given("Ingress.Public"):
			s.reject("Ingress.Public", want, "SVC-021")
		case !s.given("Ingress"):
			s.missing("Ingress", want, "SVC-021")
		}
	}
	d.checkShape()
	d.checkOwnLimits(e)
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
func (d *serviceDoc) resolveShape(e *environmentDoc, f *fileDoc) {
	s := d.scope
	if s.given("Queue") && !s.broken["Queue"] {
		s.rules("Queue", d.queue.Validate())
		queue := d.queue.WithDefaults()
		d.Queue = &queue
	}
	if s.given("Schedule") && !s.broken["Schedule"] {
		s.rules("Schedule", d.schedule.Validate())
		c := check.Of("schedule")
		c.That("SVC-027", "Within", d.Within, d.Within%time.Hour == 0, "want whole hours from 1h to 168h")
		c.That("SVC-027", "Within", d.Within, d.Within == 0 || d.Within >= d.schedule.Every, fmt.Sprintf("want at least Every, %s, or it rings between two starts", d.schedule.Every))
		s.rules("Schedule", c.Err())
		schedule := d.schedule.WithDefaults()
		d.Schedule = &schedule
	}
	d.resolveSidecars(e, f)
	d.resolveVolumes()
}

// resolveSidecars fills in the containers beside the service's own, and reports what they cannot share with it.
func (d *serviceDoc) resolveSidecars(e *environmentDoc, f *fileDoc) {
	s := d.scope
	d.Service.Sidecars = nil
	for _, name := range slices.Sorted(maps.Keys(d.sidecars)) {
		if !s.broken["Sidecars."+name] {
			d.Service.Sidecars = append(d.Service.Sidecars, d.beside(*d.sidecars[name], e, f))
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

// beside is one sidecar, which may be pulled from the repository that its image names, and reports one that cannot be.
func (d *serviceDoc) beside(one service.Sidecar, e *environmentDoc, f *fileDoc) service.Sidecar {
	image, err := service.ParseImage(one.Image)
	if err == nil && d.scope.given("Sidecars."+one.Name+".Image") {
		d.checkPull("Sidecars."+one.Name+".Image", image, e, f)
		one.Repository = cmp.Or(one.Repository, image.ECR())
	}
	return one
}

// agents are where the agent behind ECS Exec writes (ECS developer guide, "Monitor containers with ECS Exec").
var agents = []string{"/var/lib/amazon", "/var/log/amazon"}

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
		d.checkVolume(at, one)
		for _, other := range d.Service.Volumes {
			if one.Path == other.Path && one.Path != "" {
				s.reject(at+".Path", fmt.Sprintf("volume %s is there too: want another directory", segment(other.Name)), "SVC-028")
			}
		}
		if slices.Contains(d.Writable, one.Path) && one.Path != "" {
			s.reject(at+".Path", "writable names it too: want it once", "SVC-028")
		}
		if d.Exec && slices.Contains(agents, one.Path) {
			s.reject(at+".Path", "what opens a shell writes there: want another directory, or leave exec out", "SVC-028")
		}
		d.Service.Volumes = append(d.Service.Volumes, one)
	}
}

// checkVolume reports a volume that cannot be had. In the file its name is the key.
func (d *serviceDoc) checkVolume(at string, one service.Volume) {
	var found *check.Error
	if !errors.As(one.Validate(), &found) {
		return
	}
	for _, p := range found.Problems {
		d.scope.rule(strings.TrimSuffix(at+"."+p.Field, ".Name"), p)
	}
}
