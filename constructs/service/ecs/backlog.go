package ecs

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapplicationautoscaling"
	"github.com/aws/jsii-runtime-go"
)

// trackBacklog keeps so few messages waiting for each running task that it takes them in time (Application Auto Scaling
// user guide, "Create a target tracking scaling policy using metric math"). Without a running task all messages wait
// for one, or nothing would be divided by nothing and the first task never be asked for.
func (s *Service) trackBacklog(target *string) {
	if s.props.Queue == nil {
		return
	}
	name, _ := s.queueNames()
	s.follow(target, "ScaleOnBacklog", &tracking{
		TargetValue: jsii.Number(s.props.Queue.Backlog()),
		CustomizedMetricSpecification: &awsapplicationautoscaling.CfnScalingPolicy_CustomizedMetricSpecificationProperty{Metrics: []any{
			measured("waiting", "AWS/SQS", "ApproximateNumberOfMessagesVisible", "Sum", [2]string{"QueueName", name}),
			measured("running", "ECS/ContainerInsights", "RunningTaskCount", "Average", [2]string{"ClusterName", s.place.name}, [2]string{"ServiceName", s.props.Name}),
			&awsapplicationautoscaling.CfnScalingPolicy_TargetTrackingMetricDataQueryProperty{
				Id: jsii.String("backlog"), Expression: jsii.String("waiting / IF(running > 0, running, 1)"),
				Label: jsii.String("Messages waiting for each task"), ReturnData: true,
			},
		}},
	})
}

// measured is one metric that an expression reads.
func measured(id, namespace, metric, statistic string, dimensions ...[2]string) any {
	all := make([]any, len(dimensions))
	for i, d := range dimensions {
		all[i] = &awsapplicationautoscaling.CfnScalingPolicy_TargetTrackingMetricDimensionProperty{Name: &d[0], Value: &d[1]}
	}
	return &awsapplicationautoscaling.CfnScalingPolicy_TargetTrackingMetricDataQueryProperty{
		Id: &id, ReturnData: false,
		MetricStat: &awsapplicationautoscaling.CfnScalingPolicy_TargetTrackingMetricStatProperty{
			Metric: &awsapplicationautoscaling.CfnScalingPolicy_TargetTrackingMetricProperty{Namespace: &namespace, MetricName: &metric, Dimensions: all},
			Stat:   &statistic,
		},
	}
}
