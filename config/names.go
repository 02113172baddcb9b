package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/service"
)

// derived is a name that AWS knows something of a service by, made of those of the application, the environment and the
// service, and how long it may be.
type derived struct {
	what, after string
	most        int
}

// derived are the names that can be too long: of a queue (Amazon SQS quotas), a schedule group (EventBridge Scheduler API,
// "CreateScheduleGroup"), a service in Service Connect (ECS API, "ServiceConnectService") and one of App Runner (App Runner
// API, "CreateService").
func (d *serviceDoc) derived() (all []derived) {
	s := d.scope
	switch {
	case s.given("Queue") && d.queue.FIFO:
		all = append(all, derived{what: "dead-letter queue", after: "-dead-letters.fifo", most: 80})
	case s.given("Queue"):
		all = append(all, derived{what: "dead-letter queue", after: "-dead-letters", most: 80})
	case s.given("Schedule"):
		all = append(all, derived{what: "schedule group", most: 64})
	case d.Runtime == service.AppRunner:
		all = append(all, derived{what: "App Runner service", most: 40})
	case d.Runtime.ECS() && d.Ingress.Kind == Internal:
		all = append(all, derived{what: "name in Service Connect", most: 64})
	}
	return all
}

// checkName reports a name from which AWS could make none of its own.
func (d *serviceDoc) checkName(e *environmentDoc, f *fileDoc) {
	s := d.scope
	refuse := func(want, code string) { s.refuse(s.root, s.root.node, "", want, code) }
	if d.Runtime == service.EKS && d.Name == "setup" {
		refuse("is where EKS keeps what its cluster needs once: want another name", "SVC-002")
	}
	if d.Runtime != service.EKS && d.Name == "exec" {
		refuse("its log group would be that of the cluster's shells: want another name", "SVC-002")
	}
	if d.Runtime == service.EKS && strings.HasSuffix(d.Name, "-next") {
		refuse("ends in -next, as the new version of another service does on EKS: want another name", "SVC-002")
	}
	if f.app == "" || e.unnamed {
		return
	}
	for _, one := range d.derived() {
		if full := f.app + "-" + e.Name + "-" + d.Name + one.after; len(full) > one.most {
			refuse(fmt.Sprintf("its %s would be %s, %d characters of at most %d: want a shorter name", one.what, full, len(full), one.most), "SVC-001")
		}
	}
}

// checkQueues reports a service whose queue would have the name of another one's dead-letter queue.
func checkQueues(docs []*serviceDoc) {
	for _, d := range docs {
		for _, other := range docs {
			both := d.scope.given("Queue") && other.scope.given("Queue") && d.queue.FIFO == other.queue.FIFO
			if both && d.Name == other.Name+"-dead-letters" {
				want := fmt.Sprintf("its queue would have the name of service %s's dead-letter queue: want another name", segment(other.Name))
				d.scope.refuse(d.scope.root, d.scope.root.node, "", want, "SVC-002")
			}
		}
	}
}

// Beginnings that AWS Systems Manager keeps for itself, of parameters (AWS Systems Manager user guide, "About requirements
// and constraints for parameter names") and of documents (Systems Manager API, "CreateDocument").
var (
	noParameter = []string{"aws", "ssm"}
	noDocument  = []string{"aws", "amazon", "amzn"}
)

// namespaces belong to Kubernetes, or to an add-on: no environment's services live there.
var namespaces = []string{"kube-system", "kube-public", "kube-node-lease", "amazon-cloudwatch"}

// checkBeginning reports an application's name that what docs need could not start with, and an environment that would be a
// namespace of Kubernetes' own.
func (e *environmentDoc) checkBeginning(f *fileDoc, docs []*serviceDoc) {
	starts := func(with []string) bool {
		return slices.ContainsFunc(with, func(start string) bool { return strings.HasPrefix(f.app, start) })
	}
	for _, d := range docs {
		kept := d.Runtime == service.EKS || d.Runtime == service.Fleet
		switch {
		case kept && starts(noParameter):
			f.scope.reject("App", fmt.Sprintf("service %s runs on %s, and no parameter of Systems Manager starts with aws or ssm: want another name",
				segment(d.Name), d.Runtime), "APP-001")
		case d.Runtime == service.Fleet && d.Exec && starts(noDocument):
			f.scope.reject("App", fmt.Sprintf("service %s is a fleet with exec, and no document of Systems Manager starts with aws, amazon or amzn: want another name",
				segment(d.Name)), "APP-001")
		}
		if name := f.app + "-" + e.Name; d.Runtime == service.EKS && slices.Contains(namespaces, name) {
			want := fmt.Sprintf("its services on eks would be in namespace %s, which is not theirs: want another name", name)
			e.scope.refuse(e.scope.root, e.scope.root.node, "", want, "EKS-004")
		}
	}
}
