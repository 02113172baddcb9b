package eks

import (
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awseksv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
)

// fargateProfile defines a Fargate profile. It has no name of its own: EKS replaces a changed one, and could not make a
// second one of that name.
func (c *Cluster) fargateProfile(f spec.FargateProfile) {
	selectors := []any{}
	for _, s := range f.Selectors {
		one := &awseksv2.CfnFargateProfile_SelectorProperty{Namespace: &s.Namespace}
		if len(s.Labels) > 0 {
			marks := []any{}
			for _, key := range slices.Sorted(maps.Keys(s.Labels)) {
				marks = append(marks, &awseksv2.CfnFargateProfile_LabelProperty{Key: &key, Value: jsii.String(s.Labels[key])})
			}
			one.Labels = marks
		}
		selectors = append(selectors, one)
	}
	c.capacity = append(c.capacity, awseksv2.NewCfnFargateProfile(c, jsii.String("Fargate-"+f.Name), &awseksv2.CfnFargateProfileProps{
		ClusterName: c.cluster.Ref(), PodExecutionRoleArn: c.fargateRole().arn, Subnets: c.subnets, Selectors: selectors,
	}))
}

// fargateRole is what Fargate itself does for the pods of all profiles: pull their images and, once a team asks for it
// in the ConfigMap aws-logging, write their logs. Only this cluster's profiles assume it.
func (c *Cluster) fargateRole() identity {
	if c.fargate.arn == nil {
		streams := c.place.ARN("logs", "log-group:"+c.insightsGroup("application")+":*")
		c.fargate = c.newRole("FargateRole", "Starts the pods of "+c.props.Name+" on Fargate",
			c.place.Trust("eks-fargate-pods.amazonaws.com", "eks", "fargateprofile/"+c.props.Name+"/*"),
			"The registry login has no resource type, EKS keeps each add-on's image in a repository of its own account, and a log stream is named after each pod.",
			append(c.pulling(), policy.Allow("Log", streams, "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"))...)
	}
	return c.fargate
}
