package pipeline

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// Target is where a version is released to. [Stack], [Tasks], [Hosts] and [Manifests] are the ones there are; one of
// your own says by its only method which of the programs brings the version there, and what that must be told.
type Target interface {
	// Deploy says how a version is released.
	Deploy() Deployment
}

// Deployment is how a version is released: which programs run, where, and what they are told. It holds names and
// nothing of the environment itself.
type Deployment struct {
	// Kind is the way of the release. Default: program.Stack.
	Kind program.Kind
	// Home is the service in its environment. Required.
	Home Home
	// Variables are what programs of Kind must be told beside what Home says, such as APPLICATION. Default: none.
	Variables map[string]string
	// Files are what a program of Kind finds below the directory "bundle", by path. Default: none.
	Files map[string]string
	// Inside runs the programs in the environment's own account and network, by the builds of [NewClusterReleaser].
	// Default: false, in the account of the pipeline, with the role that Home names.
	Inside bool
}

var (
	variableName = regexp.MustCompile(`^[A-Z][A-Z0-9_]{0,63}$`)
	bundleFile   = regexp.MustCompile(`^[\w-][\w.-]*(?:/[\w-][\w.-]*)*$`)
)

// Validate reports everything that keeps the programs from being told what they need, all at once.
func (d Deployment) Validate() error {
	c := check.Of("pipeline.Deployment")
	known := slices.Contains(program.Kinds, d.Kind)
	c.That("PIPE-003", "Kind", int(d.Kind), known, "want one of program.Kinds")
	c.Within("Home", d.Home.Validate())
	for _, name := range slices.Sorted(maps.Keys(d.Variables)) {
		at := fmt.Sprintf("Variables[%s]", name)
		c.That("INJ-003", at, name, variableName.MatchString(name) && !strings.HasPrefix(name, "AWS_") && !strings.HasPrefix(name, "CODEBUILD_"),
			"want a name of capital letters, digits and _, which is neither AWS's nor CodeBuild's")
		delivery.Text(c, at, d.Variables[name], 2000)
	}
	for _, path := range slices.Sorted(maps.Keys(d.Files)) {
		c.That("PATH-001", fmt.Sprintf("Files[%s]", path), path, len(path) <= 100 && bundleFile.MatchString(path), "want a path below the directory, without dots that lead out of it")
	}
	if known {
		d.told(c)
	}
	for _, one := range steps {
		if c.Err() == nil {
			c.Within(one.String(), one.spec(d).Validate())
		}
	}
	return c.Err()
}

// told reports what a program of the deployment needs and nobody says.
func (d Deployment) told(c *check.Checks) {
	given, missing := d.variables(), map[string]bool{}
	for _, one := range d.programs() {
		for _, needed := range one.Needs {
			if given[needed.Name] != "" || needed.Optional || slices.Contains(saidByActions, needed.Name) || missing[needed.Name] {
				continue
			}
			missing[needed.Name] = true
			c.Require("PIPE-003", fmt.Sprintf("Variables[%s]", needed.Name), false, "say "+needed.Means+": the program "+one.Name+" needs it")
		}
	}
}

// saidByActions are the variables that differ from run to run, which the pipeline's actions set.
var saidByActions = []string{"IMAGE", "PREVIOUS", "EXECUTION"}

// programs are what runs before, during and after a release.
func (d Deployment) programs() [3]program.Program {
	return [3]program.Program{program.Ready(), program.Release(d.Kind), program.Verify(d.Kind)}
}

// variables are what the builds of the deployment are told in every run.
func (d Deployment) variables() map[string]string {
	home := d.Home.withDefaults()
	all := map[string]string{
		"REGION": home.Region, "STACK": home.Stack, "TIMEOUT": strconv.Itoa(int(home.Within.Seconds())),
	}
	if len(home.Alarms) > 0 {
		all["ALARMS"] = strings.Join(home.Alarms, " ")
	}
	if !d.Inside {
		all["ROLE"], all["EXTERNAL_ID"] = home.RoleARN(), home.Stack
	}
	if len(d.Files) > 0 {
		all["BUNDLE"] = bundleDirectory
	}
	maps.Copy(all, d.Variables)
	return all
}

// Stack releases to a service whose stack does the rest: on Amazon ECS without CodeDeploy, on ECS Express and on App
// Runner.
type Stack struct {
	// Home is the service in its environment. Required.
	Home Home
}

// Deploy updates the stack.
func (s Stack) Deploy() Deployment { return Deployment{Kind: program.Stack, Home: s.Home} }

// Tasks releases to an Amazon ECS service that CodeDeploy deploys.
type Tasks struct {
	// Home is the service in its environment. Required.
	Home Home
	// Application and Group name the CodeDeploy application and its deployment group. Required.
	Application, Group string
}

// Deploy updates the stack, and has CodeDeploy move the requests.
func (t Tasks) Deploy() Deployment {
	return Deployment{Kind: program.Tasks, Home: t.Home, Variables: map[string]string{"APPLICATION": t.Application, "GROUP": t.Group}}
}

// Hosts releases to a fleet of EC2 instances that CodeDeploy deploys.
type Hosts struct {
	// Home is the service in its environment. Required.
	Home Home
	// Application and Group name the CodeDeploy application and its deployment group. Required.
	Application, Group string
	// Bucket names the bucket that revisions are uploaded to. Required.
	Bucket string
	// Key is where in the bucket. Default: "revision.zip".
	Key string
	// Bundle are the files of a revision by path, as fleet.Bundle gives them for any image: "fleet/image" is written anew
	// for each release. Required.
	Bundle map[string]string
}

// Deploy updates the stack, uploads the revision, and has CodeDeploy bring it to the hosts.
func (h Hosts) Deploy() Deployment {
	all := map[string]string{"APPLICATION": h.Application, "GROUP": h.Group, "BUCKET": h.Bucket}
	if h.Key != "" {
		all["KEY"] = h.Key
	}
	return Deployment{Kind: program.Hosts, Home: h.Home, Variables: all, Files: h.Bundle}
}

// Manifests releases to a service on Amazon EKS, from inside the cluster's network: define a [ClusterReleaser] with the
// same Home in the environment.
type Manifests struct {
	// Home is the service in its environment. Required.
	Home Home
	// Cluster names the cluster. Required.
	Cluster string
}

// Deploy updates the stack, and applies the objects it keeps.
func (m Manifests) Deploy() Deployment {
	return Deployment{Kind: program.Manifests, Home: m.Home, Inside: true, Variables: map[string]string{"CLUSTER": m.Cluster, "SERVICE": m.Home.Service}}
}
