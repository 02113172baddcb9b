package ecs

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/release"
)

// revisionToken stands for the ARN of the task definition in an AppSpec file.
const revisionToken = "<TASK_DEFINITION>"

// appSpec is the file that tells CodeDeploy what to deploy (CodeDeploy user guide, "AppSpec file structure").
type appSpec struct {
	Version   json.Number         `json:"version"`
	Resources []any               `json:"Resources"`
	Hooks     []map[string]string `json:"Hooks,omitempty"`
}

// AppSpec is the AppSpec file of a deployment by CodeDeploy, as JSON with <TASK_DEFINITION> where the ARN of a revision
// belongs; it is empty where ECS deploys. The stack's output AppSpec is the same with the newest revision.
//
// The hooks' functions are called with a DeploymentId and a LifecycleEventHookExecutionId, and answer within an hour by
// PutLifecycleEventHookExecutionStatus (CodeDeploy user guide, "AppSpec 'hooks' section for an Amazon ECS deployment").
func (s *Service) AppSpec() string {
	if s.props.Controller == nil {
		return ""
	}
	// A deployment that does not name the capacity providers takes them from the service (aws/containers-roadmap#1752).
	var capacity []any
	for _, one := range s.props.Capacity.providers(s.place) {
		capacity = append(capacity, map[string]any{"CapacityProvider": one.name, "Base": one.base, "Weight": one.weight})
	}
	spec := appSpec{Version: "0.0", Hooks: s.events(), Resources: []any{map[string]any{"TargetService": map[string]any{
		"Type": "AWS::ECS::Service",
		"Properties": map[string]any{
			"TaskDefinition":           revisionToken,
			"LoadBalancerInfo":         map[string]any{"ContainerName": s.props.Name, "ContainerPort": s.props.Port},
			"CapacityProviderStrategy": capacity,
		},
	}}}}
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(spec); err != nil {
		panic(err) // strings and numbers only
	}
	return strings.TrimSpace(text.String())
}

// events are the functions of the hooks, in the order in which CodeDeploy calls them.
func (s *Service) events() (all []map[string]string) {
	for _, stage := range release.Stages {
		for _, h := range s.plan().hooks {
			if slices.Contains(h.Stages, stage) {
				all = append(all, map[string]string{stage.Event(): h.Function})
			}
		}
	}
	return all
}

// frozen is what CloudFormation can no longer change of a service that CodeDeploy deploys, in the order in which it is
// written: UpdateService then takes the desired count, the health check's grace and what concerns tags and placement, and
// refuses the rest (ECS API, "UpdateService"). What every service has the same is left out, and so are values that are
// known only when the stack is deployed.
func (p ServiceProps) frozen() [][2]string {
	all := [][2]string{{"Port", fmt.Sprint(p.Port)}, {"Exec", fmt.Sprint(p.Exec)}}
	if p.Cluster == nil {
		return all
	}
	all = append(all, [2]string{"Capacity", p.mix()})
	subnets := make([]string, 0, 3)
	for _, id := range *p.Cluster.place.subnets {
		if check.Token(*id) {
			return all
		}
		subnets = append(subnets, *id)
	}
	slices.Sort(subnets)
	return append(all, [2]string{"Subnets", strings.Join(subnets, ",")})
}

// mix says where the tasks run: each provider by name, or by runtime where the name is known only when the stack is
// deployed, with its part of the tasks where there are several.
func (p ServiceProps) mix() string {
	providers := p.Capacity.providers(p.Cluster.place)
	names := make([]string, len(providers))
	for i, one := range providers {
		names[i] = one.name
		if check.Token(one.name) {
			names[i] = string(p.Capacity.runtime())
		}
		if len(providers) > 1 {
			names[i] += fmt.Sprintf(":%d+%d", one.weight, one.base)
		}
	}
	return strings.Join(names, ",")
}

// Frozen is what CloudFormation can no longer change once CodeDeploy has deployed the service, for
// release.CodeDeploy.Frozen; it is empty where ECS deploys. The stack's output Frozen says the same.
func (s *Service) Frozen() string {
	if s.props.Controller == nil {
		return ""
	}
	var words []string
	for _, one := range s.props.frozen() {
		words = append(words, one[0]+"="+one[1])
	}
	return strings.Join(words, " ")
}

// tell writes the two outputs that deployments read. Before there is an image, there is nothing to deploy.
func (s *Service) tell() {
	stack := awscdk.Stack_Of(s)
	spec := &awscdk.CfnOutputProps{
		Condition:   s.props.Image.Condition(),
		Description: jsii.String("What CodeDeploy is to deploy, for aws deploy create-deployment"),
		Value:       jsii.String(strings.Replace(s.AppSpec(), revisionToken, *s.task.definition.Ref(), 1)),
	}
	awscdk.NewCfnOutput(stack, jsii.String("AppSpec"), spec)
	awscdk.NewCfnOutput(stack, jsii.String("Frozen"), &awscdk.CfnOutputProps{
		Description: jsii.String("What CloudFormation can no longer change"), Value: jsii.String(s.Frozen()),
	})
}
