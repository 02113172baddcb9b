package test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/test/gate"
)

// phases are what a release on EKS applies one after the other, with the settings above, and the share of the requests
// that the new version gets in those that move any.
var phases = map[release.Name][]string{
	release.RollingName: {"00-setup", "01-rolling"},
	release.LinearName: {"00-setup", "01-base", "02-next", "03-shift-20", "04-shift-40", "05-shift-60", "06-shift-80", "07-shift-100",
		"08-promote", "09-return", "10-clean"},
	release.CanaryName:    {"00-setup", "01-base", "02-next", "03-shift-07", "04-promote", "05-return", "06-clean"},
	release.BlueGreenName: {"00-setup", "01-base", "02-next", "03-shift-100", "04-promote", "05-return", "06-clean"},
}

// parameterName is the name of a parameter with an object: "/<cluster>/<service>/manifests/<phase>/<object>".
var parameterName = regexp.MustCompile(`^/shop-dev/([^/]+)/manifests/([^/]+)/(.+)$`)

// kubernetesPhases is a service whose objects for each phase of the strategy are kept as parameters, with the plan of
// their order; in each phase that moves requests the load balancer gives the new version what the phase is named after.
func kubernetesPhases(strategy release.Name) proof {
	return func(s gate.Stack, shape release.Shape) []string {
		var l lack
		found, kinds, plan := []string{}, map[string]bool{}, ""
		for _, r := range s.Template.Resources {
			if r.Type != "AWS::SSM::Parameter" {
				continue
			}
			name, text := flat(r.Properties["Name"]), flat(r.Properties["Value"])
			if strings.HasSuffix(name, "/release") {
				plan = text
			}
			at := parameterName.FindStringSubmatch(name)
			if at == nil {
				continue
			}
			found = append(found, at[2])
			kinds[kindOf(text)] = true
			if _, share, shifts := strings.Cut(at[2], "-shift-"); shifts {
				share = strings.TrimPrefix(share, "0")
				weight := fmt.Sprintf(`\"serviceName\":\"%s-next\",\"servicePort\":8080,\"weight\":%s}`, at[1], share)
				l.has(strings.Contains(text, weight), at[2]+" to give the new version "+share+" % of the requests")
			}
		}
		slices.Sort(found)
		found = slices.Compact(found)
		l.has(slices.Equal(found, phases[strategy]), fmt.Sprintf("the phases %q, not %q", phases[strategy], found))
		for _, phase := range phases[strategy] {
			l.has(strings.Contains(plan, `"`+phase+`"`), "the plan to name the phase "+phase)
		}
		l.has(kinds["Deployment"], "a Deployment")
		l.has(kinds["Service"] == (shape != release.Worker), "a Service where something calls it")
		l.has(kinds["Ingress"] == (shape == release.Public), "an Ingress where the service is public")
		l.none(s, "AWS::ECS::Service", "AWS::ElasticLoadBalancingV2::ListenerRule")
		return l
	}
}

var kindPattern = regexp.MustCompile(`"kind": ?"([A-Za-z]+)"`)

// kindOf is what a manifest describes.
func kindOf(manifest string) string {
	if m := kindPattern.FindStringSubmatch(manifest); m != nil {
		return m[1]
	}
	return ""
}
