package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Change reports what EKS does not do to a cluster that is as before says, when it is to become c: skip a Kubernetes
// version, go back one, or take more than one kind of update at a time.
//
// A template does not know what is deployed, so nothing in a synth can call it: it is for whoever holds both, such as
// the review of a pull request.
func (c Cluster) Change(before Cluster) error {
	c, before = c.WithDefaults(), before.WithDefaults()
	checks := check.Of("spec.Cluster")
	from, to := find(before.Version), find(c.Version)
	if from >= 0 && to >= 0 { // newest first: a smaller place is a newer version
		checks.That("EKS-001", "Version", c.Version, to <= from, fmt.Sprintf("the cluster has %s, and CloudFormation takes none back", before.Version))
		checks.That("EKS-001", "Version", c.Version, to > from-2, fmt.Sprintf("EKS goes up one minor version at a time: want %s first", calendar[max(from-1, 0)].Version))
	}
	var kinds []string
	for _, kind := range []struct {
		name    string
		changed bool
	}{
		{"Version", c.Version != before.Version},
		{"Endpoint", c.Endpoint != before.Endpoint || !slices.Equal(c.EndpointCIDRs, before.EndpointCIDRs)},
		{"WithoutAutoMode", c.WithoutAutoMode != before.WithoutAutoMode},
	} {
		if kind.changed {
			kinds = append(kinds, kind.name)
		}
	}
	checks.That("EKS-008", strings.Join(kinds, " and "), "changed", len(kinds) < 2,
		`EKS allows only one type of update at a time: want one of them in this deployment and the other in the next`)
	return checks.Err()
}
