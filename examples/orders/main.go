// Command orders is a service team's own CDK app: an API that takes orders and a worker that ships them, with a queue
// between. It imports Shipway's constructs as a library and mixes them with AWS's own.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
)

func main() { os.Exit(run()) }

// run synthesizes the app. A refused prop is printed as it is, without a stack trace.
func run() (code int) {
	defer jsii.Close()
	defer func() {
		problem := recover()
		if err, is := problem.(error); is {
			var refused *check.Error
			if errors.As(err, &refused) {
				fmt.Fprintln(os.Stderr, refused)
				code = 2
				return
			}
		}
		if problem != nil {
			panic(problem)
		}
	}()

	app := awscdk.NewApp(&awscdk.AppProps{Context: flags()})
	newOrders(app, "Orders", place{account: "111111111111", region: "eu-west-1"})
	app.Synth(nil)
	return 0
}

// flags are the feature flags of cdk.json. The CDK CLI hands them over by itself; run without it, the app reads them,
// so both write the same templates.
func flags() *map[string]any {
	if os.Getenv("CDK_CONTEXT_JSON") != "" {
		return nil
	}
	var file struct{ Context map[string]any }
	if text, err := os.ReadFile("cdk.json"); err == nil {
		_ = json.Unmarshal(text, &file)
	}
	return &file.Context
}
