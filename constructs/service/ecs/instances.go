package ecs

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/signal"
	"github.com/shipway-cdk/shipway/internal/nag"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// launch defines the cluster's own instances: what each is, the group that ECS grows and shrinks, and the capacity
// provider. The group comes after the cluster, which its instances join by name, and goes before it: a cluster with
// instances cannot be deleted.
func (c *Cluster) launch() awsecs.CfnCapacityProvider {
	scope := constructs.NewConstruct(c, jsii.String("Instances"))
	group := c.fleet(scope, c.template(scope))
	group.AddResourceDependency(c.cluster, nil)
	provider := awsecs.NewCfnCapacityProvider(scope, jsii.String("Provider"), &awsecs.CfnCapacityProviderProps{
		Name: c.providerName("instances"),
		AutoScalingGroupProvider: &awsecs.CfnCapacityProvider_AutoScalingGroupProviderProperty{
			AutoScalingGroupArn: group.Ref(),
			// At 100 percent there are as many instances as tasks need, and never fewer than Min: what is spare is Min.
			ManagedScaling: &awsecs.CfnCapacityProvider_ManagedScalingProperty{Status: jsii.String("ENABLED"), TargetCapacity: jsii.Number(100)},
			// Tasks leave an instance before it ends, for whatever reason it ends. Protection from scaling in would keep
			// instances beyond their age, and the stack from being deleted.
			ManagedDraining:              jsii.String("ENABLED"),
			ManagedTerminationProtection: jsii.String("DISABLED"),
		},
	})
	c.watch().Alarm(scope, c.full(*provider.Ref()))
	return provider
}

// image is the public parameter that names the newest image of Amazon Linux 2023 for ECS (ECS developer guide,
// "Retrieving Amazon ECS-optimized Linux AMI metadata"). EC2 reads one whenever it starts an instance, so that the
// template never changes with the image and nothing is looked up when it is written.
func (c *Cluster) image() string {
	kind := ""
	switch {
	case c.props.Instances.ARM:
		kind = "arm64/"
	case c.props.Instances.Accelerated():
		kind = "gpu/"
	}
	return "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/" + kind + "recommended/image_id"
}

// agent is how an instance's ECS agent is set (amazon-ecs-agent, "README"): it joins the cluster, keeps tasks from the
// instance's own credentials, starts no privileged container, and writes logs as the task's execution role.
func (c *Cluster) agent() string {
	lines := []string{
		"ECS_CLUSTER=" + c.place.name,
		"ECS_AWSVPC_BLOCK_IMDS=true",
		"ECS_DISABLE_PRIVILEGED=true",
		"ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true",
	}
	if c.props.Instances.Accelerated() {
		lines = append(lines, "ECS_ENABLE_GPU_SUPPORT=true")
	}
	return "#!/bin/bash\ncat >> /etc/ecs/ecs.config <<'EOF'\n" + strings.Join(lines, "\n") + "\nEOF\n"
}

// template defines what each instance is. Its disk is encrypted with the account's key for EBS: with a key of the
// cluster's own, the role that Auto Scaling shares with every group of the account would have to be let in.
func (c *Cluster) template(scope constructs.Construct) awsec2.CfnLaunchTemplate {
	host := c.host(scope, "ecs:SubmitAttachmentStateChanges", "ecs:SubmitContainerStateChange", "ecs:SubmitTaskStateChange")
	template := awsec2.NewCfnLaunchTemplate(scope, jsii.String("Template"), &awsec2.CfnLaunchTemplateProps{
		LaunchTemplateData: &awsec2.CfnLaunchTemplate_LaunchTemplateDataProperty{
			ImageId:            jsii.String(c.image()),
			InstanceType:       &c.props.Instances.Types[0],
			IamInstanceProfile: &awsec2.CfnLaunchTemplate_IamInstanceProfileProperty{Arn: host.profile.AttrArn()},
			SecurityGroupIds:   &[]*string{host.group.AttrGroupId()},
			MetadataOptions: &awsec2.CfnLaunchTemplate_MetadataOptionsProperty{
				HttpEndpoint: jsii.String("enabled"), HttpTokens: jsii.String("required"), HttpPutResponseHopLimit: jsii.Number(1),
			},
			BlockDeviceMappings: []any{&awsec2.CfnLaunchTemplate_BlockDeviceMappingProperty{
				DeviceName: jsii.String("/dev/xvda"),
				Ebs: &awsec2.CfnLaunchTemplate_EbsProperty{
					VolumeType: jsii.String("gp3"), VolumeSize: jsii.Number(c.props.Instances.Disk), Encrypted: true, DeleteOnTermination: true,
				},
			}},
			UserData: awscdk.Fn_Base64(jsii.String(c.agent())),
		},
	})
	awscdk.Validations_Of(template).Acknowledge(&awscdk.Acknowledgment{
		Id:     jsii.String("CloudFormation-Validate::E1152"),
		Reason: jsii.String("A launch template may name the parameter of an image in the place of an image (AWS::EC2::LaunchTemplate, ImageId)."),
	})
	return template
}

