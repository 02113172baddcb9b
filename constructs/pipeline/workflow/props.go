package workflow

import (
	"cmp"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// Props describes how the services of one application are released from one repository. App, Registry, Services and
// Environments are required; every other zero value means the default written beside it.
type Props struct {
	// App names the application, 1 to 20 lower case letters, digits and dashes. Required.
	App string
	// Branch is the branch whose commits are released. Default: "main".
	Branch string
	// Registry is where images are pushed to. Required.
	Registry Registry
	// Services are what is built and released, each by a workflow of its own. Required.
	Services []Service
	// Environments are where services are released to, in the order of promotion. Required.
	Environments []Environment
	// Limits are how many findings of each severity an image may have. Default: none critical and none high.
	Limits Limits
	// ScanWithin is how long the findings may take, whole seconds from 1m to 45m. Default: 15m.
	ScanWithin time.Duration
	// Tools is the image in which GitLab runs every job but the tests, by its digest: it must have the AWS CLI, curl, Docker
	// with buildx, git, jq and zip, and kubectl for program.Manifests. GitHub's own runners have all that.
	// Default: Docker's own image, where jobs install the others as packages of Alpine Linux.
	Tools string
}

func (p Props) withDefaults() Props {
	p.Branch = cmp.Or(p.Branch, "main")
	p.ScanWithin = cmp.Or(p.ScanWithin, usualScan)
	return p
}

// usualScan is how long program.Scan waits, unless it is told.
const usualScan = 15 * time.Minute

// scanMinutes is how long the job lasts that holds an image against its limits: the findings, and everything beside them.
func (p Props) scanMinutes() int { return int(math.Ceil((p.ScanWithin + 15*time.Minute).Minutes())) }

// whole are the props with the defaults of everything in them. What the caller has given is not changed.
func (p Props) whole() Props {
	p = p.withDefaults()
	p.Registry = p.Registry.withDefaults()
	p.Services = slices.Clone(p.Services)
	for i, s := range p.Services {
		s = s.withDefaults(p.App)
		s.Targets = slices.Clone(s.Targets)
		for j, t := range s.Targets {
			s.Targets[j] = t.withDefaults()
		}
		p.Services[i] = s
	}
	return p
}

// Registry is the Amazon ECR registry of the account that owns the images.
type Registry struct {
	// Account is the 12-digit AWS account. Required.
	Account string
	// Region is the AWS region, such as "eu-west-1". Required.
	Region string
	// Partition is the AWS partition: "aws", "aws-cn" or "aws-us-gov". Default: "aws".
	Partition string
}

func (r Registry) withDefaults() Registry {
	r.Partition = cmp.Or(r.Partition, "aws")
	return r
}

// address is what the names of images start with.
func (r Registry) address() string {
	domain := "amazonaws.com"
	if r.Partition == "aws-cn" {
		domain = "amazonaws.com.cn"
	}
	return r.Account + ".dkr.ecr." + r.Region + "." + domain
}

// Service is one service: how it is tested and built, and where it is released to.
type Service struct {
	// Name is 1 to 32 lower case letters, digits and dashes. Required.
	Name string
	// Role is the ARN of the role that builds and pushes the image: see oidc.NewBuildRole. Required.
	Role string
	// Repository is the name of the ECR repository. Default: "<app>/<name>".
	Repository string
	// Context is the directory of the source that the image is built of. Default: ".", the whole source.
	Context string
	// Dockerfile is the path of the Dockerfile. Default: "Dockerfile" in Context.
	Dockerfile string
	// Platforms are what the image is built for: "linux/amd64", "linux/arm64". Default: "linux/amd64".
	Platforms []string
	// Paths are patterns of files whose change starts a release, ** for any directories. Default: everything in Context.
	Paths []string
	// Fresh builds every layer anew. Default: false, layers are kept in Repository.
	Fresh bool
	// Tests say how the source is tested. Default: not at all.
	Tests Tests
	// Mirror is an https address that holds the archives of gitleaks, which looks for secrets. Default: its releases on GitHub.
	Mirror string
	// Runner are the labels, on GitLab the tags, of the runner that builds: it must run Docker. Default: GitHub's or GitLab's
	// own; on GitHub one with Arm processors where Platforms is "linux/arm64" alone.
	Runner []string
	// Targets are where the service is released to, in the order of Environments. Required.
	Targets []Target
}

func (s Service) withDefaults(app string) Service {
	s.Repository = cmp.Or(s.Repository, app+"/"+s.Name)
	s.Context = cmp.Or(s.Context, ".")
	if s.Dockerfile == "" {
		s.Dockerfile = strings.TrimPrefix(s.Context+"/Dockerfile", "./")
	}
	if len(s.Platforms) == 0 {
		s.Platforms = []string{"linux/amd64"}
	}
	if len(s.Paths) == 0 && s.Context != "." {
		s.Paths = []string{s.Context + "/**"}
	}
	return s
}

// Tests are how a source is tested, and what its reports must say.
type Tests struct {
	// Command is the line of shell that tests, such as "go test ./...". Without one nothing is tested.
	Command string
	// Image is the container image in which it runs, by its digest. It needs jq where Format is not "JUNITXML" or CoverageFormat is
	// "SIMPLECOV". Default: on GitHub the runner, which has many languages; on GitLab where all jobs run, which has none.
	Image string
	// Report is a path, or a pattern, of the reports that the command writes, and Format what they are: "JUNITXML",
	// "CUCUMBERJSON" or "GOJSON", the output of go test -json. Default: only the command's end counts.
	Report, Format string
	// Least is how many tests must have run according to Report. Default: 1.
	Least int
	// Coverage is the path of the report of what is covered, and CoverageFormat what it is: "GO", "COBERTURAXML", "JACOCOXML",
	// "CLOVERXML" or "SIMPLECOV". Default: nobody counts.
	Coverage, CoverageFormat string
	// LeastCovered is the percentage that must be covered, 0 to 100. Default: 0.
	LeastCovered int
	// Variables are what the tests are told, in plain text. Default: none.
	Variables map[string]string
}

// any says whether anything is said about tests.
func (t Tests) any() bool {
	return len(t.Variables) > 0 || !reflect.DeepEqual(t, Tests{Variables: t.Variables})
}

// variables are what the tests are told, by name.
func (t Tests) variables() (all []variable) {
	for _, name := range slices.Sorted(maps.Keys(t.Variables)) {
		all = append(all, variable{name, val{text: t.Variables[name]}})
	}
	return all
}

// Limits are how many findings of each severity an image may have; nil is no limit.
type Limits struct{ Critical, High, Medium, Low *int }

// orDefault are the limits, or none critical and none high where all are left out.
func (l Limits) orDefault() Limits {
	if l == (Limits{}) {
		l.Critical, l.High = new(int), new(int)
	}
	return l
}

// Environment is a place that services are released to.
type Environment struct {
	// Name is 1 to 20 lower case letters, digits and dashes. On GitHub the environment of this name says who may release and
	// from where; on GitLab it is "<name>/<service>". Required.
	Name string
	// Account is the 12-digit AWS account. Required.
	Account string
	// Region is the AWS region, such as "eu-west-1". Required.
	Region string
	// Approve makes each release wait for a person: on GitLab the job is manual, on GitHub a release fails unless the environment
	// has reviewers. Default: false.
	Approve bool
	// Runner are the labels, on GitLab the tags, of the runner that releases: one in the environment's own network where the
	// services run on EKS. Default: GitHub's or GitLab's own.
	Runner []string
}

// Target is the release of a service to one environment.
type Target struct {
	// Environment is the name of the environment. Required.
	Environment string
	// Role is the ARN of the role that releases: see oidc.NewReleaseRole. Required.
	Role string
	// Stack is the name of the service's stack. Required.
	Stack string
	// Kind is how a version reaches what runs it. Default: program.Stack.
	Kind program.Kind
	// Alarms are the names of the CloudWatch alarms that must be quiet before, during and after a release, without spaces.
	// Default: none.
	Alarms []string
	// Within is how long a release may take, from 1m to 3h. A release that is stopped has as long again to go back.
	// Default: 1h.
	Within time.Duration
	// Variables are what the programs of Kind must be told beside this, such as APPLICATION and GROUP: see
	// program.Program.Needs. Default: none.
	Variables map[string]string
	// Files are what a program of Kind needs below BUNDLE, by path: the files of fleet.Bundle for program.Hosts.
	// Default: none.
	Files map[string]string
	// Verify is what a version must prove once it is released. Default: nothing but quiet alarms.
	Verify Verify
}

func (t Target) withDefaults() Target {
	t.Within = cmp.Or(t.Within, time.Hour)
	return t
}

// Session is how long a job that releases may take, and its role's session with it: the longest way is a release that takes all
// of its time, and a version that fails its proof at the end of the bake and goes back. Looking for drift (DRIFT), and a
// proof that waits for more than the bake (POINTS, ATTEMPTS), may take as long as a release each: see program.Longest.
// Give oidc.ReleaseRoleProps the same.
func (t Target) Session() time.Duration {
	times := time.Duration(2)
	if t.Variables["DRIFT"] == "on" {
		times++
	}
	if t.Variables["POINTS"] != "" || t.Variables["ATTEMPTS"] != "" {
		times++
	}
	return max(time.Hour, times*t.withDefaults().Within+t.Verify.Bake+slack)
}

// slack is for everything in a job but waiting for the release.
const slack = 20 * time.Minute

// Verify is what a version must prove. It goes back to the version before if it does not.
type Verify struct {
	// URL is an address that must answer with 200, reached from where the job runs. Default: none is asked.
	URL string
	// Bake is how long the alarms are watched, in whole seconds up to 3h. Default: they are looked at once.
	Bake time.Duration
}
