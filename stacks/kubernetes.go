package stacks

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/eks"
)

// Kubernetes is the EKS cluster of an environment. It is a stack of its own: an update of a cluster takes long, and
// nothing else of the environment waits for it.
type Kubernetes struct {
	awscdk.Stack
	cluster *eks.Cluster
}

// NewKubernetes defines the cluster of d in stage, in the network and with the key and the topic of platform.
func NewKubernetes(stage constructs.Construct, d deployment, platform *Platform) *Kubernetes {
	k := &Kubernetes{}
	awscdk.NewStack_Override(k, stage, jsii.String("Kubernetes"), d.props("kubernetes", "the cluster of its services on EKS"))
	k.cluster = eks.NewCluster(k, "Cluster", &eks.ClusterProps{
		Name: d.name(), Account: d.Account, Region: d.Region, Partition: d.Partition, Vpc: platform.vpc.Vpc(), SubnetIDs: platform.vpc.PrivateSubnets(),
		Key: platform.alerts.Key(), LogDays: d.LogDays, Protect: d.Protect, PullRepositories: d.repositories(service.EKS),
		Alerts: []string{platform.alerts.TopicARN()}, Spec: *d.Kubernetes,
	})
	output(k, "ClusterName", "The EKS cluster the services run in", k.cluster.Name())
	return k
}

// Cluster is the environment's EKS cluster.
func (k *Kubernetes) Cluster() *eks.Cluster { return k.cluster }

// repositories are the ARNs of the repositories of the services on runtime whose image releases own.
func (d deployment) repositories(runtime service.Runtime) (arns []string) {
	for _, s := range d.Services {
		if s.Runtime == runtime && s.Image == "" {
			arns = append(arns, d.home().arn(s.Name))
		}
	}
	return arns
}
