package apprunner_test

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/service/apprunner"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const (
	account    = "111111111111"
	repository = "arn:aws:ecr:eu-west-1:444444444444:repository/shop/api"
	alerts     = "arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"
	secret     = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/db-AbCdEf"
	parameter  = "arn:aws:ssm:eu-west-1:111111111111:parameter/shop/flags"
	key        = "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555"
	vpc        = "vpc-0123456789abcdef0"
	endpoint   = "vpce-0123456789abcdef0"
)

type object = map[string]any

// environment is what a stack would know of where it deploys to.
var environment = apprunner.Environment{Name: "shop-dev", Account: account, Region: "eu-west-1", Key: key}

func minimalProps() *apprunner.ServiceProps {
	return &apprunner.ServiceProps{
		Name: "api", Environment: environment,
		Image: image.Fixed("public.ecr.aws/nginx/nginx:1.29", ""), Alerts: []string{alerts},
	}
}

// stack is an empty stack of a program that gives the verdict on warnings itself, as Shipway's does.
func stack(t *testing.T) awscdk.Stack {
	t.Helper()
	return synthtest.Stack(t, synthtest.Context("@aws-cdk/core:failSynthOnValidationErrors", false))
}

// synth is the template of one service whose minimal props were changed by mutate.
func synth(t *testing.T, mutate func(p *apprunner.ServiceProps)) *synthtest.Template {
	t.Helper()
	stack := stack(t)
	props := minimalProps()
	if mutate != nil {
		mutate(props)
	}
	apprunner.NewService(stack, "Api", props)
	return synthtest.Of(t, stack)
}

// released is the template of a service whose image releases own, with everything that a service can have.
func released(t *testing.T) *synthtest.Template {
	t.Helper()
	stack := stack(t)
	props := minimalProps()
	props.Image = image.Released(stack, repository)
	props.Secrets, props.Tracing = map[string]string{"DATABASE_URL": secret}, true
	inNetwork(props)
	apprunner.NewService(stack, "Api", props)
	return synthtest.Of(t, stack)
}

// inNetwork lets a service call from subnets and answer behind an endpoint.
func inNetwork(p *apprunner.ServiceProps) {
	p.Vpc, p.Subnets, p.Endpoint = vpc, []string{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"}, endpoint
}
