package config

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/network/plan"
)

// placeholders are the accounts of examples; nobody's production is there.
var placeholders = []string{"000000000000", "123456789012"}

// reserved is the name of the stage for the tools account.
const reserved = "delivery"

// mostTags leaves ten of the fifty tags of a resource (tagging guide, "Tag naming limits") to Shipway and to AWS.
const mostTags = 40

// resolve fills the defaults of e and reports what cannot be built.
func (e *environmentDoc) resolve(d *fileDoc) {
	s := e.scope
	e.Partition = partitionOf(e.Region)
	s.checkPartitions(e.Partition)
	if e.Protect && slices.Contains(placeholders, e.Account) {
		s.reject("Account", "a placeholder: want the account itself where protect is true", "ENV-006")
	}
	e.checkApproval()
	e.resolveGates()
	if e.Name == reserved {
		s.refuse(s.root, s.root.node, "", "want another name: delivery is the tools account's", "ENV-003")
	}
	if e.LogDays == 0 {
		e.LogDays = 30
		if e.Protect {
			e.LogDays = 365
		}
	}
	for i, address := range e.Alerts {
		if address != "" && slices.Contains(e.Alerts[:i], address) {
			s.reject(fmt.Sprintf("Alerts[%d]", i), "want each address once", "OBS-005")
		}
	}
	for name := range e.tags {
		for other := range d.tags {
			if strings.EqualFold(name, other) && name != other {
				if at, given := s.spots["Tags."+name]; given {
					s.refuse(at.place, at.node, "", oneTag(other), "TAG-001")
				}
			}
		}
	}
	e.Tags = merged(d.tags, e.tags)
	if len(e.Tags) > mostTags {
		s.count("Tags", fmt.Sprintf("%d tags with the file's", len(e.Tags)), mostTags, "TAG-001")
	}
	if s.given("Network") && !s.broken["Network"] {
		e.resolveNetwork()
	}
}

// checkApproval reports a protected environment that does not say how releases get in, or says it twice.
func (e *environmentDoc) checkApproval() {
	s := e.scope
	if s.broken["Approval"] || s.broken["AutoPromote"] || s.broken["Protect"] {
		return
	}
	switch {
	case e.Protect && !e.approve && !e.autoPromote:
		s.reject("Protect", "needs approve: true, or autoPromote: true to let releases in unasked", "ENV-012")
	case e.approve && e.autoPromote:
		s.reject("AutoPromote", "approve is true too: want one of them", "ENV-012")
	}
}

// resolveNetwork decides between the two kinds of network.
func (e *environmentDoc) resolveNetwork() {
	s, n := e.scope, &e.network
	n.Region = cmp.Or(e.Region, "eu-west-1") // a region that cannot be read is reported already
	if s.given("Network.Existing") {
		e.joinNetwork()
		return
	}
	for _, field := range []string{"Network.Public", "Network.Private"} {
		if s.given(field) {
			s.reject(field, "only an existing VPC has given subnets: leave it out, or give vpc", "NET-010")
		}
	}
	s.rules("Network", n.Network.Validate())
	e.Network = n.Network.WithDefaults()
}

// joinNetwork checks what is said about an existing VPC.
func (e *environmentDoc) joinNetwork() {
	s, n := e.scope, &e.network
	for _, field := range []string{"Network.NAT", "Network.Endpoints"} {
		if s.given(field) {
			s.reject(field, "an existing VPC is never changed: leave it out, or leave vpc out", "NET-010")
		}
	}
	c := check.Of("network")
	plan.CheckCIDR(c, "CIDR", n.CIDR)
	plan.CheckZones(c, "Zones", n.Zones, n.Region)
	onePerZone := func(field string, ids []string) {
		c.That("NET-011", field, len(ids), len(ids) == len(n.Zones),
			fmt.Sprintf("want one subnet for each of Zones, %d", len(n.Zones)))
	}
	c.Require("NET-011", "Private", s.given("Network.Private"), "give the subnets for tasks, one per zone")
	if s.given("Network.Private") {
		onePerZone("Private", n.private)
	}
	if len(n.public) > 0 {
		onePerZone("Public", n.public)
	}
	all := slices.Concat(n.private, n.public)
	for i, id := range all {
		field := fmt.Sprintf("Private[%d]", i)
		if i >= len(n.private) {
			field = fmt.Sprintf("Public[%d]", i-len(n.private))
		}
		c.That("NET-011", field, id, id == "" || slices.Index(all, id) == i, "want each subnet once")
	}
	s.rules("Network", c.Err())
	e.Existing = &ExistingVPC{ID: n.vpc, CIDR: n.CIDR, Zones: n.Zones, Public: n.public, Private: n.private}
}

// overlaps says whether the networks of e and other share an address.
func (e *environmentDoc) overlaps(other *environmentDoc) bool {
	a, errA := netip.ParsePrefix(e.network.CIDR)
	b, errB := netip.ParsePrefix(other.network.CIDR)
	return errA == nil && errB == nil && a.Overlaps(b)
}

// run reads every service for e and applies the rules of services that run beside each other.
func (e *environmentDoc) run(r *reader, d *fileDoc) {
	var docs []*serviceDoc
	for _, n := range d.services {
		doc := readService(r, e, n)
		doc.resolve(e, d)
		docs = append(docs, doc)
	}
	e.checkBeginning(d, docs)
	checkQueues(docs)
	e.route(docs)
	e.resolveCapacity(docs)
	e.resolveKubernetes(docs)
	e.docs = docs
	if e.Existing == nil && e.Network.NAT == plan.NoNAT {
		e.reach(docs)
	}
}
