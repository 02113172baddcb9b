package test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/test/gate"
)

// proof says what the stack of a service of shape lacks of being released in one way; nothing means that it is.
type proof func(s gate.Stack, shape release.Shape) []string

// proofs say for each cell of the grid that works what makes a template that strategy on that runtime.
var proofs = func() map[place]proof {
	all := map[place]proof{
		{service.Express, false, release.CanaryName}:    expressCanary,
		{service.AppRunner, false, release.RollingName}: appRunnerRolling,
		{service.Fleet, false, release.RollingName}:     fleetRolling,
		{service.Fleet, false, release.BlueGreenName}:   fleetBlueGreen,
	}
	for _, runtime := range []service.Runtime{service.Fargate, service.EC2, service.Managed} {
		for _, strategy := range release.Names {
			all[place{runtime, false, strategy}] = native(runtime, strategy)
		}
	}
	for _, runtime := range []service.Runtime{service.Fargate, service.EC2} {
		for _, strategy := range []release.Name{release.LinearName, release.CanaryName, release.BlueGreenName} {
			all[place{runtime, true, strategy}] = byCodeDeploy(runtime, strategy)
		}
	}
	for strategy := range phases {
		all[place{service.EKS, false, strategy}] = kubernetesPhases(strategy)
	}
	return all
}()

// lack collects what is missing.
type lack []string

// want notes a place in a resource whose value is not what it should be.
func (l *lack) want(r gate.Resource, path, value string) {
	if is := flat(dig(r.Properties, path)); is != value {
		*l = append(*l, fmt.Sprintf("%s.%s is %q, want %q", r.Type, path, is, value))
	}
}

// has notes a condition that does not hold.
func (l *lack) has(holds bool, what string) {
	if !holds {
		*l = append(*l, "want "+what)
	}
}

// one is the stack's only resource of a type, or an empty one, which is noted.
func (l *lack) one(s gate.Stack, kind string) (only gate.Resource) {
	found := 0
	for _, r := range s.Template.Resources {
		if r.Type == kind {
			only, found = r, found+1
		}
	}
	l.has(found == 1, fmt.Sprintf("one %s, not %d", kind, found))
	return only
}

// none notes resources of types that have no place in the stack.
func (l *lack) none(s gate.Stack, kinds ...string) {
	for id, r := range s.Template.Resources {
		l.has(!slices.Contains(kinds, r.Type), "no "+r.Type+", such as "+id)
	}
}

// dig follows a path such as LoadBalancers.0.TargetGroupArn down a value, and is nil where there is nothing.
func dig(value any, path string) any {
	for key := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[key]
		case []any:
			n, err := strconv.Atoi(key)
			if err != nil || n >= len(v) {
				return nil
			}
			value = v[n]
		default:
			return nil
		}
	}
	return value
}

// flat is a value as text; of what CloudFormation puts together, the texts in it in their order.
func flat(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case map[string]any:
		if joined, is := v["Fn::Join"].([]any); is && len(joined) == 2 {
			text := ""
			parts, _ := joined[1].([]any)
			for _, part := range parts {
				text += flat(part)
			}
			return text
		}
		return fmt.Sprint(v)
	}
	return fmt.Sprint(value)
}

// names of strategies as ECS writes them.
var ecsNames = map[release.Name]string{
	release.RollingName: "ROLLING", release.LinearName: "LINEAR", release.CanaryName: "CANARY", release.BlueGreenName: "BLUE_GREEN",
}

// native is a service that ECS itself releases: the strategy and its numbers stand in the service.
func native(runtime service.Runtime, strategy release.Name) proof {
	return func(s gate.Stack, shape release.Shape) []string {
		var l lack
		is := l.one(s, "AWS::ECS::Service")
		l.want(is, "DeploymentController.Type", "ECS")
		l.want(is, "DeploymentConfiguration.Strategy", ecsNames[strategy])
		linear, canary := [2]string{}, [2]string{}
		switch strategy {
		case release.LinearName:
			linear = [2]string{"20", "3"}
		case release.CanaryName:
			canary = [2]string{"7", "4"}
		}
		l.want(is, "DeploymentConfiguration.LinearConfiguration.StepPercent", linear[0])
		l.want(is, "DeploymentConfiguration.LinearConfiguration.StepBakeTimeInMinutes", linear[1])
		l.want(is, "DeploymentConfiguration.CanaryConfiguration.CanaryPercent", canary[0])
		l.want(is, "DeploymentConfiguration.CanaryConfiguration.CanaryBakeTimeInMinutes", canary[1])
		l.want(is, "DeploymentConfiguration.DeploymentCircuitBreaker.Rollback", "true")
		shifts := shape == release.Public && strategy != release.RollingName
		l.has(strategy == release.RollingName || shape != release.Worker, "requests to move")
		l.has((dig(is.Properties, "LoadBalancers.0") != nil) == (shape == release.Public), "a load balancer where the service is public")
		for _, moved := range []string{"AlternateTargetGroupArn", "ProductionListenerRule", "RoleArn"} {
			given := dig(is.Properties, "LoadBalancers.0.AdvancedConfiguration."+moved) != nil
			l.has(given == shifts, moved+" where requests of a load balancer move, and nowhere else")
		}
		l.has((dig(is.Properties, "ServiceConnectConfiguration.Services.0") != nil) == (shape == release.Internal),
			"a name in Service Connect where the service is internal")
		l.none(s, "AWS::CodeDeploy::DeploymentGroup")
		return append(l, runsOn(s, is, runtime)...)
	}
}

