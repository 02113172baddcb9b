package eks_test

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const entries = "AWS::EKS::AccessEntry"

// may is an access policy of EKS with its scope.
func may(name string, scope object) []any {
	return []any{object{"PolicyArn": "arn:aws:eks::aws:cluster-access-policy/" + name, "AccessScope": scope}}
}

func TestEveryRoleEntersWithExactlyWhatItWasGiven(t *testing.T) {
	const viewer, deployer, bound = "arn:aws:iam::111111111111:role/viewer", "arn:aws:iam::444444444444:role/deployer", "arn:aws:iam::444444444444:role/bound"
	got := cluster(t, func(p *eks.ClusterProps) {
		p.Spec.Viewers = []string{viewer}
		p.Spec.Deployers = []spec.Deployer{
			{Role: deployer, Namespaces: []string{"shop", "shop-jobs"}, Groups: []string{"shop:deployers"}}, {Role: bound, Groups: []string{"shop:releases"}},
		}
	})
	got.Count(entries, 4)
	everywhere := object{"Type": "cluster", "Namespaces": synthtest.Absent()}
	for _, want := range []synthtest.Props{
		{"PrincipalArn": admin, "AccessPolicies": may("AmazonEKSClusterAdminPolicy", everywhere), "KubernetesGroups": synthtest.Absent()},
		{"PrincipalArn": viewer, "AccessPolicies": may("AmazonEKSViewPolicy", everywhere), "KubernetesGroups": synthtest.Absent()},
		{
			"PrincipalArn": deployer, "AccessPolicies": may("AmazonEKSEditPolicy", object{"Type": "namespace", "Namespaces": []any{"shop", "shop-jobs"}}),
			"KubernetesGroups": []any{"shop:deployers"},
		},
		{"PrincipalArn": bound, "AccessPolicies": synthtest.Absent(), "KubernetesGroups": []any{"shop:releases"}},
	} {
		want["Type"], want["Username"] = "STANDARD", synthtest.Absent()
		want["ClusterName"] = object{"Ref": got.One(clusters).ID}
		got.Has(entries, want)
	}
}

func TestTakingARoleAwayTouchesNoOther(t *testing.T) {
	other := "arn:aws:iam::111111111111:role/break-glass"
	before := cluster(t, func(p *eks.ClusterProps) { p.Spec.Admins = []string{other, admin} })
	after := cluster(t, nil)
	want := synthtest.Props{"PrincipalArn": admin}
	if first, second := before.Has(entries, want), after.Has(entries, want); first != second {
		t.Errorf("%s became %s: EKS would be told to make an entry that is there", first, second)
	}
}

func TestARoleOfTheSameAppDeploys(t *testing.T) {
	stack := synthtest.Stack(t)
	pipeline := awsiam.NewRole(stack, jsii.String("Pipeline"), &awsiam.RoleProps{AssumedBy: awsiam.NewServicePrincipal(jsii.String("codebuild.amazonaws.com"), nil)})
	props := minimal(stack)
	props.Spec.Deployers = []spec.Deployer{{Role: *pipeline.RoleArn(), Namespaces: []string{"shop"}}}
	eks.NewCluster(stack, "Cluster", props)
	synthtest.Of(t, stack).Has(entries, synthtest.Props{"PrincipalArn": synthtest.Text("Pipeline")})
}
