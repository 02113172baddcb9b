package program

import (
	"embed"
	"io/fs"
	"regexp"
	"strings"
)

// Program is one shell program: what it is called, and its text for /bin/sh with the functions it shares in front.
type Program struct {
	// Name is what the program does, as lower case words with hyphens: "release-stack".
	Name string
	// Text is the whole program for /bin/sh. It reads nothing but its environment and the current directory, which is the
	// root of the source.
	Text string
	// Needs are the environment variables it reads, required ones first.
	Needs []Variable
	// Exports are what it says when it succeeds: it writes the value of each, without a line end, into a file of that
	// name below the directory that the variable EXPORTS names, where that is set.
	Exports []string
	// Tools are the commands it calls beside those of POSIX. All of them come with the Amazon Linux images of CodeBuild
	// (aws/aws-codebuild-docker-images, al/x86_64/standard/6.0 and al/aarch64/standard/4.0).
	Tools []string
}

// comment is a line that says something to its reader alone.
var comment = regexp.MustCompile(`(?m)^[\t ]*# .*\n`)

// Short is the same program without its comments, for where space is short: a build specification holds 25,600 characters.
func (p Program) Short() Program {
	p.Text = comment.ReplaceAllString(p.Text, "")
	return p
}

// Variable is one environment variable that a program reads.
type Variable struct {
	// Name is the variable, such as "STACK".
	Name string
	// Means says what it holds, with its unit and what leaving it out means.
	Means string
	// Optional says whether it may be unset or empty.
	Optional bool
}

// Kind is how a version reaches what runs it.
type Kind int

// The kinds of releases.
const (
	// Stack updates the service's stack, and CloudFormation does the rest: Amazon ECS, ECS Express and App Runner.
	Stack Kind = iota
	// Tasks updates the stack, and CodeDeploy moves the requests of an Amazon ECS service.
	Tasks
	// Hosts updates the stack, and CodeDeploy brings a revision to the EC2 instances of a fleet.
	Hosts
	// Manifests updates the stack, and applies the Kubernetes objects it keeps, phase by phase.
	Manifests
)

// Kinds are all kinds of releases.
var Kinds = []Kind{Stack, Tasks, Hosts, Manifests}

// String is the kind in lower case: "stack", "tasks", "hosts" or "manifests".
func (k Kind) String() string { return [...]string{"stack", "tasks", "hosts", "manifests"}[k] }

// All are all programs there are: those of a service, then those of an infrastructure.
func All() []Program { return append(ForService(), ForInfrastructure()...) }

// ForService are the programs that bring a service from a commit to production, in the order of a pipeline.
func ForService() []Program {
	all := []Program{Test(), Secrets(), Image(), Scan(), Ready()}
	for _, kind := range Kinds {
		all = append(all, Release(kind))
	}
	for _, kind := range Kinds {
		all = append(all, Verify(kind))
	}
	return all
}

// ForInfrastructure are the programs that bring the stacks of a CDK app from a commit to its environments, in the order of a
// pipeline, beside [Secrets].
func ForInfrastructure() []Program { return []Program{Synth(), Diff(), Deploy(), Settle()} }

// parts are the files that programs are made of.
//
//go:embed sh
var parts embed.FS

// text is a program made of parts, by their names.
func text(names ...string) string {
	var b strings.Builder
	b.WriteString("#!/bin/sh\n")
	for _, name := range names {
		part, err := fs.ReadFile(parts, "sh/"+name+".sh")
		if err != nil {
			panic(err) // unreachable: the parts are in the binary
		}
		b.WriteString("\n")
		b.Write(part)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}
