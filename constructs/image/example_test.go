package image_test

import (
	"fmt"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// Software that somebody else releases, by a tag that does not move.
func ExampleFixed() {
	nginx := image.Fixed("public.ecr.aws/nginx/nginx:1.29", "")
	fmt.Println(nginx.Reference(), nginx.Validate())
	fmt.Println(image.Fixed("nginx:latest", "").Validate())
	// Output:
	// public.ecr.aws/nginx/nginx:1.29 <nil>
	// image.Image: 1 to fix
	//    is "nginx:latest": want a digest, or a tag other than latest [IMG-002]
}

// The template is the same whichever version runs: releases own the parameter.
func ExampleReleased() {
	stack := synthtest.ExampleStack()
	api := image.Released(stack, "arn:aws:ecr:eu-west-1:444444444444:repository/shop/api")
	fmt.Println(api.Repository())
	// Output: arn:aws:ecr:eu-west-1:444444444444:repository/shop/api
}
