package eks

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awseksv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
)

// GrantPrincipal is the pods' role: what is granted to the service is granted to its containers.
func (s *Service) GrantPrincipal() awsiam.IPrincipal { return s.PodRole() }

// PodRole is the L2 view of the role the containers act as.
func (s *Service) PodRole() awsiam.IRole {
	if s.grantee == nil {
		s.grantee = awsiam.Role_FromRoleName(s, jsii.String("Grants"), s.role.Ref(), nil)
	}
	return s.grantee
}

// CfnRole is the role the containers act as, for what ServiceProps does not cover.
func (s *Service) CfnRole() awsiam.CfnRole { return s.role }

// CfnPodIdentityAssociation is what gives the role to the pods, for what ServiceProps does not cover. Its session tags must
// stay: the role trusts nobody without them.
func (s *Service) CfnPodIdentityAssociation() awseksv2.CfnPodIdentityAssociation {
	return s.association
}
