package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/constructs/pipeline/workflow"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// refusals are lines about what cannot be written, said together.
type refusals []string

func (r *refusals) add(code, format string, values ...any) {
	*r = append(*r, fmt.Sprintf(format, values...)+" ["+code+"]")
}

func (r refusals) err() error {
	if len(r) == 0 {
		return nil
	}
	slices.Sort(r)
	return fmt.Errorf("%s", strings.Join(slices.Compact(r), "\n"))
}

// props are the workflows of file, and what they lack.
func (o order) props(file config.File) (workflow.Props, []string, error) {
	var bad refusals
	if file.Delivery == nil {
		bad.add("PIPE-003", "%s has no delivery: a workflow pushes each image once, so one account must own them all", o.config)
		return workflow.Props{}, nil, bad.err()
	}
	alarms, err := readAlarms(o.assembly)
	if err != nil {
		return workflow.Props{}, nil, err
	}
	from, missing := o.origin(file, &bad), &lacks{bad: &bad, without: o.without}
	p := workflow.Props{
		App: file.App, Branch: from.branch, Limits: limits(file.Delivery.Limits), ScanWithin: file.Delivery.Limits.Within,
		Registry: workflow.Registry{Account: file.Delivery.Account, Region: file.Delivery.Region, Partition: file.Delivery.Partition},
	}
	for _, e := range file.Environments {
		p.Environments = append(p.Environments, workflow.Environment{
			Name: e.Name, Account: e.Account, Region: e.Region, Approve: e.Approval != nil, Runner: o.runners[e.Name],
		})
		for _, s := range e.Services {
			if s.Image == "" && from.has(s.Name) {
				o.add(&p, missing, e, s, alarms, from.pipeline(s.Name))
			}
		}
		delete(o.runners, e.Name)
	}
	for name := range o.runners {
		bad.add("CLI-001", "-runner %s: %s has no such environment", name, o.config)
	}
	if len(p.Services) == 0 && len(bad) == 0 {
		bad.add("PIPE-003", "%s has no service whose image is built: nothing can be released", o.config)
	}
	missing.ofFile(file)
	return p, missing.lines(), bad.err()
}

// add adds the release of s to e. way is the pipeline of s, nil without one.
func (o order) add(p *workflow.Props, missing *lacks, e config.Environment, s config.Service, alarms map[string][]string, way *config.Delivered) {
	bad := missing.bad
	stack := p.App + "-" + e.Name + "-" + s.Name
	watched, known := alarms[stack]
	if !known {
		bad.add("CLI-003", "%s has no template of %s: run make synth first, or say where the templates are with -assembly", o.assembly, stack)
	}
	if s.Schedule != nil {
		watched = nil // what ended badly must not keep its own repair out
	}
	t := workflow.Target{
		Environment: e.Name, Role: roleARN(e.Partition, e.Account, workflow.ReleaseRole(p.App, e.Name, s.Name)), Stack: stack,
		Alarms: watched, Within: within(s), Verify: workflow.Verify{URL: s.Verify.URL, Bake: s.Verify.Bake}, Variables: proof(s.Verify),
	}
	if s.Verify.Test != "" {
		missing.guard("verify.test", s.Name, "the job that could take the version back holds a role, and code of the source must not run beside it: test on AWS CodePipeline")
	}
	if t.Within > mostWithin {
		bad.add("PIPE-004", "%s takes %s to release to %s: a workflow waits for %s at most, AWS CodePipeline longer", s.Name, t.Within, e.Name, mostWithin)
	}
	switch {
	case s.Runtime == service.Fleet:
		bad.add("PIPE-003", "%s runs on a fleet, whose bucket gets its name when it is deployed: write its workflow in Go, with workflow.Target.Files and BUCKET", s.Name)
	case s.Runtime == service.EKS:
		t.Kind = program.Manifests
		t.Variables["CLUSTER"], t.Variables["SERVICE"] = p.App+"-"+e.Name, s.Name
		if len(p.Environments[len(p.Environments)-1].Runner) == 0 {
			bad.add("PIPE-003", "%s runs on EKS, whose cluster is reached from inside %s: give -runner %s=LABELS", s.Name, e.Name, e.Name)
		}
	case s.Controller != nil:
		t.Kind = program.Tasks
		t.Variables["APPLICATION"], t.Variables["GROUP"] = stack, stack
	}
	at := slices.IndexFunc(p.Services, func(other workflow.Service) bool { return other.Name == s.Name })
	if at < 0 {
		at = len(p.Services)
		p.Services = append(p.Services, o.service(p, missing, s.Name, way))
	}
	one := &p.Services[at]
	platform := "linux/amd64"
	if s.ARM {
		platform = "linux/arm64"
	}
	if !slices.Contains(one.Platforms, platform) {
		one.Platforms = append(one.Platforms, platform)
		slices.Sort(one.Platforms)
	}
	one.Targets = append(one.Targets, t)
}

// proof are the variables of what a version must prove beside its address and its alarms.
func proof(v delivery.Verify) map[string]string {
	all := map[string]string{}
	if v.Status != "" {
		all["STATUS"] = v.Status
	}
	if v.Attempts > 0 {
		all["ATTEMPTS"] = strconv.Itoa(v.Attempts)
	}
	if v.Points > 0 {
		all["POINTS"] = strconv.Itoa(v.Points)
	}
	return all
}

// service is how the service called name is built and tested: as its pipeline does it, or, without one, as the repository
// looks.
func (o order) service(p *workflow.Props, missing *lacks, name string, way *config.Delivered) workflow.Service {
	one := workflow.Service{
		Name: name, Role: roleARN(p.Registry.Partition, p.Registry.Account, workflow.BuildRole(p.App, name)), Tests: workflow.Tests{Command: o.test},
	}
	if way != nil {
		o.follow(&one, missing, *way)
		return one
	}
	for _, directory := range []string{"services/" + name, name, "."} {
		if o.holds(directory + "/Dockerfile") {
			one.Context = directory
			return one
		}
	}
	missing.bad.add("PATH-001", "%s has no Dockerfile: want one in services/%s, in %s, or in the root of the repository", name, name, name)
	return one
}

// holds says whether the repository has a file at path.
func (o order) holds(path string) bool {
	info, err := os.Stat(filepath.Join(o.out, path))
	return err == nil && info.Mode().IsRegular()
}

func roleARN(partition, account, name string) string {
	return fmt.Sprintf("arn:%s:iam::%s:role/%s", partition, account, name)
}

// mostWithin is the longest that a job of a workflow waits for a release: see workflow.Target.Within.
const mostWithin = 3 * time.Hour

// within is how long a release of s may take: an hour, or what its strategy waits for and half an hour.
func within(s config.Service) time.Duration {
	var waits time.Duration
	var hooks []release.Hook
	switch one := s.Strategy.(type) {
	case release.Rolling:
		waits = one.WithDefaults().Bake
	case release.Linear:
		one = one.WithDefaults()
		waits, hooks = time.Duration(one.Steps())**one.StepBake+*one.Bake, one.Hooks
	case release.Canary:
		one = one.WithDefaults()
		waits, hooks = *one.CanaryBake+*one.Bake, one.Hooks
	case release.BlueGreen:
		waits, hooks = *one.WithDefaults().Bake, one.Hooks
	}
	for _, h := range hooks {
		waits += time.Duration(len(h.Stages)) * h.WithDefaults().Timeout
	}
	if s.Controller != nil {
		waits += s.Controller.WaitForReroute + s.Controller.Terminate(0)
	}
	return max(time.Hour, waits+30*time.Minute)
}
