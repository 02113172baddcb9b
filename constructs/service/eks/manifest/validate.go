package manifest

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
)

var (
	serviceName = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$`)
	namespace   = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)
)

// taken are namespaces with a meaning of their own, in which no service belongs.
var taken = []string{"default", "kube-system", "kube-public", "kube-node-lease", "amazon-cloudwatch", "argocd"}

// mostManifest is how long a manifest may be: it must fit one parameter of the advanced tier (AWS Systems Manager user
// guide, "Managing parameter tiers"), which holds twice what one of the standard tier does.
const mostManifest = 8192

// Validate reports every field that Kubernetes, EKS or we would refuse, all at once.
func (s Service) Validate() error {
	s = s.WithDefaults()
	c := check.Of("manifest.Service")
	c.That("SVC-001", "Name", s.Name, serviceName.MatchString(s.Name), "want 1 to 32 lower case letters, digits and dashes, starting with a letter")
	c.That("SVC-002", "Name", s.Name, !strings.HasSuffix(s.Name, nextSuffix), "want a name that does not end in "+nextSuffix+": releases of another service use it")
	c.That("SVC-002", "Name", s.Name, s.Name != setup, "want another name: what a cluster needs once is kept under this one")
	c.That("EKS-004", "Namespace", s.Namespace, namespace.MatchString(s.Namespace), "want 1 to 63 lower case letters, digits and dashes, starting with a letter")
	c.That("EKS-004", "Namespace", s.Namespace, !slices.Contains(taken, s.Namespace), "want a namespace of your own: this one belongs to Kubernetes or an add-on")
	c.Require("IMG-001", "Image", s.Image != "", "give the image to run")
	if s.Ingress != nil {
		c.Between("SVC-003", "Port", s.Port, 1, 65535)
		c.Within("Ingress", s.Ingress.validate(s.Account, s.Region))
	}
	c.That("SVC-003", "Port", s.Port, s.Ingress != nil || 0 <= s.Port && s.Port <= 65535, "want 1 to 65535")
	c.Within("Size", s.Size.ValidateOn(service.EKS))
	c.Within("Scaling", s.Scaling.Validate())
	c.That("SVC-022", "Scaling.Requests", s.Scaling.Requests, s.Scaling.Requests == 0, "want none: a cluster does not measure requests per pod; scale on CPU or Memory")
	s.checkContainer(c)
	s.checkStrategy(c)
	if c.Err() == nil {
		s.checkSize(c)
	}
	return c.Err()
}

// checkContainer reports what is wrong with the container's own settings.
func (s Service) checkContainer(c *check.Checks) {
	service.CheckUser(c, "User", s.User)
	service.CheckVariables(c, [2]string{"Config", "Secrets"}, s.Config, s.Secrets, s.Account, s.Region)
	service.CheckOwnVariables(c, [2]string{"Config", "Secrets"}, s.Config, s.Secrets, service.EKS, false)
	for _, name := range slices.Sorted(maps.Keys(s.Config)) {
		c.Hidden("INJ-003", "Config."+name, !strings.Contains(s.Config[name], "{{"), "holds {{, which CloudFormation and Parameter Store would replace")
	}
	for i, word := range s.Command {
		c.That("INJ-003", fmt.Sprintf("Command[%d]", i), word, !strings.Contains(word, "{{"), "want no {{, which CloudFormation and Parameter Store would replace")
	}
	for i, path := range s.Writable {
		at := fmt.Sprintf("Writable[%d]", i)
		c.That("SVC-023", at, path, strings.HasPrefix(path, "/") && len(path) > 1 && !strings.Contains(path, "..") && !strings.ContainsAny(path, ": "),
			"want an absolute path below /")
		c.That("SVC-023", at, path, slices.Index(s.Writable, path) == i, "want each path once")
		c.That("SVC-023", at, path, !strings.HasPrefix(path+"/", secretsPath+"/"), "want another path: secrets are mounted there")
	}
	c.That("DEP-011", "StopWithin", s.StopWithin, 2*time.Second <= s.StopWithin && s.StopWithin <= time.Hour && s.StopWithin%time.Second == 0,
		"want whole seconds from 2s to 1h0m0s")
}

// checkStrategy reports a strategy that EKS cannot honestly do for the service, with what to do instead.
func (s Service) checkStrategy(c *check.Checks) {
	c.Within("Strategy", s.Strategy.Validate())
	name := s.Strategy.Name()
	cell, _ := release.At(service.EKS, false, name)
	c.That("DEP-008", "Strategy", string(name), cell.Works(s.shape()), cell.Refused)
	hooks, test := []release.Hook(nil), release.Test{}
	switch how := s.Strategy.(type) {
	case release.Rolling:
		c.That("SVC-021", "Strategy.Batch", string(how.Batch), how.Batch == release.BatchDefault, "want none: pods are bounded by MinHealthyPercent and MaxPercent; only a fleet has batches")
	case release.Linear:
		hooks, test = how.Hooks, how.Test
	case release.Canary:
		hooks, test = how.Hooks, how.Test
	case release.BlueGreen:
		hooks, test = how.Hooks, how.Test
	}
	c.That("DEP-010", "Strategy.Hooks", len(hooks), len(hooks) == 0, "want none: no controller calls them on EKS; whoever applies the phases checks between them")
	c.That("LB-003", "Strategy.Test.Port", test.Port, test.Port == 0, "want Header: on EKS testers reach the new version by a header")
}

// checkSize reports objects that no parameter can hold, each kind once.
func (s Service) checkSize(c *check.Checks) {
	told := map[string]bool{}
	for _, phase := range s.Release().All() {
		for _, object := range phase.Objects {
			if object.Size() <= mostManifest || told[object.Kind] {
				continue
			}
			told[object.Kind] = true
			c.That("EKS-004", object.Kind, fmt.Sprintf("%d bytes", object.Size()), false,
				fmt.Sprintf("want at most %d, which one parameter holds: keep long Config in a file of the image, or in a parameter that the service reads itself", mostManifest))
		}
	}
}
