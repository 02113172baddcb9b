package spec

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// NodeGroup is a managed node group: EC2 instances of an Auto Scaling group that EKS drains and replaces. Name,
// InstanceTypes and Max are required.
type NodeGroup struct {
	// Name tells groups apart, 1 to 63 lower-case letters, digits and dashes. Required. It is a tag and a label of the
	// nodes, and part of the construct's id: another name is another group.
	Name string
	// InstanceTypes are EC2 instance types of one architecture and one kind of accelerator, such as "m7g.large", 1 to
	// 20, tried in this order. Required. Other types are another group: EKS cannot change them.
	InstanceTypes []string
	// Min is the least number of nodes, 0 to Desired. Default: 0.
	Min int
	// Desired is how many nodes the group starts with, and has again after each deployment that changes this number;
	// Min to Max. Default: Min.
	Desired int
	// Max is the greatest number of nodes, Desired to 450. Required. Nothing scales the group by itself: for that,
	// prefer Auto Mode.
	Max int
	// AMI is the nodes' operating system. Default: Amazon Linux 2023 for the instance types' architecture and
	// accelerator.
	AMI AMI
	// Release pins the version of the AMI, such as "1.36.4-20260917". Default: the newest when the group is made and
	// whenever Version changes; in between nothing patches the nodes but a pin, or "aws eks update-nodegroup-version".
	Release string
	// Disk is the size of each node's encrypted volume for images and logs in GiB, 20 to 16384. Default: 80, as Auto
	// Mode has.
	Disk int
	// Spot runs all nodes on spare capacity, which may be taken back with two minutes' notice. Give several instance
	// types then. Default: false, on demand.
	Spot bool
	// Labels are Kubernetes labels of the nodes, beside EKS's own. Default: none.
	Labels map[string]string
	// Taints keep pods without a toleration away from the nodes, at most 50. Default: none.
	Taints []Taint
}

// Taint keeps pods that do not tolerate it away from a node.
type Taint struct {
	Key    string // Key names the taint, such as "nvidia.com/gpu".
	Value  string // Value is compared with the toleration's. It may be empty.
	Effect Effect // Effect is what happens to pods without a toleration.
}

// Effect is what a taint does to pods that do not tolerate it.
type Effect string

// The effects (EKS user guide, "Place Kubernetes pods with taints on managed node groups").
const (
	NoSchedule       Effect = "NO_SCHEDULE"        // NoSchedule starts none of them there.
	PreferNoSchedule Effect = "PREFER_NO_SCHEDULE" // PreferNoSchedule starts them elsewhere if it can.
	NoExecute        Effect = "NO_EXECUTE"         // NoExecute also stops those that run there.
)

const (
	maxGroups = 30  // AWS General Reference, "Amazon Elastic Kubernetes Service endpoints and quotas"
	maxNodes  = 450 // the same page, for one managed node group
)

// WithDefaults fills the fields that were left zero.
func (g NodeGroup) WithDefaults() NodeGroup {
	if g.Desired == 0 {
		g.Desired = g.Min
	}
	if g.Disk == 0 {
		g.Disk = 80
	}
	if g.AMI == "" && len(g.InstanceTypes) > 0 {
		g.AMI = defaultAMI(processorOf(g.InstanceTypes[0]))
	}
	return g
}

// ARM says whether the nodes have arm64 processors.
func (g NodeGroup) ARM() bool { return images[g.WithDefaults().AMI].arm }

// Open says whether the nodes take pods that tolerate no taint.
func (g NodeGroup) Open() bool {
	return !slices.ContainsFunc(g.Taints, func(t Taint) bool { return t.Effect != PreferNoSchedule })
}

var (
	instanceType = regexp.MustCompile(`^[a-z][a-z0-9-]*\.(?:nano|micro|small|medium|large|metal|\d*xlarge|metal-\d+xl)$`)
	releaseName  = regexp.MustCompile(`^\d+\.\d+\.\d+-[0-9a-f]{8}$`)
	labelKey     = regexp.MustCompile(`^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[a-zA-Z0-9]([-\w.]{0,61}[a-zA-Z0-9])?$`)
	labelValue   = regexp.MustCompile(`^([a-zA-Z0-9]([-\w.]{0,61}[a-zA-Z0-9])?)?$`)
)

