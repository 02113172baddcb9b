package pipeline

import (
	"cmp"
	"slices"
	"time"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// try is the name of the action, and of the build, that runs a version's own tests in an environment.
const try = "Try"

// tried are the environments whose versions have tests of their own.
func (p PipelineProps) tried() (all []Environment) {
	for _, e := range p.environments() {
		if e.Verify.Test != "" {
			all = append(all, e)
		}
	}
	return all
}

// trial is the action that runs the tests of a version beside its proof. CodePipeline knows no way back from an action that
// fails, nor from a machine that is lost: so the proof waits for however this one ends, and takes the version back.
func (p PipelineProps) trial(e Environment) action {
	return building(try+"-"+e.Name, p.project("try-"+e.Name), sourceArtifact, int(verify)+1, [2]string{"IMAGE", p.image()})
}

// judging is what the proof in an environment is told of the tests it waits for.
func (p PipelineProps) judging(e Environment) [][2]string {
	all := [][2]string{{"TRIED", release.String() + "-" + e.Name + " " + try + "-" + e.Name}, {"PIPELINE", p.arn()}}
	if e.Target.Deploy().Inside {
		all = append(all, [2]string{"WATCH", role(p.place(), watcher(p.App, p.Service))})
	}
	return all
}

// watching lets a role see how the actions of the pipeline end.
func (p PipelineProps) watching() policy.Object {
	return policy.Allow("Watch", p.arn(), "codepipeline:ListActionExecutions")
}

// try defines what runs versions' own tests: one role for all of them, which may read artifacts and nothing else.
func (p *Pipeline) try() {
	all := p.props.tried()
	if len(all) == 0 {
		return
	}
	group := p.logGroup("try")
	p.records().group(p, "TryLogs", group)
	p.roles[try] = may{
		id: "TryRole", boundary: p.props.Boundary, description: "Tries versions of " + p.props.App + " " + p.props.Service,
		trust:      p.props.place().Trust("codebuild.amazonaws.com", "codebuild", "project/"+p.props.project("try")+"-*"),
		statements: append([]policy.Object{logging(p.props.place(), group)}, p.input()...),
		wildcards:  "Each build has a log stream of its own, and artifacts have no names before they are made.",
	}.grant(p)
	room := constructs.NewConstruct(p, jsii.String("Tries"))
	for _, e := range all {
		variables := map[string]string{"TEST_COMMAND": e.Verify.Test, "ENVIRONMENT": e.Name}
		if e.Verify.URL != "" {
			variables["URL"] = e.Verify.URL
		}
		build{
			id: e.Name, name: p.props.project("try-" + e.Name), description: "Tries versions in " + e.Name,
			spec:      buildspec.Spec{Build: []buildspec.Command{buildspec.Execute(program.Test().Short())}},
			variables: variables, role: *p.roles[try].AttrArn(), group: group, key: p.props.home().Key, machine: trying(e),
		}.define(room)
	}
	p.lend(all)
}

// trying is the machine of a version's own tests. They end before their proof gives up waiting.
func trying(e Environment) buildspec.Machine {
	machine := e.Verify.TestMachine
	machine.Timeout = cmp.Or(machine.Timeout, min(30*time.Minute, e.Target.Deploy().Home.withDefaults().Within.Truncate(time.Minute)))
	return machine
}

// lend defines the role by which proofs in other accounts see how tests end. Their roles are made later, and a policy that
// names a missing role is refused: so the accounts are the principals, and the condition names the roles.
func (p *Pipeline) lend(all []Environment) {
	var accounts, builders []string
	for _, e := range all {
		if d := e.Target.Deploy(); d.Inside {
			accounts, builders = append(accounts, d.Home.Account), append(builders, d.Home.builderARN())
		}
	}
	if len(builders) == 0 {
		return
	}
	accounts = slices.Compact(slices.Sorted(slices.Values(accounts)))
	p.roles["Watch"] = may{
		id: "WatchRole", name: watcher(p.props.App, p.props.Service), boundary: p.props.Boundary,
		description: "Sees the runs of the pipeline of " + p.props.App + " " + p.props.Service,
		trust: policy.Document(policy.Object{
			"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": policy.Object{"AWS": accounts},
			"Condition": policy.Object{"ArnEquals": policy.Object{"aws:PrincipalArn": builders}},
		}),
		statements: []policy.Object{p.props.watching()},
	}.grant(p)
}
