package ecs

import (
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/internal/nag"
)

// plan is what every strategy says, with its defaults.
type plan struct {
	shifts bool // whether requests move from one target group to the other
	bake   time.Duration
	alarms []string
	hooks  []release.Hook
	test   release.Test
}

// planOf is what strategy says.
func planOf(strategy release.Strategy) plan {
	switch one := strategy.(type) {
	case release.Linear:
		one = one.WithDefaults()
		return plan{true, *one.Bake, one.Alarms, one.Hooks, one.Test}
	case release.Canary:
		one = one.WithDefaults()
		return plan{true, *one.Bake, one.Alarms, one.Hooks, one.Test}
	case release.BlueGreen:
		one = one.WithDefaults()
		return plan{true, *one.Bake, one.Alarms, one.Hooks, one.Test}
	case release.Rolling:
		one = one.WithDefaults()
		return plan{bake: one.Bake, alarms: one.Alarms}
	}
	return plan{}
}

func (s *Service) plan() plan { return planOf(s.props.Strategy) }

// checkRelease reports a strategy that the service cannot be released with.
func (p ServiceProps) checkRelease(c *check.Checks) {
	c.Within("Strategy", p.Strategy.Validate())
	p.checkGrid(c)
	if rolling, is := p.Strategy.(release.Rolling); is {
		rolling.CheckTasks(c, "Strategy.MaxPercent", p.Scaling.WithDefaults().Min)
	}
	test := planOf(p.Strategy).test
	for i, hook := range planOf(p.Strategy).hooks {
		c.That("DEP-010", fmt.Sprintf("Strategy.Hooks[%d].Function", i), hook.Function, p.Cluster == nil || hook.In(p.Cluster.place.Region),
			"want a function in the cluster's region")
	}
	switch in := p.Ingress.(type) {
	case LoadBalanced:
		rules := check.Of("ecs.LoadBalanced")
		in.checkRules(rules, test, p)
		c.Within("Ingress", rules.Err())
	case Connected:
		c.That("LB-003", "Strategy.Test.Port", test.Port, test.Port == 0, "want a Header: Service Connect has no other port for testers")
	}
	if p.Controller != nil {
		p.checkCodeDeploy(c)
	}
}

// checkGrid reports what the runtime does not do for a service of this shape.
func (p ServiceProps) checkGrid(c *check.Checks) {
	runtime := p.Capacity.runtime()
	cell, found := release.At(runtime, p.Controller != nil, p.Strategy.Name())
	name := string(p.Strategy.Name())
	switch {
	case !found:
		c.That("DEP-006", "Controller", "CodeDeploy", false, "want none: CodeDeploy deploys no tasks on "+string(runtime))
	case len(cell.Shapes) == 0:
		c.That("DEP-005", "Strategy", name, false, cell.Refused)
	default:
		c.That("DEP-008", "Strategy", name, cell.Works(p.shape()), cell.Refused)
	}
}

// shape is what the service does, as far as it decides how a new version can take over.
func (p ServiceProps) shape() release.Shape {
	switch p.Ingress.(type) {
	case LoadBalanced:
		return release.Public
	case Connected:
		return release.Internal
	}
	return release.Worker
}

// controller is who deploys. ECS takes a service back from CodeDeploy in place, and hands none over (ECS developer guide,
// "Update Amazon ECS service parameters").
func (s *Service) controller() *awsecs.CfnService_DeploymentControllerProperty {
	kind := "ECS"
	if s.props.Controller != nil {
		kind = "CODE_DEPLOY"
	}
	return &awsecs.CfnService_DeploymentControllerProperty{Type: &kind}
}

// deployment is how ECS lets a new version take over, or nothing where CodeDeploy does. Whichever the strategy, ECS goes
// back when tasks do not get healthy or an alarm rings (ECS developer guide, "Amazon ECS deployment failure detection").
func (s *Service) deployment() any {
	if s.props.Controller != nil {
		return nil
	}
	config := &awsecs.CfnService_DeploymentConfigurationProperty{
		MinimumHealthyPercent:    jsii.Number(100),
		MaximumPercent:           jsii.Number(200),
		BakeTimeInMinutes:        jsii.Number(s.plan().bake.Minutes()),
		DeploymentCircuitBreaker: &awsecs.CfnService_DeploymentCircuitBreakerProperty{Enable: true, Rollback: true},
		Alarms: &awsecs.CfnService_DeploymentAlarmsProperty{
			Enable: true, Rollback: true, AlarmNames: jsii.Strings(s.DeploymentAlarms()...),
		},
	}
	switch one := s.props.Strategy.(type) {
	case release.Rolling:
		one = one.WithDefaults()
		config.Strategy = jsii.String("ROLLING")
		config.MinimumHealthyPercent, config.MaximumPercent = jsii.Number(*one.MinHealthyPercent), jsii.Number(one.MaxPercent)
	case release.Linear:
		one = one.WithDefaults()
		config.Strategy = jsii.String("LINEAR")
		config.LinearConfiguration = &awsecs.CfnService_LinearConfigurationProperty{
			StepPercent: &one.Percent, StepBakeTimeInMinutes: jsii.Number(one.StepBake.Minutes()),
		}
	case release.Canary:
		one = one.WithDefaults()
		config.Strategy = jsii.String("CANARY")
		config.CanaryConfiguration = &awsecs.CfnService_CanaryConfigurationProperty{
			CanaryPercent: &one.Percent, CanaryBakeTimeInMinutes: jsii.Number(one.CanaryBake.Minutes()),
		}
	case release.BlueGreen:
		config.Strategy = jsii.String("BLUE_GREEN")
	}
	config.LifecycleHooks = s.hooks()
	return config
}

