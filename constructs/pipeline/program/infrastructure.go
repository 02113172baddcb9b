package program

// where are the variables of the programs that act on one stage of a CDK app.
var where = []Variable{
	{Name: "STAGE", Means: "the name of the stage, as the CDK app has it"},
	{Name: "REGION", Means: "the region of its environment"},
	{Name: "ROLE", Means: "the ARN of the role that may look there, as cdk bootstrap makes one; default: none, with what the build may do itself", Optional: true},
	{Name: "EXTERNAL_ID", Means: "the external id that the role asks for; default: none", Optional: true},
	{Name: "ALARMS", Means: "the names of metric alarms that must be quiet where they are there, with spaces between them; default: none", Optional: true},
	{Name: "TIMEOUT", Means: "how many seconds drift is looked for, or changes by somebody else are waited for; default: 3600", Optional: true},
	{Name: "EXECUTION", Means: "the run of the pipeline, for the name of the role's session; default: none", Optional: true},
}

// npm is where Node.js and the CDK CLI come from.
var npm = Variable{Name: "NPM", Means: "an https address that serves packages as npm's registry does, for networks that do not reach it; default: that registry", Optional: true}

// Synth runs TEST, VERIFY and SYNTH, each a line of shell, one after the other, and refuses what SYNTH left in OUTPUT
// unless it is a cloud assembly that holds nothing but data. Go is of exactly the version GO, as the go command fetches
// toolchains, and Node.js is 24.21.0, used only when it has the checksum that this program holds.
//
// The lines are the source's own code: give the build no permission but to read it and to hand on what it made.
func Synth() Program {
	return Program{
		Name: "synth",
		Text: text("base", "paths", "package", "assembly", "synth"),
		Needs: []Variable{
			{Name: "TEST", Means: "the line of shell that runs the tests"},
			{Name: "VERIFY", Means: "the line of shell that runs everything else that must hold"},
			{Name: "SYNTH", Means: "the line of shell that writes the cloud assembly"},
			{Name: "OUTPUT", Means: "the directory of the cloud assembly, below the source"},
			{Name: "GO", Means: "the exact version of Go, such as 1.26.8"},
			npm,
		},
		Tools: []string{"curl", "go", "jq", "sha512sum", "tar"},
	}
}

// Diff compares the templates of STAGES with what is deployed, by the CDK CLI 2.1148.1, and writes what is different to diff.txt. The
// current directory is the cloud assembly. It exports how many parts of templates CHANGES, how many resources are ADDED,
// CHANGED, REMOVED and REPLACED (or may be), whether permissions grow (WIDENS, yes or no), and the id of its BUILD as an
// address has it. Tags of stacks and termination protection are no part of a template, and do not count.
//
// It runs nothing of the assembly, and takes only the roles that may look at stacks (cdk diff --method template).
func Diff() Program {
	return Program{
		Name: "diff",
		Text: text("base", "package", "assembly", "cdk", "diff"),
		Needs: []Variable{
			{Name: "STAGES", Means: "the names of stages of the CDK app, with spaces between them"},
			{Name: "CODEBUILD_BUILD_ID", Means: "the id of the build, as CodeBuild itself says it; default: none", Optional: true}, npm,
		},
		Exports: []string{"ASSEMBLY", "CHANGES", "ADDED", "CHANGED", "REMOVED", "REPLACED", "WIDENS", "BUILD"},
		Tools:   []string{"curl", "jq", "sha512sum", "tar"},
	}
}

// Deploy brings the stacks of STAGE to what the cloud assembly in the current directory says, by the CDK CLI 2.1148.1: quiet ALARMS
// first and, with DRIFT=on, nothing that somebody has changed by hand. Parameters keep their values, and so the images
// that releases have brought stay. What CloudFormation takes back fails the program; stacks that were done before stay as
// they are. Stacks that the app no longer has are left alone.
//
// It runs nothing of the assembly: one with an asset that a command or Docker makes is refused.
func Deploy() Program {
	return Program{
		Name: "deploy",
		Text: text("base", "aws", "alarms", "package", "assembly", "cdk", "drift", "environment", "deploy"),
		Needs: append(append([]Variable{}, where...),
			Variable{Name: "DRIFT", Means: "on or off: whether CloudFormation compares each stack with its template first; default: off", Optional: true},
			Variable{Name: "ASSEMBLY", Means: "the digest of the assembly that was compared, as Diff exports it; another one is not deployed; default: any is", Optional: true},
			Variable{Name: "CONCURRENCY", Means: "how many stacks are deployed at the same time, as far as they allow; default: 4", Optional: true}, npm),
		Tools: []string{"aws", "curl", "jq", "sha512sum", "tar"},
	}
}

// Settle proves a deployment of STAGE: each of its stacks is there, and neither being changed nor to be repaired, and ALARMS stay
// quiet for BAKE seconds. It takes nothing back.
func Settle() Program {
	return Program{
		Name:  "settle",
		Text:  text("base", "aws", "alarms", "assembly", "environment", "settle"),
		Needs: append(append([]Variable{}, where...), Variable{Name: "BAKE", Means: "how many seconds ALARMS must stay quiet; default: 0, they are looked at once", Optional: true}),
		Tools: []string{"aws", "jq"},
	}
}
