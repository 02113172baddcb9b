package pipeline

import (
	"slices"

	"github.com/aws/jsii-runtime-go"

	"github.com/aws/constructs-go/constructs/v10"

	"github.com/shipway-cdk/shipway/constructs/policy"
)

// release defines what brings the image to the environments: one role, which may become the release role of each, and
// three builds for each.
func (p *Pipeline) release() {
	group := p.logGroup("release")
	p.records().group(p, "ReleaseLogs", group)
	statements := append([]policy.Object{logging(p.props.place(), group)}, p.input()...)
	// The role is there even where every release runs inside its environment: one that does not may come any day. A list
	// of all builds would not fit into a trust policy of 2048 characters (IAM user guide, "IAM and AWS STS quotas").
	p.roles["Release"] = may{
		id: "ReleaseRole", name: releaser(p.props.App, p.props.Service), boundary: p.props.Boundary,
		description: "Releases " + p.props.App + " " + p.props.Service,
		trust:       p.props.place().Trust("codebuild.amazonaws.com", "codebuild", "project/"+p.props.project("release")+"-*"),
		statements:  append(statements, p.props.releasing()...),
		wildcards:   "Each build has a log stream of its own, and artifacts have no names before they are made.",
	}.grant(p)
	room := constructs.NewConstruct(p, jsii.String("Environments"))
	for _, e := range p.props.environments() {
		if d := e.Target.Deploy(); !d.Inside {
			crew{
				prefix: p.props.crewPrefix(e), role: *p.roles["Release"].AttrArn(), group: group, key: p.props.home().Key,
			}.define(constructs.NewConstruct(room, &e.Name), d, e.Verify.Bake, p.props.proof(e)...)
		}
	}
}

// releasing lets builds become the release role of every environment that they reach from here.
func (p PipelineProps) releasing() []policy.Object {
	var roles []string
	for _, e := range p.environments() {
		if d := e.Target.Deploy(); !d.Inside {
			roles = append(roles, d.Home.RoleARN())
		}
	}
	if len(roles) == 0 {
		return nil
	}
	all := []policy.Object{policy.Allow("Enter", roles, "sts:AssumeRole")}
	if slices.ContainsFunc(p.tried(), func(e Environment) bool { return !e.Target.Deploy().Inside }) {
		all = append(all, p.watching())
	}
	return all
}
