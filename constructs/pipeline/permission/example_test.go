package permission_test

import (
	"fmt"

	"github.com/shipway-cdk/shipway/constructs/pipeline/permission"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

func ExampleRelease_Statements() {
	release := permission.Release{
		Place: policy.Place{Partition: "aws", Account: "333333333333", Region: "eu-west-1"}, Stack: "storefront-prod-web",
	}
	for _, statement := range release.Statements() {
		fmt.Println(statement["Sid"], statement["Resource"])
	}
	// Output:
	// Update arn:aws:cloudformation:eu-west-1:333333333333:stack/storefront-prod-web/*
	// Stack arn:aws:cloudformation:eu-west-1:333333333333:stack/storefront-prod-web/*
	// Alarms arn:aws:cloudwatch:eu-west-1:333333333333:alarm:*
}
