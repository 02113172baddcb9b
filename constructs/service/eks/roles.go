package eks

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awseksv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
)

// identify defines the role the pods act as, and gives it to them through EKS Pod Identity. It may read the service's
// secrets and nothing else until something is granted to it.
func (s *Service) identify() {
	props := &awsiam.CfnRoleProps{
		Description:              jsii.String("What " + s.props.Name + " may do"),
		AssumeRolePolicyDocument: s.trust(),
	}
	if statements := s.reads(); len(statements) > 0 {
		props.Policies = []any{&awsiam.CfnRole_PolicyProperty{PolicyName: jsii.String("Secrets"), PolicyDocument: policy.Document(statements...)}}
	}
	s.role = awsiam.NewCfnRole(s, jsii.String("PodRole"), props)
	s.association = awseksv2.NewCfnPodIdentityAssociation(s, jsii.String("Identity"), &awseksv2.CfnPodIdentityAssociationProps{
		ClusterName: &s.props.Cluster.Name, Namespace: &s.rendered.Namespace, ServiceAccount: &s.props.Name, RoleArn: s.role.AttrArn(),
	})
}

// trust lets the pods of this service account of this cluster, and no others, act as the role.
func (s *Service) trust() policy.Object {
	cluster := s.props.Cluster.place().ARN("eks", "cluster/"+s.props.Cluster.Name)
	return podTrust(cluster, s.rendered.Namespace, s.props.Name)
}

// podTrust lets the pods of one service account of one cluster, and no others, act as a role. EKS tells in tags of the
// session for whom it comes, and documents no other way (EKS user guide, "Create IAM role with trust policy required by
// EKS Pod Identity"): a condition on anything else may never hold, and then no pod gets its role.
func podTrust(cluster, namespace, account string) policy.Object {
	return policy.Document(policy.Object{
		"Effect": "Allow", "Action": []string{"sts:AssumeRole", "sts:TagSession"}, "Principal": policy.Service("pods.eks.amazonaws.com"),
		"Condition": policy.Object{"StringEquals": policy.Object{
			"aws:RequestTag/eks-cluster-arn":            cluster,
			"aws:RequestTag/kubernetes-namespace":       namespace,
			"aws:RequestTag/kubernetes-service-account": account,
		}},
	})
}

// reads are the permissions that the secrets' driver uses in the service's name (AWS Secrets Manager user guide, "Use AWS
// Secrets and Configuration Provider CSI with Pod Identity").
func (s *Service) reads() (statements []policy.Object) {
	secrets, parameters := s.rendered.SecretARNs()
	if len(secrets) > 0 {
		statements = append(statements, policy.Allow("Secrets", secrets, "secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"))
	}
	if len(parameters) > 0 {
		statements = append(statements, policy.Allow("Parameters", parameters, "ssm:GetParameters"))
	}
	if len(s.props.SecretKeys) > 0 {
		statements = append(statements, policy.Allow("SecretKeys", s.props.SecretKeys, "kms:Decrypt"))
	}
	return statements
}