// rebalancing moves tasks from a crowded zone by starting new ones first, for which ECS wants room above 100 percent.
// CodeDeploy does not know it.
func (s *Service) rebalancing() *string {
	if s.props.Controller != nil {
		return nil
	}
	if rolling, is := s.props.Strategy.(release.Rolling); is && rolling.WithDefaults().MaxPercent == 100 {
		return jsii.String("DISABLED")
	}
	return jsii.String("ENABLED")
}

// DeploymentAlarms are the names of the alarms that send a deployment back: the service's own and the strategy's.
//
// ECS ignores all of them for a deployment that starts while one of them rings, so that a fix can go out (ECS developer
// guide, "How CloudWatch alarms detect Amazon ECS deployment failures"). Whoever starts deployments should look at them
// first: a version that goes out meanwhile is watched by nobody.
func (s *Service) DeploymentAlarms() []string { return slices.Concat(s.alarmNames(), s.plan().alarms) }

// balancers says where the tasks register. A shift also says which rules ECS may change, and as whom.
func (s *Service) balancers() any {
	if _, is := s.props.Ingress.(LoadBalanced); !is {
		return nil
	}
	one := &awsecs.CfnService_LoadBalancerProperty{
		ContainerName: &s.props.Name, ContainerPort: jsii.Number(s.props.Port), TargetGroupArn: &s.targets[0].arn,
	}
	if s.plan().shifts && s.props.Controller == nil {
		shift := &awsecs.CfnService_AdvancedConfigurationProperty{
			AlternateTargetGroupArn: &s.targets[1].arn,
			ProductionListenerRule:  &s.rule,
			RoleArn:                 s.shiftRole().AttrArn(),
		}
		if s.testRule != "" {
			shift.TestListenerRule = &s.testRule
		}
		one.AdvancedConfiguration = shift
	}
	return []any{one}
}

// shiftRole is what ECS acts as when it moves requests: it registers tasks in the two target groups and changes the
// service's own rules, no others (AWS managed policy AmazonECSInfrastructureRolePolicyForLoadBalancers, on everything).
func (s *Service) shiftRole() awsiam.CfnRole {
	in := s.props.Ingress.(LoadBalanced)
	rules, listeners := []string{s.rule}, []string{in.Listener.ARN}
	if s.testRule != "" {
		rules = append(rules, s.testRule)
	}
	if s.plan().test.Port != 0 {
		listeners = append(listeners, in.TestListener)
	}
	role := awsiam.NewCfnRole(s, jsii.String("ShiftRole"), &awsiam.CfnRoleProps{
		Description:              jsii.String("Moves requests of " + s.props.Name + " from one version to the next"),
		AssumeRolePolicyDocument: trustECS(),
		Policies: []any{&awsiam.CfnRole_PolicyProperty{PolicyName: jsii.String("Shift"), PolicyDocument: policy.Document(
			// What a load balancer has cannot be read by resource (service authorization reference, Elastic Load Balancing V2).
			policy.Allow("Read", "*", "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules",
				"elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth"),
			policy.Allow("Register", []string{s.targets[0].arn, s.targets[1].arn},
				"elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets"),
			policy.Allow("Rules", rules, "elasticloadbalancing:ModifyRule"),
			policy.Allow("Listeners", listeners, "elasticloadbalancing:ModifyListener"),
		)}},
	})
	nag.Acknowledge(role, nag.Acknowledgement{
		Rule: "AwsSolutions-IAM5", Reason: "What a load balancer has can be read by everybody or nobody of the account.", Only: []string{"Resource::*"},
	})
	return role
}

// trustECS is the trust in ECS itself, as the ECS developer guide writes it for the roles of deployments: it documents
// no key that would say for whom ECS acts.
func trustECS() policy.Object {
	return policy.Document(policy.Object{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": policy.Service("ecs.amazonaws.com")})
}
