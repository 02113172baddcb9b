package express_test

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/express"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// A web service that writes to a queue. ECS makes its address; its image is whatever was released last.
func ExampleNewService() {
	stack := synthtest.ExampleStack()
	api := express.NewService(stack, "Api", &express.ServiceProps{
		Name: "api",
		Cluster: express.Cluster{
			Name: "shop-dev", Account: "111111111111", Region: "eu-west-1",
			Key: "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555",
		},
		Vpc:     "vpc-0123456789abcdef0",
		Subnets: []string{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"},
		Image:   image.Released(stack, "arn:aws:ecr:eu-west-1:444444444444:repository/shop/api"),
		Scaling: service.Scaling{Min: 3, Max: 12, Requests: 1000},
		Health:  service.Health{Path: "/healthz"},
		Secrets: map[string]string{"DATABASE_URL": "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/db-AbCdEf"},
		Alerts:  []string{"arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"},
	})
	awssqs.NewQueue(stack, jsii.String("Jobs"), nil).GrantSendMessages(api)
	fmt.Println(api.ARN())
	fmt.Println(api.LogGroup())
	// Output:
	// arn:aws:ecs:eu-west-1:111111111111:service/shop-dev/api
	// /shop-dev/api
}
