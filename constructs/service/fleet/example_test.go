package fleet_test

import (
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/fleet"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// A web service on Graviton hosts that CodeDeploy replaces by halves. Its image is whatever was released last.
func ExampleNewService() {
	stack := synthtest.ExampleStack()
	web := fleet.NewService(stack, "Web", &fleet.ServiceProps{
		Name: "web",
		Place: fleet.Place{
			Name: "shop-dev", Account: "111111111111", Region: "eu-west-1", VpcID: "vpc-0123456789abcdef0",
			SubnetIDs: []string{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"},
			Key:       "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555",
		},
		Image:     image.Released(stack, "arn:aws:ecr:eu-west-1:444444444444:repository/shop/web"),
		Instances: service.Instances{Types: []string{"m7g.large", "m6g.large"}, ARM: true},
		Scaling:   service.Scaling{Min: 4, Max: 12, Requests: 1000},
		Listener:  listener,
		Hosts:     []string{"shop.example.com"},
		Priority:  10,
		Secrets:   map[string]string{"DATABASE_URL": "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/db-AbCdEf"},
		Strategy:  release.Rolling{Batch: release.BatchHalf, Alarms: []string{"checkout-failures"}},
		Alerts:    []string{"arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"},
	})
	awssqs.NewQueue(stack, jsii.String("Jobs"), nil).GrantSendMessages(web)
	fmt.Println(web.URL())
	fmt.Println(web.ApplicationName(), web.DeploymentGroupName())
	// Output:
	// https://shop.example.com
	// shop-dev-web shop-dev-web
}

// What a pipeline zips and uploads for each release.
func ExampleBundle() {
	files, err := fleet.Bundle("444444444444.dkr.ecr.eu-west-1.amazonaws.com/shop/web@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		fmt.Println(path)
	}
	fmt.Print(files[fleet.ImageFile])
	// Output:
	// appspec.yml
	// fleet.service
	// fleet/image
	// fleet/lib.sh
	// fleet/run
	// hooks/bake
	// hooks/pull
	// hooks/start
	// hooks/validate
	// 444444444444.dkr.ecr.eu-west-1.amazonaws.com/shop/web@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
}
