package delivery_test

import (
	"testing"

	"github.com/shipway-cdk/shipway/constructs/delivery"
)

func TestPipelinesThatWouldShareANameClash(t *testing.T) {
	web, itself := delivery.Names{Service: "web"}, delivery.Names{Service: "infrastructure", Application: true}
	reviewed, tried := delivery.Names{Service: "web", Reviews: true}, delivery.Names{Service: "web", Tries: true}
	for _, row := range []struct {
		one   delivery.Names
		other string
		want  string
	}{
		{web, "api", ""},
		{web, "web-api", ""},
		{web, "web-reviews", ""},
		{reviewed, "web-reviews", "pipeline web-reviews"},
		{web, "web-release", "project web-release-*"},
		{web, "web-release-dev", "project web-release-*"},
		{web, "web-releases", ""},
		{web, "web-try-dev", ""},
		{tried, "web-try-dev", "project web-try-*"},
		{web, "web-test", ""},
		{itself, "infrastructure-reviews", ""},
		{itself, "infrastructure-deploy", "project infrastructure-deploy-*"},
		{itself, "infrastructure-verify-dev", "project infrastructure-verify-*"},
		{itself, "infrastructures", ""},
	} {
		other := delivery.Names{Service: row.other}
		if got := row.one.Clash(other); got != row.want {
			t.Errorf("%s and %s share %q, want %q", row.one.Service, row.other, got, row.want)
		}
		if (other.Clash(row.one) == "") != (row.want == "") {
			t.Errorf("%s and %s do not see it alike", row.one.Service, row.other)
		}
	}
}
