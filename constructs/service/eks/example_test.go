package eks_test

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// A public web service that writes to a queue. A canary of each new version answers 10 % of the requests first.
func ExampleNewService() {
	stack := synthtest.ExampleStack()
	api := eks.NewService(stack, "Api", &eks.ServiceProps{
		Name: "api",
		Cluster: eks.Place{
			Name: "shop-prod", Account: "111111111111", Region: "eu-west-1",
			Key: "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555",
		},
		Image:   image.Released(stack, "arn:aws:ecr:eu-west-1:444444444444:repository/shop/api"),
		Scaling: service.Scaling{Min: 3, Max: 12},
		Ingress: eks.Public{
			Hosts:       []string{"shop.example.com"},
			Certificate: "arn:aws:acm:eu-west-1:111111111111:certificate/11111111-2222-3333-4444-555555555555",
		},
		Strategy: release.Canary{Percent: 10, Alarms: []string{"checkout-failures"}},
		Alerts:   []string{"arn:aws:sns:eu-west-1:111111111111:shop-prod-alerts"},
	})
	awssqs.NewQueue(stack, jsii.String("Jobs"), nil).GrantSendMessages(api)
	for _, phase := range api.Release().All() {
		kinds := []string{}
		for _, o := range phase.Objects {
			kinds = append(kinds, o.Kind)
		}
		fmt.Println(api.Manifests(phase.Name))
		fmt.Println(" ", strings.Join(kinds, ", "))
	}
	// Output:
	// /shop-prod/api/manifests/00-setup
	//   Namespace, Role, RoleBinding, IngressClassParams, IngressClass
	// /shop-prod/api/manifests/01-base
	//   ServiceAccount, NetworkPolicy, PodDisruptionBudget, Service, Service, Ingress, HorizontalPodAutoscaler
	// /shop-prod/api/manifests/02-next
	//   Deployment, HorizontalPodAutoscaler
	// /shop-prod/api/manifests/03-shift-10
	//   Ingress
	// /shop-prod/api/manifests/04-promote
	//   Deployment
	// /shop-prod/api/manifests/05-return
	//   Ingress
	// /shop-prod/api/manifests/06-clean
	//   Deployment, HorizontalPodAutoscaler
}
