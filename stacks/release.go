package stacks

import (
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/constructs/service/eks"
)

// delivers says whether a pipeline brings images to the service s of any environment.
func delivers(file config.File, s config.Service) bool {
	return file.Delivery != nil && s.Image == "" &&
		slices.ContainsFunc(file.Delivery.Services, func(one config.Delivered) bool { return one.Name == s.Name })
}

// admit defines what the pipeline of the service may do here, where there is one, and tells it of the workload on.
func (i instance) admit(on Workload) {
	if !delivers(i.file, i.Service) {
		return
	}
	if i.Verify.Points > 0 {
		output(i.stack, "Requests", "The metrics that count the service's requests, for its pipeline", i.requests(on))
	}
	switch target := (released{i.deployment, i.Service}).target().(type) {
	case pipeline.Manifests:
		pipeline.NewClusterReleaser(i.stack, "Release", i.inside(target))
	default:
		pipeline.NewReleaseRole(i.stack, "Release", i.outside(target))
	}
}

// outside is what releases from the pipeline's own account may do here.
func (i instance) outside(target pipeline.Target) *pipeline.ReleaseRoleProps {
	return &pipeline.ReleaseRoleProps{Target: target, Tools: i.file.Delivery.Account, Counts: i.Verify.Points > 0}
}

// inside is what releases to the cluster run as here.
func (i instance) inside(target pipeline.Manifests) *pipeline.ClusterReleaserProps {
	tools := i.file.Delivery.Account
	return &pipeline.ClusterReleaserProps{
		Target: target, Tools: tools, Artifacts: pipeline.StoreOf(i.file.App, tools, i.Region),
		VpcID: i.shared.network.ID(), SubnetIDs: i.shared.network.PrivateSubnets(), ClusterSecurityGroup: i.shared.nodes,
		Group: eks.DeployerGroup, Key: i.shared.key, LogDays: i.LogDays, Retain: i.Protect, Counts: i.Verify.Points > 0, Tries: i.Verify.Test != "",
	}
}

// balanced is a workload behind the environment's load balancer.
type balanced interface {
	// TargetGroups are the full names of its target groups, as their metrics know them.
	TargetGroups() []string
}

// requests are the metrics that count the requests of the workload on, as a list in JSON. With two target groups, both
// together: requests move from one to the other.
func (i instance) requests(on Workload) string {
	behind, _ := on.(balanced) // the configuration has points for no other
	var all []string
	for _, group := range behind.TargetGroups() {
		all = append(all, delivery.Metric{
			Namespace: "AWS/ApplicationELB", Name: "RequestCount",
			Dimensions: map[string]string{"LoadBalancer": i.shared.listener.Balancer, "TargetGroup": group},
		}.JSON())
	}
	return "[" + strings.Join(all, ",") + "]"
}
