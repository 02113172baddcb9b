package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// checkOwnLimits reports what a runtime of its own limits does not take.
func (d *serviceDoc) checkOwnLimits(e *environmentDoc) {
	switch d.Runtime {
	case service.Express:
		d.checkExpress(e)
	case service.EKS:
		d.checkPods()
	case service.AppRunner:
		d.checkAppRunner(e)
	case service.Fleet:
		d.checkFleet()
	}
}

// checkExpress reports more numbers than Express Mode follows, and a region where it is not: CloudFormation knows it in the
// regions of partition aws only (CloudFormation resource specification, "AWS::ECS::ExpressGatewayService").
func (d *serviceDoc) checkExpress(e *environmentDoc) {
	if e.Partition != "" && e.Partition != "aws" {
		d.scope.reject("Runtime", "Express Mode is not in "+e.Region+": want fargate, or another runtime", "ENV-009")
	}
	followed := []string{}
	for _, field := range []string{"Scaling.CPU", "Scaling.Memory", "Scaling.Requests"} {
		if d.scope.given(field) {
			followed = append(followed, field)
		}
	}
	if len(followed) > 1 {
		d.scope.reject(followed[1], "want one target: Express Mode follows one number", "SVC-022")
	}
	c := check.Of("service")
	c.That("SVC-022", "Scaling.Requests", d.Scaling.Requests, d.Scaling.Requests <= 65536, "want at most 65536")
	d.scope.rules("", c.Err())
}

// kubelet are the codes that a kubelet takes for ready (Kubernetes documentation, "Configure Liveness, Readiness and Startup
// Probes").
var kubelet = regexp.MustCompile(`^[23]\d\d(-[23]\d\d)?(,[23]\d\d(-[23]\d\d)?)*$`)

// mounted is where the pods of a service find its secrets.
const mounted = "/mnt/secrets"

// checkPods reports what a pod cannot have.
func (d *serviceDoc) checkPods() {
	c := check.Of("service")
	codes := d.Health.WithDefaults().Codes
	c.That("SVC-019", "Health.Codes", codes, kubelet.MatchString(codes) || d.Health.Validate() != nil,
		"want codes from 200 to 399: a kubelet takes no others for ready")
	for i, path := range d.Writable {
		c.That("SVC-023", fmt.Sprintf("Writable[%d]", i), path, !strings.HasPrefix(path+"/", mounted+"/"), "secrets are mounted there: want another directory")
	}
	d.scope.rules("", c.Err())
}

// plainWord is a word that App Runner does not take apart: it takes the command as one line.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9@%+=:,./_-]+$`)

// checkAppRunner reports what App Runner does not run, and where it does not.
func (d *serviceDoc) checkAppRunner(e *environmentDoc) {
	s := d.scope
	if e.Region != "" && !slices.Contains(service.AppRunnerRegions, e.Region) {
		s.reject("Runtime", "App Runner is not in "+e.Region+": want express, or another runtime", "ENV-009")
	}
	c := check.Of("service")
	c.That("APR-001", "Scaling.Min", d.Scaling.Min, d.Scaling.Min <= 25, "want 1 to 25, the most that App Runner keeps ready")
	c.That("SVC-019", "Health.Interval", d.Health.Interval, d.Health.Interval <= 20*time.Second, "want whole seconds from 1s to 20s")
	c.That("SVC-019", "Health.Timeout", d.Health.Timeout, d.Health.Timeout <= 20*time.Second, "want whole seconds from 1s to 20s")
	for i, word := range d.Command {
		c.That("SVC-024", fmt.Sprintf("Command[%d]", i), word, plainWord.MatchString(word),
			"want letters, digits and @%+=:,./_- only: App Runner takes the command as one line and splits it at spaces")
	}
	if image, err := service.ParseImage(d.Image); s.given("Image") && err == nil {
		c.That("IMG-003", "Image", d.Image, image.ECR() != "" || strings.HasPrefix(image.Repository, "public.ecr.aws/"),
			"want an image of ECR or of public.ecr.aws: App Runner pulls from nowhere else")
	}
	s.rules("", c.Err())
}

// Limits of CodeDeploy on hosts (CodeDeploy user guide, "CodeDeploy quotas").
const (
	mostHosts       = 500
	mostFleetAlarms = 9
)

// checkFleet reports what CodeDeploy does not do on hosts.
func (d *serviceDoc) checkFleet() {
	c := check.Of("service")
	most := d.Scaling.WithDefaults().Max
	c.That("SVC-015", "Scaling.Max", most, most <= mostHosts || most > service.MaxTasks, "want at most 500: CodeDeploy deploys to no more hosts at once")
	c.That("DEP-011", "Health.Grace", d.Health.Grace, d.Health.Grace < time.Hour, "want at most 59m: CodeDeploy ends the script that waits after 1h")
	n := len(d.deploy.alarms)
	c.That("DEP-007", "Strategy.Alarms", n, n <= mostFleetAlarms, "want at most 9: CodeDeploy watches 10 alarms, the service's own among them")
	d.scope.rules("", c.Err())
}
