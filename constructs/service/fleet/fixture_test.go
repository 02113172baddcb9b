package fleet_test

import (
	"encoding/json"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service/fleet"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

type object = map[string]any

const (
	account    = "111111111111"
	region     = "eu-west-1"
	repository = "arn:aws:ecr:eu-west-1:444444444444:repository/shop/web"
	registry   = "444444444444.dkr.ecr.eu-west-1.amazonaws.com"
	digest     = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	alerts     = "arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"
	key        = "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555"
	secret     = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/db-AbCdEf"
	parameter  = "arn:aws:ssm:eu-west-1:111111111111:parameter/shop/flags"
)

// listener is what a stack would know of a load balancer.
var listener = fleet.Listener{
	ARN:           "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/shop/0123456789abcdef/0123456789abcdef",
	SecurityGroup: "sg-0123456789abcdef0",
	Balancer:      "app/shop/0123456789abcdef",
}

func minimalProps() *fleet.ServiceProps {
	return &fleet.ServiceProps{
		Name: "web",
		Place: fleet.Place{
			Name: "shop-dev", Account: account, Region: region, VpcID: "vpc-0123456789abcdef0",
			SubnetIDs: []string{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"}, Key: key,
		},
		Image:    image.Fixed("public.ecr.aws/nginx/nginx:1.29", ""),
		Listener: listener, Hosts: []string{"shop.example.com"}, Priority: 10,
		Alerts: []string{alerts},
	}
}

// synth is the template of one service whose minimal props were changed by mutate.
func synth(t *testing.T, mutate func(p *fleet.ServiceProps)) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	props := minimalProps()
	if mutate != nil {
		mutate(props)
	}
	fleet.NewService(stack, "Web", props)
	return synthtest.Of(t, stack)
}

// made is a text that is made once: most tests of what runs on hosts need no template of their own.
func made(text func(t *testing.T) string) func(t *testing.T) string {
	kept := ""
	return func(t *testing.T) string {
		t.Helper()
		if kept == "" {
			kept = text(t)
		}
		return kept
	}
}

// released is the template of a service whose image releases own.
func released(t *testing.T, mutate func(p *fleet.ServiceProps)) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	props := minimalProps()
	props.Image = image.Released(stack, repository)
	mutate(props)
	fleet.NewService(stack, "Web", props)
	return synthtest.Of(t, stack)
}

func rolling(*fleet.ServiceProps) {}

func blueGreen(p *fleet.ServiceProps) { p.Strategy = release.BlueGreen{} }

// settings is what hosts read, from the template.
func settings(t *testing.T, got *synthtest.Template) (all object) {
	t.Helper()
	for _, one := range got.Resources("AWS::SSM::Parameter") {
		if one.Properties["Name"] == "/shop-dev/web/settings" {
			if err := json.Unmarshal([]byte(one.Properties["Value"].(string)), &all); err != nil {
				t.Fatal(err)
			}
			return all
		}
	}
	t.Fatal("no settings")
	return nil
}
