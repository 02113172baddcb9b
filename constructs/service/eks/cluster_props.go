package eks

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
)

// ClusterProps describes where a cluster is and what it stands on; Spec says what it is.
//
// EKS takes one kind of update of a cluster at a time (EKS API reference, "UpdateClusterConfig"; aws-cdk#21439): its
// version, its endpoint, its subnets, its deletion protection. Change one of them in a deployment. [spec.Cluster.Change]
// tells when two files ask for more. Nodes, add-ons and who may enter are resources of their own, and free.
type ClusterProps struct {
	// Name names the cluster, 1 to 100 letters, digits, dashes and underscores, unique in the account and region.
	// Required: people, pipelines and policies find the cluster by it. Another name is another cluster.
	Name string
	// Account is the 12-digit AWS account. Required: trust policies name it.
	Account string
	// Region is the AWS region, such as "eu-west-1". Required.
	Region string
	// Partition is the AWS partition. Default: "aws".
	Partition string
	// Vpc is the network of the nodes. Required. Its subnets get the tags by which load balancers find them, unless the
	// VPC was made elsewhere: its owner sets them then (EKS user guide, "Tag subnets for EKS Auto Mode"). One without NAT
	// needs the endpoints of plan.Needed and plan.NeededForKubernetes, and runs images of ECR only.
	Vpc awsec2.IVpc
	// SubnetIDs are the ids of the VPC's subnets for nodes, at least 2, in different zones. Default: its private subnets
	// with a way out.
	SubnetIDs []string
	// Key encrypts the log groups "/aws/eks/<name>/*" and "/aws/containerinsights/<name>/*", and those of services,
	// "/<name>/*". Its policy must let CloudWatch Logs use it for them. Required.
	Key awskms.IKey
	// LogDays is how long logs are kept, one of CloudWatch's retention values. Default: 30 days.
	LogDays int
	// Protect keeps the cluster from being deleted, and its log groups and its key when the stack is. To delete the
	// cluster later, deploy without Protect first. Default: false.
	Protect bool
	// ARM says that a service runs on arm64 nodes, which Auto Mode's own pool for services has not: [Cluster.Setup] then
	// holds a pool that has. Default: false. Without Auto Mode, give a node group of Graviton instances instead.
	ARM bool
	// PullRepositories are the ARNs of the ECR repositories whose images may run. Default: none, only EKS's own add-ons
	// and public images.
	PullRepositories []string
	// Alerts are ARNs of SNS topics that the cluster's alarms notify. Default: none, and no alarms.
	Alerts []string
	// Spec is the cluster: who enters it, what it runs on, what comes with it. Required: nobody enters without Admins.
	Spec spec.Cluster
}

func (p ClusterProps) withDefaults() ClusterProps {
	p.Partition = cmp.Or(p.Partition, "aws")
	p.LogDays = cmp.Or(p.LogDays, 30)
	p.Spec = p.Spec.WithDefaults()
	return p
}

var repository = regexp.MustCompile(`^arn:aws[a-z-]*:ecr:[a-z0-9-]+:\d{12}:repository/[a-z0-9][a-z0-9._/-]{1,255}$`)

// Validate reports every prop that NewCluster would refuse, all at once.
func (p ClusterProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("eks.ClusterProps")
	checkCluster(c, p.Name)
	c.Place(p.Account, p.Region, p.Partition)
	c.Require("API-001", "Vpc", p.Vpc != nil, "give the network of the nodes")
	c.That("NET-011", "SubnetIDs", len(p.SubnetIDs), len(p.SubnetIDs) != 1, "want subnets in at least two zones: EKS takes no fewer")
	for i, id := range p.SubnetIDs {
		c.That("NET-011", fmt.Sprintf("SubnetIDs[%d]", i), id, slices.Index(p.SubnetIDs, id) == i, "want each subnet once")
	}
	c.Require("API-001", "Key", p.Key != nil, "give the key that encrypts the log groups")
	c.Days("LogDays", p.LogDays)
	for i, arn := range p.PullRepositories {
		c.That("IMG-003", fmt.Sprintf("PullRepositories[%d]", i), arn, repository.MatchString(arn), "want the ARN of an ECR repository")
	}
	c.Topics("Alerts", p.Alerts)
	c.That("EKS-003", "ARM", p.ARM, !p.ARM || !p.Spec.WithoutAutoMode, "want Auto Mode, or a node group of Graviton instances and no ARM: nothing else reads the node pool")
	c.Within("Spec", p.Spec.Validate())
	return c.Err()
}
