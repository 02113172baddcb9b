package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Limits of one application. A load balancer has 100 rules, one for each public service, and 25 certificates besides
// its default (Elastic Load Balancing quotas, "Application Load Balancers"). Fifty environments are several regions in each of
// many stages, and still one synthesis of some 250 stacks.
const (
	maxEnvironments = 50
	maxServices     = 100
	maxCertificates = 26
)

// resolve reads everything below root and applies every rule. The result is valid when no problem was added.
func (r *reader) resolve(root *yaml.Node) File {
	d := &fileDoc{}
	s := r.scope(place{}, namesOfFile(), "")
	d.scope = s
	fileKeys(d).read(s, place{}, root)
	r.unsure = r.unsure || len(d.environments) == 0
	for _, e := range d.environments {
		r.environments = append(r.environments, e.Name)
		e.unnamed = s.broken["Environments."+e.Name] || e.Name == reserved
		r.unsure = r.unsure || e.unnamed
	}
	if s.given("Environments") && !s.broken["Environments"] && len(d.environments) == 0 {
		s.missing("Environments", "give at least one environment", "ENV-002")
	}
	f := File{App: d.app, Owner: d.owner, Tags: d.tags}
	for _, e := range d.environments {
		e.resolve(d)
	}
	if s.given("Delivery") {
		d.delivery.Partition = partitionOf(d.delivery.Region)
		d.delivery.Keep = cmp.Or(d.delivery.Keep, 50)
		f.Delivery = &d.delivery.Delivery
	}
	if !s.checkSize(d) {
		return f
	}
	s.checkTargets(d)
	s.checkAddresses(d)
	s.checkNames(d)
	s.checkWaves(d)
	slices.SortFunc(d.services, func(a, b serviceNode) int { return strings.Compare(a.name, b.name) })
	for _, e := range d.environments {
		e.run(r, d)
	}
	if r.environments == nil { // what does not depend on an environment is still worth saying
		nowhere := &environmentDoc{scope: r.scope(place{}, namesOfEnvironment(), ""), unnamed: true}
		nowhere.run(r, d)
		d.deliver(r, []*environmentDoc{nowhere})
		return f
	}
	d.deliver(r, d.environments)
	for _, e := range d.environments {
		f.Environments = append(f.Environments, e.Environment)
	}
	return f
}

// checkSize reports a file with more in it than can be built, and says whether the rest is worth reading.
func (s *scope) checkSize(d *fileDoc) bool {
	fits := true
	if n := len(d.environments); n > maxEnvironments {
		fits = false
		s.count("Environments", fmt.Sprintf("%d environments", n), maxEnvironments, "LIM-001")
	}
	if n := len(d.services); n > maxServices {
		fits = false
		s.count("Services", fmt.Sprintf("%d services in each environment", n), maxServices, "LIM-001")
	}
	return fits
}

// checkTargets reports environments that meet where nobody said they may, and partitions that cannot work together.
func (s *scope) checkTargets(d *fileDoc) {
	for i, e := range d.environments {
		for _, other := range d.environments[:i] {
			same := e.Account != "" && e.Account == other.Account && e.Region != "" && e.Region == other.Region
			if same && !d.shared && !s.broken["AllowSharedAccount"] {
				want := fmt.Sprintf("same account and region as %s: want another, or allowSharedAccount: true", segment(other.Name))
				e.scope.reject("Account", want, "ENV-007")
			}
		}
	}
	s.checkPartition(d)
}

// checkPartition reports images in a partition from which an environment cannot pull them.
func (s *scope) checkPartition(d *fileDoc) {
	images := partitionOf(d.delivery.Region)
	var apart []*environmentDoc
	for _, e := range d.environments {
		if e.Partition != "" && e.Partition != images {
			apart = append(apart, e)
		}
	}
	switch {
	case images == "" || len(apart) == 0:
	case len(apart) == len(d.environments):
		s.reject("Delivery.Region", fmt.Sprintf("no environment is in partition %s: want one partition", images), "ENV-010")
	default:
		for _, e := range apart {
			e.scope.reject("Region", fmt.Sprintf("images are in partition %s: want one partition", images), "ENV-010")
		}
	}
}

// checkAddresses reports connected networks that share addresses.
func (s *scope) checkAddresses(d *fileDoc) {
	for i, e := range d.environments {
		for _, other := range d.environments[:i] {
			if e.network.connected && other.network.connected && e.overlaps(other) {
				e.scope.reject("Network.CIDR", fmt.Sprintf("shares addresses with %s, and both are connected: want another range",
					segment(other.Name)), "NET-005")
			}
		}
	}
}

// ownStacks are the stacks of an environment that are not a service's.
var ownStacks = []string{"network", "platform", "kubernetes", "registry"}

// deliveryStacks are the stacks of the tools account, beside each service's pipeline, that are not an environment's too.
var deliveryStacks = []string{"artifacts", "baseline", "infrastructure", "source"}

// checkNames reports stacks that would have the same name.
func (s *scope) checkNames(d *fileDoc) {
	names := slices.Clone(ownStacks)
	for _, n := range d.services {
		if slices.Contains(ownStacks, n.name) || slices.Contains(deliveryStacks, n.name) {
			s.refuse(n.at, n.at.node, "", "is the name of Shipway's own stack: want another name", "SVC-002")
		}
		names = append(names, n.name)
	}
	owner := map[string]string{} // environment by account, region and stack
	for _, e := range d.environments {
		for _, name := range names {
			stack := e.Name + "-" + name
			at := e.Account + e.Region + stack
			if other, taken := owner[at]; taken && other != e.Name && e.Account != "" && e.Region != "" {
				want := fmt.Sprintf("a stack of %s ends in %s too: want another name", segment(other), segment(stack))
				e.scope.refuse(e.scope.root, e.scope.root.node, "", want, "SVC-002")
			}
			owner[at] = e.Name
		}
	}
}

// merged is base with more on top.
func merged(base, more map[string]string) map[string]string {
	all := maps.Clone(base)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, more)
	return all
}
