package workflow_test

import (
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/workflow"
)

func TestNamesOfRolesFitAndDiffer(t *testing.T) {
	if got := workflow.BuildRole("storefront", "web"); got != "storefront-delivery-web-workflow" {
		t.Error(got)
	}
	if got := workflow.ReleaseRole("storefront", "prod", "web"); got != "storefront-prod-web-workflow" {
		t.Error(got)
	}
	app, environment, service := strings.Repeat("a", 20), strings.Repeat("e", 20), strings.Repeat("s", 31)
	one, other := workflow.ReleaseRole(app, environment, service+"1"), workflow.ReleaseRole(app, environment, service+"2")
	if len(one) != 64 || len(other) != 64 || one == other || !strings.HasPrefix(one, app+"-"+environment+"-sss") {
		t.Errorf("%s, %s", one, other)
	}
}
