package oidc_test

import (
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/oidc"
	"github.com/shipway-cdk/shipway/constructs/pipeline/permission"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const (
	kind     = "AWS::IAM::Role"
	hub      = "token.actions.githubusercontent.com"
	images   = "arn:aws:ecr:eu-west-1:111111111111:repository/storefront/web"
	provider = "arn:aws:iam::111111111111:oidc-provider/"
)

var (
	github = oidc.GitHub{Owner: "acme", Repository: "storefront", Workflow: ".github/workflows/storefront-web.yml"}
	gitlab = oidc.GitLab{Project: "acme/shop/storefront"}
)

// building is a valid role that builds, changed.
func building(change ...func(*oidc.BuildRoleProps)) *oidc.BuildRoleProps {
	props := &oidc.BuildRoleProps{
		Name: "storefront-delivery-web-build", Account: synthtest.Account, Source: github, Repositories: []string{images},
	}
	for _, c := range change {
		c(props)
	}
	return props
}

// releasing is a valid role that releases, changed.
func releasing(change ...func(*oidc.ReleaseRoleProps)) *oidc.ReleaseRoleProps {
	props := &oidc.ReleaseRoleProps{
		Name: "storefront-prod-web-release", Source: github, Environment: "prod",
		Release: permission.Release{
			Place: policy.Place{Account: synthtest.Account, Region: synthtest.Region},
			Stack: "storefront-prod-web",
		},
	}
	for _, c := range change {
		c(props)
	}
	return props
}

// build is the role that builds of a stack that holds only it.
func build(t *testing.T, change ...func(*oidc.BuildRoleProps)) synthtest.Resource {
	t.Helper()
	stack := synthtest.Stack(t)
	oidc.NewBuildRole(stack, "Build", building(change...))
	return synthtest.Of(t, stack).One(kind)
}

// release is the role that releases of a stack that holds only it.
func release(t *testing.T, change ...func(*oidc.ReleaseRoleProps)) synthtest.Resource {
	t.Helper()
	stack := synthtest.Stack(t)
	oidc.NewReleaseRole(stack, "Release", releasing(change...))
	return synthtest.Of(t, stack).One(kind)
}

// trust is whom a role lets in: the principal, the action and the conditions of its only statement.
func trust(t *testing.T, r synthtest.Resource) map[string]any {
	t.Helper()
	document := r.Properties["AssumeRolePolicyDocument"].(map[string]any)
	statements := document["Statement"].([]any)
	if len(statements) != 1 {
		t.Fatalf("%d statements, want one: %v", len(statements), statements)
	}
	return statements[0].(map[string]any)
}
