package eks

import (
	"cmp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/internal/nag"
)

// identity is a role: what others name it by.
type identity struct {
	role      awsiam.CfnRole
	arn, name *string
}

// arn is the cluster's ARN, known before it is deployed.
func (c *Cluster) arn() string { return c.place.ARN("eks", "cluster/"+c.props.Name) }

// newRole defines a role that trust describes and statements allow, and says why some resources have a wildcard.
func (c *Cluster) newRole(id, description string, trust policy.Object, why string, statements ...policy.Object) identity {
	props := &awsiam.CfnRoleProps{Description: &description, AssumeRolePolicyDocument: trust}
	if len(statements) > 0 {
		props.Policies = []any{&awsiam.CfnRole_PolicyProperty{PolicyName: jsii.String(id), PolicyDocument: policy.Document(statements...)}}
	}
	role := awsiam.NewCfnRole(c, &id, props)
	if all := wildcards(statements); len(all) > 0 {
		nag.Acknowledge(role, nag.Acknowledgement{Rule: "AwsSolutions-IAM5", Reason: why, Only: all})
	}
	return identity{role: role, arn: role.AttrArn(), name: role.Ref()}
}

// wildcards are the resources of statements that hold one, as cdk-nag names them, sorted and each once.
func wildcards(statements []policy.Object) (all []string) {
	for _, statement := range statements {
		resources, isList := statement["Resource"].([]string)
		if one, isText := statement["Resource"].(string); !isList && isText {
			resources = []string{one}
		}
		for _, resource := range resources {
			if strings.Contains(resource, "*") {
				all = append(all, "Resource::"+resource)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// when is statement under a condition.
func when(statement, condition policy.Object) policy.Object {
	statement["Condition"] = condition
	return statement
}

// clusterRole is what the control plane does in the account: look at nodes, and in Auto Mode make them, with their
// disks, addresses and load balancers (EKS user guide, "Amazon EKS cluster IAM role" and "Amazon EKS Auto Mode cluster
// IAM role", which let own policies stand for AWS's managed ones). Only this cluster assumes it.
func (c *Cluster) clusterRole(key *string) identity {
	actions := []string{"sts:AssumeRole"}
	statements := c.observing(key)
	if !c.props.Spec.WithoutAutoMode {
		actions = append(actions, "sts:TagSession") // EKS names the cluster in a tag of the session
		statements = slices.Concat(statements, c.computing(), c.storing(), c.networking(), c.guarding())
	}
	trust := policy.Document(policy.Object{
		"Effect": "Allow", "Action": actions, "Principal": policy.Service("eks.amazonaws.com"),
		"Condition": c.place.From("eks", "cluster/"+c.props.Name),
	})
	id := c.newRole("Role", "The control plane of "+c.props.Name, trust, madeByEKS, statements...)
	if !c.props.Spec.WithoutAutoMode {
		id.role.SetManagedPolicyArns(&[]*string{c.balancers()})
	}
	return id
}

// madeByEKS is why the control plane's permissions have wildcards.
const madeByEKS = "EKS makes instances, disks, addresses and load balancers whose ids nobody knows before; a tag holds each " +
	"statement to this cluster's, and the rest have no resource type."

// balancers defines what the control plane does about load balancers, and returns its ARN: a policy of its own, because
// a role has no room for all of Auto Mode.
func (c *Cluster) balancers() *string {
	statements := c.balancing()
	own := awsiam.NewCfnManagedPolicy(c, jsii.String("Balancers"), &awsiam.CfnManagedPolicyProps{
		Description: jsii.String("The load balancers of " + c.props.Name), PolicyDocument: policy.Document(statements...),
	})
	nag.Acknowledge(own, nag.Acknowledgement{Rule: "AwsSolutions-IAM5", Reason: madeByEKS, Only: wildcards(statements)})
	return own.Ref()
}

// observing is what the control plane of every cluster looks at.
func (c *Cluster) observing(key *string) []policy.Object {
	return []policy.Object{
		// Looking has no resource type (service authorization reference, Amazon EC2).
		policy.Allow("Look", "*", "ec2:DescribeAvailabilityZones", "ec2:DescribeDhcpOptions", "ec2:DescribeInstanceTopology",
			"ec2:DescribeInstances", "ec2:DescribeNetworkInterfaces", "ec2:DescribeVpcs"),
		when(policy.Allow("TagNodes", c.ec2("instance")[0], "ec2:CreateTags"),
			policy.Object{"ForAnyValue:StringLike": policy.Object{"aws:TagKeys": "kubernetes.io/cluster/" + c.props.Name}}),
		when(policy.Allow("Tidy", c.ec2("network-interface")[0], "ec2:DeleteNetworkInterface"),
			policy.Object{"StringEquals": policy.Object{"aws:ResourceTag/eks:eni:owner": "amazon-vpc-cni"}}),
		policy.Allow("Key", key, "kms:DescribeKey"),
	}
}

// ec2 are all resources of the types in this account and region.
func (c *Cluster) ec2(types ...string) []string {
	all := make([]string, len(types))
	for i, kind := range types {
		all[i] = c.place.ARN("ec2", kind+"/*")
	}
	return all
}

// nodeRole is what a node may do before any pod: get the pods' credentials and pull the images that may run here.
func (c *Cluster) nodeRole(id, description string, more ...policy.Object) identity {
	statements := append([]policy.Object{policy.Allow("Pods", c.arn(), "eks-auth:AssumeRoleForPodIdentity")}, more...)
	// An instance's role cannot be held to an account: EC2 sends no such keys. Roles are never passed across accounts.
	trust := policy.Document(policy.Object{
		"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": policy.Service("ec2." + c.place.Domain()),
	})
	return c.newRole(id, description, trust,
		"The registry login and looking at EC2 have no resource type, and EKS keeps each add-on's image in a repository of its own account.",
		append(statements, c.pulling()...)...)
}

// pulling lets a node or a pod pull the images of PullRepositories and of EKS's add-ons, and no other private ones.
func (c *Cluster) pulling() []policy.Object {
	arns := slices.Clone(c.props.PullRepositories)
	slices.Sort(arns)
	addOns := policy.Place{Partition: c.place.Partition, Account: addOnRegistry(c.place), Region: c.place.Region}
	return []policy.Object{
		// The registry login has no resource type (service authorization reference, Amazon ECR).
		policy.Allow("Login", "*", "ecr:GetAuthorizationToken"),
		policy.Allow("Pull", append(slices.Compact(arns), addOns.ARN("ecr", "repository/*")),
			"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
	}
}

// registries are the accounts in which EKS keeps the images of its add-ons, where it is not the usual one (EKS user
// guide, "View Amazon container image registries for Amazon EKS add-ons").
var registries = map[string]string{
	"af-south-1": "877085696533", "ap-east-1": "800184023465", "ap-east-2": "533267051163", "ap-south-2": "900889452093",
	"ap-southeast-3": "296578399912", "ap-southeast-4": "491585149902", "ap-southeast-6": "333609536671",
	"ap-southeast-7": "121268973566", "ca-west-1": "761377655185", "cn-north-1": "918309763551",
	"cn-northwest-1": "961992271922", "eu-central-2": "900612956339", "eu-south-1": "590381155156",
	"eu-south-2": "455263428931", "il-central-1": "066635153087", "me-central-1": "759879836304",
	"me-south-1": "558608220178", "mx-central-1": "730335286997", "us-gov-east-1": "151742754352",
	"us-gov-west-1": "013241004608",
}

func addOnRegistry(p policy.Place) string { return cmp.Or(registries[p.Region], "602401143452") }

// podRole is a role of the pods that run as one service account of this cluster.
func (c *Cluster) podRole(id, namespace, account, why string, statements ...policy.Object) identity {
	return c.newRole(id, "The pods of "+account+" in "+c.props.Name, podTrust(c.arn(), namespace, account), why, statements...)
}
