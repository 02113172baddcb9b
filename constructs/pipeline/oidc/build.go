package oidc

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/pipeline/permission"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// BuildRoleProps describes who builds. Name, Account, Source and Repositories are required; every other zero value means
// the default written beside it.
type BuildRoleProps struct {
	// Name is the role's name, 1 to 64 characters, such as "storefront-delivery-web-build": workflows name it. Required.
	Name string
	// Account is the 12-digit AWS account of the role, the one that owns the images. Required.
	Account string
	// Partition is the AWS partition: "aws", "aws-cn" or "aws-us-gov". Default: "aws".
	Partition string
	// Source is the branch whose jobs build. Required.
	Source Source
	// Provider is the ARN of the account's OIDC provider for Source. Default: that of Account, by its name.
	Provider string
	// Repositories are the ARNs of the ECR repositories that it pushes to, without wildcards. Required.
	Repositories []string
	// Signer is the ARN of the AWS Signer profile by which Amazon ECR signs what is pushed, where the registry does:
	// registry.NewSigning gives it. Default: none, the role may not sign.
	Signer string
	// Session is how long a job may act as the role at a time, 1h to 12h. Default: 1h.
	Session time.Duration
}

func (p BuildRoleProps) withDefaults() BuildRoleProps {
	p.Partition = cmp.Or(p.Partition, "aws")
	p.Session = cmp.Or(p.Session, time.Hour)
	return p
}

// role is what the props describe.
func (p BuildRoleProps) role() role {
	return role{
		name: p.Name, place: policy.Place{Partition: p.Partition, Account: p.Account}, source: p.Source, provider: p.Provider,
		session: p.Session, description: "Builds and pushes images from a workflow",
		statements: slices.Concat(permission.Push(p.Repositories), permission.Sign(p.Signer), permission.Scan(p.Repositories...)),
		allowed:    "The registry's login and Inspector's findings have no resource type.",
	}
}

var signerARN = regexp.MustCompile(`^arn:aws[a-z-]*:signer:[a-z0-9-]+:\d{12}:/signing-profiles/[a-zA-Z0-9_]{2,64}$`)

var repositoryARN = regexp.MustCompile(`^arn:aws[a-z-]*:ecr:[a-z0-9-]+:\d{12}:repository/[a-z0-9][a-z0-9._/-]{1,255}$`)

// Validate reports every prop that NewBuildRole would refuse, all at once.
func (p BuildRoleProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("oidc.BuildRoleProps")
	p.role().check(c)
	c.Require("IAM-002", "Repositories", len(p.Repositories) > 0, "give the ARN of an ECR repository")
	for i, arn := range p.Repositories {
		at := fmt.Sprintf("Repositories[%d]", i)
		c.That("IAM-002", at, arn, repositoryARN.MatchString(arn), "want the ARN of one ECR repository: no wildcard")
		c.That("IAM-002", at, arn, slices.Index(p.Repositories, arn) == i, "want each repository once")
	}
	c.That("IMG-008", "Signer", p.Signer, p.Signer == "" || signerARN.MatchString(p.Signer), "want the ARN of a signing profile, or none")
	return c.Err()
}

// BuildRole is the role of jobs that build images, push them, and read what is found in them. It may do that in its own
// repositories, and nothing else.
//
// Use one for each service, so that the jobs of one cannot push what another runs. The role costs nothing.
type BuildRole struct {
	constructs.Construct
	arn  string
	role awsiam.CfnRole
}

// NewBuildRole defines the role under scope. It panics with a *check.Error that names every bad prop; call
// props.Validate first to get it as a value.
func NewBuildRole(scope constructs.Construct, id string, props *BuildRoleProps) *BuildRole {
	given := check.Given(props)
	check.Must(id, given.Validate())

	one := given.withDefaults().role()
	r := &BuildRole{arn: one.arn()}
	constructs.NewConstruct_Override(r, scope, &id)
	r.role = one.define(r)
	return r
}

// ARN is the role's ARN, for workflows. It is known before the role is deployed.
func (r *BuildRole) ARN() string { return r.arn }

// CfnRole is the L1 role, for what BuildRoleProps does not cover.
func (r *BuildRole) CfnRole() awsiam.CfnRole { return r.role }
