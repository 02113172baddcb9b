package choose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// strategies are the conditions on how a release takes over. They are read off the release grid, by which constructs
// refuse too, so the table never promises what they do not keep.
func strategies() (all []Condition) {
	for _, strategy := range release.Names {
		all = append(all, Condition{
			Name: string(strategy), Flag: "strategy", Title: fmt.Sprintf("Releases must be %s", strategy),
			holds:    func(c Constraints) bool { return c.Strategy == strategy },
			Verdicts: refusals(strategy, release.Public, false),
		})
	}
	for _, strategy := range release.Names {
		all = append(all, Condition{
			Name: "internal " + string(strategy), Flag: "strategy",
			Title:    fmt.Sprintf("Only other services call it, and releases must be %s", strategy),
			holds:    func(c Constraints) bool { return c.Kind == Internal && c.Strategy == strategy },
			Verdicts: shapeOnly(strategy),
		})
	}
	for _, strategy := range release.Names {
		all = append(all, Condition{
			Name: "codedeploy " + string(strategy), Flag: "strategy",
			Title:    fmt.Sprintf("Releases must be %s and go through CodeDeploy", strategy),
			holds:    func(c Constraints) bool { return c.CodeDeploy && c.Strategy == strategy },
			Verdicts: refusals(strategy, release.Public, true),
		})
	}
	silent := func(c Condition) bool { return len(c.Verdicts) == 0 }
	return append(slices.DeleteFunc(all, silent), codeDeploy...)
}

// refusals are the runtimes that cannot release a service of shape by strategy.
func refusals(strategy release.Name, shape release.Shape, codeDeploy bool) verdicts {
	refused := verdicts{}
	for _, runtime := range service.Runtimes {
		if cell, known := release.At(runtime, codeDeploy, strategy); known && !cell.Works(shape) {
			refused[runtime] = no(sentence(cell.Refused), deployPage[runtime])
		}
	}
	return refused
}

// shapeOnly are the runtimes that could release a public service by strategy, but not an internal one. Those that run
// no internal service at all say so elsewhere.
func shapeOnly(strategy release.Name) verdicts {
	refused := refusals(strategy, release.Internal, false)
	for runtime := range refusals(strategy, release.Public, false) {
		delete(refused, runtime)
	}
	for _, runtime := range []service.Runtime{service.Express, service.AppRunner, service.Fleet} {
		delete(refused, runtime)
	}
	return refused
}

// sentence starts with a capital letter and ends with a full stop.
func sentence(text string) string {
	return strings.ToUpper(text[:1]) + strings.TrimSuffix(text[1:], ".") + "."
}

// deployPage is the AWS page on how each runtime releases.
var deployPage = map[service.Runtime]string{
	service.Fargate: pageCodeDeploy, service.EC2: pageCodeDeploy, service.Managed: pageManaged, service.Express: pageExpress,
	service.EKS: pageEKSService, service.AppRunner: pageAppDeploy, service.Fleet: pageFleet,
}

// codeDeploy are the conditions on releases that CodeDeploy must do.
var codeDeploy = []Condition{
	{
		Name: "codedeploy", Flag: "codedeploy", Title: "Releases must go through AWS CodeDeploy",
		holds: func(c Constraints) bool { return c.CodeDeploy },
		Verdicts: verdicts{
			service.Express:   no("Express releases by ECS itself.", pageExpress),
			service.Fargate:   plus("CodeDeploy moves the requests between two task sets.", pageCodeDeploy),
			service.Managed:   no("Shipway's Managed Instances release by ECS itself.", pageManaged),
			service.EC2:       plus("CodeDeploy moves the requests between two task sets.", pageCodeDeploy),
			service.EKS:       no("CodeDeploy does not release to Kubernetes.", pageCodeDeploy),
			service.AppRunner: no("App Runner releases by itself.", pageAppDeploy),
			service.Fleet:     plus("CodeDeploy is what releases to a fleet.", pageFleet),
		},
	},
	{
		Name: "internal codedeploy", Flag: "codedeploy", Title: "CodeDeploy must release a service that only others call",
		holds: func(c Constraints) bool { return c.CodeDeploy && c.Kind == Internal },
		Verdicts: verdicts{
			service.Fargate: no("CodeDeploy moves requests of a load balancer, and Service Connect has none.", pageCodeDeploy),
			service.EC2:     no("CodeDeploy moves requests of a load balancer, and Service Connect has none.", pageCodeDeploy),
		},
	},
}
