package pipeline

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// deploy defines what brings the assembly to the environments: for each stage two builds, and a role of their own, so that no
// stage of the app can be deployed to another one's account by the way.
func (p *Pipeline) deploy(own InfrastructureProps) {
	group := p.logGroup("deploy")
	p.records().group(p, "DeployLogs", group)
	room := constructs.NewConstruct(p, jsii.String("Stages"))
	for _, wave := range own.waves() {
		for _, s := range wave.Stages {
			p.enter(own, s.withDefaults(), constructs.NewConstruct(room, &s.Name), group)
		}
	}
}

// enter defines the role and the builds of one stage under scope.
func (p *Pipeline) enter(own InfrastructureProps, s CDKStage, scope constructs.Construct, group string) {
	props := p.props
	deployer := may{
		id: "Role", name: named(roleLimit, props.name(), "deploy", s.Name), boundary: props.Boundary,
		description: "Deploys the stage " + s.Name + " of " + props.App,
		trust: acted("codebuild.amazonaws.com", props.Account,
			props.place().ARN("codebuild", "project/"+own.builder("Deploy", s)), props.place().ARN("codebuild", "project/"+own.builder("Verify", s))),
		statements: append(append([]policy.Object{logging(props.place(), group)}, p.input()...),
			policy.Allow("Enter", []string{s.bootstrap(own, "deploy"), s.bootstrap(own, "file-publishing"), s.bootstrap(own, "lookup")}, "sts:AssumeRole")),
		wildcards: "Each build has a log stream of its own, and artifacts have no names before they are made.",
	}.grant(scope)
	p.roles["Deploy-"+s.Name] = deployer
	for _, one := range []struct {
		do     string
		run    program.Program
		within time.Duration
	}{{"Deploy", program.Deploy(), s.Within + 30*time.Minute}, {"Verify", program.Settle(), s.Within + s.Bake + 5*time.Minute}} {
		build{
			id: one.do, name: own.builder(one.do, s), description: one.do + " the stage " + s.Name + " of " + props.App,
			spec: buildspec.Spec{Build: []buildspec.Command{buildspec.Execute(one.run)}}, variables: told(one.run, s.variables(own)),
			role: *deployer.AttrArn(), group: group, key: props.home().Key, limit: 1,
			machine: buildspec.Machine{Timeout: wholeMinutes(one.within), Queue: mostQueue},
		}.define(scope)
	}
}

// variables are what the builds of the stage are told in every run.
func (s CDKStage) variables(own InfrastructureProps) map[string]string {
	all := map[string]string{
		"STAGE": s.Name, "REGION": s.Region, "ROLE": s.bootstrap(own, "lookup"), "ALARMS": strings.Join(s.Alarms, " "),
		"TIMEOUT": strconv.Itoa(int(s.Within.Seconds())),
	}
	if s.Bake > 0 {
		all["BAKE"] = strconv.Itoa(int(s.Bake.Seconds()))
	}
	if s.Drift {
		all["DRIFT"] = "on"
	}
	return all
}

// bootstrap is the ARN of the role of cdk bootstrap called does where the stage is (CDK developer guide, "Bootstrap
// template").
func (s CDKStage) bootstrap(own InfrastructureProps, does string) string {
	return role(policy.Place{Partition: own.Partition, Account: s.Account}, fmt.Sprintf("cdk-%s-%s-role-%s-%s", own.Qualifier, does, s.Account, s.Region))
}

// looking lets the build of differences look at every environment.
func (p InfrastructureProps) looking() policy.Object {
	var roles []string
	for _, wave := range p.waves() {
		for _, s := range wave.Stages {
			roles = append(roles, s.bootstrap(p, "lookup"))
		}
	}
	return policy.Allow("Look", slices.Compact(slices.Sorted(slices.Values(roles))), "sts:AssumeRole")
}

// running are the permissions of the pipeline's role.
func (p InfrastructureProps) running() []policy.Object {
	common, stages := p.common(), p.stages()
	return append(common.serving(stages, p.Artifacts), common.asking(stages)...)
}
