package eks

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/service/eks/manifest"
)

// DeployerGroup is the Kubernetes group of whoever applies releases. An access entry of the cluster with this group, and
// no access policy, gives what every phase but 00-setup takes, in every namespace of services, and nothing else.
const DeployerGroup = manifest.DeployerGroup

// keep defines a parameter for every object of every phase, and one for the plan they follow. Those that hold the image
// exist only once there is one.
//
// The plan has the id that the running service itself has on every other runtime. CloudFormation refuses to change the
// type of a resource, and so to turn what runs there into what runs here, or back, in one step: it would delete the one
// before anybody has applied the other.
func (s *Service) keep() {
	room := constructs.NewConstruct(s, jsii.String("Manifests"))
	for _, phase := range s.release.All() {
		of := constructs.NewConstruct(room, &phase.Name)
		for _, object := range phase.Objects {
			kept := parameter(of, object.Name, s.Manifests(phase.Name)+"/"+object.Name, object.JSON)
			if object.HoldsImage {
				s.props.Image.Guard(kept)
			}
		}
	}
	parameter(s, "Service", s.Plan(), s.release.Plan(s.AlarmNames()))
}

// parameter keeps text under name. Parameter Store itself chooses the tier, since it refuses to go back to the standard
// one once a text has been longer than 4 KB (AWS Systems Manager user guide, "Managing parameter tiers").
func parameter(scope constructs.Construct, id, name, text string) awsssm.CfnParameter {
	return awsssm.NewCfnParameter(scope, &id, &awsssm.CfnParameterProps{
		Name: &name, Type: jsii.String("String"), Tier: jsii.String("Intelligent-Tiering"), Value: &text,
	})
}

// Manifests is the path of the parameters that hold the objects of phase: "/<cluster>/<service>/manifests/<phase>".
func (s *Service) Manifests(phase string) string { return s.path() + "/manifests/" + phase }

// Plan is the name of the parameter that holds the order of the phases, what to wait for and watch in each, and the way
// back, as JSON: see [manifest.Release.Plan].
func (s *Service) Plan() string { return s.path() + "/release" }

// Release is how a new version takes over, with every object.
func (s *Service) Release() manifest.Release { return s.release }
