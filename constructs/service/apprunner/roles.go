package apprunner

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/internal/nag"
)

// Who acts for a service (App Runner developer guide, "How App Runner works with IAM"): the builder pulls its image, the
// instances are the container itself. The guide names no key that says for whose service they come.
const (
	builder   = "build.apprunner.amazonaws.com"
	instances = "tasks.apprunner.amazonaws.com"
)

// newAccessRole is what App Runner pulls the image as, and its policy; neither without a repository.
func (s *Service) newAccessRole() (awsiam.CfnRole, awsiam.CfnPolicy) {
	repository := s.props.Image.Repository()
	if repository == "" {
		return nil, nil
	}
	role := awsiam.NewCfnRole(s, jsii.String("AccessRole"), &awsiam.CfnRoleProps{
		Description:              jsii.String("Pulls the image of " + s.props.Name),
		AssumeRolePolicyDocument: s.place.TrustIfKnown(builder),
	})
	// App Runner looks at an image before it pulls it.
	statements := append(policy.Pull(repository), policy.Allow("Look", repository, "ecr:DescribeImages"))
	return role, s.newPolicy("Access", role, "The registry login has no resource type.", statements)
}

// newInstanceRole is what the container acts as. It may do nothing until something is granted to it.
func (s *Service) newInstanceRole() awsiam.CfnRole {
	return awsiam.NewCfnRole(s, jsii.String("InstanceRole"), &awsiam.CfnRoleProps{
		Description:              jsii.String("What " + s.props.Name + " may do"),
		AssumeRolePolicyDocument: s.place.TrustIfKnown(instances),
	})
}

// permissions are the policies that the container has from the start: App Runner reads the secrets as the container.
func (s *Service) permissions() (all []constructs.IDependable) {
	if reads := policy.ReadSecrets(s.props.Secrets, s.props.SecretKeys); len(reads) > 0 {
		all = append(all, s.newPolicy("Secrets", s.instanceRole, "", reads))
	}
	if s.props.Tracing {
		all = append(all, s.newPolicy("Traces", s.instanceRole, "Traces and sampling rules have no resource of one's own.",
			[]policy.Object{policy.Allow("Trace", "*",
				"xray:GetSamplingRules", "xray:GetSamplingStatisticSummaries", "xray:GetSamplingTargets",
				"xray:PutTelemetryRecords", "xray:PutTraceSegments")}))
	}
	return all
}

// newPolicy gives statements to role. everywhere says why some of them name every resource; empty: none does.
func (s *Service) newPolicy(id string, role awsiam.CfnRole, everywhere string, statements []policy.Object) awsiam.CfnPolicy {
	rights := awsiam.NewCfnPolicy(s, jsii.String(id), &awsiam.CfnPolicyProps{
		PolicyName: &id, PolicyDocument: policy.Document(statements...), Roles: &[]*string{role.Ref()},
	})
	if everywhere != "" {
		nag.Acknowledge(rights, nag.Acknowledgement{Rule: "AwsSolutions-IAM5", Reason: everywhere, Only: []string{"Resource::*"}})
	}
	return rights
}
