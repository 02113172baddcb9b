package eks_test

import (
	"slices"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const capabilities = "AWS::EKS::Capability"

func TestArgoCDSignsPeopleInThroughIdentityCenter(t *testing.T) {
	got := cluster(t, withArgoCD)
	got.Has(capabilities, synthtest.Props{
		"Type": "ARGOCD", "DeletePropagationPolicy": "RETAIN", "ClusterName": object{"Ref": got.One(clusters).ID},
		"Configuration": object{"ArgoCd": object{
			"Namespace":     "argocd",
			"AwsIdc":        object{"IdcInstanceArn": "arn:aws:sso:::instance/ssoins-0123456789abcdef", "IdcRegion": "eu-west-1"},
			"NetworkAccess": object{"VpceIds": []any{"vpce-0123456789abcdef0"}},
			"RbacRoleMappings": []any{
				object{"Role": "ADMIN", "Identities": []any{object{"Id": "9067642ac7-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", "Type": "SSO_GROUP"}}},
				object{"Role": "VIEWER", "Identities": []any{object{"Id": "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f1", "Type": "SSO_GROUP"}}},
			},
		}},
	})
	cluster(t, nil).HasNo(capabilities)
}

func TestArgoCDReadsItsSourcesAndNothingElse(t *testing.T) {
	argo := role(t, cluster(t, withArgoCD), "Argo CD")
	if got, want := actions(permissions(argo)), []string{"codecommit:GitPull", "codeconnections:UseConnection"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if wrong := synthtest.Diff(object{
		"Action": []any{"sts:AssumeRole", "sts:TagSession"}, "Principal": object{"Service": "capabilities.eks.amazonaws.com"},
	}, trusted(argo)); len(wrong) > 0 {
		t.Error(wrong)
	}
	public := cluster(t, func(p *eks.ClusterProps) {
		withArgoCD(p)
		p.Spec.ArgoCD.Sources, p.Spec.ArgoCD.VPCEndpoints, p.Spec.ArgoCD.Public = nil, nil, true
	})
	if left := permissions(role(t, public, "Argo CD")); len(left) > 0 {
		t.Errorf("without sources Argo CD may %v", left)
	}
	public.Has(capabilities, synthtest.Props{"Configuration": object{"ArgoCd": object{"NetworkAccess": synthtest.Absent()}}})
}
