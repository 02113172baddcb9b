package pipeline_test

import (
	"path"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/registry"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// A tag that cannot move takes the layers of the first build, and refuses those of every later one.
func TestLayersAreKeptUnderATagThatMayMove(t *testing.T) {
	stack := synthtest.Stack(t)
	registry.NewRepository(stack, "Images", &registry.RepositoryProps{Name: "shop/web", Account: tools, Region: region})
	cache := toldBy(built(t, synth(t), "image"))["CACHE"]
	address, tag, _ := strings.Cut(cache, ":")
	if !strings.HasSuffix(address, "/shop/web") {
		t.Errorf("layers are kept in %s, not beside the images", address)
	}
	for _, images := range synthtest.Of(t, stack).Resources("AWS::ECR::Repository") {
		for _, one := range images.Properties["ImageTagMutabilityExclusionFilters"].([]any) {
			if moves, _ := path.Match(one.(object)["ImageTagMutabilityExclusionFilterValue"].(string), tag); moves {
				return
			}
		}
	}
	t.Errorf("a repository with the usual settings lets no tag %q move", tag)
}
