package pipeline

import (
	"cmp"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/pipeline/permission"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// ReleaseRoleProps describes what a pipeline may do in an environment to release one service. Target and Tools are
// required.
type ReleaseRoleProps struct {
	// Target is the service, as the pipeline has it: [Stack], [Tasks] or [Hosts]. Required.
	Target Target
	// Tools is the 12-digit account of the pipeline. Required.
	Tools string
	// Counts lets the release count a metric: give it where the environment's Verify has Points. Default: false.
	Counts bool
	// Drift are the actions by which CloudFormation reads the stack's resources to find drift, such as
	// "ecs:DescribeServices", where the environment asks for it. CloudFormation reads as the role (CloudFormation user
	// guide, "Considerations when detecting drift"), and the role may only through CloudFormation. Default: none.
	Drift []string
	// Boundary is the ARN of the role's permissions boundary. Default: none.
	Boundary string
}

// Validate reports every prop that NewReleaseRole would refuse, all at once.
func (p ReleaseRoleProps) Validate() error {
	c := check.Of("pipeline.ReleaseRoleProps")
	c.Require("PIPE-003", "Target", p.Target != nil, "give what is released: pipeline.Stack, Tasks or Hosts")
	if p.Target != nil {
		d := p.Target.Deploy()
		err := d.Validate()
		c.Within("Target", err)
		c.That("PIPE-003", "Target", d.Kind.String(), !d.Inside, "want one that a pipeline reaches from its own account: for Manifests define a ClusterReleaser")
		if err == nil {
			c.Within("", d.permissions(p.Counts, p.Drift).Validate())
		}
	}
	c.Account("Tools", p.Tools)
	boundary(c, p.Boundary)
	return c.Err()
}

// ReleaseRole is what one pipeline may do in an environment: put another image into one stack, by the stack's own
// template, and what the service's runtime takes beside that.
//
// Define it in the service's own stack, next to the service. The role of the pipeline's builds must exist before: deploy
// the pipeline first, as IAM refuses a role that lets in nobody. Should the pipeline's role ever be made anew, deploy this
// one again.
//
// What the role forbids is to make or delete a stack, to use a change set, to give the stack another service role, and to
// bring a template or a stack policy from an address. What it cannot forbid is a template, a stack policy or other
// parameters within the request ([permission.Release] says why): that a release changes the parameter Image and nothing
// else is what [program.Release] does. Only the pipeline's own builds act as the role, and those run no code of the service.
//
// A role costs nothing.
type ReleaseRole struct {
	constructs.Construct
	home Home
	role awsiam.CfnRole
}

// NewReleaseRole defines the role under scope. It panics with a *check.Error that names every bad prop; call
// props.Validate first to get it as a value.
func NewReleaseRole(scope constructs.Construct, id string, props *ReleaseRoleProps) *ReleaseRole {
	given := check.Given(props)
	check.Must(id, given.Validate())

	d := given.Target.Deploy()
	r := &ReleaseRole{home: d.Home.withDefaults()}
	constructs.NewConstruct_Override(r, scope, &id)
	r.role = may{
		id: "Role", name: named(roleLimit, r.home.name(), "release"), boundary: given.Boundary,
		description: "Releases " + r.home.Service + " to " + r.home.Environment,
		trust:       lent(r.home.outsider(given.Tools), r.home.Stack),
		statements:  d.permissions(given.Counts, given.Drift).Statements(),
		wildcards:   permission.Wildcards,
	}.grant(r)
	return r
}

// ARN is the role's ARN, known before it is deployed.
func (r *ReleaseRole) ARN() string { return r.home.RoleARN() }

// CfnRole is the L1 role, for what ReleaseRoleProps does not cover.
func (r *ReleaseRole) CfnRole() awsiam.CfnRole { return r.role }

// outsider is the role that the pipeline's builds act as in the account tools.
func (h Home) outsider(tools string) string {
	return role(policy.Place{Partition: h.withDefaults().Partition, Account: tools}, releaser(h.App, h.Service))
}

// permissions are what releases of the deployment touch.
func (d Deployment) permissions(counts bool, drift []string) permission.Release {
	home := d.Home.withDefaults()
	r := permission.Release{Place: home.place(), Kind: d.Kind, Stack: home.Stack, Counts: counts, Drift: drift}
	switch d.Kind {
	case program.Tasks, program.Hosts:
		r.Application, r.Group = d.Variables["APPLICATION"], d.Variables["GROUP"]
	case program.Manifests:
		r.Cluster, r.Service = d.Variables["CLUSTER"], d.Variables["SERVICE"]
	}
	if d.Kind == program.Hosts {
		r.Revisions, r.Key = "arn:"+home.Partition+":s3:::"+d.Variables["BUCKET"], cmp.Or(d.Variables["KEY"], program.RevisionKey)
	}
	return r
}
