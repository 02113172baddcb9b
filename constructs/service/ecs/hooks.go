package ecs

import (
	"fmt"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/release"
)

// hooks are the steps of somebody's own in a deployment, or nothing.
func (s *Service) hooks() any {
	var all []any
	var role awsiam.CfnRole
	for _, h := range s.plan().hooks {
		h = h.WithDefaults()
		stages := make([]string, len(h.Stages))
		for i, stage := range h.Stages {
			stages[i] = string(stage)
		}
		action := "ROLLBACK"
		if h.GoOn {
			action = "CONTINUE"
		}
		one := &awsecs.CfnService_DeploymentLifecycleHookProperty{
			TargetType:           jsii.String("PAUSE"),
			LifecycleStages:      jsii.Strings(stages...),
			TimeoutConfiguration: &awsecs.CfnService_HookTimeoutConfigProperty{TimeoutInMinutes: jsii.Number(h.Timeout.Minutes()), Action: &action},
		}
		if !h.Pause() {
			if role == nil {
				role = s.hookRole()
			}
			one.TargetType, one.HookTargetArn, one.RoleArn = jsii.String("AWS_LAMBDA"), &h.Function, role.AttrArn()
			if h.Details != "" {
				one.HookDetails = h.Details
			}
		}
		all = append(all, one)
	}
	if all == nil {
		return nil
	}
	return all
}

// hookRole is what ECS acts as when it asks the hooks' functions.
func (s *Service) hookRole() awsiam.CfnRole {
	return awsiam.NewCfnRole(s, jsii.String("HookRole"), &awsiam.CfnRoleProps{
		Description:              jsii.String("Asks the hooks of " + s.props.Name + " during a deployment"),
		AssumeRolePolicyDocument: trustECS(),
		Policies: []any{&awsiam.CfnRole_PolicyProperty{PolicyName: jsii.String("Ask"), PolicyDocument: policy.Document(
			policy.Allow("Ask", functions(s.plan().hooks), "lambda:InvokeFunction"),
		)}},
	})
}

// functions are the ARNs of the functions that hooks ask, each once and in order.
func functions(hooks []release.Hook) (all []string) {
	for _, h := range hooks {
		if !h.Pause() {
			all = append(all, h.Function)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// summon tells somebody when a deployment waits for a decision, for without one in time it goes back. The rule exists
// before the service, for its first deployment pauses as well. What CodeDeploy does is no event of ECS, so for it the
// rule also tells of a deployment that failed (CodeDeploy user guide, "Monitoring deployments with Amazon CloudWatch
// Events").
func (s *Service) summon() {
	family := s.task.family()
	switch {
	case s.props.Controller != nil:
		states := []string{"FAILURE", "STOP"}
		if s.props.Controller.WaitForReroute > 0 {
			states = append(states, "READY")
		}
		s.call("CodeDeploy", "fail or wait", "CodeDeploy says <what> of the new version.", "$.detail.state", policy.Object{
			"source": []string{"aws.codedeploy"}, "detail-type": []string{"CodeDeploy Deployment State-change Notification"},
			"detail": policy.Object{"application": []string{family}, "deploymentGroup": []string{family}, "state": states},
		})
	case slices.ContainsFunc(s.plan().hooks, release.Hook.Pause):
		s.call("Paused", "wait", "somebody must decide at <what> whether the new version goes on.", "$.detail.lifecycleStage", policy.Object{
			"source": []string{"aws.ecs"}, "detail-type": []string{"ECS Hook State Change"},
			"detail": policy.Object{"eventName": []string{"HOOK_AWAITING_ACTION"}, "serviceArn": []string{s.ARN()}},
		})
	}
}

// call defines a rule about deployments that do something. It tells the service's topics text, with what the event says
// at path.
func (s *Service) call(id, do, text, path string, pattern policy.Object) {
	text = fmt.Sprintf(`"%s in %s: %s Runbook: %s"`, s.props.Name, s.place.name, text, s.watch().RunbookOf(id))
	topics := make([]any, len(s.props.Alerts))
	for i, arn := range s.props.Alerts {
		topics[i] = &awsevents.CfnRule_TargetProperty{
			Id: jsii.String(fmt.Sprintf("Alert%d", i+1)), Arn: &arn,
			InputTransformer: &awsevents.CfnRule_InputTransformerProperty{InputPathsMap: map[string]string{"what": path}, InputTemplate: &text},
		}
	}
	s.before = append(s.before, awsevents.NewCfnRule(s, &id, &awsevents.CfnRuleProps{
		Description: jsii.String("Deployments of " + s.props.Name + " that " + do), EventPattern: pattern, Targets: topics,
	}))
}
