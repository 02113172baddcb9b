package config

import (
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// resolveIngress decides who may reach the service, and reports what that leaves without effect.
func (d *serviceDoc) resolveIngress(e *environmentDoc) {
	s := d.scope
	if s.broken["Ingress"] || s.broken["Ingress.Public"] || s.broken["Ingress.Internal"] {
		return
	}
	said := s.given("Ingress.Public") || s.given("Ingress.Internal")
	switch {
	case d.public && d.internal:
		s.reject("Ingress.Internal", "want one of Internal and Public", "SVC-021")
	case s.given("Ingress") && !said:
		s.missing("Ingress.Public", "give public: true or internal: true", "SVC-021")
	}
	d.Ingress.Kind = d.kind()
	if d.Ingress.Kind == Public {
		d.resolvePublic(e)
		return
	}
	if d.sharedKind != Public && said || !s.given("Ingress") {
		d.checkPrivate()
	}
	d.Ingress = Ingress{Kind: d.Ingress.Kind}
	d.Scaling.Requests = 0
}

// checkPrivate reports what only a public service has.
func (d *serviceDoc) checkPrivate() {
	for _, field := range []string{"Ingress.Host", "Ingress.Certificate", "Ingress.Paths", "Ingress.Priority"} {
		if d.scope.given(field) {
			d.scope.reject(field, "only a public service has it: leave it out", "SVC-021")
		}
	}
	if d.scope.given("Scaling.Requests") {
		d.scope.reject("Scaling.Requests", "only a public service has a load balancer that counts requests", "SVC-022")
	}
	switch {
	case d.scope.given("Health.Grace"):
		d.scope.reject("Health.Grace", "only a public service has a load balancer that checks its health", "DEP-011")
	case d.scope.given("Health"):
		d.scope.reject("Health", "only a public service has a load balancer that checks its health", "SVC-021")
	}
}

// resolvePublic checks that the load balancer can answer for the service.
func (d *serviceDoc) resolvePublic(e *environmentDoc) {
	s := d.scope
	if d.Runtime != service.AppRunner && e.Existing != nil && len(e.Existing.Public) == 0 && !e.scope.given("Network.Public") {
		s.reject("Ingress.Public", "needs public subnets: give "+e.scope.root.path+".network.public", "NET-011")
	}
	if d.ownAddress() {
		return
	}
	if !s.given("Ingress.Host") {
		s.missing("Ingress.Host", "give the DNS name that the service answers for", "LB-001")
	}
	if !s.given("Ingress.Certificate") {
		s.missing("Ingress.Certificate", "give the ARN of the ACM certificate for the host", "LB-001")
	}
	if m := certificateARN.FindStringSubmatch(d.Ingress.Certificate); m != nil {
		switch {
		case e.Region != "" && m[2] != e.Region:
			s.reject("Ingress.Certificate", "want a certificate in the environment's region, "+e.Region, "LB-001")
		case e.Account != "" && m[3] != e.Account:
			s.reject("Ingress.Certificate", "want a certificate in the environment's account, "+e.Account, "LB-001")
		}
	}
	if d.Ingress.Paths == nil {
		d.Ingress.Paths = []string{"/*"}
	}
}

// priority is where the service's rule stands among the others unless it says so itself. It depends on nothing but
// the name, so that no other service's coming or going moves it.
func priority(name string) int {
	h := fnv.New32a()
	h.Write([]byte(name))
	return int(h.Sum32()%50000) + 1
}

// route reports public services that want the same requests, or the same place among the listener's rules.
func (e *environmentDoc) route(docs []*serviceDoc) {
	priorities, routes, certificates, ports := map[int]*serviceDoc{}, map[string]string{}, map[string]bool{}, map[int]bool{}
	hosts := map[string][]*serviceDoc{}
	for _, d := range docs {
		if slices.Contains(onShared, d.Runtime) {
			certificates[d.Ingress.Certificate] = d.Ingress.Certificate != ""
		}
		if d.Ingress.Kind != Public || !slices.Contains(onShared, d.Runtime) || d.scope.broken["Ingress.Priority"] {
			continue
		}
		chosen := d.Ingress.Priority == 0
		if chosen {
			d.Ingress.Priority = priority(d.Name)
		}
		other, taken := priorities[d.Ingress.Priority]
		switch {
		case taken && chosen && other.scope.given("Ingress.Priority"):
			want := fmt.Sprintf("the name of service %s leads to it: want another", segment(d.Name))
			other.scope.reject("Ingress.Priority", want, "LB-003")
		case taken && chosen:
			give := fmt.Sprintf("its name and that of service %s lead to %d: give one", segment(other.Name), d.Ingress.Priority)
			d.scope.missing("Ingress.Priority", give, "LB-003")
		case taken:
			d.scope.reject("Ingress.Priority", fmt.Sprintf("service %s has it too: want another", segment(other.Name)), "LB-003")
		}
		priorities[d.Ingress.Priority] = d
		d.reserve(priorities)
		for _, other := range hosts[d.Ingress.Host] {
			if !taken && d.overlaps(other) && (chosen || !other.scope.given("Ingress.Priority")) {
				d.scope.missing("Ingress.Priority", fmt.Sprintf(
					"its paths and those of service %s overlap: give both a priority, the lower one is asked first", segment(other.Name)), "LB-003")
				break
			}
		}
		hosts[d.Ingress.Host] = append(hosts[d.Ingress.Host], d)
		d.claim(routes)
		d.open(ports)
	}
	delete(certificates, "")
	e.certify(len(certificates), len(ports))
}

// mostPorts is how many ports for testers a load balancer has: each is a listener, and they share the rules of its security
// group.
const mostPorts = 5

// open opens the port for testers of d among ports, and reports one too many.
func (d *serviceDoc) open(ports map[int]bool) {
	port := d.deploy.test.Port
	if port == 0 || !d.Runtime.ECS() || d.Strategy.Name() == release.RollingName {
		return
	}
	if ports[port] = true; len(ports) > mostPorts {
		delete(ports, port)
		have := strings.Trim(strings.Join(strings.Fields(fmt.Sprint(slices.Sorted(maps.Keys(ports)))), ", "), "[]")
		d.scope.reject("Strategy.Test.Port", fmt.Sprintf("a load balancer has %d of them: want one of %s, which services may share", mostPorts, have), "LB-003")
	}
}

// certify reports more certificates than the load balancer's listeners have room for: the default one, and beside it those
// that are added to each listener.
func (e *environmentDoc) certify(certificates, ports int) {
	most := 1 + (maxCertificates-1)/(1+ports)
	if certificates <= most {
		return
	}
	given, want := fmt.Sprintf("%d certificates", certificates), fmt.Sprintf("want at most %d on one load balancer", most)
	if ports > 0 {
		want += fmt.Sprintf(" with %d ports for testers", ports)
	}
	e.scope.refuse(e.scope.root, e.scope.root.node, given, want, "LIM-001")
}

// reserve keeps the turn before the service's own for the rule that leads testers by a header to a new version.
func (d *serviceDoc) reserve(priorities map[int]*serviceDoc) {
	if d.deploy.test.Header == "" || !d.Runtime.ECS() {
		return
	}
	turn := d.Ingress.Priority - 1
	other, taken := priorities[turn]
	switch {
	case turn == 0:
		d.scope.reject("Ingress.Priority", "want 2 or more: testers are asked for first", "LB-003")
	case taken && d.scope.given("Ingress.Priority"):
		want := fmt.Sprintf("service %s has the turn before it, where testers are asked for: want another", segment(other.Name))
		d.scope.reject("Ingress.Priority", want, "LB-003")
	case taken:
		give := fmt.Sprintf("its name leads to %d, and service %s has the turn before it, where testers are asked for: give one", turn+1, segment(other.Name))
		d.scope.missing("Ingress.Priority", give, "LB-003")
	default:
		priorities[turn] = d
	}
	if n := len(d.Ingress.Paths); n > 3 {
		d.scope.count("Ingress.Paths", fmt.Sprintf("%d paths beside a host and a header", n), 3, "LB-003")
	}
}

// overlaps says whether a request may match a path of each of the two services, without both having the same path.
func (d *serviceDoc) overlaps(other *serviceDoc) bool {
	overlap := false
	for _, a := range d.Ingress.Paths {
		for _, b := range other.Ingress.Paths {
			if a == b {
				return false // said elsewhere
			}
			overlap = overlap || covers(a, b) || covers(b, a)
		}
	}
	return overlap
}

// covers says whether pattern has a wildcard and may match what path matches.
func covers(pattern, path string) bool {
	wild := strings.IndexAny(pattern, "*?")
	return wild >= 0 && strings.HasPrefix(path, pattern[:wild])
}

// claim reports paths that are another service's, or given twice, and takes the rest.
func (d *serviceDoc) claim(routes map[string]string) {
	if d.Ingress.Host == "" || d.scope.broken["Ingress.Paths"] {
		return
	}
	for i, path := range d.Ingress.Paths {
		route := d.Ingress.Host + path
		other, taken := routes[route]
		field := fmt.Sprintf("Ingress.Paths[%d]", i)
		switch {
		case path == "":
		case slices.Contains(d.Ingress.Paths[:i], path):
			d.scope.reject(field, "want each path once", "LB-003")
		case taken && d.scope.given("Ingress.Paths"):
			d.scope.reject(field, fmt.Sprintf("service %s answers it at this host: want another path", segment(other)), "LB-003")
		case taken:
			want := fmt.Sprintf("service %s answers all paths there too: give paths, or another host", segment(other))
			d.scope.reject("Ingress.Host", want, "LB-003")
		}
		routes[route] = d.Name
	}
}
