package ecs_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// outlined is a cluster that is not defined.
var outlined = ecs.ClusterProps{Name: "shop-dev", Account: account, Region: region, Instances: &service.Instances{}}

func TestWhatAClusterWouldRefuseIsKnownBeforeItIsDefined(t *testing.T) {
	long := strings.Repeat("l", 32)
	queues := ecs.ClusterProps{Name: strings.Repeat("c", 41), Account: account, Region: region}
	for want, row := range map[string]struct {
		in     ecs.ClusterProps
		mutate func(p *ecs.ServiceProps)
	}{
		"":                                  {outlined, func(p *ecs.ServiceProps) { p.Capacity = ecs.EC2{} }},
		"Capacity.GPUs is 1: want none":     {outlined, func(p *ecs.ServiceProps) { p.Capacity = ecs.EC2{GPUs: 1} }},
		"Capacity is managed: want a clust": {outlined, func(p *ecs.ServiceProps) { p.Capacity = ecs.Managed{} }},
		"Secrets.A is \"arn:aws:ssm:eu-west-1:222222222222:parameter/a\": want a reference in the service's account": {outlined, func(p *ecs.ServiceProps) {
			p.Secrets = map[string]string{"A": "arn:aws:ssm:eu-west-1:222222222222:parameter/a"}
		}},
		"Strategy.Hooks[0].Function is \"arn:aws:lambda:us-east-1:111111111111:function:smoke\": want a function in the cluster's region": {outlined, func(p *ecs.ServiceProps) {
			p.Ingress = ecs.Connected{}
			p.Strategy = release.Canary{Hooks: []release.Hook{{Stages: []release.Stage{release.PostScaleUp}, Function: "arn:aws:lambda:us-east-1:111111111111:function:smoke"}}}
		}},
		"want a shorter name: its dead-letter queue would be": {queues, func(p *ecs.ServiceProps) { p.Name, p.Queue = long, &service.Queue{FIFO: true} }},
		"want a shorter name: Service Connect would know it":  {queues, func(p *ecs.ServiceProps) { p.Name, p.Ingress = long, ecs.Connected{} }},
	} {
		props := minimalProps(nil)
		row.mutate(props)
		err := props.ValidateIn(row.in)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want) || strings.Count(err.Error(), "\n") != 1) {
			t.Errorf("got %v, want %q alone", err, want)
		}
	}
}

func TestAJobIsJudgedBeforeItsClusterIsDefined(t *testing.T) {
	props := ecs.JobProps{Name: strings.Repeat("l", 32), Image: image.Fixed("nginx:1.29", ""), Alerts: []string{alerts}, Schedule: service.Schedule{Every: time.Hour}}
	if err := props.ValidateIn(outlined); err != nil {
		t.Error(err)
	}
	long := outlined
	long.Name = strings.Repeat("c", 41)
	if err := props.ValidateIn(long); err == nil || !strings.Contains(err.Error(), "its schedule group would be") {
		t.Errorf("got %v, want a shorter name", err)
	}
}

func TestWhatIsFrozenIsTheSameBeforeTheClusterIsDefined(t *testing.T) {
	stack := synthtest.Stack(t)
	props := minimalProps(minimalCluster(stack))
	balanced(props)
	props.Strategy, props.Controller = release.Canary{}, &release.CodeDeploy{}
	frozen := ecs.NewService(stack, "Api", props).Frozen()
	props.Controller = &release.CodeDeploy{Frozen: frozen}
	in := outlined
	in.SubnetIDs = []string{"subnet-0bbbbbbbbbbbbbbbb", "subnet-0aaaaaaaaaaaaaaaa"}
	if err := props.ValidateIn(in); err != nil {
		t.Errorf("%s: %v", frozen, err)
	}
	in.SubnetIDs = []string{"subnet-0cccccccccccccccc"}
	if err := props.ValidateIn(in); err == nil || !strings.Contains(err.Error(), "Subnets is") {
		t.Errorf("got %v, want the subnets refused", err)
	}
}
