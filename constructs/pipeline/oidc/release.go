package oidc

import (
	"cmp"
	"regexp"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/pipeline/permission"
)

// ReleaseRoleProps describes who releases one service into one environment. Name, Source, Environment and Release are
// required; every other zero value means the default written beside it.
type ReleaseRoleProps struct {
	// Name is the role's name, 1 to 64 characters, such as "storefront-prod-web-release": workflows name it. Required.
	Name string
	// Source is the branch whose jobs release. Required.
	Source Source
	// Environment is the environment on GitHub that a job must be of, 1 to 255 letters, digits and - _ ., such as "prod". Who
	// may run such a job is set there. Required for GitHub; GitLab's tokens do not tell it.
	Environment string
	// Provider is the ARN of the account's OIDC provider for Source. Default: that of the release's account, by its name.
	Provider string
	// Release is what releases touch. Its place is the role's. Required.
	Release permission.Release
	// Session is how long a job may act as the role at a time, 1h to 12h: what workflow.Target.Session says, for a job cannot get
	// a second session while it waits. Default: 2h20m, that of a release with a default time.
	Session time.Duration
}

func (p ReleaseRoleProps) withDefaults() ReleaseRoleProps {
	p.Session = cmp.Or(p.Session, 140*time.Minute)
	p.Release.Place.Partition = cmp.Or(p.Release.Place.Partition, "aws")
	return p
}

// role is what the props describe.
func (p ReleaseRoleProps) role() role {
	return role{
		name: p.Name, place: p.Release.Place, source: p.Source, provider: p.Provider, environment: p.Environment,
		session: p.Session, description: "Releases " + p.Release.Stack + " from a workflow", statements: p.Release.Statements(),
		allowed: permission.Wildcards,
	}
}

var environment = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$`)

// Validate reports every prop that NewReleaseRole would refuse, all at once.
func (p ReleaseRoleProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("oidc.ReleaseRoleProps")
	p.role().check(c)
	if _, blind := p.Source.(GitLab); blind {
		c.That("IAM-001", "Environment", p.Environment, p.Environment == "", "want none: GitLab's tokens do not tell the environment")
	} else {
		c.That("IAM-001", "Environment", p.Environment, environment.MatchString(p.Environment),
			"want the name of one environment on GitHub, letters, digits and - _ .: no wildcard")
	}
	c.Within("Release", p.Release.Validate())
	return c.Err()
}

// ReleaseRole is the role of jobs that release one service into one environment. It may change that service's stack, by the
// stack alone, and look at its alarms.
//
// Use one for each service and environment. The role costs nothing.
type ReleaseRole struct {
	constructs.Construct
	arn  string
	role awsiam.CfnRole
}

// NewReleaseRole defines the role under scope, a stack of the environment's account. It panics with a *check.Error that
// names every bad prop; call props.Validate first to get it as a value.
func NewReleaseRole(scope constructs.Construct, id string, props *ReleaseRoleProps) *ReleaseRole {
	given := check.Given(props)
	check.Must(id, given.Validate())

	one := given.withDefaults().role()
	r := &ReleaseRole{arn: one.arn()}
	constructs.NewConstruct_Override(r, scope, &id)
	r.role = one.define(r)
	return r
}

// ARN is the role's ARN, for workflows. It is known before the role is deployed.
func (r *ReleaseRole) ARN() string { return r.arn }

// CfnRole is the L1 role, for what ReleaseRoleProps does not cover.
func (r *ReleaseRole) CfnRole() awsiam.CfnRole { return r.role }
