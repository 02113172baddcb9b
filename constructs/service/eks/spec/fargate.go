package spec

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// FargateProfile says which pods run on AWS Fargate. Everything in it is required.
//
// Pods on Fargate have no daemons beside them: no CloudWatch agent, no Pod Identity and no network policies. They get
// AWS permissions through IAM roles for service accounts, and logs through the ConfigMap aws-logging (EKS user guide,
// "AWS Fargate considerations").
type FargateProfile struct {
	// Name tells profiles apart, 1 to 63 lower-case letters, digits and dashes. Required. It is part of the construct's
	// id: EKS cannot change a profile, so a changed one replaces it.
	Name string
	// Selectors are what the pods match, one of them, 1 to 5. Required.
	Selectors []Selector
}

// Selector matches pods of a namespace.
type Selector struct {
	// Namespace is the pods' namespace; "*" stands for any letters and "?" for one. Required.
	Namespace string
	// Labels are labels that the pods must have, at most 5. Default: none, every pod of the namespace.
	Labels map[string]string
}

const (
	maxProfiles  = 10 // AWS General Reference, "Amazon Elastic Kubernetes Service endpoints and quotas"
	maxSelectors = 5  // the same page
	maxLabels    = 5  // the same page
)

var namespacePattern = regexp.MustCompile(`^[a-z0-9*?]([-a-z0-9*?]{0,61}[a-z0-9*?])?$`)

// Validate reports everything that EKS would refuse.
func (f FargateProfile) Validate() error {
	c := check.Of("spec.FargateProfile")
	c.That("EKS-003", "Name", f.Name, label.MatchString(f.Name), "want 1 to 63 lower-case letters, digits and dashes")
	c.Between("EKS-003", "Selectors", len(f.Selectors), 1, maxSelectors)
	for i, s := range f.Selectors {
		at := fmt.Sprintf("Selectors[%d]", i)
		c.That("EKS-003", at+".Namespace", s.Namespace, namespacePattern.MatchString(s.Namespace), "want a Kubernetes namespace, * and ? allowed")
		c.That("EKS-003", at+".Labels", len(s.Labels), len(s.Labels) <= maxLabels, fmt.Sprintf("want at most %d", maxLabels))
		for _, key := range sortedKeys(s.Labels) {
			c.That("EKS-003", at+".Labels", key, labelKey.MatchString(key) && labelValue.MatchString(s.Labels[key]), "want Kubernetes labels")
		}
	}
	return c.Err()
}

// checkFargate reports bad profiles, and a cluster whose names nobody would resolve.
func (c Cluster) checkFargate(checks *check.Checks) {
	checks.That("EKS-003", "FargateProfiles", len(c.FargateProfiles), len(c.FargateProfiles) <= maxProfiles,
		fmt.Sprintf("want at most %d, EKS's quota", maxProfiles))
	names, system := []string{}, false
	for i, f := range c.FargateProfiles {
		at := fmt.Sprintf("FargateProfiles[%d]", i)
		checks.Within(at, f.Validate())
		checks.That("EKS-003", at+".Name", f.Name, !slices.Contains(names, f.Name), "want another name: a profile has this one")
		names = append(names, f.Name)
		system = system || slices.ContainsFunc(f.Selectors, func(s Selector) bool { return s.Namespace == "kube-system" && len(s.Labels) == 0 })
	}
	checks.That("EKS-003", "FargateProfiles", len(c.FargateProfiles), system || len(c.FargateProfiles) == 0 || !c.FargateOnly(),
		"want a profile for all of kube-system: without a node, CoreDNS has nowhere else to run")
}

// sortedKeys are the keys of m in order.
func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
