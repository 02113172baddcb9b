package workflow_test

import (
	"fmt"
	"time"

	"github.com/shipway-cdk/shipway/constructs/pipeline/workflow"
)

// storefront is an application with one service in two environments.
var storefront = workflow.Props{
	App:      "storefront",
	Registry: workflow.Registry{Account: "444444444444", Region: "eu-west-1"},
	Environments: []workflow.Environment{
		{Name: "dev", Account: "111111111111", Region: "eu-west-1"},
		{Name: "prod", Account: "333333333333", Region: "eu-west-1", Approve: true},
	},
	Services: []workflow.Service{{
		Name: "web", Context: "services/web", Role: "arn:aws:iam::444444444444:role/storefront-delivery-web-workflow",
		Tests: workflow.Tests{Command: "go test ./services/web/..."},
		Targets: []workflow.Target{
			{Environment: "dev", Stack: "storefront-dev-web", Role: "arn:aws:iam::111111111111:role/storefront-dev-web-workflow"},
			{
				Environment: "prod", Stack: "storefront-prod-web", Role: "arn:aws:iam::333333333333:role/storefront-prod-web-workflow",
				Alarms: []string{"storefront-prod-web-errors"}, Verify: workflow.Verify{URL: "https://shop.example.com/healthz", Bake: 10 * time.Minute},
			},
		},
	}},
}

func ExampleGitHub() {
	for _, file := range workflow.GitHub(storefront) {
		fmt.Println(file.Path)
	}
	// Output:
	// .github/shipway/enter.sh
	// .github/shipway/image.sh
	// .github/shipway/ready.sh
	// .github/shipway/release-stack.sh
	// .github/shipway/run.sh
	// .github/shipway/scan.sh
	// .github/shipway/secrets.sh
	// .github/shipway/test.sh
	// .github/shipway/verify-stack.sh
	// .github/workflows/storefront-web.yml
}

func ExampleGitLab() {
	files := workflow.GitLab(storefront)
	fmt.Print(files[0].Path, "\n", files[0].Text)
	// Output:
	// .gitlab-ci.yml
	// # Written by shipway workflow: change shipway.yaml and write it again, for what is changed here is lost.
	// # It puts the services' pipelines together.
	// stages: [check, image, scan, release-dev, release-prod]
	// include:
	//   - local: /.gitlab/shipway/storefront-web.yml
}

func ExampleTarget_Session() {
	fmt.Println(workflow.Target{}.Session())
	fmt.Println(workflow.Target{Within: 2 * time.Hour, Verify: workflow.Verify{Bake: 30 * time.Minute}}.Session())
	// Output:
	// 2h20m0s
	// 4h50m0s
}
