package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/network/plan"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// need is what some services call beside what every task does, and the endpoints that it has in a network without NAT.
type need struct {
	what      string
	has       func(d *serviceDoc) bool
	endpoints []string
}

// needs are the endpoints that make up for NAT. ECS's own are for the agents on instances (ECS developer guide, "Amazon ECS
// interface VPC endpoints").
var needs = []need{
	{"exec", func(d *serviceDoc) bool { return d.Exec && d.Runtime.ECS() }, []string{plan.NeededForExec}},
	{"a queue", func(d *serviceDoc) bool { return d.scope.given("Queue") }, []string{"sqs"}},
	{"an instance of the cluster", func(d *serviceDoc) bool { return d.Runtime == service.EC2 || d.Runtime == service.Managed },
		[]string{"ecs", "ecs-agent", "ecs-telemetry"}},
}

// outside are the runtimes whose hosts call what has no endpoint here: the repositories of Amazon Linux and CodeDeploy, or
// EC2, EKS and Elastic Load Balancing.
var outside = []service.Runtime{service.Fleet, service.EKS}

// reach gives a network without NAT the endpoints that its services need, and reports services for which there are none.
func (e *environmentDoc) reach(docs []*serviceDoc) {
	s := e.scope
	for _, runtime := range outside {
		if i := slices.IndexFunc(docs, func(d *serviceDoc) bool { return d.Runtime == runtime }); i >= 0 {
			s.reject("Network.NAT", fmt.Sprintf("service %s runs on %s, which calls more than endpoints reach: want single or per-zone",
				segment(docs[i].Name), runtime), "NET-008")
			return
		}
	}
	var lacking []string
	for _, one := range needs {
		missing := slices.DeleteFunc(slices.Clone(one.endpoints), func(endpoint string) bool { return slices.Contains(e.Network.Endpoints, endpoint) })
		switch {
		case !slices.ContainsFunc(docs, one.has) || len(missing) == 0:
		case s.given("Network.Endpoints"):
			lacking = append(lacking, one.what+" needs "+strings.Join(missing, ", "))
		default:
			e.Network.Endpoints = append(e.Network.Endpoints, missing...)
		}
	}
	if len(lacking) > 0 {
		s.reject("Network.Endpoints", "without NAT, "+strings.Join(lacking, ", and ")+" too", "NET-008")
	}
}
