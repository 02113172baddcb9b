package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/network/plan"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// readService reads n as it runs in e: what all environments share, then what differs.
func readService(r *reader, e *environmentDoc, n serviceNode) *serviceDoc {
	d := &serviceDoc{scope: r.scope(place{path: n.at.path, node: n.at.node}, namesOfService(), e.Name)}
	d.Name = n.name
	d.scope.partial = e.unnamed
	serviceKeys(d).read(d.scope, d.scope.root, n.value)
	d.sharedKind, d.deploy.shared, d.deploy.sharedDeploy = d.kind(), d.deploy.strategy, d.deploy.codeDeploy
	d.scope.partial = d.scope.partial || d.scope.broken["In"]
	if different, ok := d.in[e.Name]; ok {
		d.scope.partial = d.scope.partial || different.value.Kind != yaml.MappingNode
		d.scope.override = true
		overrideKeys(d).read(d.scope, place{path: different.at.path, node: different.at.node}, different.value)
		d.scope.override = false
	}
	return d
}

// kind is who may reach the service.
func (d *serviceDoc) kind() Kind {
	switch {
	case d.public:
		return Public
	case d.internal:
		return Internal
	}
	return NoIngress
}

// resolve fills the defaults of d and reports what cannot run in e.
func (d *serviceDoc) resolve(e *environmentDoc, f *fileDoc) {
	s := d.scope
	s.checkPartitions(e.Partition)
	d.resolveIngress(e)
	d.checkName(e, f)
	d.checkRuntime(e)
	d.checkImage(e, f)
	s.rules("Size", d.Size.ValidateOn(d.Runtime))
	s.rules("Spot", d.Spot.Validate())
	s.rules("Scaling", d.Scaling.Validate())
	s.rules("Health", d.Health.Validate())
	d.resolveStrategy(e)
	d.checkContainer(e)
	d.Size = d.Size.WithDefaults()
	d.resolveScaling()
	d.resolveSpot()
	if d.Runtime == service.Fleet {
		d.Instances.ARM = d.ARM
		s.rules("Instances", d.Instances.Validate())
		d.Size = service.Size{}
	}
	d.User = cmp.Or(d.User, "65532:65532")
	d.StopWithin = cmp.Or(d.StopWithin, 30*time.Second)
	if d.Writable == nil {
		d.Writable = []string{"/tmp"}
	}
	if d.Ingress.Kind != NoIngress {
		d.Port = cmp.Or(d.Port, 8080)
	}
	d.resolveShape(e, f)
	d.checkFrozen(e)
}

// resolveSpot fills in how many tasks run on demand. A job is one task, and so on spare capacity or not.
func (d *serviceDoc) resolveSpot() {
	if !d.scope.given("Schedule") {
		d.Spot = d.Spot.WithDefaults()
		c := check.Of("service")
		most := d.Scaling.Max
		c.That("SVC-016", "Spot.Floor", d.Spot.Floor, d.Spot.Share <= 0 || d.Spot.Floor < most || most < 2 || d.Scaling.Validate() != nil,
			fmt.Sprintf("want less than the greatest number of tasks, %d: none would ever run on spare capacity", most))
		d.scope.rules("", c.Err())
		return
	}
	c := check.Of("service")
	c.That("SVC-016", "Spot.Share", d.Spot.Share, d.Spot.Share <= 0 || d.Spot.Share >= 100, "want 100, or leave it out: a job is one task")
	c.That("SVC-016", "Spot.Floor", d.Spot.Floor, d.Spot.Share <= 0 || d.Spot.Floor == 0, "want none: a job is one task")
	d.scope.rules("", c.Err())
}

// resolveScaling fills in the numbers that the runtime follows; where AWS chooses them, nothing.
func (d *serviceDoc) resolveScaling() {
	cpu := d.Scaling.CPU
	if !d.ownAddress() {
		d.Health = d.Health.WithDefaults()
	}
	if d.ownAddress() || d.Runtime == service.Fleet {
		return
	}
	d.Scaling = d.Scaling.WithDefaults()
	if d.scope.given("Queue") { // a worker follows its queue, and its CPU only if asked to
		d.Scaling.CPU = cpu
	}
}

// checkImage reports a fixed image that cannot be pulled, or that may be another one tomorrow.
func (d *serviceDoc) checkImage(e *environmentDoc, f *fileDoc) {
	s := d.scope
	if !s.given("Image") {
		return
	}
	image, err := service.ParseImage(d.Image)
	s.rules("Image", err)
	if err != nil {
		return
	}
	if image.Moving() {
		s.reject("Image", "want a digest, or a tag other than latest", "IMG-002")
	}
	d.checkPull("Image", image, e, f)
}

// checkPull reports an image, given by field, that nobody lets the service have, or that there is no way to. What AWS pulls
// itself, or what starts in public subnets, needs no way of the network's.
func (d *serviceDoc) checkPull(field string, image service.Image, e *environmentDoc, f *fileDoc) {
	s, repository := d.scope, image.ECR()
	if repository == "" {
		if e.Existing == nil && e.network.NAT == plan.NoNAT && !d.ownAddress() {
			s.reject(field, "want an image in ECR: without NAT there is no way to another registry", "NET-008")
		}
		return
	}
	owner := strings.Split(repository, ":")[4]
	unknown := e.Account == "" || f.scope.given("Delivery") && f.delivery.Account == ""
	if !unknown && owner != e.Account && owner != f.delivery.Account {
		s.reject(field, "nobody grants this pull: want an image of the environment's account or of delivery's", "IMG-003")
	}
}

// system are directories that are not the container's own.
var system = []string{"/dev", "/proc", "/sys"}

// checkContainer reports what the container cannot be started with.
func (d *serviceDoc) checkContainer(e *environmentDoc) {
	s := d.scope
	if d.User != "" {
		c := check.Of("service")
		service.CheckUser(c, "User", d.User)
		s.rules("", c.Err())
	}
	if d.StopWithin%time.Second != 0 {
		s.reject("StopWithin", "want whole seconds", "DEP-011")
	}
	for i, directory := range d.Writable {
		at := fmt.Sprintf("Writable[%d]", i)
		within := func(root string) bool { return strings.HasPrefix(directory+"/", root+"/") }
		if slices.ContainsFunc(system, within) {
			s.reject(at, "belongs to the system: want a directory of the application", "SVC-023")
		}
		if directory != "" && slices.Contains(d.Writable[:i], directory) {
			s.reject(at, "want each directory once", "SVC-023")
		}
	}
	d.checkVariables(e)
	c := check.Of("service")
	for i, arn := range d.SecretKeys {
		c.Key(fmt.Sprintf("SecretKeys[%d]", i), arn)
	}
	s.rules("", c.Err())
	d.checkWords()
}

// checkVariables reports configuration and secrets that the container cannot get.
func (d *serviceDoc) checkVariables(e *environmentDoc) {
	fields := [2]string{"Config", "Secrets"}
	c := check.Of("service")
	service.CheckVariables(c, fields, d.Config, d.Secrets, e.Account, e.Region)
	service.CheckOwnVariables(c, fields, d.Config, d.Secrets, d.Runtime, d.scope.given("Queue"))
	d.scope.rules("", c.Err())
}
