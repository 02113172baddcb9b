package program

import (
	"slices"
	"time"
)

// ImageFile is the file of a fleet's revision that [Release] writes for [Hosts].
const ImageFile = "fleet/image"

// RevisionKey is where the revision of a fleet goes in its bucket, unless KEY says otherwise.
const RevisionKey = "revision.zip"

// environment are the variables of every program that acts in an environment.
var environment = []Variable{
	{Name: "STACK", Means: "the name of the service's stack"},
	{Name: "REGION", Means: "the region of the environment"},
	{Name: "ROLE", Means: "the ARN of the role to take in the environment's account; default: none, with what the build may do itself", Optional: true},
	{Name: "EXTERNAL_ID", Means: "the external id that the role asks for; default: none", Optional: true},
	{Name: "ALARMS", Means: "the names of metric alarms that must be quiet, with spaces between them; default: none", Optional: true},
	{Name: "TIMEOUT", Means: "how many seconds the program may take before it stops and goes back, which may take as long again; default: 3600", Optional: true},
	{Name: "EXECUTION", Means: "the run of the pipeline, for the name of the role's session; default: none", Optional: true},
}

// more are the variables of each kind.
var more = map[Kind][]Variable{
	Tasks: {
		{Name: "APPLICATION", Means: "the name of the CodeDeploy application"},
		{Name: "GROUP", Means: "the name of its deployment group"},
	},
	Hosts: {
		{Name: "APPLICATION", Means: "the name of the CodeDeploy application"},
		{Name: "GROUP", Means: "the name of its deployment group"},
		{Name: "BUCKET", Means: "the name of the bucket for revisions"},
		{Name: "BUNDLE", Means: "a directory with the files of fleet.Bundle for any image; " + ImageFile + " is written into a copy"},
		{Name: "KEY", Means: "where the revision goes in the bucket; default: " + RevisionKey, Optional: true},
	},
	Manifests: {
		{Name: "CLUSTER", Means: "the name of the EKS cluster"},
		{Name: "SERVICE", Means: "the name of the service"},
	},
}

// shared are the parts, and the tools, with which a version of each kind is brought and taken back.
var shared = map[Kind]struct{ parts, tools []string }{
	Tasks:     {parts: []string{"deployment", "tasks"}},
	Hosts:     {parts: []string{"deployment", "hosts"}, tools: []string{"zip"}},
	Manifests: {parts: []string{"manifests"}, tools: []string{"kubectl"}},
}

// Ready fails unless a release may begin now: ALARMS are quiet, and STACK is neither being changed nor failed nor, with
// DRIFT=on, different from its template. Before the first release alarms do not count.
func Ready() Program {
	return Program{
		Name: "ready",
		Text: text("base", "aws", "alarms", "stack", "drift", "ready"),
		Needs: append(slices.Clone(environment), Variable{
			Name: "DRIFT", Means: "on or off: whether CloudFormation compares the stack with its template; default: off", Optional: true,
		}),
		Tools: []string{"aws", "jq"},
	}
}

// Release brings IMAGE to what STACK runs, waits for the true outcome, and goes back when it is bad. It exports PREVIOUS, the image
// that ran before, or "none".
//
// The stack is updated with its previous template and nothing but a new Image; the first five ALARMS are CloudFormation's rollback
// triggers, the program itself watches the others. CloudFormation remembers the triggers: until the next release they also watch
// the stack's other updates, which fail once an alarm is no longer there (CloudFormation API, "RollbackConfiguration"): release
// once after the template has lost one. Tasks, Hosts and Manifests then do their own part. The program succeeds only when the stack's last
// update by this release is complete, the stack has IMAGE, and that part has succeeded. Everything else is a failure that names its
// first cause: a rollback, an alarm, a time that ran out, a newer update, a deleted stack. After a failure the stack names what runs.
//
// It must not run twice at a time for one stack, and a build that is killed cannot go back: give builds the time of [Longest].
func Release(kind Kind) Program {
	return deploying("release", kind, Variable{Name: "IMAGE", Means: "the image, by its digest"},
		Variable{Name: "LATER", Means: "on or off: whether a failure is left to what comes after the release, which is told failed as PREVIOUS; default: off", Optional: true})
}

