package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
)

// guards are the keys without which more is released than the file lets through: a workflow goes without them only when
// -without says so.
var guards = []string{"build.secrets", "scan.inspector", "source.tags", "verify.test", "window"}

// lack is a key of the file that workflows do not heed, with who has it.
type lack struct {
	key, why string
	who      []string
}

// lacks are what a file asks of a pipeline and no workflow does.
type lacks struct {
	bad     *refusals
	without []string
	all     []lack
}

// note remembers a key of who without which a workflow does what is right all the same.
func (l *lacks) note(key, who, why string) {
	at := slices.IndexFunc(l.all, func(one lack) bool { return one.key == key })
	if at < 0 {
		at = len(l.all)
		l.all = append(l.all, lack{key: key, why: why})
	}
	if who != "" && !slices.Contains(l.all[at].who, who) {
		l.all[at].who = append(l.all[at].who, who)
	}
}

// guard refuses one of guards, unless somebody goes without it.
func (l *lacks) guard(key, who, why string) {
	if slices.Contains(l.without, key) {
		l.note(key, who, "-without says so")
		return
	}
	of := ""
	if who != "" {
		of = " of " + who
	}
	l.bad.add("PIPE-003", "%s%s: %s, or go without it: -without %s", key, of, why, key)
}

// lines are what to say about all of them.
func (l *lacks) lines() (all []string) {
	for _, one := range l.all {
		of := ""
		if len(one.who) > 0 {
			of = " of " + strings.Join(one.who, ", ")
		}
		all = append(all, fmt.Sprintf("%s%s: %s", one.key, of, one.why))
	}
	return all
}

// ofFile are what environments and delivery ask of a pipeline.
func (l *lacks) ofFile(file config.File) {
	d := file.Delivery
	if len(d.Services) > 0 {
		l.note("delivery.source", "", "it gives each service a pipeline on AWS: leave the stacks Delivery/<service> undeployed, or both release")
		l.note("delivery.alerts", "", "GitHub and GitLab themselves tell of failures, and ask for approvals")
	}
	if d.Limits.Inspector {
		l.guard("scan.inspector", "", "workflows hold an image only against what the registry finds: let it scan by registry: { scan: enhanced }")
	}
	if len(d.Chats) > 0 {
		l.note("delivery.chats", "", "no channel is told")
	}
	if d.Infrastructure != nil {
		l.note("delivery.infrastructure", "", "the application keeps its own pipeline")
	}
	waves := map[string]bool{}
	for _, e := range file.Environments {
		if waves[e.Wave] {
			l.note("wave", e.Name, "environments get a release one after the other")
		}
		waves[e.Wave] = true
		if e.Window != nil {
			l.guard("window", e.Name, "a workflow keeps no hours: with approve: true a person can")
		}
		if e.OnFailure != delivery.Stop {
			l.note("failure", e.Name, "a release that fails goes back by itself, and a person starts the next")
		}
		if a := e.Approval; a != nil && *a != (delivery.Approval{}).WithDefaults() {
			l.note("approve.within and approve.message", e.Name, "GitHub and GitLab ask in their own way")
		}
	}
}

// ofSource are what a source asks of a pipeline. chosen says whether somebody has chosen the branch.
func (l *lacks) ofSource(service string, source delivery.Source, chosen bool) {
	switch from := source.(type) {
	case delivery.CodeCommit:
		if from.PullRequests {
			l.note("pullRequests", service, "nothing runs for pull requests")
		}
	case delivery.Connection:
		if from.PullRequests {
			l.note("pullRequests", service, "nothing runs for pull requests")
		}
		if len(from.Tags) > 0 && !chosen {
			l.guard("source.tags", service, "a workflow starts with a push to a branch: name it with -branch")
		}
		if len(from.NotPaths) > 0 {
			l.note("notPaths", service, "their changes start a release, too")
		}
	}
}

// ofImage are what building an image asks of a pipeline.
func (l *lacks) ofImage(service string, b delivery.Build) {
	if b.Machine != (buildspec.Machine{}) {
		l.note("build.machine and build.within", service, "a runner of GitHub's or GitLab's builds, within an hour")
	}
	if len(b.Bases) > 0 {
		l.note("build.bases", service, "let the build role pull them")
	}
	if b.NoSecretsScan {
		l.note("build.secretsScan", service, "secrets are looked for all the same")
	}
}

// ofTests are what tests ask of a pipeline.
func (l *lacks) ofTests(service string, t delivery.Tests) {
	if len(t.Secrets) > 0 {
		l.guard("build.secrets", service, "tests have no token here, and so no secrets: test what needs them on AWS CodePipeline")
	}
	if len(t.Runtimes) > 0 {
		l.note("build.runtimes", service, "tests run with the languages that the runner has, or with workflow.Tests.Image from Go")
	}
	if len(t.Cache) > 0 {
		l.note("build.cache", service, "tests keep nothing for the next run")
	}
	if t.Machine != (buildspec.Machine{}) {
		l.note("build.testMachine and build.testWithin", service, "a runner of GitHub's or GitLab's tests, within an hour")
	}
}