// fleet defines the group of instances. ECS sets how many there are, within its bounds. A change of the template reaches
// an instance when it is replaced, at the age of Refresh at the latest, and no stack update waits for that.
func (c *Cluster) fleet(scope constructs.Construct, template awsec2.CfnLaunchTemplate) awsautoscaling.CfnAutoScalingGroup {
	p, subnets := c.props.Instances, []any{}
	for _, id := range *c.place.subnets {
		subnets = append(subnets, id)
	}
	id, version := template.Ref(), template.AttrLatestVersionNumber()
	group := awsautoscaling.NewCfnAutoScalingGroup(scope, jsii.String("Fleet"), &awsautoscaling.CfnAutoScalingGroupProps{
		VpcZoneIdentifier:   &subnets,
		MinSize:             jsii.String(fmt.Sprint(*p.Min)),
		MaxSize:             jsii.String(fmt.Sprint(p.Max)),
		LaunchTemplate:      &awsautoscaling.CfnAutoScalingGroup_LaunchTemplateSpecificationProperty{LaunchTemplateId: id, Version: version},
		CapacityRebalance:   p.Spot, // an instance that is likely to be taken back is replaced before it is
		MaxInstanceLifetime: jsii.Number(p.Refresh.Seconds()),
		// A replacement starts first, so that the tasks of the old instance have a place to go.
		InstanceMaintenancePolicy: &awsautoscaling.CfnAutoScalingGroup_InstanceMaintenancePolicyProperty{
			MinHealthyPercentage: jsii.Number(100), MaxHealthyPercentage: jsii.Number(200),
		},
		HealthCheckType:        jsii.String("EC2"),
		HealthCheckGracePeriod: jsii.Number(60),
		Tags: &[]*awsautoscaling.CfnAutoScalingGroup_TagPropertyProperty{{
			Key: jsii.String("Name"), Value: jsii.String(c.place.name + "-instance"), PropagateAtLaunch: true,
		}},
	})
	if p.Spot || len(p.Types) > 1 {
		// By override, as cdk-nag can check the disks of a group's own launch template and fails on one inside a mix.
		group.AddPropertyDeletionOverride(jsii.String("LaunchTemplate"))
		group.AddPropertyOverride(jsii.String("MixedInstancesPolicy"), c.mix(id, version))
	}
	nag.Acknowledge(group, nag.Acknowledgement{
		Rule:   "AwsSolutions-AS3",
		Reason: "ECS grows and shrinks the group all day, and nobody acts on one start or end of an instance; tasks that find no instance are told by an alarm.",
	})
	return group
}

// mix is a group of several instance types, or on Spot: on demand the first type that EC2 has, on Spot the one that is
// cheap and least likely to be taken back.
func (c *Cluster) mix(template, version *string) policy.Object {
	types, onDemand := []policy.Object{}, 100
	for _, one := range c.props.Instances.Types {
		types = append(types, policy.Object{"InstanceType": one})
	}
	if c.props.Instances.Spot {
		onDemand = 0
	}
	return policy.Object{
		"InstancesDistribution": policy.Object{
			"OnDemandAllocationStrategy": "prioritized", "OnDemandPercentageAboveBaseCapacity": onDemand,
			"SpotAllocationStrategy": "price-capacity-optimized",
		},
		"LaunchTemplate": policy.Object{
			"LaunchTemplateSpecification": policy.Object{"LaunchTemplateId": template, "Version": version}, "Overrides": types,
		},
	}
}

// waited is for how many minutes tasks may wait for instances: starting one takes a few.
const waited = 15

// full is that the instances, called provider, cannot grow to what tasks need: they are at Max, or EC2 has none of their
// types. ECS itself then reports nothing; the tasks stay in PROVISIONING.
func (c *Cluster) full(provider string) symptom.Symptom {
	return symptom.Symptom{
		ID: "Full", Title: "tasks wait for instances that cannot grow", Above: 100, Points: waited, Of: waited,
		Numbers: []symptom.Number{{
			ID: "needed", Namespace: "AWS/ECS/ManagedScaling", Metric: "CapacityProviderReservation", Statistic: "Maximum",
			Dimensions: [][2]string{{"ClusterName", c.place.name}, {"CapacityProviderName", provider}},
		}},
	}
}

// watch says whose symptom it is.
func (c *Cluster) watch() symptom.Watch {
	return symptom.Watch{Service: c.place.name, Prefix: c.place.name, Topics: c.props.Alerts, Runbook: c.props.Runbook}
}

// Signals says what to watch: whether Instances can grow to what tasks need, and nothing without them.
func (c *Cluster) Signals() []signal.Signal {
	if c.place.instances == "" {
		return nil
	}
	return c.watch().Signals([]symptom.Symptom{c.full(c.place.instances)})
}
