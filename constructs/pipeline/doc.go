// Package pipeline brings a service from a commit to production by AWS CodePipeline: tests, one image, what is in it, and
// the release of exactly that image to one environment after the other.
//
// # Two accounts
//
// A [Pipeline] lives in an account for tools, with the [Artifacts] it hands on, and knows an environment by names alone: a
// [Home] says where a service runs, and from it come the ARNs of the roles on both sides. In the environment's account a
// [ReleaseRole] lets the pipeline's builds change the one stack of the one service; where a cluster's API is not to be
// reached from outside, a [ClusterReleaser] runs those builds inside. No role lets in a whole account: where a role is not there
// yet, a policy names its account, and the one role in a condition.
//
// # The order of the first deployment
//
// First the repository of images, the artifacts and the pipeline; then the environments, whose services run nothing yet
// and whose release roles name the pipeline's roles, which must exist by then; then the first run, started by a push or by
// hand (aws codepipeline start-pipeline-execution --name <pipeline>). A run that a push starts before an environment is
// there fails at its first release, and the next one goes on.
//
// # What a failure does
//
// A release that fails has gone back by itself before its action ends, and then the action, the stage and the run fail:
// nothing depends on CodePipeline's own rollback, which knows no run from before the pipeline was last changed.
// A wave begins where all of its environments are ready, and then each of them ends by itself: a release that fails among
// several goes back at once, and its action leaves it to Verify to say so, as CodePipeline would else begin no proof of the
// others. Only a build that is lost or stopped fails its action there and then, and the others stay without their proof:
// retry the stage. Environments of later waves get nothing. Somebody is told of each stage that fails.
//
// # A version's own tests
//
// Verify.Test runs a line of the source's own against a version that has just been released, beside the proof that watches
// its alarms. CodePipeline knows no way back from an action that fails: so the proof waits for the test's action, and takes
// the version back whatever that comes to but success: a test that fails, a build that is stopped or lost, a time that runs
// out. The test runs in the account of the pipeline and reaches what can be reached from there.
//
// # Pull requests
//
// Where a source asks for it, Tests.Command runs on each pull request, when it is opened and whenever it changes, and the
// search for secrets with it. A pull request is code that nobody has read yet: its tests run in a build of their own,
// without the secrets, the cache and the permissions of the others. In CodeCommit it then waits for the approval of the
// role CfnRole("Judge"), which a build without any of the pull request's code gives or takes back; who may delete the
// approval rule of a pull request can go round that. Of a connected repository it is a run of the pipeline
// "<app>-delivery-<service>-reviews", whose result is not shown at the pull request itself.
//
// # The application itself
//
// [NewInfrastructure] is the pipeline of the CDK app that all of this is part of, under the name of a service called
// infrastructure: its version is a cloud assembly instead of an image, and a release is cdk deploy. It changes itself. The
// first one is deployed by hand, with the rest of its stage.
//
// # Who can do what
//
// Build specifications are part of the template, so a commit cannot change them; whoever may start a build in the account
// (codebuild:StartBuild) can. Tests and Dockerfiles are the source's own code, and run with what their build may do: read
// artifacts, push the image. Only builds that run no code of the source may become a release role, or a role of cdk
// bootstrap. What those deploy is still the source's to say: whoever may push to the branch of an infrastructure may change
// everything that is deployed from it.
package pipeline