// Verify proves a version that has been released: URL answers, ALARMS stay quiet while it bakes, for BAKE seconds and until
// POINTS were seen, and the version's own tests pass, which another action runs at the same time. That one may fail, be stopped or
// never end: whatever it comes to but success is seen here, where there is a way back. When anything does not hold it goes back to PREVIOUS in the way of kind, and fails. Alarms that still ring do not stop
// going back: CodeDeploy is told not to look at them, which takes the permission codedeploy:UpdateDeploymentGroup (CodeDeploy API,
// "CreateDeployment"). URL is asked for TIMEOUT at most, and POINTS are waited for until BAKE after that.
func Verify(kind Kind) Program {
	p := deploying("verify", kind, Variable{Name: "IMAGE", Means: "the image that was released, by its digest"},
		Variable{Name: "PREVIOUS", Means: `what ran before, as the release says: an image by its digest, "none", or "failed" after a release that went back`},
		Variable{Name: "URL", Means: "the http or https address that must answer; default: none is asked", Optional: true},
		Variable{Name: "STATUS", Means: "the codes that are right, such as 200-299,404; default: 200", Optional: true},
		Variable{Name: "ATTEMPTS", Means: "how often URL is asked, with 5 seconds between, until it answers right; default: 30", Optional: true},
		Variable{Name: "BAKE", Means: "how many seconds ALARMS must stay quiet; default: 0, they are looked at once", Optional: true},
		Variable{Name: "POINTS", Means: "how much of METRIC must be seen, at the latest TIMEOUT after BAKE; default: 0", Optional: true},
		Variable{Name: "METRIC", Means: `the metric to count as JSON: {"Namespace":…,"MetricName":…,"Dimensions":[{"Name":…,"Value":…}],"Statistic":"Sum"}, or a list of them; default: the output Requests of the stack`, Optional: true},
		Variable{Name: "TRIED", Means: "the names of two actions of the pipeline with a space between: the release, and the tests that must succeed after it, BAKE and TIMEOUT from the beginning at the latest; default: no tests are waited for", Optional: true},
		Variable{Name: "PIPELINE", Means: "the ARN of the pipeline whose run EXECUTION is; required with TRIED", Optional: true},
		Variable{Name: "WATCH", Means: "the ARN of the role that reads the pipeline's actions; default: none, with what the build may do itself", Optional: true},
	)
	p.Exports = nil
	p.Tools = append(p.Tools, "curl")
	slices.Sort(p.Tools)
	return p
}

// slack is what programs need beside their time: the last look at what they wait for, a call that is throttled and made
// again, the preparation.
const slack = 30 * time.Minute

// Longest is how long the programs run at most, for the builds and jobs that run them: a killed one goes back to nothing.
//
//   - Ready looks for drift for timeout, TIMEOUT.
//   - Release stops after timeout whatever it is doing, its update, its deployment or its phases. From then on, or from
//     an earlier failure on, it goes back for timeout in all: half of that at most waits for CodeDeploy.
//   - Verify asks for timeout, bakes for bake, BAKE, and then goes back for timeout in all.
func Longest(timeout, bake time.Duration) (ready, release, verify time.Duration) {
	return timeout + slack, 2*timeout + slack, timeout + bake + timeout + slack
}

// deploying is the program called verb for a kind, which needs own beside what every such program needs.
func deploying(verb string, kind Kind, own ...Variable) Program {
	names := append([]string{"base", "attempt", "aws", "alarms", "stack", "update"}, shared[kind].parts...)
	if verb == "verify" {
		names = append(names, "trial")
	} else {
		names = slices.Insert(names, 1, "later")
	}
	needs := slices.Concat(own, environment, more[kind])
	slices.SortStableFunc(needs, func(a, b Variable) int {
		switch {
		case a.Optional == b.Optional:
			return 0
		case b.Optional:
			return -1
		}
		return 1
	})
	tools := append([]string{"aws", "jq"}, shared[kind].tools...)
	slices.Sort(tools)
	return Program{
		Name:    verb + "-" + kind.String(),
		Text:    text(append(names, verb+"-"+kind.String(), verb)...),
		Needs:   needs,
		Exports: []string{"PREVIOUS"},
		Tools:   tools,
	}
}
