package stacks

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/config"
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
	props := d.eksCluster(platform.alerts.TopicARN())
	props.Vpc, props.SubnetIDs, props.Key = platform.vpc.Vpc(), platform.vpc.PrivateSubnets(), platform.alerts.Key()
	k.cluster = eks.NewCluster(k, "Cluster", &props)
	output(k, "ClusterName", "The EKS cluster the services run in", k.cluster.Name())
	return k
}

// eksCluster is the environment's EKS cluster, but for the network and the key it stands on.
func (d deployment) eksCluster(topic string) eks.ClusterProps {
	return eks.ClusterProps{
		Name: d.name(), Account: d.Account, Region: d.Region, Partition: d.Partition, LogDays: d.LogDays, Protect: d.Protect,
		PullRepositories: d.repositories(service.EKS), Alerts: []string{topic}, ARM: d.armPods(), Spec: *d.Kubernetes,
	}
}

// armPods says whether Auto Mode must bring nodes of arm64 for a service.
func (d deployment) armPods() bool {
	needed := func(s config.Service) bool { return s.Runtime == service.EKS && s.ARM }
	return !d.Kubernetes.WithoutAutoMode && slices.ContainsFunc(d.Services, needed)
}

// Cluster is the environment's EKS cluster.
func (k *Kubernetes) Cluster() *eks.Cluster { return k.cluster }

// repositories are the ARNs of the repositories of ECR that the services on runtime come from.
func (d deployment) repositories(runtime service.Runtime) (arns []string) {
	for _, s := range d.Services {
		if s.Runtime != runtime {
			continue
		}
		arn := d.home().arn(s.Name)
		if s.Image != "" {
			arn = fixed(s).Repository()
		}
		if arn != "" && !slices.Contains(arns, arn) {
			arns = append(arns, arn)
		}
	}
	return arns
}
