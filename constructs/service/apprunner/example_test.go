package apprunner_test

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/apprunner"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// A web service that stays on App Runner for now: it answers the internet, calls a private network and writes to a queue.
func ExampleNewService() {
	stack := synthtest.ExampleStack()
	api := apprunner.NewService(stack, "Api", &apprunner.ServiceProps{
		Name: "api",
		Environment: apprunner.Environment{
			Name: "shop-dev", Account: "111111111111", Region: "eu-west-1",
			Key: "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555",
		},
		Image:   image.Released(stack, "arn:aws:ecr:eu-west-1:444444444444:repository/shop/api"),
		Size:    service.Size{CPU: 1024, Memory: 2048},
		Scaling: service.Scaling{Min: 2, Max: 10, Concurrency: 80},
		Health:  service.Health{Path: "/healthz"},
		Vpc:     "vpc-0123456789abcdef0",
		Subnets: []string{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"},
		Secrets: map[string]string{"DATABASE_URL": "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/db-AbCdEf"},
		Alerts:  []string{"arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"},
	})
	awssqs.NewQueue(stack, jsii.String("Jobs"), nil).GrantSendMessages(api)
	awscdk.Validations_Of(api).Acknowledge(&awscdk.Acknowledgment{
		Id: jsii.String(apprunner.ClosedWarning), Reason: jsii.String("It moves to Fargate in spring."),
	})
	fmt.Println(api.LogGroup())
	// Output:
	// /shop-dev/api
}
