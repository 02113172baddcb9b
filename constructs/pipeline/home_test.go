package pipeline_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestBothAccountsCallARoleTheSameHoweverLongItsNameIs(t *testing.T) {
	for name, row := range map[string]struct {
		home pipeline.Home
		want string
	}{
		"short":    {home("prod", prod), "arn:aws:iam::333333333333:role/shop-prod-web-release"},
		"in China": {pipeline.Home{App: "shop", Service: "web", Environment: "cn", Account: prod, Region: "cn-north-1", Partition: "aws-cn"}, "arn:aws-cn:iam::333333333333:role/shop-cn-web-release"},
		"long": {
			pipeline.Home{App: strings.Repeat("a", 20), Service: strings.Repeat("s", 32), Environment: "production", Account: prod, Region: region},
			"arn:aws:iam::333333333333:role/" + strings.Repeat("a", 20) + "-production-" + strings.Repeat("s", 23) + "-7a9dab6c",
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := synthtest.Stack(t, synthtest.In(prod, row.home.Region))
			made := pipeline.NewReleaseRole(stack, "Web", &pipeline.ReleaseRoleProps{Target: pipeline.Stack{Home: row.home}, Tools: tools})
			if got := row.home.RoleARN(); got != row.want || made.ARN() != got {
				t.Errorf("got %s and %s, want %s", got, made.ARN(), row.want)
			}
			named := *made.CfnRole().RoleName()
			if len(named) > 64 || !strings.HasSuffix(row.want, "/"+named) {
				t.Errorf("is called %s", named)
			}
			props := minimalProps(func(p *pipeline.PipelineProps) {
				p.App, p.Service, p.Partition = row.home.App, row.home.Service, row.home.Partition
				p.Waves[0].Environments[0].Target = pipeline.Stack{Home: row.home}
			})
			if row.home.Partition != "" {
				return // the fixture's keys and repositories are elsewhere
			}
			there := synthtest.Stack(t)
			pipeline.NewPipeline(there, "Web", props)
			said := may(t, synthtest.Of(t, there), "WebReleaseRole")
			if last := said[len(said)-1]; last != "Enter: sts:AssumeRole on "+row.want {
				t.Error(last)
			}
		})
	}
}

func TestAHomeSaysWhereItsStackIs(t *testing.T) {
	one := home("prod", prod)
	if got := one.StackARN(); got != "arn:aws:cloudformation:eu-west-1:333333333333:stack/shop-prod-web/*" {
		t.Error(got)
	}
	one.Stack = "Legacy"
	if got := one.StackARN(); got != "arn:aws:cloudformation:eu-west-1:333333333333:stack/Legacy/*" {
		t.Error(got)
	}
}

func TestTwoPipelinesFitInOneStackAndCanBeChanged(t *testing.T) {
	stack := synthtest.Stack(t)
	pipeline.NewPipeline(stack, "Web", minimalProps())
	api := home("dev", dev)
	api.Service = "api"
	other := pipeline.NewPipeline(stack, "Api", minimalProps(func(p *pipeline.PipelineProps) {
		p.Service, p.Waves[0].Environments[0].Target = "api", pipeline.Stack{Home: api}
	}))
	mode := "PARALLEL"
	other.CfnPipeline().SetExecutionMode(&mode)
	got := synthtest.Of(t, stack)
	got.Count(pipelines, 2)
	got.Has(pipelines, synthtest.Props{"Name": "shop-delivery-api", "ExecutionMode": "PARALLEL"})
	if other.Name() != "shop-delivery-api" || other.ARN() != "arn:aws:codepipeline:eu-west-1:111111111111:shop-delivery-api" || other.CfnRepository() != nil {
		t.Error(other.Name(), other.ARN())
	}
	if *other.CfnRole("Release").RoleName() != "shop-delivery-api-release" || other.CfnReviews() != nil {
		t.Error("the views are others")
	}
}

func TestPropsOfAPipelineAreNotChanged(t *testing.T) {
	props := minimalProps()
	pipeline.NewPipeline(synthtest.Stack(t), "Web", props)
	if props.LogDays != 0 || props.Partition != "" || props.Build.Context != "" || props.Build.Platforms != nil || props.Scan.Block != 0 {
		t.Errorf("now %+v", props)
	}
}

// The room of values may not enter that of programs, which know how long they run.
func TestTheLongestReleaseStillHasTimeToGoBack(t *testing.T) {
	const build = 36 * time.Hour
	for _, within := range []time.Duration{5 * time.Minute, time.Hour, 12 * time.Hour, delivery.MostWithin} {
		_, release, verify := program.Longest(within, delivery.MostBake(within))
		if release > build || verify > build {
			t.Errorf("after %s the release ends within %s, and the proof within %s", within, release, verify)
		}
	}
	if _, release, _ := program.Longest(delivery.MostWithin, 0); release != build {
		t.Errorf("the longest release ends within %s, want %s", release, build)
	}
	if _, _, verify := program.Longest(delivery.MostInside, delivery.MostInside); verify != build {
		t.Errorf("the longest proof inside an environment ends within %s, want %s", verify, build)
	}
}
