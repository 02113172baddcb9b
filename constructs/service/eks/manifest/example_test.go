package manifest_test

import (
	"fmt"

	"github.com/shipway-cdk/shipway/constructs/service/eks/manifest"
)

// What a worker's release applies, in its order.
func ExampleService_Release() {
	s := manifest.Service{
		Name: "mailer", Cluster: "shop-dev", Account: "111111111111", Region: "eu-west-1",
		Image: "public.ecr.aws/nginx/nginx:1.29",
	}
	if err := s.Validate(); err != nil {
		fmt.Println(err)
		return
	}
	for _, phase := range s.Release().All() {
		for _, o := range phase.Objects {
			fmt.Println(phase.Name, o.Name)
		}
	}
	// Output:
	// 00-setup 10-namespace
	// 00-setup 11-role
	// 00-setup 12-rolebinding
	// 01-rolling 20-serviceaccount
	// 01-rolling 30-networkpolicy
	// 01-rolling 35-poddisruptionbudget
	// 01-rolling 60-deployment
	// 01-rolling 70-horizontalpodautoscaler
}