// runsOn says what the service lacks of running its tasks where runtime says.
func runsOn(s gate.Stack, is gate.Resource, runtime service.Runtime) []string {
	var l lack
	provider := flat(dig(is.Properties, "CapacityProviderStrategy.0.CapacityProvider"))
	marks := map[service.Runtime][2]string{
		service.Fargate: {"FARGATE", "FARGATE"}, service.EC2: {"EC2", "RefClusterInstancesProvider"},
		service.Managed: {"MANAGED_INSTANCES", "RefClusterManagedProvider"},
	}
	l.want(l.one(s, "AWS::ECS::TaskDefinition"), "RequiresCompatibilities", "["+marks[runtime][0]+"]")
	l.has(strings.Contains(provider, marks[runtime][1]), fmt.Sprintf("the capacity provider of %s, not %s", runtime, provider))
	return l
}

// byCodeDeploy is a service whose task sets CodeDeploy makes; how the requests move stands in a configuration of its own,
// or is one of CodeDeploy's.
func byCodeDeploy(runtime service.Runtime, strategy release.Name) proof {
	return func(s gate.Stack, _ release.Shape) []string {
		var l lack
		is, group := l.one(s, "AWS::ECS::Service"), l.one(s, "AWS::CodeDeploy::DeploymentGroup")
		l.want(is, "DeploymentController.Type", "CODE_DEPLOY")
		l.want(is, "DeploymentConfiguration", "")
		l.want(group, "DeploymentStyle.DeploymentType", "BLUE_GREEN")
		l.want(group, "DeploymentStyle.DeploymentOption", "WITH_TRAFFIC_CONTROL")
		l.want(group, "ECSServices.0.ServiceName", flat(is.Properties["ServiceName"]))
		pair := "LoadBalancerInfo.TargetGroupPairInfoList.0.TargetGroups."
		l.has(dig(group.Properties, pair+"0.Name") != nil && dig(group.Properties, pair+"1.Name") != nil, "two target groups")
		pace := flat(dig(group.Properties, "DeploymentConfigName"))
		if strategy == release.BlueGreenName {
			l.has(pace == "CodeDeployDefault.ECSAllAtOnce", "all requests at once, not "+pace)
			l.none(s, "AWS::CodeDeploy::DeploymentConfig")
			return append(l, runsOn(s, is, runtime)...)
		}
		config := l.one(s, "AWS::CodeDeploy::DeploymentConfig")
		l.has(strings.Contains(pace, "Ref:ServicePace"), "the stack's own deployment configuration, not "+pace)
		kind, share, wait, numbers := "TimeBasedLinear", "LinearPercentage", "LinearInterval", [2]string{"20", "3"}
		if strategy == release.CanaryName {
			kind, share, wait, numbers = "TimeBasedCanary", "CanaryPercentage", "CanaryInterval", [2]string{"7", "4"}
		}
		l.want(config, "TrafficRoutingConfig.Type", kind)
		l.want(config, "TrafficRoutingConfig."+kind+"."+share, numbers[0])
		l.want(config, "TrafficRoutingConfig."+kind+"."+wait, numbers[1])
		return append(l, runsOn(s, is, runtime)...)
	}
}

// expressCanary is a service of Express Mode, which has its own canary and no other way: the template says nothing of it.
func expressCanary(s gate.Stack, _ release.Shape) []string {
	var l lack
	is := l.one(s, "AWS::ECS::ExpressGatewayService")
	l.has(dig(is.Properties, "ScalingTarget.MinTaskCount") != nil, "tasks")
	l.none(s, "AWS::ECS::Service", "AWS::ElasticLoadBalancingV2::ListenerRule", "AWS::CodeDeploy::DeploymentGroup")
	return l
}

// appRunnerRolling is a service of App Runner, which replaces instances itself; nothing starts a deployment but the image.
func appRunnerRolling(s gate.Stack, _ release.Shape) []string {
	var l lack
	is := l.one(s, "AWS::AppRunner::Service")
	l.want(is, "SourceConfiguration.AutoDeploymentsEnabled", "false")
	l.none(s, "AWS::ECS::Service", "AWS::CodeDeploy::DeploymentGroup")
	return l
}

// fleetRolling is a fleet whose hosts CodeDeploy takes out of the load balancer and replaces what runs on them.
func fleetRolling(s gate.Stack, _ release.Shape) []string {
	var l lack
	group := l.one(s, "AWS::CodeDeploy::DeploymentGroup")
	l.one(s, "AWS::AutoScaling::AutoScalingGroup")
	l.want(group, "DeploymentStyle.DeploymentType", "IN_PLACE")
	l.want(group, "DeploymentStyle.DeploymentOption", "WITH_TRAFFIC_CONTROL")
	l.want(group, "DeploymentConfigName", "CodeDeployDefault.OneAtATime")
	l.has(dig(group.Properties, "AutoScalingGroups.0") != nil, "the fleet's own hosts")
	l.has(dig(group.Properties, "LoadBalancerInfo.TargetGroupInfoList.0.Name") != nil, "the target group of the hosts")
	l.none(s, "Custom::BlueGreenFleet")
	return l
}

// fleetBlueGreen is a fleet of which CodeDeploy makes a second one: its keeper is told so in the words of the APIs.
func fleetBlueGreen(s gate.Stack, _ release.Shape) []string {
	var l lack
	told := flat(l.one(s, "Custom::BlueGreenFleet").Properties["Fleet"])
	for _, word := range []string{`"deploymentType":"BLUE_GREEN"`, `"deploymentOption":"WITH_TRAFFIC_CONTROL"`, `"action":"COPY_AUTO_SCALING_GROUP"`, `"action":"TERMINATE"`} {
		l.has(strings.Contains(told, word), word+" for the keeper")
	}
	l.none(s, "AWS::CodeDeploy::DeploymentGroup", "AWS::AutoScaling::AutoScalingGroup")
	return l
}
