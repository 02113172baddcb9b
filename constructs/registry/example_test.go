package registry_test

import (
	"fmt"

	"github.com/shipway-cdk/shipway/constructs/registry"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func ExampleNewRepository() {
	stack := synthtest.ExampleStack() // in your app: awscdk.NewStack, with account and region
	images := registry.NewRepository(stack, "Web", &registry.RepositoryProps{
		Name:         "storefront/web",
		Account:      "111111111111",
		Region:       "eu-west-1",
		Keep:         50,
		PullAccounts: []string{"222222222222", "333333333333"},
		PullRoles:    []string{"storefront-*"},
	})
	fmt.Println(images.URI())
	fmt.Println(synthtest.Types(stack))
	// Output:
	// 111111111111.dkr.ecr.eu-west-1.amazonaws.com/storefront/web
	// AWS::ECR::Repository 1
}

func ExampleNewSigning() {
	stack := synthtest.ExampleStack() // in your app: awscdk.NewStack, with account and region
	signing := registry.NewSigning(stack, "Signing", &registry.SigningProps{
		Name: "storefront", Account: "111111111111", Region: "eu-west-1", Repositories: []string{"storefront/*"},
	})
	fmt.Println(signing.ProfileARN())
	fmt.Println(synthtest.Types(stack))
	// Output:
	// arn:aws:signer:eu-west-1:111111111111:/signing-profiles/storefront
	// AWS::ECR::SigningConfiguration 1
	// AWS::Signer::SigningProfile 1
}

func ExampleNewAccountSettings() {
	stack := synthtest.ExampleStack() // in your app: awscdk.NewStack, with account and region
	registry.NewAccountSettings(stack, "Registry", &registry.AccountSettingsProps{
		EnhancedScanning: true,
		PullThroughCache: true,
	})
	fmt.Println(synthtest.Types(stack))
	// Output:
	// AWS::ECR::PullThroughCacheRule 3
	// AWS::ECR::RegistryScanningConfiguration 1
}
