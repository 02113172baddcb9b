package express_test

import (
	"testing"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/service/express"
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
)

type object = map[string]any

// cluster is what a stack would know of an ECS cluster.
var cluster = express.Cluster{Name: "shop-dev", Account: account, Region: "eu-west-1", Key: key}

func minimalProps() *express.ServiceProps {
	return &express.ServiceProps{
		Name: "api", Cluster: cluster, Vpc: vpc, Subnets: []string{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"},
		Image: image.Fixed("public.ecr.aws/nginx/nginx:1.29", ""), Alerts: []string{alerts},
	}
}

// synth is the template of one service whose minimal props were changed by mutate.
func synth(t *testing.T, mutate func(p *express.ServiceProps)) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	props := minimalProps()
	if mutate != nil {
		mutate(props)
	}
	express.NewService(stack, "Api", props)
	return synthtest.Of(t, stack)
}

// released is the template of a service whose image releases own.
func released(t *testing.T) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	props := minimalProps()
	props.Image = image.Released(stack, repository)
	express.NewService(stack, "Api", props)
	return synthtest.Of(t, stack)
}
