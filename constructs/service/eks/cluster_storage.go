package eks

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
	"github.com/shipway-cdk/shipway/internal/nag"
)

// logs defines an encrypted log group called name.
func (c *Cluster) logs(id, name string) awslogs.CfnLogGroup {
	group := awslogs.NewCfnLogGroup(c, &id, &awslogs.CfnLogGroupProps{
		LogGroupName:    &name,
		RetentionInDays: jsii.Number(c.props.LogDays),
		KmsKeyId:        c.props.Key.KeyArn(),
	})
	keep(group, c.props.Protect)
	return group
}

// insightsGroup is the log group of one kind of Container Insights' logs.
func (c *Cluster) insightsGroup(kind string) string {
	return "/aws/containerinsights/" + c.props.Name + "/" + kind
}

// serviceGroup is the log group of one of the cluster's services.
func (c *Cluster) serviceGroup(name string) string { return "/" + c.props.Name + "/" + name }

// secretsKey defines the key of what the Kubernetes API stores, and returns its ARN. It is the cluster's own: whoever
// disables it stops the cluster, and a cluster cannot change it. EKS uses it through a grant of whoever creates the
// cluster, which the account's own policies allow.
func (c *Cluster) secretsKey() *string {
	key := awskms.NewCfnKey(c, jsii.String("SecretsKey"), &awskms.CfnKeyProps{
		Description:       jsii.String("Encrypts what the Kubernetes API of " + c.props.Name + " stores"),
		EnableKeyRotation: jsii.Bool(true),
		KeyPolicy:         policy.Document(c.place.KeyAdministration()),
	})
	keep(key, c.props.Protect)
	return key.AttrArn()
}

// excuseEndpoint says why an endpoint that some of the internet reaches is right.
func (c *Cluster) excuseEndpoint() {
	if c.props.Spec.Endpoint == spec.Restricted {
		nag.Acknowledge(c.cluster, nag.Acknowledgement{
			Rule:   "AwsSolutions-EKS1",
			Reason: "Only the named public ranges reach the API; nodes and deployments inside the VPC never leave it.",
		})
	}
}
