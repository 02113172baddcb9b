package oidc_test

import (
	"fmt"

	"github.com/shipway-cdk/shipway/constructs/pipeline/oidc"
	"github.com/shipway-cdk/shipway/constructs/pipeline/permission"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func ExampleNewBuildRole() {
	stack := synthtest.ExampleStack() // in your app: a stack of the account that owns the images
	source := oidc.GitHub{Owner: "acme", Repository: "storefront", Workflow: ".github/workflows/storefront-web.yml"}
	trusted := oidc.NewProvider(stack, "GitHub", &oidc.ProviderProps{Source: source})
	build := oidc.NewBuildRole(stack, "WebBuild", &oidc.BuildRoleProps{
		Name: "storefront-delivery-web-workflow", Account: "111111111111", Source: source, Provider: trusted.ARN(),
		Repositories: []string{"arn:aws:ecr:eu-west-1:111111111111:repository/storefront/web"},
	})
	fmt.Println(build.ARN())
	fmt.Println(synthtest.Types(stack))
	// Output:
	// arn:aws:iam::111111111111:role/storefront-delivery-web-workflow
	// AWS::IAM::OIDCProvider 1
	// AWS::IAM::Role 1
}

func ExampleNewProvider() {
	stack := synthtest.ExampleStack() // in your app: one stack of each account
	trusted := oidc.NewProvider(stack, "GitLab", &oidc.ProviderProps{Source: oidc.GitLab{Project: "acme/storefront"}})
	fmt.Println(trusted.ARN() != "")
	fmt.Println(synthtest.Types(stack))
	// Output:
	// true
	// AWS::IAM::OIDCProvider 1
}

func ExampleNewReleaseRole() {
	stack := synthtest.ExampleStack() // in your app: a stack of the environment's account
	release := oidc.NewReleaseRole(stack, "WebRelease", &oidc.ReleaseRoleProps{
		Name: "storefront-prod-web-workflow", Environment: "prod",
		Source: oidc.GitHub{
			Owner: "acme", OwnerID: 123456, Repository: "storefront", RepositoryID: 456789, Workflow: ".github/workflows/storefront-web.yml",
		},
		Release: permission.Release{
			Place: policy.Place{Account: "111111111111", Region: "eu-west-1"}, Stack: "storefront-prod-web",
			Kind: program.Tasks, Application: "storefront-prod-web", Group: "storefront-prod-web",
		},
	})
	fmt.Println(release.ARN())
	fmt.Println(synthtest.Types(stack))
	// Output:
	// arn:aws:iam::111111111111:role/storefront-prod-web-workflow
	// AWS::IAM::Role 1
}
