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
	s.props.Image.Guard(target)
	target.AddResourceDependency(s.service, nil)

	id := target.Ref() // an id of three parts; CDK would pass on the first alone
	s.trackBacklog(id)
	s.track(id, "ScaleOnCpu", scaling.CPU, metric("ECSServiceAverageCPUUtilization"))
	s.track(id, "ScaleOnMemory", scaling.Memory, metric("ECSServiceAverageMemoryUtilization"))
	if balanced, is := s.props.Ingress.(LoadBalanced); is {
		s.trackRequests(id, balanced)
	}
}

// tracked is a metric that Application Auto Scaling knows by name.
type tracked = awsapplicationautoscaling.CfnScalingPolicy_PredefinedMetricSpecificationProperty

func metric(name string) *tracked { return &tracked{PredefinedMetricType: &name} }

// track defines one target-tracking policy on a metric that Application Auto Scaling knows, or nothing without a goal.
func (s *Service) track(target *string, id string, goal int, metric *tracked) {
	if goal > 0 {
		s.follow(target, id, &tracking{TargetValue: jsii.Number(goal), PredefinedMetricSpecification: metric})
	}
}

// tracking is what a policy keeps, and how.
type tracking = awsapplicationautoscaling.CfnScalingPolicy_TargetTrackingScalingPolicyConfigurationProperty

// follow defines one target-tracking policy.
func (s *Service) follow(target *string, id string, what *tracking) {
	what.ScaleInCooldown = jsii.Number(s.props.Scaling.Rest.Seconds())
	what.ScaleOutCooldown = jsii.Number(scaleOut)
	s.props.Image.Guard(awsapplicationautoscaling.NewCfnScalingPolicy(s, &id, &awsapplicationautoscaling.CfnScalingPolicyProps{
		PolicyName:                               &id,
		PolicyType:                               jsii.String("TargetTrackingScaling"),
		ScalingTargetId:                          target,
		TargetTrackingScalingPolicyConfiguration: what,
	}))
}

// trackRequests keeps how many requests a task gets each minute. The metric that Application Auto Scaling knows by name
// has one target group, and AWS does not support it where a deployment shifts requests: they may go to either group, so
// both are added (ECS developer guide, "Use a target metric to scale Amazon ECS services").
func (s *Service) trackRequests(target *string, in LoadBalanced) {
	const id = "ScaleOnRequests"
	goal := s.props.Scaling.Requests
	if goal == 0 || !s.plan().shifts {
		known := metric("ALBRequestCountPerTarget")
		known.ResourceLabel = jsii.String(in.Listener.Balancer + "/" + s.targets[0].name)
		s.track(target, id, goal, known)
		return
	}
	both := []any{&query{Id: jsii.String("both"), Expression: jsii.String("FILL(first, 0) + FILL(second, 0)"), ReturnData: true}}
	for i, name := range []string{"first", "second"} {
		both = append(both, &query{Id: &name, ReturnData: false, MetricStat: &awsapplicationautoscaling.CfnScalingPolicy_TargetTrackingMetricStatProperty{
			Stat: jsii.String("Sum"),
			Metric: &awsapplicationautoscaling.CfnScalingPolicy_TargetTrackingMetricProperty{
				Namespace: jsii.String("AWS/ApplicationELB"), MetricName: jsii.String("RequestCountPerTarget"),
				Dimensions: []any{
					&dimension{Name: jsii.String("LoadBalancer"), Value: &in.Listener.Balancer},
					&dimension{Name: jsii.String("TargetGroup"), Value: &s.targets[i].name},
				},
			},
		}})
	}
	s.follow(target, id, &tracking{
		TargetValue:                   jsii.Number(goal),
		CustomizedMetricSpecification: &awsapplicationautoscaling.CfnScalingPolicy_CustomizedMetricSpecificationProperty{Metrics: both},
	})
}

type (
	query     = awsapplicationautoscaling.CfnScalingPolicy_TargetTrackingMetricDataQueryProperty
	dimension = awsapplicationautoscaling.CfnScalingPolicy_TargetTrackingMetricDimensionProperty
)
