package eks_test

import (
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const (
	ourImages   = "arn:aws:ecr:eu-west-1:444444444444:repository/shop/api"
	certificate = "arn:aws:acm:eu-west-1:111111111111:certificate/11111111-2222-3333-4444-555555555555"
	database    = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/db-AbCdEf"
	flags       = "arn:aws:ssm:eu-west-1:111111111111:parameter/shop/flags"
	secretsKey  = "arn:aws:kms:eu-west-1:111111111111:key/22222222-2222-3333-4444-555555555555"
	balancer    = "app/shop-dev-api/0123456789abcdef"
)

type fields = map[string]any

// location is what a cluster says of itself.
func place() eks.Place {
	return eks.Place{
		Name: "shop-dev", Account: "111111111111", Region: "eu-west-1",
		Key: "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555",
	}
}

func workerProps() *eks.ServiceProps {
	return &eks.ServiceProps{
		Name: "api", Cluster: place(), Alerts: []string{"arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"},
		Image: image.Fixed("public.ecr.aws/nginx/nginx:1.29", ""),
	}
}

// publicProps are those of a service that requests reach from the internet.
func publicProps(strategy release.Strategy) *eks.ServiceProps {
	p := workerProps()
	p.Strategy = strategy
	p.Ingress = eks.Public{Hosts: []string{"shop.example.com"}, Certificate: certificate}
	return p
}

// synth is the template of one service.
func synth(t *testing.T, props *eks.ServiceProps) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	eks.NewService(stack, "Api", props)
	return synthtest.Of(t, stack)
}

func minutes(n int) *time.Duration {
	d := time.Duration(n) * time.Minute
	return &d
}
