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
	// A group has either a launch template or a mixture, but cdk-nag looks for encrypted disks in the first alone.
	props.LaunchTemplate = &awsautoscaling.CfnAutoScalingGroup_LaunchTemplateSpecificationProperty{
		LaunchTemplateId: s.template.Ref(), Version: s.template.AttrLatestVersionNumber(),
	}
	s.hosts = awsautoscaling.NewCfnAutoScalingGroup(s, jsii.String("Hosts"), props)
	if p.mixed() {
		s.hosts.AddPropertyDeletionOverride(jsii.String("LaunchTemplate"))
		s.hosts.AddPropertyOverride(jsii.String("MixedInstancesPolicy"), p.mixture(s.version()))
	}
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

// version is the newest version of the launch template, in the words of CloudFormation and of the API.
func (s *Service) version() map[string]any {
	return map[string]any{"LaunchTemplateId": *s.template.Ref(), "Version": *s.template.AttrLatestVersionNumber()}
}

// mixture starts hosts from version: on demand the first type that can be had, on Spot the one least likely to be taken
// back.
func (p ServiceProps) mixture(version map[string]any) map[string]any {
	types := []any{}
	for _, one := range p.Instances.Types {
		types = append(types, map[string]any{"InstanceType": one})
	}
	onDemand := 100
	if p.Instances.Spot {
		onDemand = 0
	}
	return map[string]any{
		"LaunchTemplate": map[string]any{"LaunchTemplateSpecification": version, "Overrides": types},
		"InstancesDistribution": map[string]any{
			"OnDemandAllocationStrategy": "prioritized", "SpotAllocationStrategy": "price-capacity-optimized",
			"OnDemandBaseCapacity": 0, "OnDemandPercentageAboveBaseCapacity": onDemand,
		},
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
