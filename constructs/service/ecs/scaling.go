package ecs

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapplicationautoscaling"
	"github.com/aws/jsii-runtime-go"
)

// scaleOut is how many seconds adding tasks waits after tasks were added: long enough for one to start, short enough
// to follow a rush.
const scaleOut = 60

// scale lets Application Auto Scaling keep each target by moving the desired count between Min and Max.
func (s *Service) scale() {
	scaling := s.props.Scaling
	target := awsapplicationautoscaling.NewCfnScalableTarget(s, jsii.String("Tasks"), &awsapplicationautoscaling.CfnScalableTargetProps{
		ServiceNamespace:  jsii.String("ecs"),
		ScalableDimension: jsii.String("ecs:service:DesiredCount"),
		ResourceId:        jsii.String("service/" + s.place.name + "/" + s.props.Name),
		MinCapacity:       jsii.Number(scaling.Min),
		MaxCapacity:       jsii.Number(scaling.Max),
	})
	s.conditional(target)
	target.AddResourceDependency(s.service, nil)

	s.track(target, "ScaleOnCpu", scaling.CPU, object{"predefinedMetricType": "ECSServiceAverageCPUUtilization"})
	s.track(target, "ScaleOnMemory", scaling.Memory, object{"predefinedMetricType": "ECSServiceAverageMemoryUtilization"})
	if balanced, is := s.props.Ingress.(LoadBalanced); is {
		s.track(target, "ScaleOnRequests", scaling.Requests, object{
			"predefinedMetricType": "ALBRequestCountPerTarget",
			"resourceLabel":        balanced.Listener.Balancer + "/" + s.targetsName,
		})
	}
}

// track defines one target-tracking policy, or nothing without a goal.
func (s *Service) track(target awsapplicationautoscaling.CfnScalableTarget, id string, goal int, metric object) {
	if goal == 0 {
		return
	}
	s.conditional(awsapplicationautoscaling.NewCfnScalingPolicy(s, &id, &awsapplicationautoscaling.CfnScalingPolicyProps{
		PolicyName:      &id,
		PolicyType:      jsii.String("TargetTrackingScaling"),
		ScalingTargetId: target,
		TargetTrackingScalingPolicyConfiguration: object{
			"targetValue":                   goal,
			"predefinedMetricSpecification": metric,
			"scaleInCooldown":               s.props.Scaling.Rest.Seconds(),
			"scaleOutCooldown":              scaleOut,
		},
	}))
}
