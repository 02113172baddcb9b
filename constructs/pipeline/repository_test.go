package pipeline_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestServicesShareARepositoryThatOutlivesThem(t *testing.T) {
	stack := synthtest.Stack(t)
	shared := pipeline.NewRepository(stack, "Source", &pipeline.RepositoryProps{App: "shop", Name: "shop"})
	api := home("dev", dev)
	api.Service = "api"
	pipeline.NewPipeline(stack, "Web", minimalProps())
	pipeline.NewPipeline(stack, "Api", minimalProps(func(p *pipeline.PipelineProps) {
		p.Service, p.Waves[0].Environments[0].Target = "api", pipeline.Stack{Home: api}
	}))
	got := synthtest.Of(t, stack)
	made := got.One("AWS::CodeCommit::Repository")
	if made.DeletionPolicy != "RetainExceptOnCreate" || made.UpdateReplacePolicy != "Retain" {
		t.Errorf("deleted by %q, replaced by %q", made.DeletionPolicy, made.UpdateReplacePolicy)
	}
	got.Has("AWS::CodeCommit::Repository", synthtest.Props{"RepositoryName": "shop", "RepositoryDescription": "The source of shop"})
	if shared.Name() != "shop" {
		t.Error(shared.Name())
	}
}

func TestTwoRepositoriesFitInOneStackAndCanBeChanged(t *testing.T) {
	stack := synthtest.Stack(t)
	pipeline.NewRepository(stack, "Source", &pipeline.RepositoryProps{App: "shop", Name: "shop"})
	other := pipeline.NewRepository(stack, "Tools", &pipeline.RepositoryProps{App: "shop", Name: "shop-tools"})
	other.CfnRepository().SetRepositoryDescription(jsii.String("Tools"))
	got := synthtest.Of(t, stack)
	got.Count("AWS::CodeCommit::Repository", 2)
	got.Has("AWS::CodeCommit::Repository", synthtest.Props{"RepositoryName": "shop-tools", "RepositoryDescription": "Tools"})
}

func TestRepositoriesRefuseNamesThatCannotBe(t *testing.T) {
	for name, row := range map[string]struct {
		props pipeline.RepositoryProps
		want  []string
	}{
		"nothing wrong":  {pipeline.RepositoryProps{App: "shop", Name: strings.Repeat("x", 100)}, nil},
		"101 characters": {pipeline.RepositoryProps{App: "shop", Name: strings.Repeat("x", 101)}, []string{"PIPE-001 Name"}},
		"an end in .git": {pipeline.RepositoryProps{App: "shop", Name: "shop.git"}, []string{"PIPE-001 Name"}},
		"an upper case":  {pipeline.RepositoryProps{App: "Shop", Name: "shop"}, []string{"INJ-003 App"}},
		"nothing at all": {pipeline.RepositoryProps{}, []string{"INJ-003 App", "PIPE-001 Name"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := synthtest.Refused(row.props.Validate()); !slices.Equal(got, row.want) {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
	if got := synthtest.Panics(t, func() { pipeline.NewRepository(synthtest.Stack(t), "Source", nil) }); got.ID != "Source" {
		t.Error(got)
	}
}
