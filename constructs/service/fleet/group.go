package fleet

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsautoscaling"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/internal/nag"
)

// run defines the Auto Scaling group of a fleet whose hosts are replaced in place, what moves its size, and the
// deployment group. Its desired capacity is never set: scaling owns it.
func (s *Service) run() {
	p := s.props
	props := &awsautoscaling.CfnAutoScalingGroupProps{
		AutoScalingGroupName:   jsii.String(p.group()),
		MinSize:                jsii.String(fmt.Sprint(p.Scaling.Min)),
		MaxSize:                jsii.String(fmt.Sprint(p.Scaling.Max)),
		VpcZoneIdentifier:      s.subnets(),
		TargetGroupArns:        &[]any{s.targetsARN},
		HealthCheckType:        jsii.String("ELB"),
		HealthCheckGracePeriod: jsii.Number(firstRelease.Seconds()),
		DefaultInstanceWarmup:  jsii.Number(warmUp.Seconds()),
		Cooldown:               jsii.String(fmt.Sprint(int(warmUp.Seconds()))), // only for policies of somebody else's
		MaxInstanceLifetime:    jsii.Number(p.Instances.Refresh.Seconds()),
		CapacityRebalance:      p.Instances.Spot,
		// A host that is replaced stays until the new one works.
		InstanceMaintenancePolicy: &awsautoscaling.CfnAutoScalingGroup_InstanceMaintenancePolicyProperty{
			MinHealthyPercentage: jsii.Number(100), MaxHealthyPercentage: jsii.Number(200),
		},
	}
	version := &awsautoscaling.CfnAutoScalingGroup_LaunchTemplateSpecificationProperty{
		LaunchTemplateId: s.template.Ref(), Version: s.template.AttrLatestVersionNumber(),
	}
	if p.mixed() {
		props.MixedInstancesPolicy = &awsautoscaling.CfnAutoScalingGroup_MixedInstancesPolicyProperty{
			LaunchTemplate:        &awsautoscaling.CfnAutoScalingGroup_LaunchTemplateProperty{LaunchTemplateSpecification: version, Overrides: p.types()},
			InstancesDistribution: p.distribution(),
		}
	} else {
		props.LaunchTemplate = version
	}
	s.hosts = awsautoscaling.NewCfnAutoScalingGroup(s, jsii.String("Hosts"), props)
	s.released(s.hosts)
	s.hosts.Node().AddDependency(s.before...)
	nag.Acknowledge(s.hosts, nag.Acknowledgement{
		Rule:   "AwsSolutions-AS3",
		Reason: "Hosts that come and go are what a fleet does; those that could not start or end are told through EventBridge.",
	})
	s.scale()
	s.release()
}

// mixed says whether hosts have a choice: of types, or of price.
func (p ServiceProps) mixed() bool { return p.Instances.Spot || len(p.Instances.Types) > 1 }

func (p ServiceProps) types() []any {
	all := make([]any, len(p.Instances.Types))
	for i, one := range p.Instances.Types {
		all[i] = &awsautoscaling.CfnAutoScalingGroup_LaunchTemplateOverridesProperty{InstanceType: &one}
	}
	return all
}

// onDemand is the percentage of hosts that run on demand.
func (p ServiceProps) onDemand() int {
	if p.Instances.Spot {
		return 0
	}
	return 100
}

// distribution takes the first type that can be had on demand, and on Spot the one least likely to be taken back.
func (p ServiceProps) distribution() *awsautoscaling.CfnAutoScalingGroup_InstancesDistributionProperty {
	return &awsautoscaling.CfnAutoScalingGroup_InstancesDistributionProperty{
		OnDemandAllocationStrategy: jsii.String("prioritized"), SpotAllocationStrategy: jsii.String("price-capacity-optimized"),
		OnDemandBaseCapacity: jsii.Number(0), OnDemandPercentageAboveBaseCapacity: jsii.Number(p.onDemand()),
	}
}

// goal is one number that scaling keeps.
type goal struct {
	id, metric, label string
	target            int
}

// goals are what moves the size of the fleet.
func (s *Service) goals() []goal {
	all := []goal{{id: "ScaleOnCpu", metric: "ASGAverageCPUUtilization", target: s.props.Scaling.CPU}}
	if s.props.Scaling.Requests > 0 {
		label := s.props.Listener.Balancer + "/" + s.targetsName
		all = append(all, goal{"ScaleOnRequests", "ALBRequestCountPerTarget", label, s.props.Scaling.Requests})
	}
	return all
}

// scale lets EC2 Auto Scaling keep each goal by moving the number of hosts between Min and Max.
func (s *Service) scale() {
	for _, one := range s.goals() {
		metric := &awsautoscaling.CfnScalingPolicy_PredefinedMetricSpecificationProperty{PredefinedMetricType: &one.metric}
		if one.label != "" {
			metric.ResourceLabel = &one.label
		}
		s.released(awsautoscaling.NewCfnScalingPolicy(s, &one.id, &awsautoscaling.CfnScalingPolicyProps{
			AutoScalingGroupName: s.hosts.Ref(),
			PolicyType:           jsii.String("TargetTrackingScaling"),
			TargetTrackingConfiguration: &awsautoscaling.CfnScalingPolicy_TargetTrackingConfigurationProperty{
				TargetValue: jsii.Number(one.target), PredefinedMetricSpecification: metric,
			},
		}))
	}
}
