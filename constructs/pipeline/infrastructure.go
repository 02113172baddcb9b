package pipeline

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// infrastructure is the application itself among its services: everything of its pipeline is called after it.
const infrastructure = "infrastructure"

// NewInfrastructure defines the pipeline of a CDK app itself, which brings its stacks from a commit to every environment: it
// runs the app's tests and checks, makes one cloud assembly, says what that would change, and deploys exactly that assembly to
// its own account first, which may change this pipeline, and then to one wave of environments after the other. It panics with a
// *check.Error that names every bad prop; call props.Validate first to get it as a value.
//
// Use it where more than one person changes the app, so that nobody needs the permission to deploy. It is not for the
// images of services: parameters keep their values when a template is deployed, and so does what releases have brought; see
// [NewPipeline]. While it is not there yet it is deployed by hand, with the rest of its stage, and from then on by itself.
//
// When a run changes the pipeline, CodePipeline begins a new run with the newest commit, which finds nothing of its own left
// to change and goes on to the waves; the run before ends where it is (CodePipeline user guide, "Set or change the pipeline
// execution mode"). Stacks and stages that the app no longer has stay until somebody deletes them.
//
// Its builds enter an environment as the roles of cdk bootstrap there, which must let the pipeline's account in:
//
//	npx cdk bootstrap aws://<account>/<region> --trust <tools account> --trust-for-lookup <tools account> \
//	    --cloudformation-execution-policies <ARN of a policy>
//
// Trust is of the account as a whole, and a template may do what that policy allows: without one, everything
// (AdministratorAccess). Give no other role of the tools account sts:AssumeRole of "cdk-*" roles. Whoever may change the branch may
// change everything that is deployed, the pipeline's own approvals among it: Own needs an approval where the waves
// have one, and the branch needs rules for pull requests.
//
// A run with three environments has 42 minutes of actions when tests and checks take 20 of them and a wave 5: 0.08 USD, after
// the 100 free ones of an account (AWS CodePipeline pricing), and builds of 20 minutes on Large and 21 on Small, 0.51 USD (AWS
// CodeBuild pricing, us-east-1). A month without a run costs what the logs and assemblies of the last ones take up: cents.
// Check the pages: they change.
func NewInfrastructure(scope constructs.Construct, id string, props *InfrastructureProps) *Pipeline {
	given := check.Given(props)
	check.Must(id, given.Validate())

	own := given.withDefaults()
	p := &Pipeline{props: own.common(), roles: map[string]awsiam.CfnRole{}}
	constructs.NewConstruct_Override(p, scope, &id)
	synth := synthesizing(own.Synth)
	p.set(p.searching())
	p.set(job{name: "synth", does: "Tests and assembly", build: synth, statements: p.exchange(synthArtifact)})
	p.set(p.comparing(own))
	p.deploy(own)
	p.run(course{stages: own.stages(), statements: own.running(), restart: true})
	synth.spec.Artifacts = buildspec.Artifacts{}
	p.review(synth)
	return p
}

// exchange is what a build needs that reads what the pipeline hands it, and hands the artifact called so on.
func (p *Pipeline) exchange(artifact string) []policy.Object {
	store := p.props.home()
	return append(store.reading(p.props.Partition), store.writing(p.props.Partition, p.props.name(), artifact), store.use(true))
}

// synthesizing is the build that judges the source and makes the assembly. It runs the source's own code.
func synthesizing(s delivery.Synth) build {
	return build{
		spec:      buildspec.Spec{Build: []buildspec.Command{buildspec.Execute(program.Synth())}, Artifacts: buildspec.Artifacts{Base: s.Output, Files: []string{"**/*"}}},
		variables: map[string]string{"TEST": s.Test, "VERIFY": s.Verify, "SYNTH": s.Synth, "OUTPUT": s.Output, "GO": s.Go},
		machine:   s.Machine,
	}
}

// comparing is the build that says what an assembly would change. It may look at every environment, and change none.
func (p *Pipeline) comparing(own InfrastructureProps) job {
	return job{
		name: "diff", does: "Differences", role: named(roleLimit, p.props.name(), "diff"),
		build: build{
			spec: buildspec.Spec{
				Exported:  program.Diff().Exports,
				Build:     []buildspec.Command{buildspec.Execute(program.Diff())},
				Artifacts: buildspec.Artifacts{Files: []string{"diff.txt"}},
			},
			// Each wave has a stage that runs it, and another run may be in one of them: so there is no limit to how many run.
			machine: buildspec.Machine{Timeout: 30 * time.Minute},
		},
		statements: append(p.exchange("Diff*"), own.looking()),
	}
}