// Validate reports everything that EKS would refuse, or that would start no node.
func (g NodeGroup) Validate() error {
	g = g.WithDefaults()
	c := check.Of("spec.NodeGroup")
	c.That("EKS-003", "Name", g.Name, label.MatchString(g.Name), "want 1 to 63 lower-case letters, digits and dashes")
	c.Between("EKS-003", "Max", g.Max, 1, maxNodes)
	c.That("EKS-003", "Min", g.Min, 0 <= g.Min && g.Min <= g.Max, fmt.Sprintf("want 0 to Max: 0 to %d", g.Max))
	c.That("EKS-003", "Desired", g.Desired, g.Min <= g.Desired && g.Desired <= g.Max, fmt.Sprintf("want Min to Max: %d to %d", g.Min, g.Max))
	c.Between("EKS-003", "Disk", g.Disk, 20, 16384)
	c.That("EKS-003", "Release", g.Release, g.Release == "" || releaseName.MatchString(g.Release), "want the release of an AMI, such as 1.36.4-20260917")
	g.checkTypes(c)
	g.checkMarks(c)
	return c.Err()
}

// checkTypes reports instance types that do not exist, do not go together, or cannot start the AMI.
func (g NodeGroup) checkTypes(c *check.Checks) {
	c.Require("EKS-003", "InstanceTypes", len(g.InstanceTypes) > 0, "give the EC2 instance types of the nodes, such as m7g.large")
	c.That("EKS-003", "InstanceTypes", len(g.InstanceTypes), len(g.InstanceTypes) <= 20, "want at most 20")
	image, known := images[g.AMI]
	if g.AMI != "" && !known {
		c.OneOf("EKS-003", "AMI", string(g.AMI), amiNames()...)
	}
	for i, one := range g.InstanceTypes {
		at := fmt.Sprintf("InstanceTypes[%d]", i)
		if !instanceType.MatchString(one) {
			c.That("EKS-003", at, one, false, "want an EC2 instance type, such as m7g.large")
			continue
		}
		c.That("EKS-003", at, one, !known || processorOf(one) == image, fmt.Sprintf("want %s instances for %s", image, g.AMI))
		c.That("EKS-003", at, one, slices.Index(g.InstanceTypes, one) == i, "want each type once")
	}
}

// checkMarks reports labels and taints that Kubernetes or EKS do not take.
func (g NodeGroup) checkMarks(c *check.Checks) {
	for _, key := range sortedKeys(g.Labels) {
		value := g.Labels[key]
		ours := !strings.Contains(key, "kubernetes.io/") && !strings.HasPrefix(key, "eks.amazonaws.com/")
		c.That("EKS-003", "Labels", key, labelKey.MatchString(key) && ours, "want a Kubernetes label of your own")
		c.That("EKS-003", "Labels."+key, value, labelValue.MatchString(value), "want at most 63 letters, digits, dashes, underscores and dots")
	}
	c.That("EKS-003", "Taints", len(g.Taints), len(g.Taints) <= 50, "want at most 50")
	for i, t := range g.Taints {
		at := fmt.Sprintf("Taints[%d]", i)
		c.That("EKS-003", at+".Key", t.Key, labelKey.MatchString(t.Key), "want the key of a Kubernetes taint")
		c.That("EKS-003", at+".Value", t.Value, labelValue.MatchString(t.Value), "want at most 63 letters, digits, dashes, underscores and dots")
		c.OneOf("EKS-003", at+".Effect", string(t.Effect), string(NoSchedule), string(PreferNoSchedule), string(NoExecute))
	}
}

// checkNodes reports bad node groups, and a cluster on which nothing could run.
func (c Cluster) checkNodes(checks *check.Checks) {
	checks.That("EKS-003", "NodeGroups", len(c.NodeGroups), len(c.NodeGroups) <= maxGroups, fmt.Sprintf("want at most %d, EKS's quota", maxGroups))
	nodes, names := 0, []string{}
	for i, g := range c.NodeGroups {
		at := fmt.Sprintf("NodeGroups[%d]", i)
		checks.Within(at, g.Validate())
		checks.That("EKS-003", at+".Name", g.Name, !slices.Contains(names, g.Name), "want another name: a group has this one")
		nodes, names = nodes+g.WithDefaults().Desired, append(names, g.Name)
	}
	checks.That("EKS-003", "NodeGroups", nodes, nodes > 0 || !c.WithoutAutoMode || len(c.FargateProfiles) > 0,
		"want Auto Mode, a group that starts with a node, or a Fargate profile: nothing could run")
}
